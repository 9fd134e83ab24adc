"""Grammar of a quiz question: the plain Markdown of one notebook cell.

The cell is the single source. Colab and JupyterLab show it as a question with a folded answer, and
the site turns it into a form (see :mod:`quiz`)::

    **پرسش ۱.** متن پرسش

    - (الف) متن گزینه
    - (ب) متن گزینه

    <details>
    <summary>پاسخ</summary>

    - (الف) نادرست: چرا
    - (ب) درست: چرا

    </details>

Without choices the question is numeric, and the details begin with ``**پاسخ:** 1.5 ± 0.01``.
With «(همهٔ گزینه‌های درست)» in the statement any number of choices may be right, else exactly one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from notebook_source import unwrap

SINGLE, MULTIPLE, NUMERIC = "single", "multiple", "numeric"

_DETAILS = re.compile(
    r"\A(?P<question>.*?)^<details>\s*<summary>[^<]*</summary>(?P<answer>.*)^</details>\s*\Z",
    re.DOTALL | re.MULTILINE,
)
_TITLE = re.compile(r"\A\*\*(?P<title>پرسش[^*]*?)[.:]?\*\*[ \t]*")
_CHOICE = re.compile(r"^- \((?P<label>[^()\s]+)\)[ \t]+", re.MULTILINE)
_VERDICT = re.compile(r"\A(?P<verdict>درست|نادرست)\s*[:：]\s*")
_ALL_CORRECT = re.compile(r"\(\s*همهٔ گزینه\u200cهای درست\s*\)")
_NUMBER = r"[-+\u2212]?[\d.٫]+(?:[eE][-+\u2212]?\d+)?"
_NUMERIC_ANSWER = re.compile(
    rf"\A\*\*پاسخ:\*\*\s*(?P<value>{_NUMBER})(?:\s*±\s*(?P<tolerance>{_NUMBER}))?[ \t]*(?:\n|\Z)"
)
_PLAIN_NUMBER = str.maketrans("٫\u2212", ".-")  # int() and float() read Persian digits themselves


class QuizError(ValueError):
    """The cell does not follow the grammar; the message says where and what to write."""


@dataclass(frozen=True)
class Choice:
    """One choice: its letter, its Markdown, whether it is right, and why."""

    label: str
    md: str
    correct: bool
    explanation_md: str


@dataclass(frozen=True)
class Question:
    """One parsed question.

    A numeric one has no ``choices`` but an ``answer`` (``answer_text`` as the author wrote it) and
    a ``tolerance``; ``explanation_md`` is its explanation, or a closing word on all the choices.
    """

    id: str
    kind: str
    title: str
    statement_md: str
    choices: tuple[Choice, ...] = ()
    answer: float | None = None
    answer_text: str = ""
    tolerance: float = 0.0
    explanation_md: str = ""


def parse_question(question_id: str, markdown: str) -> Question:
    """Parse the Markdown of one quiz cell, with or without its right-to-left wrapper.

    Raises:
        QuizError: with a sentence that names the question and says what to correct.
    """
    try:
        return _parse(question_id, unwrap(markdown).strip())
    except QuizError as error:
        raise QuizError(f"پرسش «{question_id}»: {error}") from None


def _parse(question_id: str, markdown: str) -> Question:
    parts = _DETAILS.match(markdown)
    if parts is None:
        raise QuizError(
            "پاسخ را در پایان یاخته میان <details><summary>پاسخ</summary> و </details> بنویسید."
        )
    preamble, choices = _split_choices(parts["question"])
    title = _TITLE.match(preamble)
    if title is None:
        raise QuizError("یاخته را با شمارهٔ پرسش آغاز کنید، مانند **پرسش ۱.**")
    statement = preamble[title.end() :].strip()
    if not statement:
        raise QuizError("متن پرسش را پس از شمارهٔ آن بنویسید.")
    answer = parts["answer"].strip()
    if not choices:
        return _numeric(question_id, title["title"], statement, answer)
    kind = MULTIPLE if _ALL_CORRECT.search(statement) else SINGLE
    explained, closing = _explained_choices(choices, answer)
    right = sum(choice.correct for choice in explained)
    if kind == SINGLE and right != 1:
        raise QuizError(
            f"دقیقاً یک گزینه باید «درست» باشد و اکنون {right} تاست؛ اگر چند گزینه درست است، "
            "«(همهٔ گزینه‌های درست)» را در متن پرسش بنویسید."
        )
    if right == 0:
        raise QuizError("دست‌کم یک گزینه را «درست» بنویسید.")
    return Question(question_id, kind, title["title"], statement, explained, explanation_md=closing)


def _numeric(question_id: str, title: str, statement: str, answer: str) -> Question:
    match = _NUMERIC_ANSWER.match(answer)
    if match is None:
        raise QuizError(
            "پرسشی که گزینه ندارد پاسخ عددی می‌خواهد؛ بخش پاسخ را با «**پاسخ:** 1.5» یا "
            "«**پاسخ:** 1.5 ± 0.01» آغاز کنید."
        )
    explanation = answer[match.end() :].strip()
    if not explanation:
        raise QuizError("پس از پاسخ عددی در یک یا دو جمله بنویسید چرا.")
    try:
        value = float(match["value"].translate(_PLAIN_NUMBER))
        tolerance = float((match["tolerance"] or "0").translate(_PLAIN_NUMBER))
    except ValueError:
        raise QuizError(f"«{match[0].strip()}» عدد نیست؛ آن را مانند 1.5 بنویسید.") from None
    return Question(
        question_id,
        NUMERIC,
        title,
        statement,
        answer=value,
        answer_text=match["value"],
        tolerance=abs(tolerance),
        explanation_md=explanation,
    )


def _explained_choices(
    choices: list[tuple[str, str]], answer: str
) -> tuple[tuple[Choice, ...], str]:
    """Join every choice with its verdict; also give what the details say before the list."""
    before, explanations = _split_choices(answer)
    for labels in ([label for label, _ in choices], [label for label, _ in explanations]):
        repeated = {label for label in labels if labels.count(label) > 1}
        if repeated:
            raise QuizError(f"نشان «({min(repeated)})» دو بار آمده است؛ یکی را عوض کنید.")
    by_label = dict(explanations)
    unknown = by_label.keys() - {label for label, _ in choices}
    if unknown:
        raise QuizError(f"برای «({min(unknown)})» در پاسخ توضیح هست، ولی چنین گزینه‌ای نیست.")
    joined = []
    for label, text in choices:
        verdict = _VERDICT.match(by_label.get(label, ""))
        if verdict is None:
            raise QuizError(
                f"در پاسخ برای گزینهٔ «({label})» بنویسید «- ({label}) درست: چرا» یا "
                f"«- ({label}) نادرست: چرا»."
            )
        reason = by_label[label][verdict.end() :].strip()
        if not reason:
            raise QuizError(f"توضیح گزینهٔ «({label})» خالی است؛ بنویسید چرا.")
        joined.append(Choice(label, text, verdict["verdict"] == "درست", reason))
    return tuple(joined), before.strip()


def _split_choices(markdown: str) -> tuple[str, list[tuple[str, str]]]:
    """Split Markdown into what stands before the list and the (letter, text) of its items."""
    marks = list(_CHOICE.finditer(markdown))
    if not marks:
        return markdown, []
    ends = [mark.start() for mark in marks[1:]] + [len(markdown)]
    items = [
        (mark["label"], _dedent(markdown[mark.end() : end]))
        for mark, end in zip(marks, ends, strict=True)
    ]
    return markdown[: marks[0].start()], items


def _dedent(item: str) -> str:
    """Text of a list item without the two spaces that continue it."""
    return re.sub(r"^ {2}", "", item, flags=re.MULTILINE).strip()
