"""Every chapter runs: quickly, without a network, alone in a folder, and with its own solutions.

The second run is on TensorFlow, the default; the first is on the other back ends where a chapter
promises them, so that both are tested without a third run.
"""

from __future__ import annotations

import importlib.util

import nbformat
import pytest
from anatomy import metadata
from nbformat.v4 import new_code_cell
from quick_run import QUICK, ROOT, chapters, errors, publish, run, said, sealed_environment, solved

from tools.notebook_provenance import parameters
from zharfa.exercises import RIGHT, UNTOUCHED

CHAPTERS = [pytest.param(path, id=path.stem) for path in chapters()]
# These chapters promise to run on every back end of Keras; what is installed is tested.
PROMISED = ("04",)
OTHER_BACKENDS = [name for name in ("jax", "torch") if importlib.util.find_spec(name)]
LONE_RUNS = [
    pytest.param(path, backend, id=f"{path.stem}-{backend}")
    for path in chapters()
    for backend in (OTHER_BACKENDS if path.stem[:2] in PROMISED else ["tensorflow"])
]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="session")
def repository(tmp_path_factory) -> str:
    """Address of a repository that holds the working tree as it is."""
    return publish(tmp_path_factory.mktemp("published") / "zharfa")


def exercise_names(notebook) -> list[str]:
    return [name for cell in notebook.cells if (name := metadata(cell, "exercise"))]


def test_another_back_end_than_tensorflow_is_there_to_be_tested():
    assert OTHER_BACKENDS


@pytest.mark.parametrize(("path", "backend"), LONE_RUNS)
def test_lone_notebook_runs_and_untouched_exercises_give_a_hint(
    path, backend, repository, tmp_path
):
    """What Colab does: one file in an empty folder, the book cloned by the set-up cell."""
    folder = tmp_path / "lone"
    folder.mkdir()
    lone = folder / path.name
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_code_cell("import keras\nprint(keras.backend.backend())"))
    nbformat.write(notebook, lone)
    environment = sealed_environment(tmp_path / "cache", repository) | {"KERAS_BACKEND": backend}
    notebook = run(lone, QUICK[path.stem], environment, tmp_path / "result.ipynb")
    assert errors(notebook) == []
    assert notebook.cells[-1].outputs[-1].text.strip() == backend
    assert (folder / "zharfa-book" / "zharfa" / "__init__.py").is_file()
    for name in exercise_names(notebook):
        assert said(notebook, name).strip() == UNTOUCHED, name


@pytest.mark.parametrize("path", CHAPTERS)
def test_every_solution_passes_its_checker(path, tmp_path):
    """In a checkout: the package beside ``notebooks/``, all solutions in one kernel, in order."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "zharfa").symlink_to(ROOT / "zharfa")
    (tmp_path / "data").symlink_to(ROOT / "data")
    notebook = solved(nbformat.read(path, as_version=4))
    copy = tmp_path / "notebooks" / path.name
    nbformat.write(notebook, copy)
    ran = run(copy, QUICK[path.stem], sealed_environment(tmp_path / "cache"), tmp_path / "r.ipynb")
    assert errors(ran) == []
    for name in exercise_names(notebook):
        assert said(ran, name).startswith(RIGHT), f"{name}: {said(ran, name)}"


@pytest.mark.parametrize("path", CHAPTERS)
def test_quick_parameters_are_parameters_of_the_chapter(path):
    known = parameters(nbformat.read(path, as_version=4))
    assert path.stem in QUICK, "give the chapter an entry in tests/quick.yml"
    assert set(QUICK[path.stem]) <= set(known)
    if "use_sample_data" in known:
        assert known["use_sample_data"] is False
        assert QUICK[path.stem].get("use_sample_data") is True


def test_quick_parameters_belong_to_chapters():
    assert set(QUICK) == {path.stem for path in chapters()}
