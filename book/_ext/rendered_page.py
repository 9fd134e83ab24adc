"""A last look at every rendered page, for what templates and themes do not let one change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def after_rendering(app: Sphinx, rewrite: Callable[[str], str]) -> None:
    """Pass every HTML page that ``app``'s builder renders through ``rewrite``.

    To be called on ``builder-inited``. Covers the search page and the indices too, which
    ``html-page-context`` and overridden templates reach only in part.
    """
    templates = getattr(app.builder, "templates", None)
    if app.builder.format != "html" or templates is None:
        return
    render = templates.render

    def rewritten(template: str, context: dict[str, Any]) -> str:
        page = render(template, context)
        return rewrite(page) if "<html" in page else page

    templates.render = rewritten
