"""Around every request: middleware, what comes back of forms."""
