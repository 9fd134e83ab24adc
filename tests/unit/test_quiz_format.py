"""The grammar of quiz cells (book/_ext/quiz_format.py)."""

import pytest
from quiz_format import MULTIPLE, NUMERIC, SINGLE, QuizError, parse_question

SINGLE_CELL = """<div dir="rtl">

**پرسش ۱.** کدام جدا نمی‌شود؟ $x$

- (الف) OR
- (ب) XOR که
  دو خط دارد

<details>
<summary>پاسخ</summary>

- (الف) درست: زیرا $a$
- (ب) نادرست: زیرا $b$

</details>

</div>
"""


def cell(statement: str, answer: str) -> str:
    details = f"<details>\n<summary>پاسخ</summary>\n\n{answer}\n\n</details>"
    return f"**پرسش ۲.** {statement}\n\n{details}\n"


def test_single_choice():
    question = parse_question("xor", SINGLE_CELL)
    assert (question.kind, question.title) == (SINGLE, "پرسش ۱")
    assert question.statement_md == "کدام جدا نمی‌شود؟ $x$"
    assert [choice.label for choice in question.choices] == ["الف", "ب"]
    assert question.choices[1].md == "XOR که\nدو خط دارد"
    assert [choice.correct for choice in question.choices] == [True, False]
    assert question.choices[0].explanation_md == "زیرا $a$"


def test_multiple_choice_keeps_code_in_the_statement():
    question = parse_question(
        "rule",
        cell(
            "کدام‌ها؟ (همهٔ گزینه‌های درست)\n\n```python\nw = w - 1\n```\n\n- (الف) یک\n- (ب) دو",
            "- (الف) درست: چنین.\n- (ب) درست: چنان.",
        ),
    )
    assert question.kind == MULTIPLE
    assert "w = w - 1" in question.statement_md
    assert all(choice.correct for choice in question.choices)


@pytest.mark.parametrize(
    ("answer", "value", "tolerance"),
    [
        ("**پاسخ:** 1.5", 1.5, 0.0),
        ("**پاسخ:** ۱٫۵ ± ۰٫۰۱", 1.5, 0.01),
        ("**پاسخ:** −2", -2.0, 0.0),
        ("**پاسخ:** 1e-3 ± 1e-4", 1e-3, 1e-4),
    ],
)
def test_numeric(answer, value, tolerance):
    question = parse_question("dot", cell("چند است؟", f"{answer}\n\nچون $1+1$."))
    assert question.kind == NUMERIC
    assert (question.answer, question.tolerance) == (value, tolerance)
    assert question.explanation_md == "چون $1+1$."


CHOICES = "کدام؟\n\n- (الف) یک\n- (ب) دو"


@pytest.mark.parametrize(
    ("markdown", "complaint"),
    [
        ("**پرسش ۱.** کدام؟", "<details>"),
        (cell("", "- (الف) درست: الف"), "متن پرسش"),
        (SINGLE_CELL.replace("**پرسش ۱.** ", ""), "شمارهٔ پرسش"),
        (cell(CHOICES, "- (الف) درست: الف\n- (ب) درست: ب"), "اکنون 2 تاست"),
        (cell(CHOICES, "- (الف) نادرست: الف\n- (ب) نادرست: ب"), "اکنون 0 تاست"),
        (cell(CHOICES, "- (الف) درست: الف"), "گزینهٔ «(ب)»"),
        (cell(CHOICES, "- (الف) درست: الف\n- (ب) نادرست:"), "«(ب)» خالی است"),
        (cell(CHOICES, "- (الف) درست: ا\n- (ب) نادرست: ب\n- (پ) نادرست: پ"), "چنین گزینه‌ای نیست"),
        (cell(CHOICES, "- (الف) درست: ا\n- (الف) نادرست: ب"), "دو بار"),
        (cell("چند؟", "عدد یک"), "پاسخ عددی"),
        (cell("چند؟", "**پاسخ:** 1.2.3\n\nچون"), "عدد نیست"),
        (cell("چند؟", "**پاسخ:** 1"), "چرا"),
    ],
)
def test_every_mistake_is_named(markdown, complaint):
    with pytest.raises(QuizError, match="پرسش «x»") as error:
        parse_question("x", markdown)
    assert complaint in str(error.value)
