"""A printed page: light whatever the theme, without the controls, with nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from book_site import notebooks
from page_visit import visiting
from playwright.sync_api import Browser, Page

CONTROLS = (
    ".bd-sidebar-primary, .bd-sidebar-secondary, .bd-header-article, .prev-next-footer, "
    ".copybtn, .headerlink, .quiz-actions, .zharfa-steps-bar"
)
INKS = """() => {
  const style = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
  return [
    style("html", "backgroundColor"), style("body", "backgroundColor"),
    style("html", "colorScheme"),
    ...[".bd-article p", ".bd-article h2", ".bd-article a", ".highlight .k", ".highlight .c1"]
      .map(selector => style(selector, "color")),
  ];
}"""
CUT_OFF = """() => [...document.querySelectorAll(".bd-article pre")]
  .filter(block => block.checkVisibility() && block.scrollWidth > block.clientWidth + 1)
  .map(block => block.innerText.slice(0, 80))"""
A4 = {"width": 720, "height": 1020}


@pytest.fixture(params=notebooks())
def printed(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A chapter as it is printed by a reader of the dark theme."""
    with visiting(browser, f"{site}/{request.param}.html", "laptop", "dark") as visit:
        visit.page.set_viewport_size(A4)
        visit.page.emulate_media(media="print")
        yield visit.page


def test_colours_are_those_of_the_light_theme(printed: Page) -> None:
    assert printed.evaluate("document.documentElement.dataset.theme") == "dark"
    inks = printed.evaluate(INKS)
    assert inks[:2] == ["rgb(255, 255, 255)"] * 2
    printed.evaluate("document.documentElement.dataset.theme = 'light'")
    assert inks == printed.evaluate(INKS)


def test_the_dark_theme_stays_on_the_screen(printed: Page) -> None:
    on_paper = printed.evaluate(INKS)
    printed.emulate_media(media="screen")
    on_screen = printed.evaluate(INKS)
    assert all(paper != screen for paper, screen in zip(on_paper, on_screen, strict=True))


def test_controls_are_not_printed(printed: Page) -> None:
    controls = printed.locator(CONTROLS)
    assert controls.count() > 10
    assert (
        controls.evaluate_all(
            "found => found.filter(c => c.checkVisibility()).map(c => c.outerHTML.slice(0, 80))"
        )
        == []
    )


def test_nothing_is_cut_off(printed: Page) -> None:
    assert printed.evaluate(CUT_OFF) == []
    assert printed.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    breaks = printed.locator(".cell_output img").first.evaluate(
        "image => getComputedStyle(image).breakInside"
    )
    assert breaks == "avoid"
