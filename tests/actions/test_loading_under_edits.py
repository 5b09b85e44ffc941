"""Whatever editors, learners and newer fixtures do between loads: no tick is lost."""

import json
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roadmap_app.actions.curriculum import delete_content, save_content, set_retired
from roadmap_app.actions.load_roadmap import load_fixture
from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.standing import compute_standing
from roadmap_app.models import Activity, Completion, Item, Roadmap, Stage, Topic
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.progress import read_standing
from tests.makers import make_user
from tests.recorded import recorded_state
from tests.small_roadmap import small
from tests.snapshots import forget_trees

edits = st.lists(
    st.tuples(
        st.sampled_from(["rename", "retire", "restore", "delete", "move", "tick", "tick topic", "ship", "reload"]),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=10,
)


def do_one_thing(what, item, other, learner, ticked):
    """Do one thing that an editor or the learner may do; add to TICKED what was ticked."""
    if what == "rename":
        item.title = f"Renamed {other}"
        save_content(item)
    elif what in ("retire", "restore"):
        set_retired([item], retired=what == "retire")
    elif what == "delete" and not Activity.objects.filter(item=item).exists():
        delete_content(item)
    elif what == "move":
        item.topic = Topic.objects.order_by("pk")[other % 2]
        save_content(item)
    elif what == "tick":
        set_item(user=learner, item=item, done=True)
        ticked.add(item.pk)
    elif what == "tick topic":
        ticked |= set(item.topic.items.filter(retired=False).values_list("pk", flat=True))
        set_topic(user=learner, topic=item.topic, done=True)


class LoadingUnderEditsTests(TestCase):
    """Whatever editors, learners and newer fixtures do between loads, nobody's ticks are lost."""

    @settings(max_examples=12, deadline=None)
    @given(edits)
    def test_no_completion_is_ever_lost(self, walk):
        entries = small()
        learner = make_user()
        ticked = set()
        self._load(entries)
        Topic.objects.create(stage=Stage.objects.get(ref="s"), slug="other", title="Other", ref="other")
        for what, one, other in walk:
            items = list(Item.objects.order_by("pk"))
            if what == "ship":
                entries = small(items=2 + other)
                entries[3]["fields"]["title"] = f"Shipped {one}"
            elif items:
                do_one_thing(what, items[one % len(items)], other, learner, ticked)
            self._load(entries)
            self._check(learner, ticked)

    def _load(self, entries):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "small.json"
            path.write_text(json.dumps(entries))
            load_fixture(path)

    def _check(self, learner, ticked):
        assert set(Completion.objects.filter(user=learner).values_list("item_id", flat=True)) == ticked
        assert recorded_state(learner)[0] == ticked
        forget_trees()
        snapshot = tree(Roadmap.objects.get(slug="r"))
        now = read_standing(learner, snapshot)
        assert 0 <= now.progress.percent <= 100
        everything = {item.id for stage in now.stages for topic in stage.topics for item in topic.node.items}
        done = compute_standing(snapshot, LearnerState(done=frozenset(everything)), date.today())
        assert done.progress.is_empty or done.progress.percent == 100
