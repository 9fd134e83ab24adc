"""What a chapter's committed run says about itself, and whether it still tells the truth.

The record lies in ``metadata.zharfa.provenance`` of the notebook, written by ``tools.run_chapter``.
"""

from __future__ import annotations

import ast
import datetime
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

FIELDS = {
    "code_sha256": str,
    "parameters": dict,
    "data": list,
    "device": str,
    "processor": str,
    "cores": int,
    "versions": dict,
    "seconds_total": (int, float),
    "seconds_per_cell": list,
    "date": str,
}


def code_cells(notebook: Mapping[str, Any]) -> list[Any]:
    """The code cells of ``notebook`` in order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def tagged(notebook: Mapping[str, Any], tag: str) -> list[Any]:
    """The cells of ``notebook`` that carry ``tag``."""
    return [cell for cell in notebook["cells"] if tag in cell["metadata"].get("tags", [])]


def code_sha256(notebook: Mapping[str, Any]) -> str:
    """Hash of all code cells, in order; white space at line ends does not count.

    Cells are separated by a character that source code cannot hold, so that moving a line from one
    cell to the next changes the hash.
    """
    sources = (
        "\n".join(line.rstrip() for line in cell["source"].strip().splitlines())
        for cell in code_cells(notebook)
    )
    return hashlib.sha256("\x00".join(sources).encode()).hexdigest()


def parameters(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Names and values of the cell tagged ``parameters`` (an expression: its source)."""
    values: dict[str, Any] = {}
    for cell in tagged(notebook, "parameters"):
        for statement in ast.parse(cell["source"]).body:
            if not isinstance(statement, ast.Assign):
                continue
            try:
                value = ast.literal_eval(statement.value)
            except ValueError:
                value = ast.unparse(statement.value)
            values |= {t.id: value for t in statement.targets if isinstance(t, ast.Name)}
    return values


def errors(notebook: Mapping[str, Any]) -> list[str]:
    """The errors among the stored outputs, as ``cell 3: ValueError: …``."""
    return [
        f"cell {number}: {output['ename']}: {output['evalue']}"
        for number, cell in enumerate(notebook["cells"])
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    ]


def problems(notebook: Mapping[str, Any]) -> list[str]:
    """Everything that makes the stored run untrustworthy; an empty list means it can be trusted."""
    record = notebook["metadata"].get("zharfa", {}).get("provenance")
    if record is None:
        return ["no provenance: the chapter has not been run with tools/run_chapter.py"]
    return list(_record_problems(record, notebook))


def samples_instead(record: Mapping[str, Any]) -> list[str]:
    """Names of the data of which a run used the sample only.

    A sample beside the real data of the same name is a second data set, not a substitute.
    """
    sources = record.get("data", ())
    real = {source.get("name") for source in sources if source.get("sample") is False}
    return [str(name) for source in sources if (name := source.get("name")) not in real]


def _record_problems(record: Mapping[str, Any], notebook: Mapping[str, Any]) -> Iterable[str]:
    for name, kind in FIELDS.items():
        if name not in record:
            yield f"provenance lacks {name}"
        elif not isinstance(record[name], kind) or record[name] in ("", 0):
            yield f"provenance: {name} is {record[name]!r}"
    if record.get("code_sha256") != code_sha256(notebook):
        yield "the code has changed since the run"
    if record.get("parameters") != parameters(notebook):
        yield "the parameters are not those of the run"
    yield from errors(notebook)

    cells = code_cells(notebook)
    counts = [cell["execution_count"] for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        yield f"cells were not executed once, in order: {counts}"
    if len(record.get("seconds_per_cell", ())) != len(cells):
        yield "seconds_per_cell does not match the number of code cells"
    for source in record.get("data", ()):
        if not source.get("name") or not source.get("sha256"):
            yield f"data without a name or checksum: {source}"
    for name in samples_instead(record):
        yield f"the run used a sample instead of the real data: {name}"
    if "python" not in record.get("versions", {}):
        yield "provenance: versions lacks python"
    try:
        datetime.date.fromisoformat(str(record.get("date", "")))
    except ValueError:
        yield f"provenance: the date is not ISO: {record.get('date')}"
