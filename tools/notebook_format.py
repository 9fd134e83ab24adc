"""One stored form for every notebook, so that a diff shows what really changed."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import nbformat

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "name": "python", "pygments_lexer": "ipython3"},
}
# Left by editors and kernels; different after every run, of no use to a reader.
CELL_NOISE = ("execution", "ExecuteTime", "collapsed", "id", "outputId", "papermill", "colab")
NOTEBOOK_KEPT = ("kernelspec", "language_info", "zharfa", "mystnb")
WIDGET = "application/vnd.jupyter.widget-view+json"
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def normalise(notebook: Any) -> None:
    """Bring ``notebook`` (an nbformat 4 node) into the stored form, in place."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for name in set(notebook.metadata) - set(NOTEBOOK_KEPT):
        del notebook.metadata[name]
    notebook.metadata.update(METADATA)
    used: set[str] = set()
    for position, cell in enumerate(notebook.cells):
        if not cell.get("id") or cell["id"] in used:
            cell["id"] = hashlib.sha256(f"{position}:{cell.source}".encode()).hexdigest()[:8]
        used.add(cell["id"])
        cell.source = cell.source.strip("\n")
        for name in CELL_NOISE:
            cell.metadata.pop(name, None)
        cell.pop("attachments", None) if cell.get("attachments") == {} else None
        if cell.cell_type == "code":
            cell.outputs = clean_outputs(cell.outputs)


def clean_outputs(outputs: list[Any]) -> list[Any]:
    """``outputs`` without progress, warnings, widgets and addresses; stretches of stdout joined."""
    kept: list[Any] = []
    for output in outputs:
        if output.output_type == "stream":
            if output.name == "stderr":
                continue
            if kept and kept[-1].output_type == "stream":
                kept[-1].text += output.text
                continue
        elif "data" in output:
            if WIDGET in output.data:
                continue
            if isinstance(output.data.get("text/plain"), str):
                output.data["text/plain"] = ADDRESS.sub("", output.data["text/plain"])
        kept.append(output)
    for output in kept:
        if output.output_type == "stream":
            output.text = _overwritten(output.text)
    return [o for o in kept if o.output_type != "stream" or o.text.strip()]


def _overwritten(text: str) -> str:
    """What a terminal shows of ``text``: a carriage return starts the line anew."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines)


def dumps(notebook: Any) -> str:
    """The file content of ``notebook``: one space of indent, Persian letters as they are."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def write_atomically(path: Path, text: str) -> None:
    """Replace ``path`` by ``text`` in one step: a crash leaves the old file."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
