"""Sphinx extension: the text font Vazirmatn, self-hosted.

From the npm package ``vazirmatn`` comes one variable woff2 (all weights), cut down to the letters
of Persian, Latin and the usual signs: 57 instead of 111 KB. ``static/text_font.css`` declares it
twice: as the text face, and as ``Vazirmatn Code`` for the Persian words inside code.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from font_subset import cached_subset
from rendered_page import after_rendering
from static_folder import share_static
from vendored import npm_package

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FONT = "fonts/vazirmatn.woff2"
_SOURCE = "fonts/webfonts/Vazirmatn[wght].woff2"
_RANGES = (
    *((0x20, 0x7E), (0xA0, 0xFF)),  # Latin: English terms, and French or German names
    *((0x60C, 0x60C), (0x61B, 0x61B), (0x61F, 0x61F), (0x621, 0x63A), (0x640, 0x655)),
    *((0x660, 0x66D), (0x670, 0x670), (0x67E, 0x67E), (0x686, 0x686), (0x698, 0x698)),
    *((0x6A9, 0x6A9), (0x6AF, 0x6AF), (0x6C0, 0x6C2), (0x6CC, 0x6CC), (0x6D5, 0x6D5)),
    *((0x6F0, 0x6F9), (0x200B, 0x200F), (0xFDFC, 0xFDFC)),
    *((0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x2030, 0x2033)),
    *((0x2039, 0x203A), (0x2066, 0x2069), (0x2212, 0x2212), (0x221E, 0x221E), (0x2248, 0x2248)),
    *((0x2260, 0x2260), (0x2264, 0x2265)),
)
# A script, as a page opened as a file may not preload fonts: browsers ask for fonts across origins
# (hence crossOrigin), and a file has none. There the font comes a moment later, with the styles.
_PRELOAD = (
    '<script>location.protocol.startsWith("http") && document.head.append(Object.assign('
    'document.createElement("link"), {rel: "preload", as: "font", type: "font/woff2", '
    'crossOrigin: "", href: "%s"}))</script>'
)
CHARACTERS = frozenset(c for first, last in _RANGES for c in range(first, last + 1))


def with_preload(page: str) -> str:
    """Rendered page that asks for the text font before its style sheets have been read."""
    root = re.search(r'<html[^>]*\sdata-content_root="([^"]*)"', page)
    if root is None:
        return page
    return page.replace("</title>", f"</title>\n  {_PRELOAD % f'{root[1]}_static/{FONT}'}", 1)


def _start(app: Sphinx) -> None:
    share_static(app)
    after_rendering(app, with_preload)


def _copy_font(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    package = npm_package("vazirmatn")
    font = cached_subset(Path(app.doctreedir) / "fonts", package / _SOURCE, CHARACTERS)
    target = Path(app.outdir) / "_static" / FONT
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(font, target)
    shutil.copyfile(package / "OFL.txt", target.with_name("vazirmatn-OFL.txt"))


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_css_file("text_font.css", priority=100)
    app.connect("builder-inited", _start)
    app.connect("build-finished", _copy_font)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
