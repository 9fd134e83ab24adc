"""Sphinx extension: ``/index.html`` leads to the cover with a page that is whole by itself.

The cover lies in ``book/``; sphinx-external-toc then writes an ``index.html`` that holds a redirect
and nothing else: no language, no title, no link to follow, no icon.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def redirect_page(title: str, target: str, icon: str) -> str:
    """HTML page that leads to ``target`` at once."""
    title, target, icon = escape(title), escape(target), escape(icon)
    return f"""<!DOCTYPE html>
<html lang="fa" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={target}">
<title>{title}</title>
<link rel="icon" href="{icon}">
</head>
<body>
<main><h1><a href="{target}">{title}</a></h1></main>
</body>
</html>
"""


def _write_redirect(app: Sphinx, error: Exception | None) -> None:
    root = app.config.root_doc
    if error is not None or app.builder.format != "html" or root == "index":
        return
    icon = f"_static/{Path(app.config.html_favicon or '').name}"
    page = redirect_page(app.config.html_title, app.builder.get_target_uri(root), icon)
    (Path(app.outdir) / "index.html").write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", _write_redirect, priority=900)  # after sphinx-external-toc
    return {"parallel_read_safe": True, "parallel_write_safe": True}
