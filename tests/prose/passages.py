"""Cut what a reader reads out of Markdown, notebooks and Python code.

Code, formulas and addresses inside a sentence become one placeholder character each, so that the
rules see where they stand but not what is in them.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

# Private-use characters, found in no text; VALUE is what an f-string puts in.
CODE, MATH, VALUE = "\ue000", "\ue001", "\ue003"

PROSE, HEADING, ITEM, CELL, STRING = "prose", "heading", "item", "table cell", "string"


@dataclass(frozen=True)
class Passage:
    """One paragraph, heading, list item, table cell or string, and where it stands."""

    where: str
    kind: str
    text: str


FENCED_CODE = re.compile(
    r"^(?P<tick>`{3,}|~{3,})(?P<info>[^\n]*)\n.*?^(?P=tick)[ \t]*$", re.M | re.S
)
_DROPPED = re.compile(
    r"\A---\n.*?\n---\n"  # front matter
    r"|<!--.*?-->"
    r"|^%[^\n]*$"  # MyST comment
    r"|^\([\w-]+\)=[ \t]*$"  # label
    r"|^:{3,}[ \t]*$"  # end of a block directive
    r"|^[ \t]*:[\w-]+:[^\n]*$"  # option of a directive
    r"|^-{3,}[ \t]*$"
    r"|^\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+(?:[ \t]*:?-{3,}:?[ \t]*)?$",  # rule under a table head
    re.M | re.S,
)
_DIRECTIVE = re.compile(r"^:{3,}\{[\w-]+\}[ \t]*", re.M)
_NUMERIC_ANSWER = re.compile(r"(\*\*پاسخ:\*\*)[ \t]*[-+\d.e±٫\u2212 \t]+$", re.M)
_DISPLAY_MATH = re.compile(r"\$\$.*?\$\$", re.S)
INLINE_CODE = re.compile(r"(?:\{[\w:.-]+\})?(`+)(?!`)(?:.|\n(?!\n))+?(?<!`)\1(?!`)")
_CITATION = re.compile(r"[ \t]?\{cite(?::\w+)?\}`[A-Za-z][\w:, -]*`")
_INLINE_MATH = re.compile(r"(?<![\\$])\$(?!\s)[^$\n]+?(?<!\\)\$(?!\d)")
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)]*)\)")
LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)]*)\)")
_ADDRESS = re.compile(r"<https?://[^>]+>|https?://[^\s)»،؛]+")
_ATTRIBUTES = re.compile(r"\{[.#][^}]*\}")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_FOOTNOTE = re.compile(r"\[\^[\w-]+\]:?")
_MARKER = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_CALL = re.compile(r"[A-Za-z_][\w.]*\([^()]*\)")
_DEFINITION = re.compile(r":[ \t]+")


def markdown_passages(markdown: str, where: str) -> list[Passage]:
    """Paragraphs, headings, list items and table cells of ``markdown``; code, formulas hidden."""
    text = FENCED_CODE.sub("\n", markdown)
    text = _DROPPED.sub("", text)
    text = _DIRECTIVE.sub("\n", text)
    text = _NUMERIC_ANSWER.sub(r"\1", text)
    text = _DISPLAY_MATH.sub(f"\n\n{MATH}\n\n", text)
    text = _CITATION.sub("", text)
    text = INLINE_CODE.sub(CODE, text)
    text = _INLINE_MATH.sub(MATH, text)
    text = IMAGE.sub(lambda match: f"\n\n{match['alt']}\n\n", text)
    text = LINK.sub(lambda match: match["text"], text)
    text = _ADDRESS.sub(CODE, text)
    text = _ATTRIBUTES.sub("", text)
    text = _FOOTNOTE.sub("", text)
    text = _TAG.sub("", text).replace("*", "")
    blocks = list(_blocks(text))
    return [
        Passage(where, kind, block) for kind, block in blocks if block.strip(CODE + MATH + " .")
    ]


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    kind, lines = PROSE, []
    for line in [*text.splitlines(), ""]:
        line = re.sub(r"^[ \t]*>[ \t]?", "", line).rstrip()
        starts = line.lstrip().startswith(("#", "|")) or _MARKER.match(line) or not line.strip()
        if starts or _DEFINITION.match(line):
            if lines:
                yield kind, " ".join(lines)
            kind, lines = PROSE, []
        if not line.strip():
            continue
        if line.lstrip().startswith("#"):
            yield HEADING, line.lstrip("# \t")
        elif line.lstrip().startswith("|"):
            yield from ((CELL, cell.strip()) for cell in line.split("|") if cell.strip())
        elif marker := _MARKER.match(line):
            kind, lines = ITEM, [line[marker.end() :]]
        else:
            definition = _DEFINITION.match(line)
            lines.append((line[definition.end() :] if definition else line).strip())


def formulas(markdown: str) -> list[str]:
    """The formulas of ``markdown``, without the words set in them with ``\\text``."""
    text = FENCED_CODE.sub("\n", markdown)
    text = INLINE_CODE.sub(CODE, text)
    found = _DISPLAY_MATH.findall(text)
    found += _INLINE_MATH.findall(_DISPLAY_MATH.sub("", text))
    return [re.sub(r"\\(?:text|mathrm|operatorname)\{[^}]*\}", "", formula) for formula in found]


def inline_code(markdown: str) -> list[str]:
    """The inline code of ``markdown``."""
    text = _CITATION.sub("", FENCED_CODE.sub("\n", markdown))
    return [match[0] for match in INLINE_CODE.finditer(text)]


def code_passages(source: str, where: str) -> list[Passage]:
    """Comments and strings of Python ``source`` that hold Persian; shell lines are passed over."""
    python = re.sub(r"^(\s*)[!%].*$", r"\1pass", source, flags=re.M)
    found = [
        Passage(where, PROSE, token.string.lstrip("# "))
        for token in tokenize.generate_tokens(io.StringIO(python).readline)
        if token.type == tokenize.COMMENT
    ]
    nodes = [node for node in ast.walk(ast.parse(python)) if hasattr(node, "lineno")]
    nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    pieces = {id(v) for node in nodes if isinstance(node, ast.JoinedStr) for v in node.values}
    for node in nodes:
        if id(node) in pieces:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = [v.value if isinstance(v, ast.Constant) else VALUE for v in node.values]
            found.append(Passage(where, STRING, _CALL.sub(CODE, "".join(map(str, parts)))))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(Passage(where, STRING, _CALL.sub(CODE, node.value)))
    return [passage for passage in found if re.search("[\u0600-\u06ff]", passage.text)]


def cells(path: Path) -> list[Any]:
    """The cells of the notebook ``path``."""
    return nbformat.read(path, as_version=4).cells


def notebook_passages(path: Path) -> list[Passage]:
    """Everything a reader reads in a notebook but its outputs: text, comments, strings, alt."""
    found = []
    for number, cell in enumerate(cells(path), 1):
        where = f"{path.name}, cell {number}"
        if cell.cell_type == "markdown":
            found += markdown_passages(cell.source, where)
            continue
        found += code_passages(cell.source, where)
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt")
        if alt:
            found.append(Passage(where, PROSE, alt))
    return found
