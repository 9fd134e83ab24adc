"""Sphinx extension: the whole site runs from right to left.

* ``dir="rtl"`` on ``<html>``, on every page, and the light theme for readers without JavaScript;
* all style sheets of the output, whoever made them, rewritten to logical properties
  (see ``logical_css``);
* ``static/rtl.css``: what cannot be rewritten mechanically, and the look of the book.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from logical_css import logical
from rendered_page import after_rendering
from rewritten_output import rewrite_output
from static_folder import share_static

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension."""
    app.add_css_file("rtl.css", priority=900)
    app.connect("builder-inited", _start)
    rewrite_output(app, "*.css", logical)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def right_to_left(page: str) -> str:
    """Put ``dir="rtl"`` on the ``<html>`` of a rendered page."""
    return re.sub(r"<html(?![^>]*\sdir=)", '<html dir="rtl"', page, count=1)


def light_at_first(page: str) -> str:
    """Name a theme on ``<html>``: the theme's script, which alone knows «auto», may not run.

    Where it does, its first lines set the reader's choice before anything is drawn.
    """
    root = re.search(r"<html[^>]*>", page)
    if root is None:
        return page
    tag = re.sub(r'\sdata-theme="[^"]*"', "", root[0])
    return page.replace(root[0], f'{tag[:-1]} data-theme="light">', 1)


def _start(app: Sphinx) -> None:
    share_static(app)
    after_rendering(app, right_to_left)
    after_rendering(app, light_at_first)
