"""Titles that count a span of time or a part: "Week 5", "Chapter 3", "第1章", "المرحلة الأولى"."""

import re

_COUNT = (
    r"(?:\d{1,3}|[ivxIVX]{1,5}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?:\s*(?:-|–|—|to|&|and)\s*(?:\d{1,3}|[ivxIVX]{1,5}))?"
)
# From the widest to the narrowest.
_SPANS = (
    ("year", "year|jahr|année|annee|año|anno|ano|год"),
    ("part", "part|teil|partie|parte|section|часть"),
    ("phase", "phase|stage|level|milestone|tier|fase|etapa|étape|etape|tappa|stufe|niveau|nivel|этап"),
    ("semester", "semester|trimester|quarter|term|semestre|trimestre|quartal|семестр"),
    ("month", "month|monat|mois|mes|mese|mês|месяц"),
    ("module", "module|unit|chapter|course|modul|kapitel|kurs|chapitre|módulo|modulo|capítulo|capitolo|глава|модуль"),
    ("week", "week|woche|semaine|semana|settimana|неделя"),
    ("step", "step|lesson|session|schritt|lektion|leçon|lección|lezione|шаг|урок"),
    ("day", "day|tag|jour|día|dia|giorno|день"),
)
_FIRST = r"(?:first|second|third|fourth|fifth|sixth|\d{1,2}(?:st|nd|rd|th))"
_COUNTED = re.compile(
    rf"(?i)[^\w\s]*\s*(?:{_FIRST}\s+(?P<after>{{words}})|(?P<before>{{words}})\s*(?:#|no\.?)?\s*{_COUNT})(?!\w|\.\d)".replace(
        "{words}", "|".join(words for _, words in _SPANS)
    )
)
SPANS = tuple(span for span, _ in _SPANS)
_SPAN_OF = {word: span for span, words in _SPANS for word in words.split("|")}
_CJK = re.compile(
    r"第?\s*[0-9０-９一二三四五六七八九十百]{1,4}\s*(?:个|個|か)?(年|部分|部|阶段|階段|学期|月|章|单元|単元|週|周|步|课|課|节|節|回|天|日)"
    r"|제?\s*[0-9]{1,3}\s*(년|부|단계|학기|개월|장|주|일)"
)
_CJK_SPANS = {
    "year": "年년",
    "part": "部分부",
    "phase": "阶段階단계",
    "semester": "学期기",
    "month": "月개",
    "week": "週周주",
}
_ARABIC = re.compile(
    r"(?:ال)?(?P<word>سنة|عام|جزء|قسم|مرحلة|مستوى|فصل|شهر|وحدة|أسبوع|خطوة|درس|يوم)\s+(?:ال[أاآثخسرتحعو]\w{1,8}|\d{1,3}|[٠-٩]{1,3})"
)
_ARABIC_SPANS = {
    "سنة": "year", "عام": "year", "جزء": "part", "قسم": "part", "مرحلة": "phase", "مستوى": "phase", "فصل": "module",
    "شهر": "month", "وحدة": "module", "أسبوع": "week", "خطوة": "step", "درس": "step", "يوم": "day",
}  # fmt: skip


def span_of(text: str) -> str:
    """Return the span that TEXT counts at its start, such as "week" for "Week 5: Ovens"; "" without one."""
    return _counted(text)[0]


def without_span(text: str) -> str:
    """Return TEXT without the span that it counts at its start; all of it if it is nothing but that."""
    span, end = _counted(text)
    rest = re.sub(r"^[\s:：.)|·•、,，–—-]+", "", text[end:]) if span else text
    return rest if any(char.isalnum() for char in rest) else text


def _counted(text: str) -> tuple[str, int]:
    """Return the span that TEXT counts at its start, and where it ends; ("", 0) without one."""
    if found := _COUNTED.match(text):
        return _SPAN_OF[(found["after"] or found["before"]).lower()], found.end()
    if text.isascii():
        return "", 0
    if (found := _CJK.match(text)) and (text.lstrip().startswith(("第", "제")) or len(text) < 30):
        word = found[1] or found[2]
        return next((span for span, signs in _CJK_SPANS.items() if word[0] in signs), "module"), found.end()
    found = _ARABIC.match(text)
    return (_ARABIC_SPANS[found["word"]], found.end()) if found else ("", 0)
