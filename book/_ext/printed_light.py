"""Sphinx extension: paper is white, whatever the theme on the screen.

Style sheets tell the themes apart by ``html[data-theme=…]``. All of them are rewritten: rules of
the dark theme hold on screens only, and on paper the rules of the light theme hold for it too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rewritten_output import rewrite_output

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_LIGHT = re.compile(r"""(\[data-theme=["']?)light(["']?\])""")
_DARK = re.compile(r"""\[data-theme=["']?dark["']?\]""")
_PIECE = re.compile(
    r"""
    /\*.*?\*/                                                     # comment
  | @media\ screen\{[^{}]*\[data-theme[^{}]*\{[^{}]*\}\}          # has been rewritten before
  | (?P<selectors>[^{};/]*\[data-theme=["']?(?:light|dark)\b[^{};/]*)(?P<body>\{[^{}]*\})
    (?:@media\ print\{[^{}]*\{[^{}]*\}\})?                        # what this module added before
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMA = re.compile(r",(?![^(]*\))")


def printed_light(css: str) -> str:
    """Style sheet that on paper gives the dark theme the looks of the light one.

    Rewriting twice changes nothing more. Rules for both themes stay as they are.
    """
    return _PIECE.sub(_rewritten, css)


def _rewritten(piece: re.Match[str]) -> str:
    if piece["selectors"] is None:
        return piece[0]
    selectors, body = piece["selectors"], piece["body"]
    is_dark, is_light = bool(_DARK.search(selectors)), bool(_LIGHT.search(selectors))
    if is_dark and is_light:
        return piece[0]
    if is_light:
        on_paper = _LIGHT.sub(r"\1dark\2", selectors).strip()
        return f"{selectors}{body}@media print{{{on_paper}{body}}}"
    alternatives = _COMMA.split(selectors)
    dark = ",".join(part for part in alternatives if _DARK.search(part))
    others = ",".join(part for part in alternatives if not _DARK.search(part))
    return f"{others}{body}" * bool(others) + f"@media screen{{{dark.strip()}{body}}}"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension."""
    rewrite_output(app, "*.css", printed_light)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
