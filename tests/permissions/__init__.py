"""Which response each kind of user gets at each address."""
