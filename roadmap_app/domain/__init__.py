"""The arithmetic and the text of learning; no Django in it, and no clock of its own."""
