"""Whoever walks through a page with the keyboard sees where they are."""

from __future__ import annotations

import pytest
from book_site import notebooks
from page_visit import SIZES, visiting
from playwright.sync_api import Browser

#: Whether an element, its pseudo-elements or what it holds has a visible ring.
RINGED = """() => void (window.ringed = element => {
  const seen = colour => colour !== "transparent" && !/, 0\\)$/.test(colour);
  const ringed = style =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && seen(style.outlineColor))
    || style.boxShadow.split(/,(?![^(]*\\))/).some(shadow =>
      /\\b0px 0px 0px [2-9]/.test(shadow) && seen(shadow.split(" 0px")[0].trim()));
  const drawn = [element, ...element.querySelectorAll(":scope > .toctree-toggle")]
    .flatMap(part => [null, "::before", "::after"].map(
      pseudo => [pseudo, getComputedStyle(part, pseudo)]))
    .filter(([pseudo, style]) => !pseudo || style.content !== "none");
  return { name: element.outerHTML.slice(0, 160), ringed: drawn.some(([, s]) => ringed(s)) };
})"""
#: The element in focus, once.
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || window.walked?.has(element)) return null;
  (window.walked ??= new Set()).add(element);
  return ringed(element);
}"""
#: All of them again, in the dark. Used last, the keyboard decides how focus is shown.
AGAIN_IN_THE_DARK = """() => {
  document.documentElement.dataset.theme = "dark";
  return [...walked].map(element => {
    element.focus({preventScroll: true});
    return ringed(element);
  });
}"""
MOST = 400


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["book/index", "search", *notebooks()])
def test_focus_is_visible(browser: Browser, site: str, name: str, size: str) -> None:
    walked = []
    with visiting(browser, f"{site}/{name}.html", size, "light") as visit:
        visit.page.add_style_tag(content="* {transition: none !important}")
        visit.page.evaluate("document.activeElement?.blur()")
        visit.page.evaluate(RINGED)
        for _ in range(MOST):
            visit.page.keyboard.press("Tab")
            focused = visit.page.evaluate(FOCUSED)
            if focused is None:
                break
            walked.append(focused)
        in_the_dark = visit.page.evaluate(AGAIN_IN_THE_DARK)
    assert 5 < len(walked) < MOST
    assert [focused["name"] for focused in walked if not focused["ringed"]] == []
    assert [focused["name"] for focused in in_the_dark if not focused["ringed"]] == []
