"""How much a roadmap may hold. What is dear for a text or a page is bounded by these."""

MAX_STAGES = 100
MAX_TOPICS = 600
MAX_ITEMS = 3_000
MAX_RESOURCES = 3_000
# Of one topic: its page and its form in the admin show all of them at once.
MAX_TOPIC_ITEMS = 300
MAX_TOPIC_RESOURCES = 100
# Of things of one kind, so many are listed on a page; how many more there are is said in a number.
LISTED = 50
