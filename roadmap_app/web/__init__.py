"""What stands around every request and knows nothing of roadmaps: middleware, htmx, logs, validation of requests."""
