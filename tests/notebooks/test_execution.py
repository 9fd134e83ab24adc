"""Every chapter runs: quickly, without a network, alone in a folder, and with its own solutions.

Chapters that promise every back end of Keras run twice: alone on the others, and in a checkout on
TensorFlow, the default. The rest run once, alone on TensorFlow.
"""

from __future__ import annotations

import importlib.util

import nbformat
import pytest
from anatomy import metadata
from nbformat.v4 import new_code_cell
from quick_run import (
    QUICK,
    ROOT,
    answered,
    chapters,
    errors,
    printed,
    publish,
    run,
    said,
    sealed_environment,
)

from tools.notebook_provenance import parameters
from zharfa.exercises import RIGHT, UNTOUCHED

CHAPTERS = [pytest.param(path, id=path.stem) for path in chapters()]
# These chapters promise to run on every back end of Keras; what is installed is tested.
PROMISED = ("04", "05", "06", "07")
OTHER_BACKENDS = [name for name in ("jax", "torch") if importlib.util.find_spec(name)]


def promises(chapter: str) -> bool:
    """Whether the notebook `chapter` promises to run on every back end."""
    return chapter[:2] in PROMISED


LONE_RUNS = [
    pytest.param(path, backend, id=f"{path.stem}-{backend}")
    for path in chapters()
    for backend in (OTHER_BACKENDS if promises(path.stem) else ["tensorflow"])
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


def assert_exercises_work(notebook) -> None:
    """Untouched stubs give a hint, and the solutions printed in the book are right."""
    assert errors(notebook) == []
    for name in exercise_names(notebook):
        assert said(notebook, "exercise", name).strip() == UNTOUCHED, name
        answer = said(notebook, "answer", name)
        assert answer.startswith(RIGHT), f"{name}: {answer}"


@pytest.mark.parametrize(("path", "backend"), LONE_RUNS)
def test_lone_notebook_runs_and_its_exercises_work(path, backend, repository, tmp_path):
    """What Colab does: one file in an empty folder, the book cloned by the set-up cell."""
    folder = tmp_path / "lone"
    folder.mkdir()
    lone = folder / path.name
    notebook = answered(nbformat.read(path, as_version=4))
    notebook.cells.append(new_code_cell("import keras\nprint(keras.backend.backend())"))
    nbformat.write(notebook, lone)
    # A reader of another back end need not have TensorFlow.
    absent = "" if backend == "tensorflow" else "tensorflow"
    environment = sealed_environment(tmp_path / "cache", repository)
    environment |= {"KERAS_BACKEND": backend, "ABSENT_PACKAGES": absent}
    notebook = run(lone, QUICK[path.stem], environment)
    assert_exercises_work(notebook)
    assert printed(notebook.cells[-1]).strip() == backend
    assert (folder / "zharfa-book" / "zharfa" / "__init__.py").is_file()


@pytest.mark.parametrize("path", [chapter for chapter in CHAPTERS if promises(chapter.id)])
def test_notebook_in_a_checkout_runs_on_the_default_back_end(path, tmp_path):
    """The package beside ``notebooks/``, as for a reader who cloned the book."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "zharfa").symlink_to(ROOT / "zharfa")
    (tmp_path / "data").symlink_to(ROOT / "data")
    copy = tmp_path / "notebooks" / path.name
    nbformat.write(answered(nbformat.read(path, as_version=4)), copy)
    ran = run(copy, QUICK[path.stem], sealed_environment(tmp_path / "cache"))
    assert_exercises_work(ran)


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
