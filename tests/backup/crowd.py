"""Many learners who have done much, written straight into a copy's database."""

from tests.database_copies import Copy

MAKE_CROWD = """
from django.db import connection
from roadmap_app.models import Item, User
each, wanted = 2 * Item.objects.count(), {rows}
User.objects.bulk_create(
    (User(email=f"crowd{{number}}@example.org") for number in range(wanted // each + 1)), batch_size=2000
)
ours = "FROM roadmap_app_user u CROSS JOIN roadmap_app_item i WHERE u.email LIKE 'crowd%%'"
postgresql = connection.vendor == "postgresql"
change = "md5(u.id::text || i.id::text)::uuid" if postgresql else "lower(hex(randomblob(16)))"
with connection.cursor() as cursor:
    if postgresql:
        cursor.execute("SET session_replication_role = replica")  # no triggers: the rows fit
    cursor.execute(f"INSERT INTO roadmap_app_completion (user_id, item_id, done_at) "
                   f"SELECT u.id, i.id, '2026-11-01 10:00:00+00:00' {{ours}}")
    cursor.execute(f"INSERT INTO roadmap_app_activity (user_id, verb, topic_id, item_id, change, at) "
                   f"SELECT u.id, 'ticked', i.topic_id, i.id, {{change}}, '2026-11-01 10:00:00+00:00' {{ours}}")
"""


def make_crowd(copy: Copy, rows: int) -> None:
    """Put ROWS completions and activities of learners into COPY, which has been prepared."""
    copy.manage("shell", "--no-imports", "-v", "0", "-c", MAKE_CROWD.format(rows=rows), timeout=1800)
