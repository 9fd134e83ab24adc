"""Every page, on laptop and phone, light and dark: drawn right, silent, alone, accessible."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from book_server import body
from book_site import HTML, notebooks, pages
from code_copy import copy_problems
from focus_walk import focus_problems
from page_visit import SIZES, THEMES, Visit, accessibility_problems, drawing_problems, visiting
from playwright.sync_api import Browser

CHAPTER_BYTES = 600 * 1024
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")


def transferred(path: Path) -> int:
    """Bytes sent for a file, without the pictures that stand inside a page."""
    if path.suffix == ".html":
        page = path.read_text(encoding="utf-8")
        page = re.sub(r'data:image/(?!svg)[^"\')]+', "", page)
        return len(gzip.compress(page.encode(), 6))
    return len(body(path)[0])


def weight_problems(visit: Visit, html: Path) -> list[str]:
    """Whether a page with everything it loads, pictures aside, is too heavy for a slow line."""
    visit.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    visit.page.wait_for_load_state("networkidle")
    visit.page.evaluate("window.scrollTo(0, 0)")
    asked = {
        unquote(urlsplit(url).path).lstrip("/") for url in visit.requests if "data:" not in url
    }
    weighed = [path for path in asked if path and not path.lower().endswith(PICTURES)]
    sizes = {path: transferred(html / path) for path in weighed if (html / path).is_file()}
    total = sum(sizes.values())
    if total <= CHAPTER_BYTES:
        return []
    listing = [f"{sizes[path]:>9} {path}" for path in sorted(sizes, key=sizes.get)]
    return ["\n".join([f"{total} bytes, {CHAPTER_BYTES} allowed", *listing])]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", pages())
def test_page(browser: Browser, site: str, html: Path, name: str, size: str) -> None:
    """One load, many checks: the message lists all that is wrong with the page."""
    with visiting(browser, f"{site}/{name}.html", size, "light") as visit:
        page, problems = visit.page, visit.problems
        problems += drawing_problems(page)
        problems += accessibility_problems(page)
        problems += weight_problems(visit, html)
        page.add_style_tag(content="* { transition: none !important }")
        if name in ("book/index", "search", *notebooks()):
            problems += focus_problems(page)
        # The theme changes colours and nothing else; a second load would only repeat the rest.
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        dark = accessibility_problems(page, only=["color-contrast"])
        problems += [f"in the dark: {problem}" for problem in dark]
        if size == "laptop" and name in notebooks():
            problems += copy_problems(page, name)
    if problems:
        pytest.fail("\n".join(dict.fromkeys(problems)), pytrace=False)


@pytest.mark.parametrize("theme", THEMES)
def test_the_theme_a_reader_chose_is_that_of_the_next_page(
    browser: Browser, site: str, theme: str
) -> None:
    with visiting(browser, f"{site}/{pages()[0]}.html", theme=theme) as visit:
        assert visit.page.evaluate("document.documentElement.dataset.theme") == theme


def test_every_page_is_tested(html: Path) -> None:
    """What the build wrote for readers is what the tests above open."""
    built = {path.relative_to(html).with_suffix("").as_posix() for path in html.rglob("*.html")}
    redirect = {"index"}
    ours = {name for name in built if not name.startswith(("_static/", "_sources/", "reports/"))}
    assert ours - redirect == set(pages())


@pytest.mark.parametrize("name", pages())
def test_every_page_describes_itself_once(html: Path, name: str) -> None:
    head = (html / f"{name}.html").read_text(encoding="utf-8").partition("</head>")[0]
    descriptions = re.findall(r'<meta name="description" content="([^"]+)"', head)
    assert len(descriptions) == 1
    assert len(descriptions[0]) > 40


def test_nothing_is_shipped_that_no_page_loads(html: Path) -> None:
    static = html / "_static"
    leftovers = ("*thebe*", "design-tabs.js", "*webpack-macros.html", "file.png", "*us.png")
    assert [path.name for pattern in leftovers for path in static.rglob(pattern)] == []


def test_there_is_a_chapter_to_test() -> None:
    assert notebooks(), f"no notebook of the table of contents exists; the site is {HTML}"
