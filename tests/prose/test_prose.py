"""The prose of the book keeps the rules of ``rules.py``; its links, citations and pictures hold."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from passages import (
    HEADING,
    ITEM,
    PROSE,
    STRING,
    Passage,
    code_passages,
    formulas,
    inline_code,
    markdown_passages,
    notebook_passages,
)
from references import (
    bibliography_keys,
    broken_links,
    labels,
    undescribed_images,
    unknown_citations,
)
from rules import faults, missing_english, persian_digits_in_code, settings

ROOT = Path(__file__).resolve().parents[2]
FRONT = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
PAGES = [*sorted((ROOT / "book").glob("*.md")), *(ROOT / name for name in FRONT)]
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MODULES = [
    path
    for path in sorted((ROOT / "zharfa").rglob("*.py"))
    if path.relative_to(ROOT).as_posix() not in settings()["about_letters"]
]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def markdown_of(path: Path) -> str:
    """The Markdown of a page, or of all Markdown cells of a notebook."""
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def passages_of(path: Path) -> list[Passage]:
    if path.suffix == ".ipynb":
        return notebook_passages(path)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return [p for p in code_passages(text, name(path)) if p.kind == STRING]
    return markdown_passages(text, name(path))


def excepted(path: Path, fault: str) -> bool:
    return any(
        entry["file"] == name(path) and entry["fault"] in fault
        for entry in settings()["exceptions"]
    )


def prose_faults(path: Path) -> list[str]:
    return [
        f"{passage.where}: {fault}"
        for passage in passages_of(path)
        for fault in faults(passage.text, passage.kind)
    ]


def digit_faults(path: Path) -> list[str]:
    markdown = markdown_of(path)
    code = formulas(markdown) + inline_code(markdown)
    return [fault for piece in code for fault in persian_digits_in_code(piece)]


@pytest.mark.parametrize("path", [*PAGES, *CHAPTERS, *MODULES], ids=name)
def test_persian_prose(path):
    assert [fault for fault in prose_faults(path) if not excepted(path, fault)] == []


@pytest.mark.parametrize("path", [*PAGES, *CHAPTERS], ids=name)
def test_digits_in_code_and_formulas_are_latin(path):
    assert [fault for fault in digit_faults(path) if not excepted(path, fault)] == []


@pytest.mark.parametrize("path", [*PAGES, *CHAPTERS], ids=name)
def test_links_citations_and_pictures(path):
    markdown = markdown_of(path)
    known = set().union(*(labels(markdown_of(page)) for page in PAGES))
    keys = bibliography_keys((ROOT / "book" / "references.bib").read_text(encoding="utf-8"))
    assert broken_links(markdown, path.parent, known) == []
    assert unknown_citations(markdown, keys) == []
    assert undescribed_images(markdown) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=name)
def test_terms_of_the_headings_come_with_their_english(path):
    passages = notebook_passages(path)
    headings = [p.text for p in passages if p.kind == HEADING]
    # The first cell is the title and the card «در یک نگاه»: no place to explain terms.
    body = [p for p in passages if p.kind in (PROSE, ITEM) and not p.where.endswith(", cell 1")]
    assert missing_english(headings, [p.text for p in body]) == []


def test_every_exception_is_still_needed():
    for entry in settings()["exceptions"]:
        path = ROOT / entry["file"]
        found = prose_faults(path) + digit_faults(path)
        assert any(entry["fault"] in fault for fault in found), entry
        assert entry["reason"]
