"""Sphinx extension: the look of the book (``static/look.css``) and its callouts.

A chapter is plain Markdown, which has no boxes. A blockquote that begins with a bold word («دام.»,
«نکته.») is one by the book's convention; here it gets the classes by which the sheet colours it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from static_folder import share_static

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_KINDS = {
    "trap": ("دام", "هشدار", "مراقب"),
    "card": ("در یک نگاه", "خلاصه"),
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension."""
    app.add_css_file("look.css", priority=910)
    app.connect("builder-inited", share_static)
    app.connect("doctree-read", _mark_callouts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def callout_classes(title: str) -> list[str]:
    """Classes of the callout with this bold beginning."""
    kinds = [
        f"callout-{kind}"
        for kind, words in _KINDS.items()
        if re.match(rf"(?:{'|'.join(words)})(?![\w\u200c])", title)
    ]
    return ["callout", *kinds]


def _mark_callouts(app: Sphinx, doctree: nodes.document) -> None:
    for quote in doctree.findall(nodes.block_quote):
        first = quote.next_node(lambda node: isinstance(node, nodes.Text) and node.strip())
        if first is not None and isinstance(first.parent, nodes.strong):
            quote["classes"] += callout_classes(first.astext())
