"""Notebook documents as cells: reads and writes their JSON when Sphinx reads the source.

Every Markdown cell of a chapter stands in a ``<div dir="rtl">`` so that Colab and JupyterLab show
it right to left. The site has its direction from ``<html dir>``, and the wrapper would only hide
the headings from Sphinx: it is taken off here. Other extensions that change cells (quiz,
provenance) hook in through :func:`connect`, so that each of them sees a parsed notebook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

Notebook = dict[str, Any]
Cell = dict[str, Any]

_WRAPPER = re.compile(r'\A\s*<div dir="rtl">[ \t]*\n(?P<body>.*)\n[ \t]*</div>\s*\Z', re.DOTALL)


def cell_text(cell: Cell) -> str:
    """Source of a cell; nbformat allows both one string and a list of lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def markdown_cells(notebook: Notebook) -> Iterator[Cell]:
    """Markdown cells of a notebook, in order."""
    return (cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def zharfa_metadata(owner: Notebook | Cell) -> dict[str, Any]:
    """The book's own metadata of a notebook or of a cell (empty when there is none)."""
    return owner.get("metadata", {}).get("zharfa", {})


def unwrap(markdown: str) -> str:
    """Markdown without its right-to-left wrapper; text that has none is returned unchanged."""
    match = _WRAPPER.match(markdown)
    return match["body"].strip("\n") + "\n" if match else markdown


def unwrap_cells(notebook: Notebook, docname: str) -> None:
    """Take the wrapper off every Markdown cell of ``notebook``, in place."""
    for cell in markdown_cells(notebook):
        cell["source"] = unwrap(cell_text(cell))


def name_lexer(notebook: Notebook, docname: str) -> None:
    """Have code highlighted as IPython's (it may hold ``!`` and ``%`` lines), in place.

    Jupyter writes this when it runs a notebook; other tools leave it out.
    """
    language = notebook["metadata"].setdefault("language_info", {"name": "python"})
    if language["name"] == "python":
        language.setdefault("pygments_lexer", "ipython3")


def connect(app: Sphinx, edit: Callable[[Notebook, str], None], priority: int = 500) -> None:
    """Have ``edit(notebook, docname)`` change every ``.ipynb`` document before it is parsed."""

    def edit_source(app: Sphinx, docname: str, source: list[str]) -> None:
        if str(app.env.doc2path(docname)).endswith(".ipynb"):
            notebook = json.loads(source[0])
            edit(notebook, docname)
            source[0] = json.dumps(notebook, ensure_ascii=False)

    app.connect("source-read", edit_source, priority=priority)


def setup(app: Sphinx) -> dict[str, bool]:
    # Before the other editors (500), which expect plain Markdown.
    connect(app, unwrap_cells, priority=400)
    connect(app, name_lexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
