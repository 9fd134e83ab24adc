"""The functions and classes of a chapter, for tests that try them on other inputs."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import nbformat

from tools.notebook_provenance import code_cells

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
SKIPPED = {"setup", "exercise"}


@cache
def chapter_code(name: str) -> SimpleNamespace:
    """What the chapter ``name`` (``03-mlp``) imports, defines and has for parameters.

    None of its other code runs. Where a chapter defines a name twice, the later definition counts.
    """
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    body = [
        statement
        for cell in code_cells(notebook)
        if not SKIPPED & set(cell.metadata.get("tags", []))
        for statement in ast.parse(cell.source).body
        if "parameters" in cell.metadata.get("tags", []) or _is_definition(statement)
    ]
    found: dict = {}
    exec(compile(ast.Module(body, type_ignores=[]), name, "exec"), found)
    return SimpleNamespace(**{key: value for key, value in found.items() if key[:2] != "__"})


def _is_definition(statement: ast.stmt) -> bool:
    """Imports, functions, classes, and constants, whose names are in capitals."""
    if isinstance(statement, ast.Assign):
        return all(isinstance(t, ast.Name) and t.id.isupper() for t in statement.targets)
    return isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))
