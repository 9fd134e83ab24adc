"""Sphinx extension: Persian digits in every number that Sphinx makes.

Sections, figures, tables, code blocks and equations, in headings, captions, tables of contents and
references; footnotes and numeric citations. What an author typed, and code, stays as it is.

A number of several parts («۲.۱») reads from the right, as printed Persian books do it: the chapter
stands on the right.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from persian_numbers import persian_digits
from rendered_page import after_rendering

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ONLY_DIGITS = re.compile(r"[\s\d()\[\],;–-]+")
_BACK_LINK = re.compile(r'(<a role="doc-backlink" href="[^"]*">)(\d+)(?=</a>)')
#: Right-to-left mark: without it the bidirectional algorithm takes «۲.۱» for one decimal number.
_RLM = "\N{RIGHT-TO-LEFT MARK}"


class PersianNumber(int):
    """A number that Sphinx counts with as ever and that prints in Persian.

    All builders and themes write numbers as ``".".join(map(str, parts))``.
    """

    def __str__(self) -> str:
        return persian_digits(int.__repr__(self)) + _RLM


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension; after all that assigns numbers."""
    app.connect("env-get-updated", _structural_numbers, priority=999)
    app.connect("doctree-resolved", _notes, priority=999)
    app.connect("builder-inited", lambda app: after_rendering(app, persian_back_links))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def persian_back_links(page: str) -> str:
    """Number the way back from a footnote with several references, which HTML writers count."""
    return _BACK_LINK.sub(lambda link: link[1] + persian_digits(link[2]), page)


def _structural_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    for numbers in env.toc_secnumbers.values():
        for anchor, parts in numbers.items():
            numbers[anchor] = _persian_parts(parts)
    for kinds in env.toc_fignumbers.values():
        for figures in kinds.values():
            for name, parts in figures.items():
                figures[name] = _persian_parts(parts)
    for title in env.titles.values():
        if "secnumber" in title:
            title["secnumber"] = _persian_parts(title["secnumber"])
    for contents in env.tocs.values():
        for reference in contents.findall(nodes.reference):
            if reference.get("secnumber"):
                reference["secnumber"] = _persian_parts(reference["secnumber"])
    return []


def _persian_parts(parts: Iterable[int]) -> tuple[PersianNumber, ...]:
    return tuple(PersianNumber(part) for part in parts)


def _notes(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in doctree.findall(_is_number_of_note):
        for text in list(node.findall(nodes.Text)):
            if _ONLY_DIGITS.fullmatch(text):
                text.parent.replace(text, nodes.Text(persian_digits(text)))


def _is_number_of_note(node: nodes.Node) -> bool:
    if isinstance(node, nodes.reference):
        # References to citations and equations are links by now.
        return node.get("internal", False) and not isinstance(node.parent, nodes.title)
    return isinstance(node, nodes.label | nodes.footnote_reference | nodes.citation_reference)
