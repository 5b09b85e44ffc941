"""The words that durations are written with, in several languages, and a text as the tokens they stand for."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# Quarters of a month in one of each unit; a week counts as a quarter. Days are counted in durations.py.
QUARTERS = {"week": 1, "fortnight": 2, "month": 4, "quarter": 12, "term": 16, "semester": 24, "year": 48}
FINEST_FIRST = ("day", *QUARTERS)

# Of each unit the singular forms | the plural forms: English, German, Dutch, Spanish, Portuguese, French, Italian,
# Russian, Arabic (also with the article). Accents are left out in looking up; "an" is year in French, after a number.
_UNITS = {
    "day": "day tag dag día jour giorno день дня يوم اليوم"
    " | days tage tagen dagen días jours giorni дни дней أيام الأيام",
    "week": "week wk woche semana semaine settimana неделя неделю неделе أسبوع الأسبوع"
    " | weeks wks wochen weken semanas semaines settimane недели недель неделях أسابيع الأسابيع أسبوعا",
    "fortnight": "fortnight quincena quinzena quinzaine | fortnights quincenas quinzenas quinzaines",
    "month": "month mo mth monat maand mes mês mois mese месяц месяца месяце شهر الشهر"
    " | months mos mths monate monaten maanden meses mesi месяцы месяцев месяцах أشهر الأشهر شهور الشهور شهرا",
    "quarter": "quarter quartal trimester trimestre квартал квартала триместр"
    " | quarters quartale quartalen trimesters trimestres trimestri кварталы кварталов",
    "term": "term cuatrimestre quadrimestre | terms cuatrimestres quadrimestres",
    "semester": "semester halbjahr semestre семестр семестра"
    " | semesters halbjahre semestres semestri семестры семестров",
    "year": "year yr jahr jaar año ano année anno год года году سنة السنة عام العام"
    " | years yrs jahre jahren jaren años anos années ans anni годы лет سنوات السنوات أعوام الأعوام",
}
# Chinese, Japanese and Korean, which put no spaces between words. 月 alone is a month of the calendar after a number.
_CJK_UNITS = {
    "day": "日間 日间 天 日 일",
    "week": "週間 周间 星期 礼拜 周 週 주",
    "month": "个月 個月 箇月 ヶ月 ケ月 か月 カ月 ヵ月 개월 月",
    "quarter": "季度 四半期",
    "semester": "学期 學期 학기",
    "year": "年間 年 년",
}
_CARDINALS = (
    "one eins uno один одна одно",
    "two zwei dos deux dois duas два две اثنان اثنين",
    "three drei tres trois três tre три ثلاثة ثلاث",
    "four vier cuatro quatre quatro quattro четыре أربعة أربع",
    "five fünf cinco cinq cinque пять خمسة خمس",
    "six sechs seis sei шесть ستة ست",
    "seven sieben siete sept sete sette семь سبعة سبع",
    "eight acht ocho huit oito otto восемь ثمانية ثماني ثمان",
    "nine neun nueve neuf nove девять تسعة تسع",
    "ten zehn diez dix dez dieci десять عشرة عشر",
    "eleven elf once onze undici одиннадцать",
    "twelve zwölf doce douze doze dodici двенадцать",
)
_ORDINALS = (
    "first erste erster erstes primer primera primero primeiro primeira premier première"
    " первый первая первое الأول الأولى",
    "second zweite zweiter zweites segunda segundo deuxième второй вторая второе الثاني الثانية",
    "third dritte dritter drittes tercer tercera tercero terceiro terceira troisième третий третья الثالث الثالثة",
    "fourth vierte vierter viertes cuarto cuarta quarto quarta quatrième четвертый четвертая الرابع الرابعة",
    "fifth fünfte fünfter fünftes quinto quinta cinquième пятый пятая الخامس الخامسة",
    "sixth sechste sechster sechstes sexto sexta sixième шестой шестая السادس السادسة",
    "seventh siebte siebter séptimo séptima sétimo sétima septième седьмой седьмая السابع السابعة",
    "eighth achte achter octavo octava oitavo oitava huitième восьмой восьмая الثامن الثامنة",
    "ninth neunte neunter noveno novena nono nona neuvième девятый девятая التاسع التاسعة",
    "tenth zehnte zehnter décimo décima dixième десятый десятая العاشر العاشرة",
)
_MONTHS = (
    "january jan januar enero ene janeiro janvier janv январь يناير",
    "february feb februar febrero fevereiro fev février févr февраль فبراير",
    "march mar märz mrz marzo março mars март مارس",
    "april apr abril abr avril avr апрель أبريل",
    "may mai mayo maio май مايو",
    "june jun juni junio junho juin июнь يونيو",
    "july jul juli julio julho juillet juil июль يوليو",
    "august aug agosto ago août август أغسطس",
    "september sep sept septiembre setembro set septembre сентябрь سبتمبر",
    "october oct oktober okt octubre outubro out octobre октябрь أكتوبر",
    "november nov noviembre novembro novembre ноябрь نوفمبر",
    "december dec dezember dez diciembre dic dezembro décembre déc декабрь ديسمبر",
)
# Words that are a whole length: (number, unit).
_LENGTHS = {
    "полгода": (6, "month"), "полмесяца": (0.5, "month"), "полтора": (1.5, ""), "anderthalb": (1.5, ""),
    "أسبوعان": (2, "week"), "أسبوعين": (2, "week"), "شهران": (2, "month"), "شهرين": (2, "month"), "يومان": (2, "day"),
    "يومين": (2, "day"), "سنتان": (2, "year"), "سنتين": (2, "year"), "عامان": (2, "year"), "عامين": (2, "year"),
    "半年": (6, "month"), "半个月": (0.5, "month"), "半個月": (0.5, "month"),
}  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(key(word) for word in text.split())


def key(word: str) -> str:
    """Return WORD in lower case without accents, as the tables are looked up."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word).lower()
    return unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))


JOINERS = _words("- – — ‐ ‑ − ~ 〜 to till until through thru bis tot a à al ao до إلى الى 至 到 から")
ALTERNATIVES = JOINERS | _words("or oder ou o или أو")
LISTED = JOINERS | _words("& + and und y e et и و")
DASHES = _words("- – — ‐ ‑ − ~ 〜")
ABOUT = _words(
    "approx approximately about around roughly circa ca est estimated c ~ ≈ etwa ungefähr rund zirka"
    " aproximadamente aprox unos unas environ env cerca около примерно приблизительно حوالي تقريبا 约 約 大约"
    " duration time length takes dauer duración duração durée срок длительность المدة 时长 期間"
    " first next last final following another"
)
# What a label may say that is followed by nothing but a time.
TIME_LABELS = ABOUT | _words(
    "time timeline timeframe timing schedule period weeks months when take expected total needed required estimate"
    " zeit zeitraum zeitbedarf zeitrahmen zeitaufwand dauert tiempo plazo temps délai tempo prazo periodo período"
    " période время сроки период الوقت الزمنية 时间 時間 周期 期间 소요 기간"
)
ABOUT_PAIRS = {("up", "to"), ("at", "least"), ("at", "most"), ("al", "menos"), ("au", "moins")}
# Before a duration they make it part of a sentence.
PREPOSITIONS = _words(
    "in for of within after over the by every each during per than and or with from your"
    " nach seit innerhalb von en de del durante por para em após pendant dans des pour за на по в после через"
)
# After a number and a unit they make it a rate, as in "5 days a week"; before, as in "10 hours per week".
RATES = _words("/ per each every pro por par je a an в في 每 毎")
# What follows within three words and says that no time of the roadmap is meant.
AFTERTHOUGHTS = _words(
    "experience ago old warranty trial erfahrung experiencia experiência expérience опыта 经验 経験 خبرة"
)
HOURS = _words(
    "hours hour hrs hr h minutes mins min times x stunden std horas heures часов часа час ساعة ساعات 小时 時間"
)
SUFFIXES = _words("st nd rd th er ère re e ème eme º ª я й ая ый ое го")
GERMAN = _words("tag woche monat quartal trimester semester halbjahr jahr")

_FORMS = {unit: tuple(_words(part) for part in text.split("|")) for unit, text in _UNITS.items()}
UNITS = {
    word: (unit, bool(plural)) for unit, both in _FORMS.items() for plural, part in enumerate(both) for word in part
}
CJK_UNITS = {word: unit for unit, text in _CJK_UNITS.items() for word in text.split()}
CARDINALS = {word: number for number, text in enumerate(_CARDINALS, 1) for word in _words(text)}
ORDINALS = {word: number for number, text in enumerate(_ORDINALS, 1) for word in _words(text)}
MONTHS = {word: number for number, text in enumerate(_MONTHS, 1) for word in _words(text)}
LENGTHS = {key(word): length for word, length in _LENGTHS.items()}
ARTICLES = _words("a an ein eine einen einem einer een un une una um uma")
HALVES = _words("half halbes halber halbe demi medio media meio meia mezzo половина نصف")
FRACTIONS = {key(word): value for word, value in {"¼": 0.25, "½": 0.5, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}.items()}
# Before or after the longer units only, as "I" and "V" are words.
ROMAN = {
    word: number
    for number, word in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], 1)
}
ROMAN_UNITS = {"quarter", "term", "semester", "year"}
_HAN = "一二三四五六七八九"


def _longest_first(words: Iterator[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d{1,2}(?!\d))?)"
    rf"|(?P<length>{_longest_first(word for word in _LENGTHS if word[0] == '半')})"
    rf"|(?P<cjk>{_longest_first(iter(CJK_UNITS))})"
    rf"|(?P<han>[{_HAN}两兩]?十[{_HAN}]?|[{_HAN}两兩])"
    r"|(?P<word>[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)"
    r"|(?P<mark>\S)"
)


class Token(NamedTuple):
    """A word, number or mark at START to END of a text; `word` is its key.

    `kind`: number, unit, length (a word that is one), word or mark.
    """

    kind: str
    start: int
    end: int
    word: str
    value: float = 0
    unit: str = ""
    is_plural: bool = False


def tokens(text: str) -> list[Token]:
    """Return the tokens of TEXT. Digits of any script and full-width characters are read as the plain ones."""
    return [_token(found) for found in _TOKEN.finditer(text if text.isascii() else "".join(map(_plain, text)))]


def _plain(char: str) -> str:
    """Return the digit or ASCII character that CHAR is a form of, or else CHAR."""
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    return str(unicodedata.decimal(char, char)) if ord(char) > 0x7F else char


def _token(found: re.Match[str]) -> Token:
    kind, word = str(found.lastgroup), key(found[0])
    start, end = found.span()
    if kind == "number":
        return Token("number", start, end, word, float(word.replace(",", ".")) if len(word) <= 7 else -1)
    if kind == "han":
        return Token("number", start, end, word, _of_han(word))
    if kind == "cjk":
        return Token("unit", start, end, word, unit=CJK_UNITS[found[0]])
    if word in LENGTHS:
        value, unit = LENGTHS[word]
        return Token("length" if unit else "number", start, end, word, value, unit)
    if word in UNITS:
        unit, is_plural = UNITS[word]
        return Token("unit", start, end, word, unit=unit, is_plural=is_plural)
    if word in CARDINALS:
        return Token("number", start, end, word, CARDINALS[word])
    return Token("word" if found[0].isalnum() else "mark", start, end, word)


def _of_han(word: str) -> int:
    """Return the number, 1 to 99, that is written in Chinese characters."""
    tens, ten, ones = word.partition("十")
    if not ten:
        return _HAN.find(word) + 1 or 2
    return 10 * (_HAN.find(tens) + 1 if tens else 1) + (_HAN.find(ones) + 1 if ones else 0)
