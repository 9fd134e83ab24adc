"""Formulas drawn at build time: all of them, in their direction, within the page, none wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from book_server import serving
from book_site import documents, notebooks
from playwright.sync_api import Browser, Page
from small_site import build

EXTENSIONS = ["rtl", "look", "text_font", "math_prerender"]
PAGE = r"""# فرمول $\hat y$

در متن $x_1^2$ و در جدول:

| الف | ب |
|---|---|
| یک | $\sqrt{x}$ |

$$
\hat y = \begin{cases} 1 & \text{اگر } w^\top x > 0 \\ 0 & \text{وگرنه همهٔ نقطه‌ها} \end{cases}
$$ (eq-step)

رابطهٔ {eq}`eq-step`.

\begin{align}
a &= b < c
\end{align}

$$ a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13} $$
"""


def sphinx_source(folder: Path, text: str) -> Path:
    (folder / "index.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    source = sphinx_source(tmp_path_factory.mktemp("math"), PAGE)
    built = build(source, EXTENSIONS)
    assert built.returncode == 0, built.stderr
    with serving(source / "html") as address:
        yield f"{address}/index.html"


@pytest.fixture(scope="module")
def phone(browser: Browser, formulas: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(formulas, wait_until="networkidle")
    yield page
    page.close()


def test_every_kind_of_formula_is_drawn(phone: Page):
    assert phone.locator("h1 mjx-container, nav mjx-container").count() >= 1
    assert phone.locator("td mjx-container").count() == 1
    assert phone.locator("mjx-container[display=true]").count() == 3
    html = phone.content()
    assert "zharfa-tex" not in html
    assert "MathJax.js" not in html
    assert not re.search(r"<script[^>]*mathjax", html, re.IGNORECASE)


def test_screen_readers_get_mathml_that_is_not_seen(phone: Page):
    mathml = phone.locator("td mjx-assistive-mml math msqrt")
    assert mathml.count() == 1
    box = phone.locator("td mjx-assistive-mml").bounding_box()
    assert (
        phone.locator("td mjx-assistive-mml")
        .evaluate("e => getComputedStyle(e).clip")
        .startswith("rect(1px")
    ), box


def test_fonts_of_the_formulas_load_from_the_site(phone: Page):
    loaded = phone.evaluate(
        "document.fonts.ready.then("
        "faces => [...faces].filter(f => f.status == 'loaded').map(f => f.family))"
    )
    assert "MJXTEX" in loaded
    assert "MJXTEX-I" in loaded


def test_persian_in_a_formula_is_one_run_in_the_font_of_the_page(phone: Page):
    words = phone.locator("mjx-utext")
    assert words.all_inner_texts() == ["اگر\N{NO-BREAK SPACE}", "وگرنه همهٔ نقطه‌ها"]
    assert "Vazirmatn" in words.first.evaluate("e => getComputedStyle(e).fontFamily")
    # The whole word, not a box of a guessed width.
    assert words.last.evaluate("e => e.scrollWidth <= e.getBoundingClientRect().width + 1")


def test_formulas_run_left_to_right(phone: Page):
    row = phone.locator("mjx-container[display=true]").nth(1)
    first, last = row.locator("mjx-mi").first, row.locator("mjx-mi").last
    assert first.bounding_box()["x"] < last.bounding_box()["x"]
    assert row.evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_a_long_formula_scrolls_in_its_place_and_by_keyboard(phone: Page):
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    long = phone.locator("mjx-container.math-wide[display=true]").last
    assert long.evaluate("e => e.scrollWidth > e.clientWidth")
    assert long.evaluate("e => e.scrollLeft") == 0
    long.focus()
    phone.keyboard.press("ArrowRight")
    phone.wait_for_function(
        "[...document.querySelectorAll('.math-wide')].some(e => e.scrollLeft > 0)"
    )
    assert long.get_attribute("aria-label") == "فرمول بلند"


def test_number_of_an_equation_is_sphinx_s(phone: Page):
    number = phone.locator("div.math .eqno").first
    assert re.search(r"[1۱]", number.inner_text())
    assert phone.locator(f"a[href='#{number.locator('..').get_attribute('id')}']").count() >= 1


def test_a_mistake_stops_the_build_and_is_named(tmp_path: Path):
    source = sphinx_source(tmp_path, "# عنوان\n\nخوب $x$ و بد $\\frac{a}$ و $\\nosuch$.\n")
    built = build(source, EXTENSIONS)
    assert built.returncode != 0
    assert r"index.html: Missing argument for \frac: \frac{a}" in built.stderr
    assert r"index.html: Undefined control sequence \nosuch: \nosuch" in built.stderr
    # It does not go away by building again; it goes away by being mended.
    assert build(source, EXTENSIONS).returncode != 0
    sphinx_source(tmp_path, "# عنوان\n\nخوب $x$.\n")
    mended = build(source, EXTENSIONS)
    assert mended.returncode == 0, mended.stderr


def test_style_sheet_survives_a_build_with_nothing_to_do(tmp_path: Path):
    source = sphinx_source(tmp_path, "# عنوان\n\n$x$\n")
    for _ in range(2):
        built = build(source, EXTENSIONS)
        assert built.returncode == 0, built.stderr
        css = (source / "html" / "_static" / "math.css").read_text(encoding="utf-8")
        assert "mjx-c1D465" in css
        assert "mjx-c1D466" not in css  # y, which no page has


@pytest.mark.parametrize("name", documents())
def test_no_formula_of_the_book_is_left_as_tex(html: Path, name: str):
    page = (html / f"{name}.html").read_text(encoding="utf-8")
    main = page.partition("<main")[2]
    assert "zharfa-tex" not in page
    assert not re.search(r"\\\(|\\\[|\$\$", re.sub(r"(?s)<(pre|script|code).*?</\1>", "", main))
    assert ("_static/math.css" in page) == ("<mjx-container" in page)


@pytest.mark.parametrize("name", notebooks())
def test_chapters_have_formulas(html: Path, name: str):
    assert "<mjx-container" in (html / f"{name}.html").read_text(encoding="utf-8")
