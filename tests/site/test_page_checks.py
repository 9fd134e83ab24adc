"""The checks of ``test_pages`` find each fault they are there for, and none in a sound page."""

from __future__ import annotations

from pathlib import Path

import pytest
from book_server import serving
from page_visit import accessibility_problems, drawing_problems, visiting
from playwright.sync_api import Browser

SOUND = """<!DOCTYPE html><html lang="fa" dir="rtl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>نمونه</title>
<link rel="icon" href="data:,"></head><body><main><h1>نمونه</h1>
<style>pre, code {direction: ltr; unicode-bidi: isolate; overflow: auto}</style>
<p>با <code>print()</code> و واژهٔ Repository در متن.</p>
<pre>def area(r):
    return 3.14 * r ** 2  # long enough to be wider than a telephone, but it scrolls by itself
print("سلام", area(1))</pre>
<button aria-label="جستجو"></button></main></body></html>"""

FAULTS = {
    "wide": ("<h1>", "<div style='width: 2000px'>&nbsp;</div><h1>", "page is"),
    "no direction": (' dir="rtl"', "", "<html dir"),
    "wrong language": ('lang="fa"', 'lang="en"', "<html lang"),
    "English name": ('aria-label="جستجو"', 'aria-label="Toggle primary sidebar"', "English"),
    "unlisted English": ('aria-label="جستجو"', 'aria-label="Open the drawer"', "English text"),
    "English word": ("</main>", "<h2>Contents</h2></main>", 'English string "Contents"'),
    "English before": (
        "<button",
        "<style>button::before {content: 'Copied!'}</style><button",
        "Copied!",
    ),
    "brackets first": ("<code>print()", "<code style='direction: rtl'>print()", "wrong order"),
    "code from right": ("<pre>", "<pre style='direction: rtl'>", "wrong order"),
}
NOISE = {
    "other host": ('<script src="https://example.org/x.js"></script>', "another host"),
    "style of other host": ("<style>@import 'https://example.org/x.css';</style>", "another host"),
    "missing file": ('<img src="missing.png" alt="">', "status 404"),
    "console": ("<script>console.error('broken')</script>", "console error: broken"),
    "exception": ("<script>undefined.x</script>", "page error"),
}


def problems(browser: Browser, folder: Path, page: str) -> list[str]:
    """What the checks say to a page served alone."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    with serving(folder) as address, visiting(browser, f"{address}/page.html", "phone") as visit:
        found = drawing_problems(visit.page)
        return visit.problems + found


def test_a_sound_page_has_no_problems(browser: Browser, tmp_path: Path) -> None:
    assert problems(browser, tmp_path, SOUND) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_drawing_is_found(browser: Browser, tmp_path: Path, fault: str) -> None:
    sound, faulty, said = FAULTS[fault]
    assert sound in SOUND
    found = problems(browser, tmp_path, SOUND.replace(sound, faulty, 1))
    assert any(said in problem for problem in found), found


@pytest.mark.parametrize("noise", NOISE)
def test_noise_and_foreign_requests_are_found(browser: Browser, tmp_path: Path, noise: str) -> None:
    tag, said = NOISE[noise]
    found = problems(browser, tmp_path, SOUND.replace("</main>", f"{tag}</main>"))
    assert any(said in problem for problem in found), found


def test_axe_finds_a_button_without_a_name(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(SOUND.replace(' aria-label="جستجو"', ""), encoding="utf-8")
    with serving(tmp_path) as address, visiting(browser, f"{address}/page.html") as visit:
        assert any("button-name" in problem for problem in accessibility_problems(visit.page))
