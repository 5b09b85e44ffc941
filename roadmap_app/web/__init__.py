"""HTTP, without any knowledge of roadmaps: middleware, htmx, logs, request validation."""
