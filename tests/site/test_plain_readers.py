"""Readers without a server, or without JavaScript; and the theme for those who have both."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from book_site import notebooks, pages
from page_visit import visiting
from playwright.sync_api import Browser
from test_search import results


@pytest.mark.parametrize("name", pages())
def test_a_page_opened_as_a_file_is_silent(browser: Browser, html: Path, name: str) -> None:
    with visiting(browser, (html / f"{name}.html").as_uri()) as visit:
        assert visit.page.evaluate("document.fonts.check('16px Vazirmatn', 'ژ')")
    assert visit.problems == []


def test_search_in_files_lists_titles_only(browser: Browser, html: Path) -> None:
    """As ``book/how-to-read.md`` says: scripts may not read other files."""
    with visiting(browser, f"{(html / 'search.html').as_uri()}?q={quote('شبکه')}") as visit:
        assert results(visit.page)
        assert visit.page.locator("#search-results p.context").count() == 0


def test_the_font_is_asked_for_before_the_styles(browser: Browser, site: str) -> None:
    with visiting(browser, f"{site}/{notebooks()[0]}.html") as visit:
        asked = [url.partition("?")[0].rpartition("/")[2] for url in visit.requests]
        assert visit.page.locator("link[rel=preload][as=font]").count() == 1
    assert asked.count("vazirmatn.woff2") == 1
    assert visit.problems == []


def test_colours_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{notebooks()[0]}.html")

    def style(selector: str, name: str) -> str:
        found = page.locator(selector).first
        return found.evaluate(f"element => getComputedStyle(element).{name}")

    assert style("div.cell_input", "backgroundColor") == "rgb(243, 246, 247)"
    assert style(".highlight .k", "color") != style(".highlight pre", "color")
    assert style(".bd-article p a", "color") == "rgb(11, 100, 120)"
    context.close()


@pytest.mark.parametrize("device", ["light", "dark"])
def test_the_theme_follows_the_device_and_the_button(
    browser: Browser, site: str, device: str
) -> None:
    context = browser.new_context(color_scheme=device, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(f"{site}/{notebooks()[0]}.html", wait_until="networkidle")
    chosen = page.evaluate("() => ({...document.documentElement.dataset})")
    assert (chosen["mode"], chosen["theme"]) == ("auto", device)
    modes = {}
    for _ in range(3):
        page.locator(".bd-header-article .theme-switch-button").click()
        chosen = page.evaluate("() => ({...document.documentElement.dataset})")
        modes[chosen["mode"]] = chosen["theme"]
    assert modes == {"light": "light", "dark": "dark", "auto": device}
    page.locator(".bd-header-article .theme-switch-button").click()
    kept = page.evaluate("document.documentElement.dataset.theme")
    page.reload(wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert page.evaluate("document.documentElement.dataset.theme") == kept
    context.close()
