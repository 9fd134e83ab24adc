"""Run a chapter the quick way: small parameters, samples, no network, nothing of this machine."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import papermill
import yaml
from anatomy import check_call, metadata, solution_code, solutions
from nbformat.v4 import new_code_cell

from tools.this_kernel import ThisInterpreter

ROOT = Path(__file__).resolve().parents[2]
QUICK = yaml.safe_load((ROOT / "tests" / "quick.yml").read_text(encoding="utf-8")) or {}
SEALED = Path(__file__).parent / "sealed"
SECONDS = 240
OWN_VARIABLES = ("PYTHONPATH", "PYTHONSTARTUP", "ZHARFA_DATA", "ZHARFA_MIRRORS", "ZHARFA_REPO")


def chapters() -> list[Path]:
    """All chapter notebooks of the repository."""
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def sealed_environment(cache: Path, repository: str = "") -> dict[str, str]:
    """Environment of a kernel that reaches no host, no data of this machine and no package path."""
    kept = {name: value for name, value in os.environ.items() if name not in OWN_VARIABLES}
    sealed = {
        "PYTHONPATH": str(SEALED),
        "ZHARFA_CACHE": str(cache),
        "ZHARFA_OFFLINE": "1",
        "KERAS_HOME": str(cache / "keras"),
        "GIT_ALLOW_PROTOCOL": "file",
        "PIP_NO_INDEX": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # In a quick run compiling takes longer than what is compiled, so it is not optimised, and
        # the older emitters do it in half the time.
        "XLA_FLAGS": "--xla_backend_optimization_level=0 --xla_cpu_use_fusion_emitters=false",
        "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
        # Tests run side by side: the waiting threads of several BLAS pools would starve each other.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    return kept | sealed | ({"ZHARFA_REPO": repository} if repository else {})


def run(path: Path, parameters: dict[str, Any], environment: dict[str, str]) -> Any:
    """Execute the notebook ``path`` in its own folder with ``parameters``; return it with outputs.

    Raises papermill's error, which shows cell and traceback, when a cell fails, and a time-out
    error when one cell takes longer than :data:`SECONDS` (a whole chapter: the test's own limit).
    """
    with _environment(environment):
        # Without a place for the result: papermill would write it anew around every cell.
        return papermill.execute_notebook(
            path,
            None,
            parameters,
            cwd=path.parent,
            kernel_name="python3",
            language="python",
            kernel_manager_class=ThisInterpreter,
            progress_bar=False,
            start_timeout=120,
            execution_timeout=SECONDS,
        )


@contextlib.contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    """Papermill starts its kernel with the environment of this process."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def answered(notebook: Any) -> Any:
    """``notebook``, in place, with the solution of the book as a cell behind every stub."""
    answers = {metadata(cell, "solution"): solution_code(cell) for cell in solutions(notebook)}
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if name := metadata(cell, "exercise"):
            lines = answers[name].splitlines()
            without_call = [line for line in lines if "exercises.check(" not in line]
            code = "\n".join([*without_call, check_call(cell.source)])
            cells.append(new_code_cell(code, metadata={"zharfa": {"answer": name}}))
    notebook.cells = cells
    return notebook


def said(notebook: Any, kind: str, name: str) -> str:
    """What the ``kind`` (``exercise``: the stub, or ``answer``) of exercise ``name`` printed.

    Without the invisible marks of direction.
    """
    cell = next(cell for cell in notebook.cells if metadata(cell, kind) == name)
    return re.sub("[\u200f\u2067\u2069]", "", printed(cell))


def printed(cell: Any) -> str:
    """All that ``cell`` printed; a kernel may send one line in several pieces."""
    return "".join(output.get("text", "") for output in cell.outputs)


def errors(notebook: Any) -> list[str]:
    """Errors among the outputs of a run."""
    return [
        f"{output.ename}: {output.evalue}"
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    ]


def publish(folder: Path) -> str:
    """Commit the present state of the working tree to a new repository; return its address.

    Colab clones what is published; this is what would be if the working tree were published now.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    folder.mkdir(parents=True)
    for name in filter(None, listed.decode().split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    identity = ["-c", "user.name=tests", "-c", "user.email=tests@localhost"]
    commit = [*identity, "commit", "-q", "-m", "now"]
    # Packed once, it is not packed anew for every clone.
    for command in (["init", "-q"], ["add", "-A"], commit, ["repack", "-adq"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder.as_uri()
