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

_PERSIAN = re.compile(r"[\u0600-\u06ff]")
#: Pygments' short names of comments and strings: c, c1, cm, ch, s, s1, s2, sd, sb…
_TOKEN = re.compile(r'(<span class="(?:c|s)[a-z0-9]?">)([^<]*)(</span>)')
#: The pieces of a formatted string, on one line, between its quotes.
_FORMATTED = re.compile(
    r'(?P<mark><span class="sa">[fFrR]+</span><span class="(?P<kind>s[12])">)'
    r"(?P<quote>&quot;|&#39;|\"|')(?P<pieces>.*?)(?P=quote)</span>"
)
_PIECE = re.compile(r'<span class="(?P<kind>\w+)">(?P<text>[^<]*)</span>')
#: Marks of comments and strings stay outside, where the language wants them.
_PARTS = re.compile(r"(?P<open>[\s#'\"/*%;-]*)(?P<text>.*?)(?P<close>[\s'\"*/\\]*)", re.DOTALL)
_LATIN = re.compile(
    r"""
    [A-Za-z_][\w.]*(?:\([^()\u0600-\u06ff]*\)|\[[^\[\]\u0600-\u06ff]*\])+   # a call, an index
  | (?<![\w.])[-+\u2212]\d[\d.]*                                            # a signed number
    """,
    re.VERBOSE | re.ASCII,
)
#: A blank that some languages mark between two Persian words of a line of code, and such words.
_BLANK = re.compile(
    r"(?:(?<=[\u0600-\u06ff])|(?<=[\u0600-\u06ff][.:!»]))"
    r'<span class="w">( +)</span>(?=[«(\u0600-\u06ff])'
)
_WORDS = re.compile(r"[«(]?[\u0600-\u06ff](?:[\u0600-\u06ff\u200c «»():.!-]*[\u0600-\u06ff.!:»)])?")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension."""
    app.connect("builder-inited", _wrap_highlighter)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def isolated(highlighted: str) -> str:
    """Isolate the Persian text in highlighted code or output (HTML)."""
    highlighted = _FORMATTED.sub(_isolated_formatted, highlighted)
    highlighted = _TOKEN.sub(
        lambda token: token[1] + _isolated_text(token[2]) + token[3], highlighted
    )
    return "\n".join(map(_isolated_plain_line, highlighted.split("\n")))


def _isolated_text(html: str) -> str:
    """The text of one comment or string."""
    text = unescape(html)
    if not _PERSIAN.search(text):
        return html
    parts = _PARTS.fullmatch(text)
    assert parts is not None, "every text has these parts, even if they are empty"
    inner = _with_latin_isolated(parts["text"])
    return f'{escape(parts["open"])}<bdi dir="rtl">{inner}</bdi>{escape(parts["close"])}'


def _with_latin_isolated(text: str) -> str:
    html = ""
    position = 0
    for latin in _LATIN.finditer(text):
        html += escape(text[position : latin.start()], quote=False)
        html += f'<bdi dir="ltr">{escape(latin.group(), quote=False)}</bdi>'
        position = latin.end()
    return html + escape(text[position:], quote=False)


def _isolated_formatted(string: re.Match[str]) -> str:
    """A formatted string: one Persian sentence with pieces of code in it."""
    if not _PERSIAN.search(string["pieces"]):
        return string[0]
    span = f'<span class="{string["kind"]}">'
    inside = f"{span}{string['pieces']}</span>".replace(f"{span}</span>", "")
    sentence = ""
    depth = 0
    position = 0
    for piece in _PIECE.finditer(inside):
        sentence += inside[position : piece.start()]
        position = piece.end()
        opens = piece["kind"] == "si" and piece["text"].startswith("{")
        closes = piece["kind"] == "si" and piece["text"].endswith("}")
        if opens and depth == 0:
            sentence += '<bdi dir="ltr">'
        depth += opens - closes
        sentence += piece[0]
        if closes and depth == 0:
            sentence += "</bdi>"
    sentence += inside[position:]
    quote = string["quote"]
    return f'{string["mark"]}{quote}</span><bdi dir="rtl">{sentence}</bdi>{span}{quote}</span>'


def _isolated_plain_line(line: str) -> str:
    """What stands outside all tokens: in output all of it, in code the words given to a command.

    A line of output is marked, as it may break like prose: what runs out of the box to the left
    cannot be scrolled to.
    """
    is_code = '<span class="w">' in line
    pieces = re.split(r"(<[^>]*>)", _BLANK.sub(r"\1", line))
    depth = 0
    for index, piece in enumerate(pieces):
        if index % 2:
            depth += piece.startswith(("<span", "<bdi")) - piece.startswith(("</span", "</bdi"))
        elif depth == 0 and _PERSIAN.search(piece):
            if is_code:
                pieces[index] = _WORDS.sub(r'<bdi dir="rtl">\g<0></bdi>', piece)
            else:
                inner = _with_latin_isolated(unescape(piece))
                pieces[index] = f'<span class="persian-line">{inner}</span>'
    return "".join(pieces)


def _wrap_highlighter(app: Sphinx) -> None:
    highlighter = getattr(app.builder, "highlighter", None)
    if app.builder.format != "html" or highlighter is None:
        return
    highlight = highlighter.highlight_block

    def highlight_block(*arguments: Any, **options: Any) -> str:
        return isolated(highlight(*arguments, **options))

    highlighter.highlight_block = highlight_block
