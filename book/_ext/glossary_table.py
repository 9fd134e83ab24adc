"""Directive ``glossary-table``: the vocabulary as a table, sorted by Persian or by English.

Usage (MyST)::

    ```{glossary-table} glossary.csv
    :sort: persian
    ```

The table sorted by Persian is the main one: its rows carry the anchors (``#term-learning-rate``)
and the variants not to use. The table sorted by English links to them.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from glossary_terms import GlossaryError, Term, by_english, by_persian, read_terms
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

_HEADINGS = {"persian": ("فارسی", "انگلیسی"), "english": ("انگلیسی", "فارسی")}


class latin(nodes.inline):
    """English text, isolated from the right-to-left text around it."""


def _visit_latin(self: HTML5Translator, node: latin) -> None:
    self.body.append('<bdi dir="ltr" lang="en">')


def _depart_latin(self: HTML5Translator, node: latin) -> None:
    self.body.append("</bdi>")


class GlossaryTable(SphinxDirective):
    """Letters to jump to, then one table."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"sort": lambda value: directives.choice(value, tuple(_HEADINGS))}

    def run(self) -> list[nodes.Node]:
        """Read the CSV beside the page and build the nodes."""
        relative, absolute = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        try:
            terms = read_terms(Path(absolute))
        except (GlossaryError, OSError) as error:
            raise self.error(str(error)) from error
        sort = self.options.get("sort", "persian")
        groups = by_persian(terms) if sort == "persian" else by_english(terms)
        return [_letters(sort, groups), _table(sort, groups)]


def _letter_id(sort: str, position: int) -> str:
    return f"glossary-{sort}-{position}"


def _letters(sort: str, groups: list[tuple[str, list[Term]]]) -> nodes.paragraph:
    line = nodes.paragraph(classes=["glossary-letters"])
    for position, (letter, _) in enumerate(groups):
        link = nodes.reference("", letter, internal=True, refid=_letter_id(sort, position))
        link["classes"] = ["sd-d-inline-block", "sd-px-3", "sd-py-1"]  # wide enough for a finger
        line += link
    return line


def _table(sort: str, groups: list[tuple[str, list[Term]]]) -> nodes.table:
    headings = _HEADINGS[sort]
    head = nodes.thead("", nodes.row("", *(_cell(nodes.Text(text)) for text in headings)))
    body = nodes.tbody()
    for position, (letter, terms) in enumerate(groups):
        title = _cell(nodes.strong(letter, letter))
        title["morecols"] = len(headings) - 1
        body += nodes.row("", title, ids=[_letter_id(sort, position)], classes=["glossary-letter"])
        body += [_persian_row(t) if sort == "persian" else _english_row(t) for t in terms]
    columns = [nodes.colspec(colwidth=1) for _ in headings]
    group = nodes.tgroup("", *columns, head, body, cols=len(headings))
    return nodes.table("", group, classes=["glossary-table", "colwidths-auto"])


def _persian_row(term: Term) -> nodes.row:
    persian = _cell(nodes.Text(term.persian))
    if term.not_to_use:
        avoid = "ننویسید: " + "، ".join(term.not_to_use)
        persian += nodes.paragraph(avoid, avoid, classes=["sd-text-muted", "sd-mb-0"])
    return nodes.row("", persian, _cell(latin(term.english, term.english)), ids=[term.anchor])


def _english_row(term: Term) -> nodes.row:
    link = nodes.reference("", term.persian, internal=True, refid=term.anchor)
    return nodes.row("", _cell(latin(term.english, term.english)), _cell(link))


def _cell(content: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", content, classes=["sd-mb-0"]))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive and its node."""
    app.add_node(latin, html=(_visit_latin, _depart_latin))
    app.add_directive("glossary-table", GlossaryTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
