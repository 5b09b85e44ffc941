"""The headings of our own format."""

from roadmap_app.outline.headings import stage_heading, topic_heading
from roadmap_app.outline.reading.duration import Duration, Meaning


def test_headings_are_parsed():
    stage = stage_heading("Stage 2: **Bread** (0–3 Months) {#bread}")
    assert (stage.title, stage.slug, stage.duration) == ("Bread", "bread", Duration(Meaning.EXACT, 0, 3))
    assert stage_heading("Phase II").title == "Phase II"
    topic = topic_heading("1.2 Flour: {#f}")
    assert (topic.title, topic.slug, topic.duration) == ("Flour", "f", None)
