"""Labels that say what follows them: resources, a goal, a time; in many languages, with or without emoji."""

import re

from roadmap_app.outline.entries import GOAL, KIND_OF, RESOURCE_LABELS
from roadmap_app.outline.marks import label_of, plain
from roadmap_app.outline.reading.duration_words import TIME_LABELS, key
from roadmap_app.outline.reading.durations import take_duration

_SYMBOLS = re.compile(r"^[^\w¿¡]+|[\W_]+$")
_RESOURCES = re.compile(
    r"(?i)(?:(?:more|other|extra|optional|external|good|great|video|online|free|paid|official|learning|study|reading|"
    r"course|recommended|suggested|helpful|supplementary) )*"
    r"(?:resources?|references?|materials?|readings?|reading lists?|reading materials?|bibliography|links?|sources?|"
    r"where to learn|learn more|read more|ressourcen|quellen|literatur|materialien|bücher|weiterführendes|"
    r"(?:más )?recursos(?: recomendados)?|enlaces|libros|bibliografía|lecturas|leituras|materiais|livros|referências|"
    r"ressources|liens|livres|lectures|bibliographie|risorse|libri|letture|collegamenti|bibliografia|"
    r"(?:полезные )?(?:ресурсы|материалы|ссылки|книги|литература)|(?:学习|推荐|參考|参考)?(?:资源|資源|"
    r"资料|資料|链接|書籍|书籍)|"
    r"推荐阅读|参考文献|参考書|リソース|リンク|(?:참고 ?)?(?:자료|문헌)|리소스|링크|المصادر|الموارد|"
    r"المراجع|مصادر|روابط|كتب)"
)
_GOALS = re.compile(
    r"(?i)(?:goals?|objectives?|aims?|purpose|outcomes?|learning (?:goals?|objectives?|outcomes?)|ziele?|lernziele?|"
    r"objetivos?|metas?|objectifs?|buts?|obiettiv[oi]|цел[ьи]|目标|目標|目的|목표|الهدف|الأهداف)"
)


def bare(text: str) -> str:
    """Return plain TEXT without emoji and punctuation around it."""
    words = " ".join(text.split())
    if words[:1].isalnum() and words[-1:].isalnum():  # as most are
        return words
    return _SYMBOLS.sub("", _SYMBOLS.sub("", words))


def label_and_rest(text: str) -> tuple[str, str]:
    """Return the plain label of guarded TEXT and what follows it; without one all of TEXT is the label."""
    label, rest = label_of(text)
    if not label and (found := re.match(r"([^：]{1,30})：\s*(?=\S)", text)):
        label, rest = found[1], text[found.end() :]
    return plain(label or text).removesuffix(":").removesuffix("：").strip(), rest if label else ""


def is_resource_label(text: str) -> bool:
    """Return whether plain TEXT, such as "📚 Further reading", says that resources follow."""
    words = bare(text.replace("(s)", "s"))
    if not words or len(words) >= 60:
        return False
    parts = re.split(r"\s+(?:and|&|und|y|e|et)\s+", words)
    return all(RESOURCE_LABELS.match(part) or _RESOURCES.fullmatch(part) for part in parts) or bool(
        RESOURCE_LABELS.match(words) or _RESOURCES.fullmatch(words)
    )


def is_goal_label(text: str) -> bool:
    """Return whether plain TEXT says that a goal follows."""
    words = bare(text)
    return (
        bool(words)
        and len(words) < 60
        and bool(GOAL.match(words) or GOAL.match(text.strip()) or _GOALS.fullmatch(words))
    )


def kind_named(text: str) -> str:
    """Return the kind of resource that a label such as "Recommended books" names, "" without one."""
    words = bare(text).lower().split()
    return KIND_OF.get(words[-1], "") if words else ""


def is_time_line(text: str) -> bool:
    """Return whether plain TEXT is nothing but a time, with or without a label, such as "Duration: 6 weeks"."""
    label, colon, rest = text.replace("：", ":").partition(":")
    rest = (rest if colon else label).strip()
    if not rest or len(label.split()) > 3 or len(rest) > 60:
        return False
    found, duration = take_duration(rest)
    is_time = found == rest or bool(colon and not re.search(r"\w{4}", found))
    return bool(duration and not duration.is_passing and is_time)


def is_time_label(label: str) -> bool:
    """Return whether a plain LABEL, such as "Estimated time", says no more than that a time follows."""
    return all(key(word) in TIME_LABELS for word in bare(label).split())
