"""Whoever walks through a page with the keyboard sees where they are."""

from __future__ import annotations

from playwright.sync_api import Page

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
FEWEST, MOST = 6, 399


def focus_problems(page: Page) -> list[str]:
    """What has no visible ring when it is in focus: walked in the present theme and in the dark.

    The page must be without transitions and not walked yet; afterwards it is dark.
    """
    page.evaluate("document.activeElement?.blur()")
    page.evaluate(RINGED)
    walked = []
    for _ in range(MOST + 1):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        walked.append(focused)
    in_the_dark = page.evaluate(AGAIN_IN_THE_DARK)
    problems = [f"no ring around {one['name']}" for one in walked if not one["ringed"]]
    problems += [f"in the dark: no ring around {o['name']}" for o in in_the_dark if not o["ringed"]]
    if not FEWEST <= len(walked) <= MOST:
        problems.append(f"the keyboard reached {len(walked)} places, {FEWEST} to {MOST} expected")
    return problems
