"""Durations as people write them, and the months they give to stages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.outline.marks import guard, plain
from roadmap_app.outline.reading.duration import Duration, Meaning
from roadmap_app.outline.reading.durations import MAX_TEXT, enclosing, spans_of, take_duration


def told(duration):
    """Return DURATION in short: "6 week", "5..8 week", "2..3? week" (either), "4+ week", with "exact" and so on."""
    if duration is None:
        return "none"
    first = "" if duration.first is None else f"{duration.first}.."
    mark = "?" if duration.meaning == Meaning.EITHER else ""
    special = {Meaning.EXACT: " exact", Meaning.CALENDAR: " calendar"}.get(duration.meaning, "")
    passing = " passing" if duration.is_passing else ""
    return f"{first}{duration.last:g}{mark}{'+' if duration.is_open else ''} {duration.unit}{special}{passing}"


def read(text):
    """Return (rest, duration in short) of TEXT."""
    rest, duration = take_duration(guard(text))
    return plain(rest), told(duration)


# fmt: off
IN_ENGLISH = [
    ("🚀 Week 1 Basics", "🚀 Basics", "1..1 week"), ("🗓️ Week 1️⃣ - Basics", "🗓️ Basics", "1..1 week"),
    ("Week 1. Basics", "Basics", "1..1 week"), ("Week 1) Basics", "Basics", "1..1 week"),
    ("Basics (6 wks.)", "Basics", "6 week"), ("Month 1 to 3 Basics", "Basics", "1..3 month"),
    ("Autumn (Sept – Dec)", "Autumn", "9..12 month calendar"), ("Flour sept mois", "Flour", "7 month"),
    ("Week 1 – 10 loaves", "10 loaves", "1..1 week"),
    ("Flour (0–3 Months)", "Flour", "0..3 month exact"),
    ("Flour (2–6 Weeks)", "Flour", "2..6 week exact"),
    ("I ❤\ufe0f： (0–3 Months)", "I ❤\ufe0f：", "0..3 month exact"),
    ("Week 2 (0–3 Months)", "Week 2", "0..3 month exact"),
    ("Flour (0-3 months)", "Flour", "0..3? month"),
    ("Flour (2–3 weeks)", "Flour", "2..3? week"),
    ("Flour (3-2 weeks)", "Flour", "2..3? week"),
    ("Weeks 8-5: Flour", "Flour", "5..8 week"),
    ("Module 5 - 2 weeks", "Module 5", "2 week"),
    ("Flour (about 2 to 3 weeks)", "Flour", "2..3? week"),
    ("Flour, 6 weeks", "Flour", "6 week"),
    ("Flour [1 year]", "Flour", "1 year"),
    ("Flour 3 weeks", "Flour", "3 week"),
    ("Flour – approx. 3 months", "Flour", "3 month"),
    ("Flour (~3 months)", "Flour", "3 month"),
    ("Flour (Duration: 3 weeks)", "Flour", "3 week"),
    ("Flour (4+ weeks)", "Flour", "4+ week"),
    ("Flour: half a year", "Flour", "0.5 year"),
    ("Flour - six weeks", "Flour", "6 week"),
    ("Flour (a month)", "Flour", "1 month"),
    ("Flour (1.5 months)", "Flour", "1.5 month"),
    ("Flour (1 ½ months)", "Flour", "1.5 month"),
    ("Flour (1 1/2 months)", "Flour", "1.5 month"),
    ("Flour (1/2 year)", "Flour", "0.5 year"),
    ("Flour (1 month 2 weeks)", "Flour", "6 week"),
    ("Flour (3 week(s))", "Flour", "3 week"),
    ("Flour (12-week)", "Flour", "12 week"),
    ("Flour (3 months, part time)", "Flour (part time)", "3 month"),
    ("Flour: 4 weeks (paid)", "Flour (paid)", "4 week"),
    ("Flour – 3 weeks – Basics", "Flour – Basics", "3 week"),
    ("Module 1 – 4 weeks – Flour", "Module 1 – Flour", "4 week"),
    ("90 days", "90 days", "90 day"),
    ("First 3 months: Flour", "Flour", "3 month"),
    ("Week 2: Flour", "Flour", "2..2 week"),
    ("Week One: Flour", "Flour", "1..1 week"),
    ("1st week: Flour", "Flour", "1..1 week"),
    ("First month – Flour", "Flour", "1..1 month"),
    ("Weeks 5–8: Flour", "Flour", "5..8 week"),
    ("Week 1 – Week 4: Flour", "Flour", "1..4 week"),
    ("Weeks 1, 2 and 3: Flour", "Flour", "1..3 week"),
    ("Week 1 – 10 loaves", "10 loaves", "1..1 week"),
    ("Day 3 of 30: Flour", "Flour", "3..3 day"),
    ("Flour (Month 12+)", "Flour", "12..12+ month"),
    ("Phase 1: Flour (Weeks 1-4)", "Phase 1: Flour", "1..4 week"),
    ("Stage 1 (Weeks 1–4): Flour", "Stage 1: Flour", "1..4 week"),
    ("Stage 1 Week 2", "Stage 1", "2..2 week"),
    ("2. Month 1: Flour", "2. Flour", "1..1 month"),
    ("Flour (Weeks 1–4, 10 hours/week)", "Flour (10 hours/week)", "1..4 week"),
    ("Year 2 · Semester 1: Ovens", "Ovens", "3..3 semester"),
    ("Year 2 (Semester 1): Ovens", "Ovens", "3..3 semester"),
    ("Month 2, Week 1 - Eggs", "Eggs", "5..5 week"),
    ("Month 2, Week 7", "Month 2, Week 7", "7..7 week"),
    ("Semester II: Flour", "Flour", "2..2 semester"),
    ("Q3 2026: Flour", "Flour", "7..9 month calendar"),
    ("2026 Q1 – Flour", "Flour", "1..3 month calendar"),
    ("Flour (Jan–Mar)", "Flour", "1..3 month calendar"),
    ("March: Flour", "Flour", "3..3 month calendar"),
    ("Month 1", "Month 1", "1..1 month"),
    ("1. Week 1", "1. Week 1", "1..1 week"),
    ("Week 3\ufe0f\u20e3: Flour", "Flour", "3..3 week"),
    ("📅 Week 3: Flour", "📅 Flour", "3..3 week"),
    ("Flour (up to 6 weeks)", "Flour", "6 week"),
    ("Flour: at least 2 months", "Flour", "2 month"),
    ("Week 3 (May 12)", "Week 3 (May 12)", "3..3 week"),
    ("Months 3-6+: Advanced", "Advanced", "3..6+ month"),
    ("3 months (part time)", "3 months (part time)", "3 month"),
    ("Bake bread in 3 months", "Bake bread in 3 months", "3 month passing"),
    ("12-week plan for bread", "12-week plan for bread", "12 week passing"),
    ("Flour \\(3 weeks\\)", "Flour (3 weeks)", "3 week passing"),
]
IN_OTHER_LANGUAGES = [
    ("Woche 5: Mehl", "Mehl", "5..5 week"), ("1. Woche: Mehl", "Mehl", "1..1 week"),
    ("Mehl (ein halbes Jahr)", "Mehl", "0.5 year"), ("Mehl (6 Wochen, Teilzeit)", "Mehl (Teilzeit)", "6 week"),
    ("Semanas 1 a 4: Harina", "Harina", "1..4 week"), ("Primer mes: Harina", "Harina", "1..1 month"),
    ("Harina (2 o 3 semanas)", "Harina", "2..3? week"), ("Año 1: Harina", "Harina", "1..1 year"),
    ("Semaines 1 à 4 – Farine", "Farine", "1..4 week"), ("1ère semaine : Farine", "Farine", "1..1 week"),
    ("Farine (3 mois)", "Farine", "3 month"), ("Farine (2 ans)", "Farine", "2 year"),
    ("Mês 3: Farinha", "Farinha", "3..3 month"), ("Farinha (uma semana)", "Farinha", "1 week"),
    ("Неделя 5: Мука", "Мука", "5..5 week"), ("1-я неделя: Мука", "Мука", "1..1 week"),
    ("Мука (полгода)", "Мука", "6 month"), ("II семестр: Мука", "Мука", "2..2 semester"),
    ("第1周：面粉", "面粉", "1..1 week"), ("第1–3个月：面粉", "面粉", "1..3 month"),
    ("第十二周 面粉", "面粉", "12..12 week"),
    ("面粉（约3周）", "面粉", "3 week"), ("面粉（３个月）", "面粉", "3 month"),
    ("1月–3月：面粉", "面粉", "1..3 month calendar"),
    ("第３週：粉", "粉", "3..3 week"), ("粉（3ヶ月）", "粉", "3 month"), ("1ヶ月目：粉", "粉", "1..1 month"),
    ("제1주: 밀가루", "밀가루", "1..1 week"),
    ("الشهر 1: الدقيق", "الدقيق", "1..1 month"), ("الشهر ١: الدقيق", "الدقيق", "1..1 month"),
    ("الأسبوع الأول: الدقيق", "الدقيق", "1..1 week"), ("الدقيق (أسبوعان)", "الدقيق", "2 week"),
    ("الدقيق (٣ أشهر)", "الدقيق", "3 month"),
]
NO_DURATIONS = [
    "Flour", "", "3 hours/week", "5 days a week", "Mix (10 hours per week)", "4+ years of experience",
    "Rest for a month",
    "Мука (5 дней в неделю)", "Year 2025", "2025–2026", "Python 3.12", "99999 weeks", "Flour (123456789 weeks)",
    "Week 3D printing", "May the bread rise", "Month I learned", "Fall semester", "24/7 days", "Learn it – 30 min",
    "المرحلة الأولى", "Flour (0-3)",
]
# fmt: on


@pytest.mark.parametrize(("text", "rest", "duration"), IN_ENGLISH + IN_OTHER_LANGUAGES)
def test_a_duration_is_taken_out_of_a_heading(text, rest, duration):
    assert read(text) == (rest, duration)


@pytest.mark.parametrize("text", NO_DURATIONS)
def test_what_is_no_time_of_the_roadmap_stays(text):
    assert read(text) == (text, "none")


def spans(*headings):
    """Return the (start, end) of stages with these headings."""
    return spans_of([take_duration(guard(heading))[1] for heading in headings])[0]


# fmt: off
LAID_OUT = [
    ((), []),
    (("Week 1: A", "Week 2: B", "Week 3: C"), [(0, 0.25), (0.25, 0.5), (0.5, 0.75)]),
    (("A (2–3 weeks)", "B (4–6 weeks)", "C (2–3 weeks)"), [(0, 0.75), (0.75, 2.25), (2.25, 3)]),
    (("A (Weeks 1-4)", "B (Weeks 5-12)"), [(0, 1), (1, 3)]),
    (("Month 1", "Month 2"), [(0, 1), (1, 2)]),
    # The shared bounds of "1–3, 3–6" and "0–3, 3–6"; a gap is kept.
    (("A (0-3 months)", "B (3-6 months)", "C (9-12 months)"), [(0, 3), (3, 6), (9, 12)]),
    (("Months 1–3", "Months 3–6", "Months 6–12"), [(0, 3), (3, 6), (6, 12)]),
    (("A (1–2 weeks)", "B (3–4 weeks)"), [(0, 0.5), (0.5, 1)]),
    (("A (1–2 weeks)", "B (1–2 weeks)"), [(0, 0.5), (0.5, 1)]),
    (("A (3 months)", "Months 3–6"), [(0, 3), (3, 6)]),
    (("A (3 months)", "Months 4–6"), [(0, 3), (3, 6)]),
    (("Week 0: A", "Week 1: B", "Weeks 2–3: C"), [(0, 0.25), (0.25, 0.5), (0.5, 1)]),
    # Numbers that begin again in each phase go on from what is before.
    (("Weeks 1–4", "Weeks 1–4"), [(0, 1), (1, 2)]),
    (("A (0–3 months)", "B (3–6 months)", "C (6+ months)"), [(0, 3), (3, 6), (6, 9)]),
    (("Months 0-3", "Months 3-6+"), [(0, 3), (3, 6)]),
    (("Year 1 · Semester 1", "Year 1 · Semester 2", "Year 2 · Semester 1"), [(0, 6), (6, 12), (12, 18)]),
    (("A (1 year)", "B (a fortnight)", "C (1 quarter)"), [(0, 12), (12, 12.5), (12.5, 15.5)]),
    # 28 days and 30 days are a month; nothing is shorter than a quarter.
    (("Days 1–28", "Days 29–56"), [(0, 1), (1, 2)]),
    (("Days 1–30", "Days 31–60", "Days 61–90"), [(0, 1), (1, 2), (2, 3)]),
    (("Day 1", "Day 2"), [(0, 0.25), (0.25, 0.5)]),
    # Parts of a year count from the first that is named.
    (("Q3 2026", "Q4 2026", "Q1 2027"), [(0, 3), (3, 6), (6, 9)]),
    (("Sep–Nov", "Dec–Feb", "Mar–May"), [(0, 3), (3, 6), (6, 9)]),
    # Without any duration: three months.
    (("A", "Week 13: B"), [(0, 3), (3, 3.25)]),
    # Our own format is taken as it is, also where stages overlap; what is beside it counts from 0.
    (("A (0–4 Months)", "B (3–6 Months)", "C (22–26 Weeks)"), [(0, 4), (3, 6), (5.5, 6.5)]),
    (("Months 1–3", "B (3–6 Months)"), [(1, 3), (3, 6)]),
]
# fmt: on


@pytest.mark.parametrize(("headings", "expected"), LAID_OUT)
def test_stages_are_laid_out_by_all_durations_together(headings, expected):
    assert spans(*headings) == expected


def test_whole_months_are_whole_numbers():
    assert [[type(month) for month in span] for span in spans("A (4 weeks)", "B (1 week)")] == [
        [int, int],
        [int, float],
    ]


def test_what_was_assumed_or_converted_is_noted():
    texts = ("A (0–3 months)", "B", "C (2 weeks)", "Months 2–9", "D (9–12 Months)")
    _, notes = spans_of([take_duration(guard(text))[1] for text in texts])
    assert notes == [
        "",
        "No duration is named; months 3–6 are assumed.",
        "Its time is read as weeks 24–26, counted from 0.",
        "It would overlap the stage before it; its time is read as weeks 26–36, counted from 0.",
        "",
    ]


def test_a_phase_takes_the_time_of_what_is_below():
    def of(*texts):
        return told(enclosing(*(texts[0],), [take_duration(guard(text))[1] for text in texts[1:]]))

    own = take_duration("Phase 1 (2 months)")[1]
    assert told(enclosing(own, [take_duration("Week 1")[1]])) == "2 month"
    assert of(None, "Month 1: A", "Notes", "Months 2–3: B") == "1..3 month"
    assert of(None, "A (2 weeks)", "B (1 month)") == "6 week"
    assert of(None, "A (0–3 months)", "B (3–6 months)") == "0..6 month"
    assert of(None, "Nov", "Dec", "Jan") == "11..1 month calendar"
    assert of(None, "A", "B") == "none"
    assert of(take_duration("Bake in 3 months")[1], "Week 1", "Week 2") == "1..2 week"


@st.composite
def some_durations(draw):
    meaning = draw(st.sampled_from([Meaning.LENGTH, Meaning.POSITION, Meaning.EITHER, Meaning.CALENDAR]))
    first, more = draw(st.integers(0, 40)), draw(st.integers(0, 12))
    if meaning == Meaning.CALENDAR:
        return Duration(meaning, first % 12 + 1, more % 12 + 1)
    unit = draw(st.sampled_from(["day", "week", "month", "quarter", "year"]))
    return Duration(meaning, None if meaning == Meaning.LENGTH else first, first + more, unit, draw(st.booleans()))


@given(st.lists(st.none() | some_durations(), max_size=8))
def test_stages_are_in_order_and_none_overlaps(given_durations):
    found, notes = spans_of(given_durations)
    assert len(found) == len(notes) == len(given_durations)
    ends = 0
    for start, end in found:
        assert ends <= start < end and 4 * start % 1 == 4 * end % 1 == 0
        ends = end


WORDS = [
    "week",
    "Weeks",
    "month",
    "1",
    "12",
    "–",
    "-",
    "(",
    ")",
    ",",
    "/",
    "of",
    "a",
    "第",
    "周",
    "½",
    "Jan",
    "Q",
    "+",
    "٣",
    " ",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(max_size=40))
def test_any_text_can_be_read(text):
    rest, duration = take_duration(guard(text))
    # Nothing but the time and punctuation is taken out.
    assert set(rest) <= set(text) | set(guard(text)) | {" "} and (duration is not None or rest == guard(text).strip())


@pytest.mark.parametrize(
    "part", ["week 1 ", "1 ", "(", "1 – ", "Jan ", "第1周–", "a half ", "approx ", "Year 1 · ", "٣"]
)
def test_hostile_headings_are_read_in_bounded_time(part):
    for text in (part * (MAX_TEXT // len(part) - 1), part * 200_000):
        rest, duration = take_duration(text + ")")
        assert rest and (len(text) < MAX_TEXT or duration is None)
