"""Sphinx extension: a page loads only the scripts and style sheets that it has a use for.

Extensions add their files to every page, whether it holds a tab set, a toggle or code to copy or
not. Also takes from the output what no page of this book can ask for.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

# What stands in the name or the code of a file -> what stands in the body of a page that needs it.
NEEDED_BY = {
    "design-tabs": ("sd-tab-set",),
    "sphinx-design": ('class="sd-', " sd-"),
    "togglebutton": ("toggle", "dropdown", "tag_hide"),
    "toggleHint": ("toggle", "dropdown", "tag_hide"),
    "toggleOpenOnPrint": ("toggle", "dropdown", "tag_hide"),
    "clipboard": ('class="highlight"',),
    "copybutton": ('class="highlight"',),
    "mystnb": ('class="cell',),
}
UNUSED_OUTPUT = (
    *("locales", "*webpack-macros.html"),  # read while building
    *("*.map", "images/logo_[!c]*", "sphinx-thebe.*"),
    *("file.png", "plus.png", "minus.png"),  # pictures of Sphinx's own theme
)
# Loaded by pages that have a use for them; when none has, they go too.
SOMETIMES_USED = ("design-tabs.js",)


def is_needed(name: str, code: str, body: str) -> bool:
    """Whether a page with ``body`` needs the file ``name`` (or the inline ``code``)."""
    for part, signs in NEEDED_BY.items():
        if part in name or part in code:
            return any(sign in body for sign in signs)
    return True


def _drop_unneeded(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    body = context.get("body", "")
    for key in ("script_files", "css_files"):
        kept, seen = [], set()
        for file in context[key]:
            name = str(getattr(file, "filename", None) or "")
            code = str(getattr(file, "attributes", {}).get("body") or "")
            # Jupyter Book registers some inline scripts twice.
            if is_needed(name, code, body) and (not code or code not in seen):
                kept.append(file)
                seen.add(code)
        context[key] = kept


def unnamed(names: Iterable[str], pages: Iterable[str]) -> set[str]:
    """Those of the file names that occur in no page."""
    missing = set(names)
    for page in pages:
        missing = {name for name in missing if name not in page}
    return missing


def _drop_unused_output(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    output = Path(app.outdir)
    pages = (path.read_text(encoding="utf-8") for path in output.rglob("*.html"))
    for pattern in (*UNUSED_OUTPUT, *unnamed(SOMETIMES_USED, pages)):
        for path in list((output / "_static").rglob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    # After the extensions that add their files page by page.
    app.connect("html-page-context", _drop_unneeded, priority=950)
    # After the rewritten style sheets have come back.
    app.connect("build-finished", _drop_unused_output, priority=960)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
