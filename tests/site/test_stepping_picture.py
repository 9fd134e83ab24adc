"""The picture one can step through, in the browser."""

from __future__ import annotations

import pytest
from stepping_example import ALT, example, source

from zharfa.stepping import Steps


@pytest.fixture(scope="module")
def picture() -> Steps:
    return example()


@pytest.fixture
def page(browser, picture):
    page = browser.new_page(viewport={"width": 360, "height": 700})
    errors, requests = [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.set_content(f'<html dir="rtl"><body>{picture.to_html()}{picture.to_html()}</body></html>')
    yield page
    assert not errors
    assert all(url.startswith("data:") for url in requests)
    page.close()


def state(page, which: int = 0) -> tuple[str, str, str]:
    """Return the frame shown, the counter and the value spoken for the slider."""
    root = page.locator(".zharfa-steps").nth(which)
    return (
        root.locator("img").get_attribute("src"),
        root.locator("output").inner_text(),
        root.locator("input").get_attribute("aria-valuetext"),
    )


def test_buttons_change_the_frame(page, picture):
    first, second, last = map(source, picture.frames)
    root = page.locator(".zharfa-steps").first
    next_button = root.get_by_role("button", name="بعدی")
    previous = root.get_by_role("button", name="قبلی")
    assert state(page) == (first, "گام ۱ از ۳", "گام ۱ از ۳")
    assert previous.is_disabled()
    next_button.click()
    assert state(page) == (second, "گام ۲ از ۳", "گام ۲ از ۳")
    next_button.click()
    assert state(page)[0] == last and next_button.is_disabled()
    previous.click()
    assert state(page)[0] == second
    assert state(page, 1)[0] == first, "the other picture must not move"


def test_slider_works_with_the_keyboard_from_right_to_left(page, picture):
    slider = page.get_by_role("slider", name="گام").first
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert state(page)[0] == source(picture.frames[1])
    page.keyboard.press("End")
    assert state(page)[0] == source(picture.frames[2])
    page.keyboard.press("ArrowRight")
    assert state(page)[0] == source(picture.frames[1])


def test_description_follows_the_frame_and_is_not_html(page):
    image = page.locator(".zharfa-steps img").first
    assert image.get_attribute("alt") == f"{ALT} (گام ۱ از ۳)"


def test_fits_a_phone_and_reads_from_right_to_left(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    root = page.locator(".zharfa-steps").first
    previous = root.get_by_role("button", name="قبلی").bounding_box()
    next_button = root.get_by_role("button", name="بعدی").bounding_box()
    assert previous["x"] > next_button["x"]
    assert min(previous["height"], next_button["height"]) >= 44
