"""The way the notebook tests run a chapter: sealed off, with an error that is seen."""

from __future__ import annotations

import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from papermill.exceptions import PapermillExecutionError
from quick_run import ROOT, printed, publish, run, sealed_environment

from tools.setup_cell import SETUP_CELL


@pytest.fixture
def python(tmp_path):
    """Run Python code in the sealed environment; gives the finished process."""

    def call(program):
        return subprocess.run(
            [sys.executable, "-c", program],
            env=sealed_environment(tmp_path / "cache"),
            capture_output=True,
            text=True,
            timeout=30,
            cwd=tmp_path,
        )

    return call


@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import urllib.request; urllib.request.urlopen('https://example.org')",
    ],
)
def test_no_other_host_is_reached(python, program):
    result = python(program)
    assert result.returncode != 0
    assert "cut the network off" in result.stderr


def test_loopback_stays_open(python):
    result = python(
        "import socket; s = socket.create_server(('127.0.0.1', 0));"
        "socket.create_connection(s.getsockname()); print('open')"
    )
    assert result.stdout == "open\n"


def test_an_absent_package_is_not_found(python, monkeypatch):
    assert python("import wave").returncode == 0
    monkeypatch.setenv("ABSENT_PACKAGES", "wave chunk")
    assert "No module named 'wave'" in python("import wave").stderr


def test_the_package_is_not_on_the_path_by_itself(python):
    assert "ModuleNotFoundError" in python("import zharfa").stderr


def notebook(path, *sources):
    cells = [new_code_cell(source) for source in sources]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_parameters_arrive_and_the_environment_returns(tmp_path):
    before = dict(os.environ)
    path = notebook(tmp_path / "a.ipynb", "size = 1000", "print(size)")
    result = run(path, {"size": 3}, sealed_environment(tmp_path / "cache"))
    assert printed(result.cells[-1]) == "3\n"
    assert dict(os.environ) == before


def test_a_failing_cell_fails_the_run(tmp_path):
    path = notebook(tmp_path / "a.ipynb", "size = 1", "1 / 0")
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        run(path, {}, sealed_environment(tmp_path / "cache"))


def test_set_up_cell_twice_and_without_a_repository(tmp_path):
    """It may be run again; when the clone fails it says in Persian what to do."""
    repository = publish(tmp_path / "published" / "zharfa")
    lone = tmp_path / "lone"
    lone.mkdir()
    path = notebook(lone / "a.ipynb", "size = 1", SETUP_CELL, SETUP_CELL, "print(zharfa.__file__)")
    sealed = sealed_environment(tmp_path / "cache", repository)
    result = run(path, {}, sealed)
    assert str(lone / "zharfa-book") in printed(result.cells[-1])

    empty = tmp_path / "empty"
    empty.mkdir()
    path = path.rename(empty / "a.ipynb")
    sealed = sealed_environment(tmp_path / "cache", (tmp_path / "nothing").as_uri())
    with pytest.raises(PapermillExecutionError):
        run(path, {}, sealed)
    clone = SETUP_CELL.partition("\nimport zharfa\n")[0]
    path = notebook(path, "size = 1", clone)
    assert "اینترنت و git لازم است." in printed(run(path, {}, sealed).cells[-1])


def test_set_up_cell_names_the_repository_of_the_site():
    import yaml

    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert config["repository"]["url"] in SETUP_CELL
