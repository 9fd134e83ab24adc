"""The tool that runs a chapter: a true record, numbers in the text, no damage on failure."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import glued_numbers, notebook_format, notebook_provenance, run_chapter
from zharfa.persian import number

GLUE = """\
from IPython.display import display
display(
    {"text/plain": "share = 0.936", "application/papermill.record/text/plain": "0.936"},
    metadata={"scrapbook": {"name": "share", "mime_prefix": "application/papermill.record/"}},
    raw=True,
)"""


def chapter(path, *code, text='سهم <span data-glue="share:.1%">؟</span> است.'):
    """Write a notebook of one parameters cell, one Markdown cell and the given code cells."""
    cells = [
        new_code_cell("rounds = 3\nrates = [0.1, 1.0]", metadata={"tags": ["parameters"]}),
        new_markdown_cell(text),
        *map(new_code_cell, code),
    ]
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A chapter after a successful run: its path."""
    path = tmp_path_factory.mktemp("chapter") / "01-tiny.ipynb"
    noisy = "import sys\nprint('گام ۱\\rگام ۲')\nprint('بد', file=sys.stderr)\nobject()"
    kernel = "print(sys.executable)\nimport os, tools\nprint(os.getcwd())"
    chapter(path, GLUE, noisy, kernel)
    assert run_chapter.main([str(path)]) == 0
    return path


def test_run_records_where_it_came_from(ran):
    notebook = nbformat.read(ran, as_version=4)
    record = notebook.metadata.zharfa.provenance
    assert notebook_provenance.problems(notebook) == []
    assert record.parameters == {"rounds": 3, "rates": [0.1, 1.0]}
    assert len(record.seconds_per_cell) == 4
    assert record.data == []


def test_run_uses_this_interpreter_in_the_folder_of_the_chapter(ran):
    import sys

    cell = nbformat.read(ran, as_version=4).cells[-1]
    assert cell.outputs[0].text.splitlines() == [sys.executable, str(ran.parent)]


def test_run_writes_the_numbers_of_the_text(ran):
    text = nbformat.read(ran, as_version=4).cells[1].source
    assert text == f'سهم <span data-glue="share:.1%">{number(0.936, ".1%")}</span> است.'


def test_run_stores_no_noise(ran):
    stream, value = nbformat.read(ran, as_version=4).cells[3].outputs
    assert stream.text == "گام ۲\n"
    assert value.data["text/plain"] == "<object>"
    stored = json.loads(ran.read_text(encoding="utf-8"))
    assert set(stored["metadata"]) == {"kernelspec", "language_info", "zharfa"}
    assert all("execution" not in cell["metadata"] for cell in stored["cells"])


def test_stored_form_is_stable(ran):
    text = ran.read_text(encoding="utf-8")
    assert run_chapter.main(["--check", str(ran)]) == 0
    assert run_chapter.main(["--refresh-only", str(ran)]) == 0
    assert ran.read_text(encoding="utf-8") == text


def test_second_run_changes_only_the_record(ran, tmp_path):
    again = tmp_path / ran.name
    again.write_bytes(ran.read_bytes())
    assert run_chapter.main([str(again)]) == 0
    first, second = (nbformat.read(path, as_version=4) for path in (ran, again))
    for notebook in (first, second):
        del notebook.metadata.zharfa["provenance"]
    first.cells.pop(), second.cells.pop()  # prints its folder
    assert first == second


def test_failure_leaves_the_file_untouched(tmp_path, capsys):
    path = chapter(tmp_path / "01-bad.ipynb", "1 / 0")
    before = path.read_bytes()
    assert run_chapter.main([str(path)]) == 1
    assert path.read_bytes() == before
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_number_without_a_value_stops_the_run(tmp_path, capsys):
    path = chapter(tmp_path / "01-bad.ipynb", "1")
    before = path.read_bytes()
    assert run_chapter.main([str(path)]) == 1
    assert path.read_bytes() == before
    assert "share" in capsys.readouterr().err


def test_unknown_chapter_is_answered_in_persian(capsys):
    assert run_chapter.main(["77-nowhere"]) == 1
    assert "77-nowhere" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda nb: nb.cells[2].update(source="1"), "code has changed"),
        (lambda nb: nb.cells[0].update(source="rounds = 4"), "parameters are not"),
        (lambda nb: nb.cells[2].update(execution_count=7), "in order"),
        (lambda nb: nb.metadata.zharfa.provenance.pop("device"), "lacks device"),
        (lambda nb: nb.metadata.zharfa.provenance.update(date="دیروز"), "not ISO"),
        (lambda nb: nb.metadata.zharfa.provenance.seconds_per_cell.pop(), "seconds_per_cell"),
        (
            lambda nb: nb.metadata.zharfa.provenance.data.append(
                {"name": "mnist", "sha256": "0", "sample": True}
            ),
            "sample instead",
        ),
        (
            lambda nb: nb.cells[2].outputs.append(
                nbformat.v4.new_output("error", ename="ValueError", evalue="x", traceback=[])
            ),
            "ValueError",
        ),
        (lambda nb: nb.metadata.zharfa.pop("provenance"), "no provenance"),
    ],
)
def test_an_untrue_record_is_noticed(ran, change, complaint):
    notebook = nbformat.read(ran, as_version=4)
    change(notebook)
    assert complaint in "\n".join(notebook_provenance.problems(notebook))


def test_a_sample_beside_the_real_data_is_no_substitute():
    sample = {"name": "cifar10", "sha256": "0", "sample": True}
    real = {"name": "cifar10", "sha256": "1", "sample": False}
    other = {"name": "mnist", "sha256": "2", "sample": False}
    assert notebook_provenance.samples_instead({"data": [real, sample]}) == []
    assert notebook_provenance.samples_instead({"data": [other, sample]}) == ["cifar10"]


def test_hash_sees_code_only():
    one = new_notebook(cells=[new_markdown_cell("الف"), new_code_cell("a = 1\nb = 2")])
    two = new_notebook(cells=[new_markdown_cell("ب"), new_code_cell("a = 1  \nb = 2\n")])
    moved = new_notebook(cells=[new_code_cell("a = 1"), new_code_cell("b = 2")])
    assert notebook_provenance.code_sha256(one) == notebook_provenance.code_sha256(two)
    assert notebook_provenance.code_sha256(one) != notebook_provenance.code_sha256(moved)


def test_check_notices_a_typed_number(ran, tmp_path):
    copy = tmp_path / ran.name
    copy.write_text(ran.read_text(encoding="utf-8").replace("۹۳", "۹۴"), encoding="utf-8")
    assert run_chapter.main(["--check", str(copy)]) == 1


def test_format_that_does_not_fit_is_an_error():
    with pytest.raises(glued_numbers.GlueError, match="d"):
        glued_numbers.refreshed('<span data-glue="share:d">؟</span>', {"share": 0.5})


def test_a_name_with_a_dot_is_a_name_too():
    source = '<span data-glue="rate_0.5:.1f">؟</span>'
    assert "۲٫۰" in glued_numbers.refreshed(source, {"rate_0.5": 2.0})
    with pytest.raises(glued_numbers.GlueError, match=r"rate_0\.5"):
        glued_numbers.refreshed(source, {})


def test_cells_without_id_get_a_lasting_one():
    def ids():
        notebook = new_notebook(cells=[new_code_cell("a = 1"), new_code_cell("b = 2")])
        for cell in notebook.cells:
            del cell["id"]
        notebook_format.normalise(notebook)
        return [cell.id for cell in notebook.cells]

    assert ids() == ids()
    assert len(set(ids())) == 2


def test_interrupted_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "01-tiny.ipynb"
    path.write_text("old")

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(notebook_format.os, "replace", full_disk)
    with pytest.raises(OSError, match="No space"):
        notebook_format.write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
