"""Sphinx extension: formulas are drawn while the book is built, so that no page carries MathJax.

Sphinx writes every formula as ``<zharfa-tex>…</zharfa-tex>``. When the build ends, the formulas of
the pages just written (the others hold none any more) are drawn by one Node process, see
:mod:`math_drawing`. The style rules of the characters that the site uses, and fonts with just
these, go to ``_static``. A mistake in a formula stops the build.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from font_subset import cached_subset
from math_drawing import (
    ASSETS,
    CHARACTER,
    DISPLAY,
    END,
    INLINE,
    Formula,
    MathError,
    css_of_used,
    drawn_characters,
    formulas_of,
    render_formulas,
    with_formulas,
)
from sphinx.ext.mathjax import html_visit_displaymath, html_visit_math
from vendored import npm_package

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

FONTS = "es5/output/chtml/fonts/woff-v2"


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
    used = {name for page in pages.values() for name in CHARACTER.findall(page)}
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
        raise MathError("این فرمول‌ها را درست کنید:\n" + "\n".join(mistakes))


def _write_static(app: Sphinx, css: str) -> None:
    static = Path(app.outdir) / "_static"
    fonts = static / "fonts" / "mathjax"
    fonts.mkdir(parents=True, exist_ok=True)
    own = (ASSETS / "math.css").read_text(encoding="utf-8")
    css = css.replace('.woff") format("woff")', '.woff2") format("woff2")')
    (static / "math.css").write_text(f"{css}\n{own}", encoding="utf-8")
    package = npm_package("mathjax-full")
    shutil.copyfile(package / "LICENSE", fonts / "LICENSE")
    characters = drawn_characters(css)
    for font in sorted((package / FONTS).glob("*.woff")):
        small = cached_subset(Path(app.doctreedir) / "fonts", font, characters)
        shutil.copyfile(small, fonts / f"{font.stem}.woff2")


def _visit_displaymath(translator: HTML5Translator, node: nodes.math_block) -> None:
    # Sphinx writes `nowrap` environments without delimiters, but these are formulas too.
    node["nowrap"] = False
    html_visit_displaymath(translator, node)


def _choose_renderer(app: Sphinx, config: Config) -> None:
    config.html_math_renderer = "prerendered"
    config.mathjax_inline = [INLINE, END]
    config.mathjax_display = [DISPLAY, END]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_math_renderer("prerendered", (html_visit_math, None), (_visit_displaymath, None))
    app.connect("config-inited", _choose_renderer)
    # Before the style sheets are rewritten (900).
    app.connect("build-finished", _draw_pages, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
