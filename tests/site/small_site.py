"""A site of a page or two, built with some of the book's extensions, for tests of their own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from book_site import BOOK_BIN, ROOT


def markdown_cell(source: str, **metadata: object) -> dict[str, object]:
    """Markdown cell as chapters have them: wrapped, with the book's metadata."""
    wrapped = f'<div dir="rtl">\n\n{source.strip()}\n\n</div>'
    return {"cell_type": "markdown", "metadata": {"zharfa": metadata}, "source": wrapped}


def write_notebook(path: Path, cells: list[dict[str, object]]) -> None:
    """Write a notebook of these cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}}
    path.write_text(
        json.dumps({**notebook, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False),
        encoding="utf-8",
    )


def build(source: Path, extensions: list[str]) -> subprocess.CompletedProcess[str]:
    """Build ``source`` into ``source/html`` by plain Sphinx, with ``extensions`` of the book."""
    (source / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'book' / '_ext')!r})\n"
        f"extensions = {['myst_nb', *extensions]!r}\n"
        "project = html_title = 'نمونه'\nlanguage = 'fa'\nhtml_theme = 'sphinx_book_theme'\n"
        "html_context = {'default_mode': 'auto'}\nnb_execution_mode = 'off'\n"
        "myst_enable_extensions = ['dollarmath', 'amsmath', 'deflist']\n",
        encoding="utf-8",
    )
    return subprocess.run(
        [BOOK_BIN / "sphinx-build", "-W", "--keep-going", "-q", source, source / "html"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
