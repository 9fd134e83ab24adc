"""Sphinx extension: pages without Thebe.

Jupyter Book always loads sphinx-thebe. The book has no live code; left alone, every page carries
its scripts and settings, declares ``THEBE_JS_URL`` twice (a syntax error in the console) and names
a foreign host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension; after sphinx-thebe, which has added its nodes by then."""
    app.connect("doctree-resolved", _remove_settings, priority=900)
    app.connect("html-page-context", _remove_files, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _remove_settings(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(nodes.raw)):
        if "text/x-thebe-config" in node.astext() or node.astext().startswith("<script>kernelName"):
            node.parent.remove(node)


def _remove_files(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    for key in ("script_files", "css_files"):
        context[key] = [file for file in context[key] if not _is_thebe(file)]


def _is_thebe(file: Any) -> bool:
    attributes = getattr(file, "attributes", {})
    return "thebe" in str(getattr(file, "filename", "")) or "THEBE_JS_URL" in attributes.get(
        "body", ""
    )
