"""Sphinx extension: description, Open Graph and theme colour in the head of every page.

A page can set its description itself (MyST's ``html_meta``); else its first paragraph serves. The
canonical address comes from Sphinx, when ``html_baseurl`` is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from page_description import meta_tags, shorten

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# Backgrounds of static/look.css.
COLOURS = {"light": "#ffffff", "dark": "#10181d"}
SEARCH_TITLE = "جستجو"
SEARCH_DESCRIPTION = (
    "جستجو در همهٔ صفحه‌های «{book}»؛ هر طور بنویسید، با نیم‌فاصله یا بی آن، همان صفحه‌ها پیدا می‌شوند."
)


def first_paragraph(doctree: nodes.document) -> str:
    """Text of the first paragraph that is not empty."""
    return next(
        (text for p in doctree.findall(nodes.paragraph) if (text := p.astext().strip())), ""
    )


def _add_meta(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if page == "search":
        context["metatags"] = context.get("metatags", "") + meta_tags(
            title=SEARCH_TITLE,
            description=SEARCH_DESCRIPTION.format(book=app.config.html_title),
            site=app.config.html_title,
            colours=COLOURS,
            address=context.get("pageurl"),
        )
    if doctree is None:  # search page and indices
        return
    title = next(doctree.findall(nodes.title), None)
    own = [meta for meta in doctree.findall(nodes.meta) if meta.get("name") == "description"]
    tags = meta_tags(
        title=title.astext() if title else app.config.html_title,
        description=own[0]["content"] if own else shorten(first_paragraph(doctree)),
        site=app.config.html_title,
        colours=COLOURS,
        address=context.get("pageurl"),
    )
    if own:  # Sphinx writes the author's own
        tags = tags.partition("\n")[2]
    context["metatags"] = context.get("metatags", "") + tags


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", _add_meta)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
