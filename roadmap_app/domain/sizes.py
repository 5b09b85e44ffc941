"""Size limits of a roadmap. They bound the cost of every text and page."""

MAX_STAGES = 100
MAX_TOPICS = 600
MAX_ITEMS = 3_000
MAX_RESOURCES = 3_000
# Per topic, because its page and its admin form show all of them at once.
MAX_TOPIC_ITEMS = 300
MAX_TOPIC_RESOURCES = 100
# The longest estimate of an item, in minutes: 100 hours.
MAX_MINUTES = 6_000
# The most hours that a resource takes.
MAX_RESOURCE_HOURS = 1_000
# How many things of one kind a page lists; the rest is given as a number.
LISTED = 50
