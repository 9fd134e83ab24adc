"""Sphinx extension: the whole interface in Persian.

Sphinx's own Persian catalogue is old and has gaps, the themes and most extensions have none.
Strings that go through a catalogue are answered by ``CATALOGUES`` before any catalogue is asked;
strings that are written straight into templates are replaced in the rendered page, and those of
scripts in the scripts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

from interface_fa import CATALOGUES, COPY_BUTTON, IN_PAGES, IN_SCRIPTS, SCRIPT_CATALOGUE
from rendered_page import after_rendering
from rewritten_output import rewrite_output

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class PersianFirst(NullTranslations):
    """Translations that are asked before those of a catalogue."""

    def __init__(self, messages: dict[str, str], catalogue: NullTranslations | None) -> None:
        super().__init__()
        self._messages = messages
        if catalogue is not None:
            self.add_fallback(catalogue)

    def gettext(self, message: str) -> str:
        """The translation of one message."""
        return self._messages[message] if message in self._messages else super().gettext(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Persian has the same form after every number."""
        if singular in self._messages:
            return self._messages[singular]
        return super().ngettext(singular, plural, count)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension."""
    from sphinx.locale import translators

    for catalogue, messages in CATALOGUES.items():
        key = ("general", catalogue)
        translators[key] = PersianFirst(messages, translators.get(key))
    app.translator = translators["general", "sphinx"]
    app.connect("builder-inited", lambda app: after_rendering(app, persian_page))
    rewrite_output(app, "translations.js", lambda _: persian_catalogue())
    rewrite_output(app, "copybutton.js", persian_copy_button)
    rewrite_output(app, "togglebutton.js", persian_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


#: The places where the interface speaks: a name, a hint, or a phrase that is a text of its own.
#: A single word as a text could be anything, a name in a program for instance.
_PLACES = re.compile(
    r'(?P<hint>\b(?:aria-label|title|alt|placeholder|data-bs-title)=")'
    rf'(?P<hint_words>{_any_of(IN_PAGES)})(?=")'
    rf"|(?P<text>>\s*)(?P<text_words>{_any_of(w for w in IN_PAGES if ' ' in w)})(?=\s*<)"
)


def persian_page(page: str) -> str:
    """Translate what templates say without a catalogue."""
    # The text of such a summary says more than this name, which would hide it from listeners.
    page = page.replace('<summary aria-label="Toggle hidden content">', "<summary>")
    return _PLACES.sub(
        lambda place: (
            (place["hint"] or place["text"]) + IN_PAGES[place["hint_words"] or place["text_words"]]
        ),
        page,
    )


def persian_script(script: str) -> str:
    """Translate the strings of togglebutton.js."""
    for english, persian in IN_SCRIPTS.items():
        script = script.replace(english, persian)
    return script


def persian_copy_button(script: str) -> str:
    """Add Persian to the languages of copybutton.js."""
    if "'fa'" in script:
        return script
    messages = json.dumps(COPY_BUTTON, ensure_ascii=False)
    return script.replace("const messages = {", f"const messages = {{\n  'fa': {messages},", 1)


def persian_catalogue() -> str:
    """The script ``translations.js``, by which Sphinx's scripts speak on every page.

    Sphinx's own says awkward things, has an empty translation of the line that tells how many
    pages were found, so that nothing is shown, and a plural rule that yields a boolean, which is no
    index.
    """
    catalogue = {
        "locale": "fa",
        "plural_expr": "n > 1 ? 1 : 0",
        "messages": SCRIPT_CATALOGUE,
    }
    return f"Documentation.addTranslations({json.dumps(catalogue, ensure_ascii=False)});\n"
