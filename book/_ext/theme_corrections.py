"""Sphinx extension: corrects markup of the theme that harms readers and cannot be configured.

Each correction answers to a finding of the site tests (axe-core, the download button):

* the search button's name says what the button shows;
* the side column, with the book's title in it, is a landmark;
* entries of the bibliography are items of their list (the role docutils gives is deprecated);
* the source of a page is downloaded, where a browser would show a notebook as text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rendered_page import after_rendering

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CORRECTIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r'(<button class="btn search-button-field[^>]*?) aria-label="[^"]*"'), r"\1"),
    (
        re.compile(r'<div id="pst-primary-sidebar"(?! role)'),
        '<div id="pst-primary-sidebar" role="navigation" aria-label="ستون کتاب"',
    ),
    (re.compile(r'(<div class="citation"[^>]*) role="doc-biblioentry"'), r'\1 role="listitem"'),
    (re.compile(r'(<a href="[^"]*_sources/[^"]+") target="_blank"'), r"\1 download"),
)


def corrected(page: str) -> str:
    """The rendered page with all corrections made."""
    for pattern, replacement in CORRECTIONS:
        page = pattern.sub(replacement, page)
    return page


def _start(app: Sphinx) -> None:
    after_rendering(app, corrected)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension."""
    app.connect("builder-inited", _start)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
