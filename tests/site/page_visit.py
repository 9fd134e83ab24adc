"""A page opened in the browser and watched: what it asks for, what it says, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from book_site import NO_NODE_MODULES, NODE_MODULES
from playwright.sync_api import Browser, Page, Request, Route

HERE = Path(__file__).parent
SIZES = {"laptop": (1366, 768), "phone": (360, 740)}
THEMES = ("light", "dark")
ACCESSIBILITY_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


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


def accessibility_problems(
    page: Page, within: Sequence[str] = ("html",), only: Sequence[str] = ()
) -> list[str]:
    """What axe-core finds wrong in these parts, with the first places of each rule.

    Tests all rules of :data:`ACCESSIBILITY_RULES`, or those named in ``only``.
    """
    run_only = (
        {"type": "rule", "values": list(only)}
        if only
        else {"type": "tag", "values": ACCESSIBILITY_RULES}
    )
    axe = NODE_MODULES / "axe-core" / "axe.min.js"
    if not axe.exists():
        pytest.skip(NO_NODE_MODULES)
    page.evaluate(axe.read_text(encoding="utf-8") + ";0")
    violations = page.evaluate(
        "([runOnly, parts]) => axe.run({include: parts.map(part => [part])}, "
        "{runOnly, resultTypes: ['violations']})"
        ".then(found => found.violations.map(v => ({id: v.id, nodes: v.nodes.map("
        "n => n.html.slice(0, 160) + ' | ' + n.any.map(a => a.message).join(' ')"
        ".slice(0, 160))})))",
        [run_only, list(within)],
    )
    return [
        f"axe {violation['id']} ({len(violation['nodes'])} times): {violation['nodes'][:3]}"
        for violation in violations
    ]


def drawing_problems(page: Page) -> list[str]:
    """What ``page_checks.js`` sees wrong in the page as it is drawn."""
    checks = (HERE / "page_checks.js").read_text(encoding="utf-8")
    return page.evaluate(checks, {"englishStrings": english_strings()})
