"""Sphinx extension: pieces of prose that keep their own direction, or their own type.

A minus sign before a number is a weak character: in a Persian sentence ``-3.5`` would be drawn with
its sign on the right, and ``C++`` as ``++C``. Such pieces get a left-to-right isolate. Emphasis in
Latin letters gets the class ``latin``: it has italics, which Persian letters have not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_PERSIAN = re.compile(r"[\u0600-\u06ff]")
_LEFT_TO_RIGHT = re.compile(
    r"(?<![\w.٫])[-+\u2212±][\d۰-۹][\d۰-۹.,٫٬]*(?<![.,٫٬])[%٪]?"  # a signed number
    r"|(?<!\w)[A-Za-z]\w*(?:\+\+|#)(?!\w)"  # C++
)
#: Texts that are no prose: code, formulas, and raw HTML.
_NO_PROSE = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension."""
    app.connect("doctree-resolved", _isolate)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def left_to_right_pieces(text: str) -> list[tuple[str, bool]]:
    """Cut a text into pieces, each with whether it has to run from left to right."""
    pieces = []
    position = 0
    for piece in _LEFT_TO_RIGHT.finditer(text):
        pieces += [(text[position : piece.start()], False), (piece.group(), True)]
        position = piece.end()
    pieces.append((text[position:], False))
    return [piece for piece in pieces if piece[0]]


def _isolate(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    for emphasis in doctree.findall(nodes.emphasis):
        if not _PERSIAN.search(emphasis.astext()):
            emphasis["classes"].append("latin")
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, _NO_PROSE) or not _LEFT_TO_RIGHT.search(text):
            continue
        text.parent.replace(
            text,
            [
                nodes.inline(piece, piece, classes=["ltr"]) if isolated else nodes.Text(piece)
                for piece, isolated in left_to_right_pieces(text)
            ],
        )
