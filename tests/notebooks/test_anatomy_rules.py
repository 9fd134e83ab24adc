"""The anatomy rules accept a complete chapter and notice whatever is taken from it."""

from __future__ import annotations

import anatomy
import pytest
from quick_run import answered
from small_chapter import code, small_chapter, text


def replace(old, new):
    """A change: ``old`` becomes ``new`` in every cell's source (it must occur)."""

    def change(notebook):
        assert any(old in cell.source for cell in notebook.cells)
        for cell in notebook.cells:
            cell.source = cell.source.replace(old, new)

    return change


def drop(part):
    """A change: the first cell that contains ``part`` disappears."""

    def change(notebook):
        notebook.cells.remove(next(cell for cell in notebook.cells if part in cell.source))

    return change


def insert(position, cell):
    """A change: ``cell`` is put at ``position``."""
    return lambda notebook: notebook.cells.insert(position, cell)


def on(part, **update):
    """A change of the metadata of the first cell that contains ``part``."""

    def change(notebook):
        next(cell for cell in notebook.cells if part in cell.source).metadata.update(update)

    return change


def second_picture(notebook):
    cell = next(cell for cell in notebook.cells if cell.get("outputs"))
    cell.outputs *= 2


@pytest.mark.parametrize("rule", anatomy.RULES, ids=lambda rule: rule.__name__)
def test_a_complete_chapter_has_no_fault(rule):
    assert list(rule(small_chapter())) == []


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (anatomy.wrapped, replace('<div dir="rtl">\n\n## دام', "## دام")),
        (anatomy.opening, replace("# فصل کوچک\n\n", "")),
        (anatomy.opening, replace("همه‌چیز در یک صفحه.\n\n## در یک نگاه", "")),
        (anatomy.opening, replace("در یک نگاه", "نگاه")),
        (anatomy.opening, replace("## پرسش", "# پرسش")),
        (anatomy.opening, replace("seed=0", "seed=1")),
        (anatomy.opening, drop("شمار دورها")),
        (anatomy.opening, insert(2, code("a = 1"))),
        (anatomy.parameters_explained, replace("# شمار دورها\n", "")),
        (anatomy.parameters_explained, replace("rounds = 10", "rounds = 5 + 5")),
        (anatomy.sections, replace("راستی‌آزمایی", "بررسی")),
        (anatomy.sections, replace("## دام‌ها", "### دام‌ها")),
        (anatomy.sections, drop("## خلاصه")),
        (anatomy.sections, lambda nb: nb.cells.append(nb.cells.pop(13))),
        (anatomy.summary, replace("- این ادعا جمله‌ای کامل است.\n", "")),
        (anatomy.summary, replace("کامل است.", "کامل")),
        (anatomy.references, replace("- {cite:t}`key1`", "- کتاب")),
        (anatomy.references, replace(": برای آن‌که ریشهٔ ایده را ببینید.", "")),
        (anatomy.quiz, drop("پرسش ۲")),
        (anatomy.quiz, replace("- (ب) نادرست: چون آن.\n", "")),
        (anatomy.quiz, on("پرسش ۲", zharfa={"quiz": "99-q0"})),
        (anatomy.exercises, drop("### تمرین ★\n")),
        (anatomy.exercises, replace("★★★", "")),
        (anatomy.exercises, replace("★★★", "★")),
        (anatomy.exercises, replace("answer = ...", "answer = 0")),
        (anatomy.exercises, replace('check("99-c", answer)', "check(answer)")),
        (anatomy.exercises, replace('check("99-c"', 'check("99-b"')),
        (anatomy.exercises, replace("```python\nanswer = 3", "```text\nanswer = 3")),
        (anatomy.exercises, replace("```python\nanswer = 3", "```python\nanswer = = 3")),
        (anatomy.exercises, replace("<summary>راه‌حل</summary>\n\n", "")),
        (anatomy.exercises, lambda nb: nb.cells.pop(-2)),
        (anatomy.short_cells, insert(5, code("\n".join(31 * ["a = 1"])))),
        (anatomy.short_cells, insert(5, code(f"a = {'1' * 80}"))),
        (anatomy.short_cells, replace("second = first + 1\nthird = second + 1\n", "")),
        (anatomy.words_per_line, insert(5, text("واژه " * 200))),
        (anatomy.words_per_line, insert(5, code("\n".join(25 * ["a = 1"])))),
        (anatomy.pictures, on("print(a, b, c)", mystnb={})),
        (anatomy.pictures, on("print(a, b, c)", mystnb={"image": {"alt": "a line from zero"}})),
        (anatomy.pictures, second_picture),
        (anatomy.comments, replace("first = rounds", "first = rounds  # دور")),
        (anatomy.comments, replace("# گام بعد", "# next step")),
        (anatomy.comments, replace("# گام بعد", "# گام step بعد")),
        (anatomy.portable, replace("first = rounds", "import tensorflow.keras")),
        (anatomy.portable, replace("first = rounds", "from torch import nn")),
        (anatomy.portable, replace("first = rounds", "یک = rounds")),
    ],
)
def test_a_fault_is_noticed(rule, change):
    notebook = small_chapter()
    change(notebook)
    assert list(rule(notebook)) != []


def test_a_picture_of_html_describes_itself():
    notebook = small_chapter()
    cell = next(cell for cell in notebook.cells if cell.get("outputs"))
    alt = cell.metadata.pop("mystnb")["image"]["alt"]
    assert list(anatomy.pictures(notebook)) != []
    cell.outputs[0].data["text/html"] = f'<img src="data:" alt="{alt}">'
    assert list(anatomy.pictures(notebook)) == []


def test_a_chapter_from_elsewhere_has_faults_not_crashes():
    notebook = small_chapter()
    notebook.cells = [text("سلام"), code("a = 1")]
    assert all(isinstance(fault, str) for rule in anatomy.RULES for fault in rule(notebook))


def test_solutions_stand_behind_the_stubs_and_keep_one_check():
    notebook = answered(small_chapter())
    stub = next(c for c in notebook.cells if anatomy.metadata(c, "exercise") == "99-c")
    answer = notebook.cells[notebook.cells.index(stub) + 1]
    assert anatomy.metadata(answer, "answer") == "99-c"
    assert answer.source == "answer = 3\nzharfa.exercises.check('99-c', answer)"
