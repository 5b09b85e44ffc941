"""Who somebody is: allauth's adapters, single sign-on, second factors, sessions, the audit signals."""
