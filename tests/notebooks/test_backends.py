"""Chapters that promise it run on every back end of Keras that is installed, solutions included."""

from __future__ import annotations

import importlib.util

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from quick_run import QUICK, ROOT, chapters, errors, run, said, sealed_environment, solved

from zharfa.exercises import RIGHT

PROMISED = ("04",)
OTHERS = [name for name in ("jax", "torch") if importlib.util.find_spec(name)]
CHAPTERS = [pytest.param(path, id=path.stem) for path in chapters() if path.stem[:2] in PROMISED]
pytestmark = pytest.mark.timeout(300)


def test_another_back_end_than_tensorflow_is_there_to_be_tested():
    assert OTHERS


@pytest.mark.parametrize("backend", OTHERS)
@pytest.mark.parametrize("path", CHAPTERS)
def test_chapter_runs_on_another_back_end(path, backend, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "zharfa").symlink_to(ROOT / "zharfa")
    (tmp_path / "data").symlink_to(ROOT / "data")
    notebook = solved(nbformat.read(path, as_version=4))
    names = [
        c.metadata["zharfa"]["exercise"]
        for c in notebook.cells
        if "exercise" in c.metadata.get("tags", [])
    ]
    notebook.cells.append(new_code_cell("import keras\nprint(keras.backend.backend())"))
    copy = tmp_path / "notebooks" / path.name
    nbformat.write(notebook, copy)
    environment = sealed_environment(tmp_path / "cache") | {"KERAS_BACKEND": backend}
    ran = run(copy, QUICK[path.stem], environment, tmp_path / "result.ipynb")
    assert errors(ran) == []
    assert ran.cells[-1].outputs[0].text.strip() == backend
    for name in names:
        assert said(ran, name).startswith(RIGHT), f"{name}: {said(ran, name)}"
