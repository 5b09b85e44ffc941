"""Render code blocks, with syntax highlighting within a time limit."""

import re
import time
from html import escape
from io import StringIO
from itertools import takewhile

from markdown_it.token import Token
from markdown_it.utils import EnvType
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from roadmap_app.domain.markdown.names import names

# Pygments is quadratic on some input (8,000 newlines as C: 2.4 s). The seconds are CPU time for a whole note.
MAX_CODE_LENGTH, CODE_SECONDS = 8_000, 0.5
LANGUAGES = names("""bash c c++ console cpp css diff docker dockerfile go html http ini java javascript js json jsx
    julia latex py pycon python python3 r ruby rust scala sh shell sql swift tex toml ts tsx typescript xml yaml yml""")
_FORMATTER = HtmlFormatter(nowrap=True)


def write_code(token: Token, env: EnvType) -> str:
    """Return a code block, highlighted if its language is known, it is short and the note's time is not used up."""
    deadline = env.setdefault("deadline", time.thread_time() + CODE_SECONDS)
    language = re.split(r"[^\w+#-]", token.info.strip(), maxsplit=1)[0].lower()
    html = escape(token.content)
    if language in LANGUAGES and len(token.content) <= MAX_CODE_LENGTH and time.thread_time() < deadline:
        lexed = get_lexer_by_name(language, stripnl=False).get_tokens(token.content)
        tokens = list(takewhile(lambda _: time.thread_time() < deadline, lexed))
        if time.thread_time() < deadline:
            highlighted = StringIO()
            _FORMATTER.format(tokens, highlighted)
            html = highlighted.getvalue()
    return f'<pre dir="ltr" role="group" aria-label="Code" tabindex="0"><code>{html}</code></pre>\n'
