"""Sphinx extension: Persian comments and strings inside code read as they should.

Code runs from left to right, and so does a Persian comment in it: its full stop lands on the wrong
side, and words around a Latin name change places. The Persian text inside comments and strings is
therefore isolated with its own direction (``<bdi>``), and Latin expressions inside it with theirs.
The text itself does not change: copying gives the code as it was written.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: Classes of Pygments' short names: c, c1, cm, ch, s, s1, s2, sd, sb…
_TOKEN = re.compile(r'(<span class="(?:c|s)[a-z0-9]?">)([^<]*)(</span>)')
_PERSIAN = re.compile(r"[\u0600-\u06ff]")
#: Marks of comments and strings stay outside, where the language wants them.
_PARTS = re.compile(r"(?P<open>[\s#'\"/*%;-]*)(?P<text>.*?)(?P<close>[\s'\"*/\\]*)", re.DOTALL)
_LATIN = re.compile(
    r"""
    [A-Za-z_][\w.]*(?:\([^()\u0600-\u06ff]*\)|\[[^\[\]\u0600-\u06ff]*\])+   # a call, an index
  | (?<!\w)[-+]\d[\d.]*                                                # a signed number
    """,
    re.VERBOSE | re.ASCII,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension."""
    app.connect("builder-inited", _wrap_highlighter)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def isolated(highlighted: str) -> str:
    """Isolate the Persian text in the comments and strings of highlighted code (HTML)."""
    return _TOKEN.sub(lambda token: token[1] + _isolated_text(token[2]) + token[3], highlighted)


def _isolated_text(html: str) -> str:
    text = unescape(html)
    if not _PERSIAN.search(text):
        return html
    parts = _PARTS.fullmatch(text)
    assert parts is not None, "every text has these parts, even if they are empty"
    inner = ""
    position = 0
    for latin in _LATIN.finditer(parts["text"]):
        inner += escape(parts["text"][position : latin.start()])
        inner += f'<bdi dir="ltr">{escape(latin.group())}</bdi>'
        position = latin.end()
    inner += escape(parts["text"][position:])
    return f'{escape(parts["open"])}<bdi dir="rtl">{inner}</bdi>{escape(parts["close"])}'


def _wrap_highlighter(app: Sphinx) -> None:
    highlighter = getattr(app.builder, "highlighter", None)
    if app.builder.format != "html" or highlighter is None:
        return
    highlight = highlighter.highlight_block

    def highlight_block(*arguments: Any, **options: Any) -> str:
        return isolated(highlight(*arguments, **options))

    highlighter.highlight_block = highlight_block
