"""The quiz in the browser: by keyboard, with Persian digits, explained, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from book_server import serving
from book_site import notebooks
from page_visit import accessibility_problems, visiting
from playwright.sync_api import Browser, Locator, Page, expect
from small_site import build, markdown_cell, write_notebook

SINGLE = """
**پرسش ۱.** کدام تابع با یک خط جدا نمی‌شود؟ ($x_1, x_2$)

- (الف) OR
- (ب) XOR، یعنی $x_1 \\oplus x_2$

<details>
<summary>پاسخ</summary>

- (الف) نادرست: خط $x_1+x_2=0.5$ آن را جدا می‌کند.
- (ب) درست: چهار نامساوی با هم ناسازگارند.

</details>
"""
MULTIPLE = """
**پرسش ۲.** کدام‌ها درست است؟ (همهٔ گزینه‌های درست)

```python
w = w + x
```

- (الف) یکم
- (ب) دوم
- (پ) سوم

<details>
<summary>پاسخ</summary>

- (الف) درست: دلیل یکم.
- (ب) نادرست: دلیل دوم.
- (پ) درست: دلیل سوم.

</details>
"""
NUMERIC = """
**پرسش ۳.** چند است؟

<details>
<summary>پاسخ</summary>

**پاسخ:** -1.5 ± 0.01

چون چنین است.

</details>
"""


@pytest.fixture(scope="module")
def quiz_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    source = tmp_path_factory.mktemp("quiz")
    cells = [
        markdown_cell("# آزمونک"),
        markdown_cell(SINGLE, quiz="single"),
        markdown_cell(MULTIPLE, quiz="multiple"),
        markdown_cell(NUMERIC, quiz="numeric"),
    ]
    write_notebook(source / "index.ipynb", cells)
    built = build(source, ["rtl", "look", "notebook_source", "quiz", "math_prerender"])
    assert built.returncode == 0, built.stderr
    with serving(source / "html") as address:
        yield f"{address}/index.html"


@pytest.fixture
def page(browser: Browser, quiz_site: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(quiz_site)
    yield page
    page.close()


def question(page: Page, number: int) -> Locator:
    return page.locator("form.quiz").nth(number - 1)


def check(form: Locator) -> Locator:
    """Press «بررسی» and give the feedback."""
    form.get_by_role("button", name="بررسی").click()
    return form.get_by_role("status")


def test_single_choice_explains_wrong_and_right(page: Page):
    form = question(page, 1)
    form.get_by_role("radio", name="الف OR").check()
    expect(check(form)).to_contain_text("درست نیست")
    expect(form.get_by_role("status")).to_contain_text("آن را جدا می‌کند")
    expect(form.get_by_role("status")).not_to_contain_text("ناسازگارند")
    form.get_by_role("radio", name="ب XOR").check()
    expect(form.get_by_role("status")).to_be_empty()
    expect(check(form)).to_contain_text("درست است")
    expect(form.get_by_role("status")).to_contain_text("ناسازگارند")


def test_nothing_chosen_is_said(page: Page):
    expect(check(question(page, 1))).to_contain_text("نخست گزینه‌ای را برگزینید")


def test_clicking_the_text_of_a_choice_chooses_it(page: Page):
    form = question(page, 2)
    form.get_by_text("سوم", exact=True).click()
    expect(form.get_by_role("checkbox", name="پ سوم")).to_be_checked()


def test_multiple_choice_needs_all_and_only_the_right_ones(page: Page):
    form = question(page, 2)
    form.get_by_role("checkbox", name="الف یکم").check()
    expect(check(form)).to_contain_text("گزینهٔ درستِ دیگری هم هست")
    form.get_by_role("checkbox", name="ب دوم").check()
    feedback = check(form)
    expect(feedback).to_contain_text("همهٔ این گزینه‌ها درست نیستند")
    expect(feedback).to_contain_text("دلیل یکم")
    expect(feedback).to_contain_text("دلیل دوم")
    form.get_by_role("checkbox", name="ب دوم").uncheck()
    form.get_by_role("checkbox", name="پ سوم").check()
    expect(check(form)).to_contain_text("درست است")


RIGHT = ["-1.5", "−۱٫۵", "-١٫٥", " -۱٫۵ ", "-1,5", "-۱/۵", "-3/2", "-150%", "-1.495"]
WRONG = ["1.5", "-1.52", "-15", "۱۵", "0"]
NO_NUMBER = ["", ",", "الف", "1.2.3", "--1"]


def test_numbers_as_readers_type_them(page: Page):
    form = question(page, 3)
    field, verdict = form.get_by_role("textbox"), form.locator(".quiz-verdict")
    verdicts = {}
    for typed in (*RIGHT, *WRONG, *NO_NUMBER):
        field.fill(typed)
        check(form)
        verdicts[typed] = verdict.inner_text(timeout=2000)
    assert verdicts == {
        **dict.fromkeys(RIGHT, "درست است."),
        **dict.fromkeys(WRONG, "این عدد درست نیست. دوباره حساب کنید، یا «نمایش پاسخ» را بزنید."),
        **dict.fromkeys(NO_NUMBER, "یک عدد بنویسید، مانند ۱٫۵ یا 1.5."),
    }


def test_the_reason_comes_with_the_right_number_only(page: Page):
    form = question(page, 3)
    form.get_by_role("textbox").fill("-2")
    expect(check(form)).not_to_contain_text("چون چنین است")
    form.get_by_role("textbox").fill("-1.5")
    expect(check(form)).to_contain_text("چون چنین است")
    form.get_by_role("textbox").fill("x")
    check(form)
    expect(form.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")


def test_answer_can_be_shown(page: Page):
    form = question(page, 2)
    form.get_by_role("button", name="نمایش پاسخ").click()
    for reason in ("دلیل یکم", "دلیل دوم", "دلیل سوم"):
        expect(form.get_by_role("status")).to_contain_text(reason)
    question(page, 3).get_by_role("button", name="نمایش پاسخ").click()
    expect(question(page, 3).get_by_role("status")).to_contain_text("−۱٫۵")


def test_by_keyboard_alone(page: Page):
    score = page.locator(".quiz-score")
    expect(score).to_have_text("۰ از ۳ پرسش درست پاسخ داده شد.")
    question(page, 1).get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")  # chooses the second
    page.keyboard.press("Enter")
    expect(score).to_have_text("۱ از ۳ پرسش درست پاسخ داده شد.")
    page.keyboard.press("Tab")  # «بررسی»
    page.keyboard.press("Tab")  # «نمایش پاسخ»
    page.keyboard.press("Tab")
    expect(question(page, 2).get_by_role("checkbox").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(question(page, 3).get_by_role("textbox")).to_be_focused()
    page.keyboard.type("-۱٫۵")
    page.keyboard.press("Enter")
    expect(score).to_have_text("همهٔ ۳ پرسش را درست پاسخ دادید.")


def test_names_for_screen_readers(page: Page):
    group = page.get_by_role("group", name="پرسش ۱ کدام تابع با یک خط جدا نمی‌شود؟")
    expect(group.get_by_role("radio")).to_have_count(2)
    expect(page.get_by_role("textbox", name="پاسخ شما (یک عدد):")).to_be_visible()


def test_math_and_code_inside_a_question_are_drawn(page: Page):
    assert question(page, 1).locator("mjx-container").count() == 3
    expect(question(page, 2).locator(".highlight")).to_contain_text("w = w + x")
    assert "$" not in question(page, 1).inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible_in_every_state(browser: Browser, quiz_site: str, theme: str):
    with visiting(browser, quiz_site, "phone", theme) as visit:
        for number in (1, 2):
            question(visit.page, number).locator("input").first.check()
        question(visit.page, 3).get_by_role("textbox").fill("x")
        for number in (1, 2, 3):
            check(question(visit.page, number))
        assert quiz_problems(visit.page) == []
        for form in visit.page.locator("form.quiz").all():
            form.get_by_role("button", name="نمایش پاسخ").click()
        assert quiz_problems(visit.page) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") == 360


def quiz_problems(page: Page) -> list[str]:
    """Violations inside the quiz; the frame around it is not the book's here."""
    return accessibility_problems(page, within=["form.quiz", ".quiz-score"])


def test_without_javascript_the_answer_is_folded(browser: Browser, quiz_site: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(quiz_site)
    form = question(page, 1)
    expect(form.get_by_role("button", name="بررسی")).to_be_hidden()
    expect(form.get_by_text("ناسازگارند")).to_be_hidden()
    form.get_by_text("پاسخ", exact=True).click()
    expect(form.get_by_text("ناسازگارند")).to_be_visible()
    context.close()


@pytest.mark.parametrize("name", notebooks())
def test_every_question_of_the_book_can_be_solved(browser: Browser, site: str, name: str):
    page = browser.new_page()
    page.goto(f"{site}/{name}.html")
    forms = page.locator("form.quiz").all()
    assert forms, f"{name}: no quiz"
    for form in forms:
        answers = form.locator(".quiz-answers .quiz-answer[data-correct]").all()
        for index, answer in enumerate(answers):
            if answer.get_attribute("data-correct") == "true":
                form.locator(".quiz-choice input").nth(index).check()
        if not answers:
            form.get_by_role("textbox").fill(form.get_attribute("data-answer"))
        expect(check(form)).to_contain_text("درست است")
    expect(page.locator(".quiz-score").last).to_contain_text("همهٔ")
    page.close()


def test_a_page_without_a_quiz_loads_none(html: Path):
    page = (html / "book" / "notation.html").read_text(encoding="utf-8")
    assert "quiz.js" not in page
    assert "quiz.css" not in page
