"""What search engines and link previews show of a page, as plain text."""

from __future__ import annotations

import re
from html import escape

LIMIT = 160


def shorten(text: str, limit: int = LIMIT) -> str:
    """``text`` on one line, cut at a word so that it has at most ``limit`` characters."""
    text = re.sub(r"\s+", " ", text).strip()
    if len(text) <= limit:
        return text
    words = text[:limit].rpartition(" ")[0] or text[: limit - 1]
    return words.rstrip("،؛:. «(-") + "…"


def meta_tags(
    title: str, description: str, site: str, colours: dict[str, str], address: str | None = None
) -> str:
    """HTML of a page's meta elements.

    Args:
        title: Title of the page, plain.
        description: Plain text; left out when empty.
        site: Name of the book.
        colours: Colour of the browser's frame for the schemes ``light`` and ``dark``.
        address: The page's full address, where the site knows its own.
    """
    properties = {
        "og:title": title,
        "og:description": description,
        "og:type": "article",
        "og:site_name": site,
        "og:locale": "fa_IR",
        "og:url": address or "",
    }
    tags = [f'<meta name="description" content="{escape(description)}">'] if description else []
    tags += [
        f'<meta property="{name}" content="{escape(value)}">'
        for name, value in properties.items()
        if value
    ]
    tags += [
        f'<meta name="theme-color" media="(prefers-color-scheme: {scheme})" content="{colour}">'
        for scheme, colour in colours.items()
    ]
    return "\n".join(tags) + "\n"
