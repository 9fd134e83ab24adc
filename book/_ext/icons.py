"""Sphinx extension: of Font Awesome only the icons that the site uses.

The theme ships every icon twice: as web fonts with their style rules (300 KB), and as a script that
draws them as SVG (540 KB compressed). The script is dropped; rules and fonts are cut down to the
icons named in pages, scripts and style sheets (a few KB).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from font_subset import cached_subset
from rendered_page import after_rendering
from rewritten_output import rewrite_output
from vendored import npm_package

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ICON_NAME = re.compile(r"(?<![\w-])fa-[a-z0-9-]+")
# `.fa-house:before,.fa-home:before{content:"\f015"}`; Font Awesome 7: `.fa-house{--fa:"\f015"}`
_ICON_RULE = re.compile(
    r"(?P<names>\.fa-[a-z0-9-]+(?:::?before)?(?:,\s*\.fa-[a-z0-9-]+(?:::?before)?)*)"
    r'\s*\{(?:content|--fa):\s*"(?:[^"\\]|\\.)*";?\}'
)
_ESCAPED = re.compile(r"\\([ef][0-9a-f]{3})(?![0-9a-f])", re.IGNORECASE)
_LITERAL = re.compile("[\ue000-\uf8ff]")
_FONT_SOURCES = re.compile(
    r"src:\s*url\(\s*[\"']?(?P<folder>[^)\"']*/)(?P<font>fa-[\w-]+)\.woff2[\"']?\s*\)[^;}]*"
)
_SCRIPT = re.compile(r'\s*<(script|link)\b[^>]*"[^"]*/fontawesome\.js[^>]*>(?:</script>)?')
_PRELOAD = re.compile(r'\s*<link\b(?=[^>]*rel="preload")[^>]*/fa-[\w-]+\.woff2[^>]*>')


def without_icon_script(page: str) -> str:
    """Rendered page without the script of all icons and without preloads of whole icon fonts."""
    return _PRELOAD.sub("", _SCRIPT.sub("", page))


def used_icons(texts: Iterable[str]) -> set[str]:
    """Names (``fa-…``) of the icons that occur in pages and scripts."""
    return {name for text in texts for name in _ICON_NAME.findall(text)}


def prune_icon_rules(css: str, used: set[str]) -> str:
    """Style sheet without the rules of icons that are not in ``used``."""

    def keep(rule: re.Match[str]) -> str:
        return rule[0] if used.intersection(_ICON_NAME.findall(rule["names"])) else ""

    return _ICON_RULE.sub(keep, css)


def icon_codepoints(css: str) -> set[int]:
    """Private-use characters that a (pruned) style sheet still asks for, escaped or as they are."""
    escaped = {int(code, 16) for code in _ESCAPED.findall(css)}
    return escaped | {ord(character) for character in _LITERAL.findall(css)}


def with_subset_fonts(css: str) -> str:
    """Style sheet whose icon faces come from the small fonts only."""
    return _FONT_SOURCES.sub(r'src:url(\g<folder>\g<font>.min.woff2) format("woff2")', css)


def setup(app: Sphinx) -> dict[str, bool]:
    used: set[str] = set()

    def collect(app: Sphinx, error: Exception | None) -> None:
        used.update(used_icons(_pages_and_scripts(app)))

    app.connect("builder-inited", _start)
    app.connect("build-finished", collect)
    rewrite_output(app, "*.css", lambda css: with_subset_fonts(prune_icon_rules(css, used)))
    app.connect("build-finished", _subset_fonts, priority=950)  # after all style sheets are final
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _start(app: Sphinx) -> None:
    after_rendering(app, without_icon_script)


def _pages_and_scripts(app: Sphinx) -> Iterator[str]:
    for pattern in ("*.html", "*.js"):
        for path in Path(app.outdir).rglob(pattern):
            if path.name != "fontawesome.js":
                yield path.read_text(encoding="utf-8")


def _subset_fonts(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    codepoints: set[int] = set()
    for sheet in static.rglob("*.css"):
        codepoints |= icon_codepoints(sheet.read_text(encoding="utf-8"))
    # Whole fonts are in the output only when Sphinx has copied them, in this build.
    for font in static.rglob("fa-*.woff2"):
        if not font.name.endswith(".min.woff2"):
            small = cached_subset(Path(app.doctreedir) / "fonts", font, codepoints)
            shutil.copyfile(small, font.with_suffix(".min.woff2"))
            font.unlink()
            font.with_suffix(".ttf").unlink(missing_ok=True)
    for folder in {font.parent for font in static.rglob("fa-*.min.woff2")}:
        (folder / "LICENSE.txt").write_text(_licence(static), encoding="utf-8")
    for script in (*static.rglob("fontawesome.js"), *static.rglob("fontawesome.js.map")):
        script.unlink()  # its licence stays, for the fonts


def font_licence(notice: str, open_font_licence: str) -> str:
    """Text to go with the small fonts.

    Args:
        notice: What stands at the head of Font Awesome's own files.
        open_font_licence: The licence of another font; its text is the same for all fonts, behind
            that font's copyright.
    """
    lines = (line.strip(" */!") for line in notice.splitlines())
    _, rule, licence = open_font_licence.partition("-----------------------------------------")
    return (
        "\n".join(line for line in lines if line)
        + "\n\nThe font files here were cut down to the icons that this site uses.\n"
        "Icons: https://creativecommons.org/licenses/by/4.0/\n"
        "Code: https://opensource.org/license/mit\n"
        f"Fonts:\n\n{rule}{licence}"
    )


def _licence(static: Path) -> str:
    notice = next(static.rglob("fontawesome.js.LICENSE.txt")).read_text(encoding="utf-8")
    text = (npm_package("vazirmatn") / "OFL.txt").read_text(encoding="utf-8")
    return font_licence(notice, text)
