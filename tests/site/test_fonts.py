"""The fonts that the build cuts down: browsers take them, and they hold what the pages show."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from book_site import BOOK_BIN, notebooks
from playwright.sync_api import Browser

LOADED = """async paths => {
  const failed = [];
  for (const path of paths) {
    try { await new FontFace("test", `url("${path}")`).load(); }
    catch (error) { failed.push(`${path}: ${error}`); }
  }
  return failed;
}"""
ICONS = """() => [...document.querySelectorAll("[class*='fa-']")]
  .filter(icon => [...icon.classList].some(name =>
    /^fa-/.test(name) && !/^fa-(solid|regular|brands|fw|lg|xs|sm|[0-9]x)$/.test(name)))
  .map(icon => getComputedStyle(icon, "::before").content.replaceAll('"', ""))"""
# woff2 needs brotli, which the environment of the book has.
CHARACTERS = """
import json, sys
from fontTools.ttLib import TTFont
print(json.dumps(sorted({code for path in sys.argv[1:] for code in TTFont(path).getBestCmap()})))
"""


def characters(fonts: list[Path]) -> set[str]:
    done = subprocess.run(
        [BOOK_BIN / "python", "-c", CHARACTERS, *fonts], capture_output=True, check=True
    )
    return {chr(code) for code in json.loads(done.stdout)}


def test_browsers_take_every_font(browser: Browser, html: Path, site: str) -> None:
    fonts = [path.relative_to(html).as_posix() for path in html.rglob("*.woff2")]
    assert len(fonts) > 20
    page = browser.new_page()
    page.goto(f"{site}/search.html")
    assert page.evaluate(LOADED, [f"{site}/{font}" for font in fonts]) == []
    page.close()


def test_icons_of_the_pages_are_in_the_small_fonts(browser: Browser, html: Path, site: str) -> None:
    available = characters(list(html.rglob("fa-*.min.woff2")))
    page = browser.new_page()
    for name in ("book/index", *notebooks()):
        page.goto(f"{site}/{name}.html")
        icons = page.evaluate(ICONS)
        assert len(icons) >= 5, name
        assert [icon for icon in icons if icon not in available] == [], name
    page.close()


def test_only_small_fonts_and_their_licences_are_shipped(html: Path) -> None:
    static = html / "_static"
    assert not list(static.rglob("*.ttf"))
    assert not list(static.rglob("fontawesome.js"))
    assert list(static.rglob("fontawesome.js.LICENSE.txt"))
    assert (static / "fonts" / "vazirmatn.woff2").stat().st_size < 64 * 1024
    assert sum(path.stat().st_size for path in static.rglob("fa-*.woff2")) < 16 * 1024
    assert "SIL Open Font License" in (static / "fonts" / "vazirmatn-OFL.txt").read_text("utf-8")
    icons = {path.parent for path in static.rglob("fa-*.min.woff2")}
    assert icons
    for folder in icons:
        licence = (folder / "LICENSE.txt").read_text("utf-8")
        assert "Font Awesome Free" in licence
        assert "CC BY 4.0" in licence
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        assert "DISCLAIMER" in licence
        assert "Vazirmatn" not in licence
    assert "Apache License" in (static / "fonts" / "mathjax" / "LICENSE").read_text("utf-8")
