"""Quiz cells become forms whose Markdown stays Markdown (book/_ext/quiz.py)."""

import pytest
from quiz import replace_quiz_cells
from quiz_format import QuizError

NUMERIC = """**پرسش ۱.** $w^T x$ چند است؟

<details>
<summary>پاسخ</summary>

**پاسخ:** 1.5

چون چنین است.

</details>
"""


def quiz_cell(question_id, source=NUMERIC):
    metadata = {"zharfa": {"quiz": question_id}}
    return {"cell_type": "markdown", "metadata": metadata, "source": source}


def text_cell(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def test_only_quiz_cells_change_and_each_row_has_one_score():
    cells = [
        text_cell("پیش"),
        quiz_cell("a"),
        quiz_cell("b"),
        text_cell("میان"),
        quiz_cell("c"),
    ]
    replace_quiz_cells({"cells": cells}, "chapter")
    sources = [cell["source"] for cell in cells]
    assert (sources[0], sources[3]) == ("پیش", "میان")
    assert ["quiz-score" in source for source in sources] == [False, False, True, False, True]
    # A line of its own between blank lines is parsed as Markdown, not taken as HTML.
    assert "\n\n$w^T x$ چند است؟\n\n" in sources[1]
    assert 'data-answer="1.5"' in sources[1]
    assert '<bdi dir="ltr">۱٫۵</bdi>' in sources[1]


def test_an_id_is_used_once():
    with pytest.raises(QuizError, match=r"chapter: .*«a»"):
        replace_quiz_cells({"cells": [quiz_cell("a"), quiz_cell("a")]}, "chapter")


def test_a_wrong_cell_is_named_with_its_page():
    with pytest.raises(QuizError, match=r"^chapter: پرسش «a»"):
        replace_quiz_cells({"cells": [quiz_cell("a", "**پرسش ۱.** چند؟")]}, "chapter")


def test_a_notebook_without_cells_is_left_alone():
    notebook = {"cells": []}
    replace_quiz_cells(notebook, "chapter")
    assert notebook == {"cells": []}
