"""Turns the quiz cells of a notebook into accessible forms in the page.

When Sphinx reads the notebook, each quiz cell is replaced by Markdown with HTML blocks between its
parts, so that the text, code and math of the question are parsed like all else on the page. Without
JavaScript the form keeps its answer in a ``<details>``; ``static/quiz.js`` adds checking, and is
loaded only on pages that have a quiz.
"""

from __future__ import annotations

from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from notebook_source import Cell, Notebook, cell_text, connect, zharfa_metadata
from persian_numbers import persian_number
from quiz_format import MULTIPLE, NUMERIC, Question, QuizError, parse_question
from static_folder import share_static

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

SCORE = '\n<p class="quiz-score" role="status"></p>\n'


def replace_quiz_cells(notebook: Notebook, docname: str) -> None:
    """Write the form of every quiz cell into it; the last of neighbouring ones carries the score.

    Raises:
        QuizError: naming document and question, when a cell does not follow the grammar.
    """
    seen: set[str] = set()
    cells: list[Cell] = notebook["cells"]
    for cell, following in zip_longest(cells, cells[1:]):
        question_id = zharfa_metadata(cell).get("quiz")
        if question_id is None:
            continue
        if question_id in seen:
            raise QuizError(f"{docname}: شناسهٔ پرسش «{question_id}» دو بار آمده است.")
        seen.add(question_id)
        try:
            question = parse_question(question_id, cell_text(cell))
        except QuizError as error:
            raise QuizError(f"{docname}: {error}") from error
        last = following is None or "quiz" not in zharfa_metadata(following)
        cell["source"] = question_markup(question) + (SCORE if last else "")


def question_markup(question: Question) -> str:
    """Markdown of one question as a form: HTML blocks, with the author's Markdown between them."""
    name = f"quiz-{escape(question.id)}"
    parts = [
        f'<form class="quiz" method="dialog" autocomplete="off" data-kind="{question.kind}"'
        f"{_numeric_answer(question)}>\n"
        f'<fieldset aria-labelledby="{name}-title {name}-statement">\n'
        f'<legend id="{name}-title">{escape(question.title)}</legend>\n'
        f'<div class="quiz-statement" id="{name}-statement">',
        question.statement_md,
        "</div>\n" + ('<ul class="quiz-choices">' if question.choices else _number_field(name)),
        *_choices(question, name),
        ("</ul>\n" if question.choices else "")
        + '<p class="quiz-actions" hidden><button type="submit">بررسی</button>'
        '<button type="button">نمایش پاسخ</button></p>\n'
        '<div class="quiz-feedback" role="status"></div>\n'
        '<details class="quiz-answers">\n<summary>پاسخ</summary>',
        *_answers(question),
        "</details>\n</fieldset>\n</form>",
    ]
    # A blank line ends an HTML block of Markdown, so each part is parsed on its own.
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _numeric_answer(question: Question) -> str:
    if question.kind != NUMERIC:
        return ""
    return f' data-answer="{question.answer!r}" data-tolerance="{question.tolerance!r}"'


def _number_field(name: str) -> str:
    return (
        f'<p class="quiz-number"><label for="{name}-number">پاسخ شما (یک عدد):</label> '
        f'<input type="text" inputmode="decimal" dir="ltr" id="{name}-number"></p>'
    )


def _choices(question: Question, name: str) -> list[str]:
    kind = "checkbox" if question.kind == MULTIPLE else "radio"
    parts = []
    for index, choice in enumerate(question.choices):
        item = f"{name}-{index}"
        parts += [
            f'<li class="quiz-choice"><input type="{kind}" name="{name}" id="{item}"'
            f' aria-labelledby="{item}-letter {item}-text">'
            f'<label for="{item}" id="{item}-letter">{escape(choice.label)}</label>'
            f'<div class="quiz-text" id="{item}-text">',
            choice.md,
            "</div></li>",
        ]
    return parts


def _answers(question: Question) -> list[str]:
    parts = []
    for choice in question.choices:
        verdict = "درست" if choice.correct else "نادرست"
        parts += [
            f'<div class="quiz-answer" data-correct="{str(choice.correct).lower()}">',
            f"**({choice.label}) {verdict}.** {choice.explanation_md}",
            "</div>",
        ]
    if question.explanation_md:
        number = f'<bdi dir="ltr">{persian_number(question.answer_text)}</bdi>'
        lead = "" if question.choices else f"**پاسخ:** {number}\n\n"
        parts += ['<div class="quiz-answer">', lead + question.explanation_md, "</div>"]
    return parts


def _load_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if '<form class="quiz"' in context.get("body", ""):
        app.add_js_file("quiz.js", loading_method="defer")
        app.add_css_file("quiz.css")


def setup(app: Sphinx) -> dict[str, bool]:
    connect(app, replace_quiz_cells)
    app.connect("builder-inited", share_static)
    app.connect("html-page-context", _load_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
