"""The folder of the book's own sheets and scripts, shared by the extensions that use it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).parent / "static"


def share_static(app: Sphinx) -> None:
    """Have the folder copied into the site; for ``builder-inited``.

    Not in the configuration: Jupyter Book loads every file of the folders it finds there on
    every page, and each extension says itself which pages need its files.
    """
    if str(STATIC) not in app.config.html_static_path:
        app.config.html_static_path.append(str(STATIC))
