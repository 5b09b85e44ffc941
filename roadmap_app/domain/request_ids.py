"""Where a request keeps its id: in its META, under this key."""

ID = "portal.request_id"
