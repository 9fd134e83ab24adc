"""The search page in the browser: one word, whatever its spelling; excerpts one can read."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from page_visit import visiting
from playwright.sync_api import Browser, Page, expect

PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
PERCEPTRON = "notebooks/02-perceptron.html"


def results(page: Page) -> list[str]:
    """Paths of the pages found, best first, when the search has come to its end."""
    page.wait_for_function("document.querySelector('.search-summary')?.innerText")
    links = page.locator("#search-results ul.search > li > a")
    found = links.evaluate_all("links => links.map(link => link.href)")
    return [urlsplit(address).path.lstrip("/") for address in found]


def search(browser: Browser, site: str, query: str) -> list[str]:
    """Paths of the pages that the search page lists for the query."""
    with visiting(browser, f"{site}/search.html?q={quote(query)}") as visit:
        found = results(visit.page)
    assert not visit.problems
    return found


@pytest.mark.parametrize(
    "spellings",
    [
        ["شبکه عصبی", "شبكه‌ عصبي", "شبکه‌های عصبی", "شبکهٔ عصبی", "شبکه‌ی عصبی", "شبکه ها عصبی"],
        ["نورون", "نورون‌ها", "نورونها", "نورون‌های"],
        ["قاعده یادگیری", "قاعدهٔ يادگيري", "قاعده‌ی یادگیری"],
        ["آموزش", "اموزش"],
        ["پیش‌بینی", "پیش بینی", "پیشبینی"],
    ],
    ids=lambda spellings: spellings[0],
)
def test_spellings_find_the_same_pages(browser: Browser, site: str, spellings: list[str]) -> None:
    """Two words for one may find more: «پیش بینی» also meets the parts of «پیش‌بینی‌شده»."""
    first, *others = [search(browser, site, query) for query in spellings]
    assert PERCEPTRON in first
    for spelling, found in zip(spellings[1:], others, strict=True):
        in_parts = spelling.count(" ") > spellings[0].count(" ")
        assert found == first or (in_parts and set(first) <= set(found)), spelling


def test_the_count_is_told_in_persian(browser: Browser, site: str) -> None:
    with visiting(browser, f"{site}/search.html?q={quote('شبکه')}") as visit:
        count = len(results(visit.page))
        told = visit.page.locator(".search-summary").inner_text()
    assert count > 1
    assert told == f"{str(count).translate(PERSIAN_DIGITS)} صفحه پیدا شد."


def test_nothing_is_found_for_a_word_that_is_not_there(browser: Browser, site: str) -> None:
    assert search(browser, site, "قسطنطنیه") == []


def test_the_search_field_of_a_page_leads_to_the_results(browser: Browser, site: str) -> None:
    with visiting(browser, f"{site}/{PERCEPTRON}") as visit:
        page = visit.page
        page.keyboard.press("Control+k")
        page.locator("#pst-search-dialog input[name=q]").fill("شبكه‌ عصبي")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=*")
        assert PERCEPTRON in results(page)
    assert not visit.problems


def test_excerpts_are_readable_and_marked(browser: Browser, site: str) -> None:
    with visiting(browser, f"{site}/search.html?q={quote('وزن')}") as visit:
        assert results(visit.page)
        excerpts = visit.page.locator("#search-results p.context")
        expect(excerpts.first).to_be_visible()
        texts = excerpts.all_inner_texts()
        marked = visit.page.locator("#search-results p.context .highlighted").all_inner_texts()
    assert any("وزن" in text for text in marked)
    for text in texts:
        assert len(text) > 40
        assert not {"\\", "¶"} & set(text), text


def test_excerpts_keep_blocks_apart_and_leave_formulas_out(browser: Browser, site: str) -> None:
    html = (
        '<main role="main"><h2>یک<a class="headerlink">#</a></h2><p>دو</p>'
        "<p>سه <mjx-container>x²</mjx-container> چهار</p></main>"
    )
    with visiting(browser, f"{site}/search.html") as visit:
        assert visit.page.evaluate("html => Search.htmlToText(html)", html) == "یک دو سه … چهار"


def test_words_are_marked_on_the_page_that_was_found(browser: Browser, site: str) -> None:
    with visiting(browser, f"{site}/search.html?q={quote('شبكه‌ عصبي')}") as visit:
        assert PERCEPTRON in results(visit.page)
        visit.page.locator(f"#search-results a[href*='{PERCEPTRON}']").first.click()
        marks = visit.page.locator(".bd-article .highlighted")
        expect(marks.first).to_be_attached()
        assert "شبکه" in marks.all_text_contents()
    assert not visit.problems


def test_every_result_can_be_opened_and_shows_the_words(browser: Browser, site: str) -> None:
    address = f"{site}/search.html?q={quote('شبکه عصبی')}"
    with visiting(browser, address) as visit:
        count = len(results(visit.page))
        assert count > 1
        for position in range(count):
            visit.page.goto(address, wait_until="networkidle")
            results(visit.page)
            visit.page.locator("#search-results ul.search > li > a").nth(position).click()
            visit.page.wait_for_url(lambda url: "search.html" not in url)
            marks = visit.page.locator(".bd-article .highlighted")
            expect(marks.first, visit.page.url).to_be_attached()
            hide = visit.page.locator("#searchbox .highlight-link a")
            expect(hide).to_be_visible()
            assert hide.inner_text() == "پنهان‌کردن واژه‌های یافته"
            visit.page.wait_for_load_state("networkidle")
    # A page that is left may have excerpts of others under way.
    assert [problem for problem in visit.problems if "ERR_ABORTED" not in problem] == []


def test_the_index_is_loaded_on_the_search_page_only(browser: Browser, site: str) -> None:
    scripts = ("searchindex.js", "searchtools.js", "language_data.js")
    with visiting(browser, f"{site}/{PERCEPTRON}") as visit:
        assert not [url for url in visit.requests if url.split("?")[0].endswith(scripts)]
    with visiting(browser, f"{site}/search.html") as visit:
        loaded = [url for url in visit.requests if url.split("?")[0].endswith(scripts)]
        assert len(loaded) == len(scripts)
