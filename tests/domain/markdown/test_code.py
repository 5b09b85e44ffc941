"""Code blocks."""

from itertools import count

from roadmap_app.domain.markdown import code, render
from tests.domain.markdown.page import BOX, safe_page


def test_code_is_highlighted_within_its_limits(monkeypatch):
    html = render("```python\ndef f(): return 'a'  # b\n```")
    assert '<span class="k">def</span>' in html and '<span class="c1"># b</span>' in html
    assert safe_page(html).of("pre") == [BOX | {"aria-label": "Code"}]
    assert "<code>&lt;b&gt;\n</code>" in render("```card\n<b>\n```")
    assert safe_page(render("``` Python title\n1\n```")).of("span") == [{"class": "mi"}]
    for plain in ("```card\n1\n```", "```\n1\n```", "    1", "```{python}\n1\n```", f"```py\n{'1 ' * 4_001}\n```"):
        assert safe_page(render(plain)).of("span") == []
    for language in code.LANGUAGES:
        safe_page(render(f"```{language}\na = 'b' # 1\n```"))
    monkeypatch.setattr(code, "CODE_SECONDS", 9)
    monkeypatch.setattr(code.time, "thread_time", count().__next__)  # each call advances the clock by a second
    page = safe_page(render("```python\n" + "1\n" * 99 + "```\n```python\n2\n```"))
    assert page.of("span") == [] and page.text == "1\n" * 99 + "\n2\n\n"
