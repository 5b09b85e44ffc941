"""Documents of every construct that people use, each word of which is there once."""

from itertools import count, product
from pathlib import Path

from hypothesis import strategies as st

# @ stands for a word, § for a web address; each is another one. A block may be several lines.
CONSTRUCTS = {
    path.stem: path.read_text(encoding="utf-8").removesuffix("\n").split("\n%%\n")
    for path in (Path(__file__).parent / "constructs").glob("*.txt")
}
FRONTS = [
    "", "", "", "", "---\ntitle: @ @\ndescription: \"@ @\"\ntags: [@, @]\n---\n", "+++\ntitle = '@'\nweight = 2\n+++\n",
    "---\nlayout: @\nlist:\n  - @\n  - @\n---\n", "---\n@\n", "\ufeff", "# @\n\n", "# @ @\n\n@ @ @.\n\n",
]  # fmt: skip
LATIN = [f"{a}{b}" for a, b in product("bdfgjklmnprstvwz", "aeiou")]
ALPHABETS = {
    "latin": LATIN,
    "german": [part.replace("a", "ä").replace("u", "ü").replace("s", "ß") for part in LATIN],
    "cyrillic": [f"{a}{b}" for a, b in product("бвгджзклмнпрст", "аеиоу")],
    "arabic": [f"{a}{b}" for a, b in product("بتثجحدرزسشصطعفقكلم", "اوي")],
    "hebrew": [f"{a}{b}" for a, b in product("בגדזחטכלמנספצקרשת", "איו")],
    "chinese": [chr(code) for code in range(0x5200, 0x5260)],
    "japanese": [chr(code) for code in range(0x304B, 0x307E)],
}
FULL_WIDTH = str.maketrans({",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "·": "・"})


def new_words(alphabet):
    """Yield words of four parts from ALPHABET, none twice."""
    parts = ALPHABETS[alphabet]
    size = len(parts)
    for number in count(size + 1):
        yield "".join(parts[number * step // size**power % size] for power, step in ((3, 1), (2, 7), (1, 11), (0, 1)))


def with_words(template, alphabet="latin"):
    """Return TEMPLATE with another word for each @ and another address for each §."""
    words, seen, filled = new_words(alphabet), set(), []
    latin = new_words("latin")
    for mark in template:
        if mark == "@":
            word = next(word for word in words if word not in seen)
            seen.add(word)
            filled.append(word)
        elif mark == "§":
            filled.append(f"https://example.org/{next(latin)}{len(filled)}")
        else:
            filled.append(mark)
    return "".join(filled)


KINDS = ["headings", "headings", "lists", "lists", "prose", "tables", "others", "plain"]
blocks = st.one_of(*(st.sampled_from(CONSTRUCTS[kind]) for kind in KINDS))
plain_blocks = st.sampled_from(CONSTRUCTS["plain"])
gaps = st.sampled_from(["\n\n", "\n\n", "\n\n", "\n\n", "\n", "\n\n\n"])


@st.composite
def documents(draw, most=14):
    """Return a document of at most MOST blocks: Markdown and all else that people paste, or text without markup."""
    is_plain = draw(st.integers(0, 4)) == 0
    template = "" if is_plain else draw(st.sampled_from(FRONTS))
    for _ in range(draw(st.integers(1, most))):
        block = draw(plain_blocks if is_plain else blocks)
        if draw(st.integers(0, 9)) == 0:
            block = "\n".join(f"  {line}" for line in block.split("\n"))
        template += block + draw(gaps)
    alphabet = draw(st.sampled_from(["latin", "latin", *ALPHABETS]))
    if alphabet in ("chinese", "japanese") and draw(st.booleans()):
        template = template.translate(FULL_WIDTH)
    text = with_words(template, alphabet)
    return text.replace("\n", "\r\n") if draw(st.integers(0, 9)) == 0 else text
