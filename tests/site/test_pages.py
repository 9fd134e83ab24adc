"""Every page, on laptop and phone, light and dark: drawn right, silent, alone, accessible."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from book_server import body
from book_site import HTML, NO_NODE_MODULES, NODE_MODULES, notebooks, pages
from playwright.sync_api import Browser, Page, Request, Route

HERE = Path(__file__).parent
SIZES = {"laptop": (1366, 768), "phone": (360, 740)}
THEMES = ("light", "dark")
ACCESSIBILITY_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
CHAPTER_BYTES = 600 * 1024
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")


@dataclass
class Visit:
    """A page in the browser with everything it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def english_strings() -> list[str]:
    """The list that this test shares with the one of the right-to-left extensions."""
    lines = (HERE / "english_interface.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@contextmanager
def visiting(browser: Browser, url: str, size: str = "laptop", theme: str = "light") -> Iterator:
    """Open ``url`` with an empty cache and yield the ``Visit`` when the page is at rest."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, locale="fa-IR"
    )
    context.add_init_script(f"localStorage.mode = localStorage.theme = '{theme}'")
    visit = Visit(context.new_page())
    host = urlsplit(url).netloc

    def watch(route: Route) -> None:
        asked = urlsplit(route.request.url)
        if asked.scheme in ("data", "blob") or asked.netloc == host:
            route.continue_()
        else:
            visit.problems.append(f"request to another host: {route.request.url}")
            route.abort()

    def failed(request: Request) -> None:
        visit.problems.append(f"failed request: {request.url} {request.failure}")

    context.route("**/*", watch)
    page = visit.page
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("requestfailed", failed)
    page.on(
        "response",
        lambda answer: (
            answer.status >= 400 and visit.problems.append(f"status {answer.status}: {answer.url}")
        ),
    )
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning")
            and visit.problems.append(f"console {message.type}: {message.text}")
        ),
    )
    page.on("pageerror", lambda error: visit.problems.append(f"page error: {error}"))
    try:
        page.goto(url, wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        yield visit
    finally:
        context.close()


def accessibility_problems(page: Page) -> list[str]:
    """What axe-core finds wrong, with the first places of each rule."""
    axe = NODE_MODULES / "axe-core" / "axe.min.js"
    if not axe.exists():
        pytest.skip(NO_NODE_MODULES)
    page.evaluate(axe.read_text(encoding="utf-8") + ";0")
    violations = page.evaluate(
        "rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"
        ".then(found => found.violations.map(v => ({id: v.id, nodes: v.nodes.map("
        "n => n.html.slice(0, 160) + ' | ' + n.any.map(a => a.message).join(' ')"
        ".slice(0, 160))})))",
        ACCESSIBILITY_RULES,
    )
    return [
        f"axe {violation['id']} ({len(violation['nodes'])} times): {violation['nodes'][:3]}"
        for violation in violations
    ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", pages())
def test_page(browser: Browser, site: str, name: str, size: str, theme: str) -> None:
    """One load, many checks: the message lists all that is wrong with the page."""
    with visiting(browser, f"{site}/{name}.html", size, theme) as visit:
        visit.problems += visit.page.evaluate(
            (HERE / "page_checks.js").read_text(encoding="utf-8"),
            {"englishStrings": english_strings()},
        )
        drawn_theme = visit.page.evaluate("document.documentElement.dataset.theme")
        if drawn_theme != theme:
            visit.problems.append(f"data-theme is {drawn_theme}")
        visit.problems += accessibility_problems(visit.page)
    if visit.problems:
        pytest.fail("\n".join(dict.fromkeys(visit.problems)), pytrace=False)


def transferred(path: Path) -> int:
    """Bytes sent for a file, without the pictures that stand inside a page."""
    if path.suffix == ".html":
        page = path.read_text(encoding="utf-8")
        page = re.sub(r'data:image/(?!svg)[^"\')]+', "", page)
        return len(gzip.compress(page.encode(), 6))
    return len(body(path)[0])


@pytest.mark.parametrize("name", pages())
def test_page_weight(browser: Browser, site: str, html: Path, name: str) -> None:
    """A page with everything it loads, pictures aside, is light enough for a slow line."""
    with visiting(browser, f"{site}/{name}.html") as visit:
        visit.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        visit.page.wait_for_load_state("networkidle")
    asked = {
        unquote(urlsplit(url).path).lstrip("/") for url in visit.requests if "data:" not in url
    }
    weighed = [path for path in asked if path and not path.lower().endswith(PICTURES)]
    sizes = {path: transferred(html / path) for path in weighed if (html / path).is_file()}
    total = sum(sizes.values())
    if total > CHAPTER_BYTES:
        listing = [f"{sizes[path]:>9} {path}" for path in sorted(sizes, key=sizes.get)]
        pytest.fail("\n".join([f"{total} bytes, {CHAPTER_BYTES} allowed", *listing]), pytrace=False)


def test_every_page_is_tested(html: Path) -> None:
    """What the build wrote for readers is what the tests above open."""
    built = {path.relative_to(html).with_suffix("").as_posix() for path in html.rglob("*.html")}
    redirect = {"index"}
    ours = {name for name in built if not name.startswith(("_static/", "_sources/", "reports/"))}
    assert ours - redirect == set(pages())


def test_there_is_a_chapter_to_test() -> None:
    assert notebooks(), f"no notebook of the table of contents exists; the site is {HTML}"
