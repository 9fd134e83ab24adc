"""Search in Persian: Sphinx's own index and search page, with the rules of ``persian_text``.

The index and its scripts are loaded on the search page only: the theme asks for them on every page,
though its search field merely submits a form.
"""

from __future__ import annotations

import re
from pathlib import Path

import persian_text
from rendered_page import after_rendering
from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

SEARCH_SCRIPT = re.compile(
    r'[ \t]*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>\n?'
)


class SearchPersian(SearchLanguage):
    """Splits, stems and filters the words of the book; gives the browser the same rules."""

    lang = "fa"
    language_name = "Persian"
    js_stemmer_code = persian_text.javascript() + Path(__file__).with_suffix(".js").read_text(
        encoding="utf-8"
    )

    def split(self, input: str) -> list[str]:
        """Words of the text and, behind each compound, its parts."""
        return persian_text.index_words(input)

    def stem(self, word: str) -> str:
        """The form under which the index keeps the word."""
        return persian_text.stem(word)

    def word_filter(self, word: str) -> bool:
        """Whether the word is indexed: numbers are, stop words are not."""
        return persian_text.stem(word) != "" and not persian_text.is_stop_word(word)


def without_index(page: str) -> str:
    """Take the search scripts out of a rendered page that is not the search page itself.

    The theme writes them in a template block that also holds other tags; copying that block here
    would bind the book to one version of the theme.
    """
    return page if 'id="search-results"' in page else SEARCH_SCRIPT.sub("", page)


def _start(app: Sphinx) -> None:
    after_rendering(app, without_index)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the language; take the index out of the other pages."""
    app.add_search_language(SearchPersian)
    app.connect("builder-inited", _start)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
