"""The set-up cell that opens every notebook, kept in this one place.

``python tools/setup_cell.py`` writes it into every notebook of ``notebooks/`` (the cell tagged
``setup``); ``--check`` only reports. The tests compare each notebook with ``SETUP_CELL``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat

# Plain lines and one shell line: it must work before anything of the book is importable. The paths
# stand for: beside the package, inside `notebooks/` of a checkout, and Colab's own clone.
SETUP_CELL = """\
# کتاب اگر کنار دفترچه نباشد (مانند کولب)، یک بار دریافت می‌شود.
import os
import sys

sys.path += [".", "..", "zharfa-book"]
if not any(os.path.exists(f"{p}/zharfa/__init__.py") for p in sys.path):
    url = os.getenv("ZHARFA_REPO", "https://github.com/zharfa/zharfa")
    !git clone -q --depth=1 {url} zharfa-book || echo "اینترنت و git لازم است."
import zharfa

zharfa.setup(seed=0)"""

MAX_LINES = 8


def code_lines(source: str) -> list[str]:
    """The lines of ``source`` that hold code: neither blank nor a comment."""
    return [
        line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]


def main(arguments: list[str] | None = None) -> int:
    """Bring every set-up cell up to date; return 1 if ``--check`` finds a difference."""
    parser = argparse.ArgumentParser(description="خانهٔ آماده‌سازی همهٔ دفترچه‌ها را یکسان می‌کند.")
    parser.add_argument("--check", action="store_true", help="فقط بررسی کن")
    options = parser.parse_args(arguments)
    different = []
    for path in sorted(Path(__file__).parents[1].glob("notebooks/*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        cells = [c for c in notebook.cells if "setup" in c.metadata.get("tags", [])]
        changed = [cell for cell in cells if cell.source != SETUP_CELL]
        if not changed:
            continue
        different.append(path.name)
        if not options.check:
            for cell in changed:
                cell.source = SETUP_CELL
            nbformat.write(notebook, path)
    for name in different:
        print(f"خانهٔ آماده‌سازی {'فرق دارد' if options.check else 'به‌روز شد'}: {name}")
    return int(options.check and bool(different))


if __name__ == "__main__":
    sys.exit(main())
