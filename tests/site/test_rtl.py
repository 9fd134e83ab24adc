"""Right to left, on a small book that has every kind of content (tests/site/sample).

The book's own pages are loaded by test_pages.py; here stands what needs a known text to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from book_server import serving
from book_site import BOOK_BIN, ROOT
from commands import run_or_fail
from page_visit import drawing_problems, visiting
from playwright.sync_api import Browser, Page

SAMPLE = ROOT / "tests" / "site" / "sample"
PAGES = ("index", "elements", "part", "notebook", "search", "genindex")

#: Rectangle of the only occurrence of a text inside the first element that has it.
TEXT_BOX = """([selector, text]) => {
  for (const element of document.querySelectorAll(selector)) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let all = "";
    const places = [];
    while (walker.nextNode())
      for (let i = 0; i < walker.currentNode.data.length; i++) {
        all += walker.currentNode.data[i];
        places.push([walker.currentNode, i]);
      }
    const start = all.indexOf(text);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(...places[start]);
    const [node, index] = places[start + text.length - 1];
    range.setEnd(node, index + 1);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    return { left, right, top, bottom };
  }
  return null;
}"""

#: Rectangles of the single letters of the only occurrence of a text, from its first letter.
LETTER_BOXES = TEXT_BOX.replace(
    """range.setStart(...places[start]);
    const [node, index] = places[start + text.length - 1];
    range.setEnd(node, index + 1);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    return { left, right, top, bottom };""",
    """return [...text].map((_, i) => {
      const [node, index] = places[start + i];
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      const { left, right } = range.getBoundingClientRect();
      return { left, right };
    });""",
)


def build(target: Path) -> str:
    """Build the sample as Jupyter Book; every warning is an error. Returns what it said."""
    command = [BOOK_BIN / "jupyter-book", "build", SAMPLE, "--path-output", target, "-W"]
    return run_or_fail(command, ROOT)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of the sample book."""
    target = tmp_path_factory.mktemp("sample")
    build(target)
    return target / "_build" / "html"


@pytest.fixture(scope="module")
def address(sample: Path) -> Iterator[str]:
    """Address of the sample book."""
    with serving(sample) as served:
        yield served


@pytest.fixture(scope="module")
def elements(browser: Browser, address: str) -> Iterator[Page]:
    """The page with every element of prose, on a laptop."""
    with visiting(browser, f"{address}/elements.html") as visit:
        yield visit.page


@pytest.fixture(scope="module")
def notebook(browser: Browser, address: str) -> Iterator[Page]:
    """The notebook page, on a laptop."""
    with visiting(browser, f"{address}/notebook.html") as visit:
        yield visit.page


def box(page: Page, selector: str, text: str) -> dict[str, float]:
    found = page.evaluate(TEXT_BOX, [selector, text])
    assert found is not None, f"no «{text}» in {selector}"
    return found


def drawn_left_to_right(page: Page, selector: str, text: str) -> bool:
    letters = page.evaluate(LETTER_BOXES, [selector, text])
    assert letters, f"no «{text}» in {selector}"
    lefts = [letter["left"] for letter in letters]
    return lefts == sorted(lefts) and len(set(lefts)) == len(lefts)


@pytest.mark.parametrize(("size", "theme"), [("laptop", "light"), ("phone", "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_every_kind_of_content(
    browser: Browser, address: str, name: str, size: str, theme: str
) -> None:
    """Direction, overflow, order of code, language of the interface, silence of the console."""
    with visiting(browser, f"{address}/{name}.html", size, theme) as visit:
        found = drawing_problems(visit.page)
    problems = visit.problems + found
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def test_a_second_build_keeps_the_rewritten_style_sheets(
    sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sheet = sample / "_static" / "styles" / "sphinx-book-theme.css"
    first = sheet.read_text(encoding="utf-8")
    assert "margin-inline-start:" in first
    assert "margin-left:" not in first
    assert "no targets are out of date" in build(sample.parents[1])
    assert sheet.read_text(encoding="utf-8") == first


def test_sidebars_have_changed_sides(elements: Page) -> None:
    def side(selector: str) -> dict[str, float]:
        found = elements.locator(selector).first.bounding_box()
        assert found is not None
        return found

    article = side("article.bd-article")
    assert side(".bd-sidebar-primary")["x"] >= article["x"] + article["width"]
    contents = side(".bd-sidebar-secondary")
    assert contents["x"] + contents["width"] <= article["x"] + 1


@pytest.mark.parametrize(
    ("selector", "text"),
    {
        "inline code": ("article p code", "print()"),
        "inline code, index": ("article p code", "model.layers[-1]"),
        "number in prose": ("article p", "-3.5"),
        "number in code": ("div.highlight-python pre", "-3.5"),
        "number in printed text": ("div.highlight-text pre", "-3.5"),
        "call in a comment": (".c1", "x.mean()"),
        "English footnote": ("aside.footnote p", "NumPy (version 2)."),
        "key": ("article kbd", "Ctrl"),
    }.values(),
)
def test_latin_pieces_run_from_left_to_right(elements: Page, selector: str, text: str) -> None:
    assert drawn_left_to_right(elements, selector, text)


def test_output_that_mixes_both(notebook: Page) -> None:
    printed = ".output.stream pre"
    block = notebook.locator(printed).first.bounding_box()
    assert block is not None
    middle = block["x"] + block["width"] / 2
    assert box(notebook, printed, "شکل آرایه")["left"] > middle
    assert box(notebook, printed, "accuracy")["right"] < middle
    assert drawn_left_to_right(notebook, printed, "accuracy: -3.5")


def test_a_long_persian_line_of_output_breaks(browser: Browser, address: str) -> None:
    with visiting(browser, f"{address}/notebook.html", "phone") as visit:
        block = visit.page.locator(".output.stream pre").first.bounding_box()
        line = box(visit.page, ".output.stream pre", "این سطر آن‌قدر دراز است که در صفحهٔ تلفن همراه")
        assert block is not None
        assert line["left"] >= block["x"]
        assert drawn_left_to_right(visit.page, ".output.stream pre", "-0.25")


def test_persian_inside_code(elements: Page) -> None:
    code = "div.highlight-python pre"
    # Arguments keep their places, and a docstring ends on the left.
    assert box(elements, code, "سلام")["right"] < box(elements, code, "پایان")["left"]
    assert box(elements, code, "وزن‌دار.")["left"] < box(elements, code, "میانگین وزن")["left"]
    # A formatted string is one sentence, read from the right.
    words = [box(elements, code, text)["left"] for text in ("دوره", "{total}", "از ده")]
    assert words == sorted(words, reverse=True)


def test_numbers_are_persian_and_read_from_the_right(elements: Page) -> None:
    generated = elements.evaluate(
        """() => [...document.querySelectorAll(".section-number, .caption-number, .eqno, "
          + ".footnote-reference, .footnote .label, a.reference.internal > .std-numref")]
          .map(element => element.textContent)"""
    )
    assert len(generated) > 12
    assert not [text for text in generated if re.search("[0-9]", text)]
    # «۱.۲»: the chapter on the right.
    part = elements.evaluate(LETTER_BOXES, ["h2 .section-number", "۱\u200f.۲"])
    assert part[0]["left"] > part[2]["left"] > part[3]["left"]
    # The number of a formula stands on its right.
    number = elements.locator("div.math > .eqno").first.bounding_box()
    formula = elements.locator("div.math:has(.eqno) > :not(.eqno)").first.bounding_box()
    assert number is not None
    assert formula is not None
    assert number["x"] > formula["x"]


def test_arrows_point_with_the_text(elements: Page) -> None:
    following = elements.locator(".prev-next-area a.right-next")
    arrow = following.locator("i, svg").bounding_box()
    words = following.locator(".prev-next-info").bounding_box()
    assert arrow is not None
    assert words is not None
    assert arrow["x"] < words["x"]
    for picture in (".right-next > i, .right-next > svg", ".left-prev > i, .left-prev > svg"):
        matrix = elements.locator(f".prev-next-area :is({picture})").evaluate(
            "element => getComputedStyle(element).transform"
        )
        assert matrix == "matrix(-1, 0, 0, 1, 0, 0)"


def test_a_long_formula_scrolls_in_its_own_place(browser: Browser, address: str) -> None:
    with visiting(browser, f"{address}/elements.html", "phone") as visit:
        scrolls = visit.page.locator("div.math:has(.eqno)").evaluate(
            """block => {
              const wide = [block, ...block.querySelectorAll("*")].find(
                element => element.scrollWidth > element.clientWidth + 1
                  && ["auto", "scroll"].includes(getComputedStyle(element).overflowX));
              return wide ? wide.scrollLeft : null;
            }"""
        )
        assert scrolls == 0, "the formula does not scroll, or does not begin at its beginning"


def test_figures_have_no_card_under_them_in_the_dark(browser: Browser, address: str) -> None:
    with visiting(browser, f"{address}/notebook.html", "laptop", "dark") as visit:
        style = visit.page.locator(".cell_output img").evaluate(
            """image => {
              const { backgroundColor, filter, paddingTop } = getComputedStyle(image);
              return [backgroundColor, filter, paddingTop];
            }"""
        )
    assert style == ["rgba(0, 0, 0, 0)", "none", "0px"]


def test_callouts_and_folded_parts(elements: Page) -> None:
    assert elements.locator("blockquote.callout").count() == 2
    trap = elements.locator("blockquote.callout-trap")
    assert trap.inner_text().startswith("دام.")
    colour = "element => getComputedStyle(element).color"
    assert trap.locator("strong").first.evaluate(colour) != trap.locator("p").first.evaluate(colour)
    # The mark of a folded part stands on the right, before its words.
    summary = elements.locator("details > summary", has_text="راه‌حل")
    inside = summary.bounding_box()
    words = box(elements, "details > summary", "راه‌حل")
    assert inside is not None
    assert inside["x"] + inside["width"] - words["right"] > 20
    summary.focus()
    elements.keyboard.press("Enter")
    assert elements.get_by_text("متن راه‌حل با").is_visible()


def test_sphinx_says_in_persian_how_many_pages_it_found(browser: Browser, address: str) -> None:
    with visiting(browser, f"{address}/search.html") as visit:
        said = visit.page.evaluate(
            """() => [
              Documentation.gettext("Search finished, found ${resultCount} page(s) matching "
                + "the search query."),
              ...[1, 2].map(count => Documentation.ngettext(
                "Search finished, found one page matching the search query.",
                "Search finished, found ${resultCount} pages matching the search query.", count)),
            ]"""
        )
    assert said == [
        "${resultCount} صفحه پیدا شد.",
        "یک صفحه پیدا شد.",
        "${resultCount} صفحه پیدا شد.",
    ]


def test_the_copy_button_speaks_persian(elements: Page) -> None:
    button = elements.locator("div.highlight-python button.copybtn").first
    assert button.get_attribute("data-tooltip") == "رونوشت"
    assert "رونوشت" in button.locator("title").text_content()


def test_thebe_is_gone(sample: Path) -> None:
    for name in PAGES:
        page = (sample / f"{name}.html").read_text(encoding="utf-8")
        assert "thebe" not in page.lower(), name
