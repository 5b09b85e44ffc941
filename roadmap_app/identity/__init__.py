"""Sign-in and sessions: allauth's adapters, single sign-on, second factors, rate limits, audit signals."""
