"""Documents of every construct that people use, each word of which is there once."""

from itertools import count, product

from hypothesis import strategies as st

# @ stands for a word, § for a web address; each is another one. A block may be several lines.
HEADINGS = [
    "# @", "# @ @", "## @", "## @ @", "### @", "#### @ @", "###### @", "## @ ##", "@ @\n=====", "@ @\n-----",
    "## **@ @**", "## *@* @", "### `@` @", "## [@](§)", "### [@ @](#@)", "### @ ([@](§))", "## @ {#slug}",
    "## Stage 1: @ (0–3 Months)", "## Stage 2: @ (3–6 Months)", "## Week 3: @", "## @ — 2 weeks", "## Month 2",
    "## Phase 2 · @ @", "## Q1: @", "## Year 1", "### 1.2 @ @", "## 1. @", "**@ @**", "__@__", "**@:**", "**Week 2: @**",
    "## <b>@</b> @", "### ![@](@.png) @", "<h2>@ @</h2>", "<h3 align=\"center\">@</h3>", "#@ @", "# @ [![@](@.svg)](§)",
    "## Contents", "## License", "## Resources", "### Further reading", "### Contributing @", "## 🎯 @ @", "Stage 3: @",
    "Week 4 - @", "1. @", "@ @ @",
]  # fmt: skip
PROSE = [
    "@ @ @.", "@ @,\n@ @.", "@ @  \n@ @", "@ [@ @](§) @.", "@ <§> @.", "@ § @.", "@ ![@](@.png) @.", "@ @[^1].",
    "@ **@ @** *@* ~~@~~ `@ @` @.", "@ <b>@</b><br>@", "@ \\*@\\* @ &amp; @", "Goal: @ @.", "**Goal:** @ @.",
    "Duration: 3 weeks", "*Duration: 3 weeks, @*", "Resources: @, [@](§), @", "@: @, @ and @", "**@**: @ @", "**@** @ @",
    "[@][ref] @ [@].", "@ [@](@.md) @", "@ [@](§ \"@ @\") @.", "@ (@ @) @; @ · @", "@ · @ · @", "$$ @ $$", "@ $@$ @",
    "@ <!-- @ @ --> @", "@ [[@]] @", "@ ==@== @ %%@%%", "Credit: @", "Hours a week: 5", "@ | @", "{: .note}", ":::tip @",
    "*[@]: @ @", "@\n: @ @\n: @", "@ ........ 12", "    @ @\n    @", "\t@", "@ - @", "• @\n• @", "– @", "[@](§)", "§",
    "[@ [@] @](§)", "![@ @](@.png)", "[![@](@.svg)](§)", "[![@](@.svg)](§) [![@](@.svg)](§)", "![@][pic]", "@-\n@ @",
]  # fmt: skip
LISTS = [
    "- @ @\n- @\n- @ @", "* @\n* @ @", "1. @\n2. @", "1) @\n2) @", "- [ ] @ @\n- [x] @", "- [ ]@\n- [] @", "- @:\n  - @\n  - @",
    "- @\n  - @\n    - @ @\n      - @\n- @", "- @ @\n  @ @\n- @", "- @ @\n@ @\n- @", "- @\n\n  @ @ @.\n\n- @", "- **@**: @, @",
    "- **@** - @ @", "- [@](§)\n- [@](§) - @ @", "- [@](#@)\n- [@](@.md)", "- @: @, @ (@ @), @", "- Resources: @, @\n- @",
    "- Resources:\n  - [@](§)\n  - @\n- @", "- Goal: @ @", "- ~~@~~ @\n- ~~@ @~~", "- @ `@: @, @` @\n- `@`", "- @ (30 min)\n- @ (2 h)",
    "- ### @\n  - @\n  - [ ] @", "- > @ @\n- @", "- @\n\n  ```\n  @ @\n  ```\n- @", "- @\n  | @ | @ |\n  |---|---|\n  | @ | @ |",
    "- @\n-\n- @", "- Week 1: @\n  - @\n- Week 2\n  - @", "1. @\n   - @\n   - @\n2. @", "- ![@](@.png)\n- @ ![@](@.png)",
    "- <b>@</b> @\n- @<br>@", "- @[^1]\n- @ [^1]", "- ☐ @\n- ☑ @", "- @; @; @\n- @ · @ · @", "- @ <!-- @ -->\n- @ § @", "+ @\n+ @, @, @",
    "a) @\nb) @", "- @\n      - @ @", "- [@](§), [@](§)", "- [@](§) @ [@](§) @", "* * @\n* @", "- ✅ @\n- 📚 [@](§) 💰",
    "- @ (book, @ @)\n- \"@ @\" by @", "- Project: @, @ @", "- [@](§ '@')\n- [@]( <§> )",
]  # fmt: skip
TABLES = [
    "| @ | @ |\n|---|---|\n| @ | @ |\n| @ @ | [@](§) |", "@ | @ | @\n:-- | :--: | --:\n@ | @ | @\n@ | @ |",
    "| Week | Topic | Reading |\n|---|---|---|\n| 1 | @ | [@](§), @ |\n| 2 | @ @ | @ |", "| @ | @ |\n|---|---|",
    "| Course | Duration | Effort |\n|:-|:-:|:-:|\n| [@](§) | 4 weeks | 3 h/week |\n| @ | @ | @ |",
    "| @ |\n|---|\n| @ |\n| @ | @ |", "| @ | @ |\n| @ | @ |", "| Topic | Link |\n|--|--|\n| @ `@ @` | [@](@.md) ![@](@.png) |",
    "@;@;@\n@;@;@", "@,@,@\n@,@,@\n@,@,@", "@\t@\n@\t@", "| | |\n|-|-|\n| **@** | @<br>@ |\n| | @ |",
    "| Stage | Topic | Item |\n|--|--|--|\n| @ | @ | @ |\n| | | @ |\n| @ | @ | |",
]  # fmt: skip
OTHERS = [
    "```\n@ @\n- @\n```", "~~~yaml\n@: @\n  - @\n~~~", "````@\n```\n@\n````", "```\n@ @", "    - @\n    - @ @", "> @ @\n> @", "> @ @\n@",
    "> - @\n> - @ @\n>\n> @", "> ## @\n> @", "> [!NOTE]\n> @ @", "> > @\n> @", "<div>\n@ @\n</div>", "<div align=\"center\">\n\n# @\n\n</div>",
    "<!-- @ @ -->", "<!--\n@ @\n\n- @\n-->", "<details>\n<summary>@ @</summary>\n\n- @\n- @\n\n</details>", "<pre>\n@ @\n- @\n</pre>",
    "<table><tr><td>@</td><td>@ @</td></tr></table>", "<ul>\n<li>@</li>\n<li>@ @</li>\n</ul>", "<p align=\"center\">\n  <img src=\"@.png\">\n</p>",
    "<p>@ @</p>", "<a href=\"§\">@ @</a>", "<script>\n@ @\n</script>", "<style>@ { }</style>", "<br>", "<a name=\"@\"></a>", "<img src=\"@.png\">",
    "[^1]: @ @\n    @ @", "[^1]: @ [@](§)", "[ref]: § \"@\"", "[pic]: @.png", "[@]: §", "---", "***", "* * *", "___", "\\newpage",
    "@\n@\n====", "| @", "~~@ @~~", "[ ] @", "<@", "@ > @", "@@@@", "\u200e@ @", "import @ from '@';", "{% @ %}", "[TOC]", "@  @   @",
    "* @\n\n\n\n  @\n\n* @", "1986. @ @", "# ", "-", "- ", "|", "**", "****", "@:", "@:\n\n- @\n- @", "**Resources**\n\n- [@](§)\n- @",
    "Resources:\n\n1. [@](§)\n2. @ @", "@?\n\n- @", "Q: @?\nA: @ @",
]  # fmt: skip
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


blocks = st.one_of(*(st.sampled_from(kind) for kind in (HEADINGS, HEADINGS, PROSE, LISTS, LISTS, TABLES, OTHERS)))
gaps = st.sampled_from(["\n\n", "\n\n", "\n\n", "\n\n", "\n", "\n\n\n"])


@st.composite
def documents(draw, most=14):
    """Return a document of at most MOST blocks."""
    template = draw(st.sampled_from(FRONTS))
    for _ in range(draw(st.integers(1, most))):
        block = draw(blocks)
        if draw(st.integers(0, 9)) == 0:
            block = "\n".join(f"  {line}" for line in block.split("\n"))
        template += block + draw(gaps)
    alphabet = draw(st.sampled_from(["latin", "latin", *ALPHABETS]))
    if alphabet in ("chinese", "japanese") and draw(st.booleans()):
        template = template.translate(FULL_WIDTH)
    text = with_words(template, alphabet)
    return text.replace("\n", "\r\n") if draw(st.integers(0, 9)) == 0 else text
