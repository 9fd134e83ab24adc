"""A printed page: light whatever the theme, without the controls, with nothing cut off."""

from __future__ import annotations

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


def colour_problems(printed: Page) -> list[str]:
    """The dark theme is printed in the colours of the light one, and stays dark on the screen."""
    on_paper = printed.evaluate(INKS)
    printed.emulate_media(media="screen")
    on_screen = printed.evaluate(INKS)
    printed.emulate_media(media="print")
    printed.evaluate("document.documentElement.dataset.theme = 'light'")
    of_light = printed.evaluate(INKS)
    problems = []
    if on_paper[:2] != ["rgb(255, 255, 255)"] * 2:
        problems.append(f"the paper is not white: {on_paper}")
    if on_paper != of_light:
        problems.append(f"printed {on_paper}, the light theme {of_light}")
    if any(paper == screen for paper, screen in zip(on_paper, on_screen, strict=True)):
        problems.append(f"printed {on_paper}, on the screen {on_screen}")
    return problems


def control_problems(printed: Page) -> list[str]:
    """Controls are not printed."""
    controls = printed.locator(CONTROLS)
    seen = controls.evaluate_all(
        "found => found.filter(c => c.checkVisibility()).map(c => c.outerHTML.slice(0, 80))"
    )
    problems = [f"printed control: {control}" for control in seen]
    if controls.count() <= 10:
        problems.append(f"only {controls.count()} controls on the page")
    return problems


def cutting_problems(printed: Page) -> list[str]:
    """Nothing is cut off, at the edge of the paper or between two sheets."""
    problems = [f"cut off: {code}" for code in printed.evaluate(CUT_OFF)]
    width = printed.evaluate("document.documentElement.scrollWidth")
    if width > A4["width"]:
        problems.append(f"{width} pixels wide, the paper {A4['width']}")
    picture = printed.locator(".cell_output img").first
    if picture.evaluate("image => getComputedStyle(image).breakInside") != "avoid":
        problems.append("a picture may be broken between two sheets")
    return problems


@pytest.mark.parametrize("name", notebooks())
def test_a_chapter_on_paper(browser: Browser, site: str, name: str) -> None:
    """Printed by a reader of the dark theme."""
    with visiting(browser, f"{site}/{name}.html", "laptop", "dark") as visit:
        visit.page.set_viewport_size(A4)
        visit.page.emulate_media(media="print")
        assert visit.page.evaluate("document.documentElement.dataset.theme") == "dark"
        problems = cutting_problems(visit.page) + control_problems(visit.page)
        problems += colour_problems(visit.page)
    assert problems == []
