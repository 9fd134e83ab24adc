"""The book's vocabulary: read from CSV, checked, and put in Persian or English alphabetical order.

Imports nothing of Sphinx, so that it can be tested without it.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

#: The Persian alphabet as dictionaries have it: آ before ا, and پ چ ژ گ in their own places
#: (code points would put them after ی).
PERSIAN_ALPHABET = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"

_RANK = {letter: rank for rank, letter in enumerate(PERSIAN_ALPHABET, start=1)}
_CARRIERS = str.maketrans({"أ": "ا", "إ": "ا", "ؤ": "و", "ئ": "ی", "ة": "ه", "ۀ": "ه"})
_COLUMNS = ["english", "persian", "not_to_use"]


class GlossaryError(ValueError):
    """The CSV breaks a rule of the vocabulary; the message says where and which."""


@dataclass(frozen=True)
class Term:
    """One row of the vocabulary."""

    english: str
    persian: str
    not_to_use: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The id of the term's row on the page: stable, ASCII, from the English term."""
        return "term-" + re.sub(r"[^a-z0-9]+", "-", self.english.lower()).strip("-")


def read_terms(path: Path) -> list[Term]:
    """Read the vocabulary and check it.

    Raises:
        GlossaryError: unknown columns, an empty cell, or a term defined twice.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if reader.fieldnames != _COLUMNS:
            raise GlossaryError(f"{path.name}: columns must be {', '.join(_COLUMNS)}")
        terms = [_term(row, f"{path.name}:{reader.line_num}") for row in reader]
    _refuse_repeats(terms, path.name)
    return terms


def _term(row: dict[str, str], place: str) -> Term:
    if None in row or None in row.values():
        raise GlossaryError(f"{place}: a row has {len(_COLUMNS)} cells")
    english, persian = row["english"].strip(), row["persian"].strip()
    if not english or not persian:
        raise GlossaryError(f"{place}: a term needs both its English and its Persian form")
    variants = tuple(v.strip() for v in row["not_to_use"].split(";") if v.strip())
    return Term(english, persian, variants)


def _refuse_repeats(terms: list[Term], name: str) -> None:
    seen: set[str] = set()
    for term in terms:
        if term.anchor in seen:
            raise GlossaryError(f"{name}: «{term.english}» is defined twice")
        seen.add(term.anchor)


def persian_key(text: str) -> tuple[tuple[int, str], ...]:
    """Sort key of Persian text: half-space, harakat and hamza do not count, space comes first."""
    letters = []
    for char in unicodedata.normalize("NFC", text).translate(_CARRIERS).casefold():
        if unicodedata.category(char) in {"Mn", "Cf"}:
            continue
        # Ranks: space 0, the alphabet 1-33, all others (Latin, digits) after it in their own order.
        letters.append((0, "") if char.isspace() else (_RANK.get(char, len(_RANK) + 1), char))
    return tuple(letters)


def english_key(text: str) -> tuple[str, ...]:
    """Sort key for English terms: letters and digits only, case does not count."""
    return tuple(re.findall(r"[a-z0-9]+", text.lower()))


def persian_letter(text: str) -> str:
    """The letter of the alphabet under which a Persian term stands."""
    return unicodedata.normalize("NFC", text).translate(_CARRIERS)[0]


def english_letter(text: str) -> str:
    """The letter under which an English term stands."""
    return english_key(text)[0][0].upper()


def by_persian(terms: Iterable[Term]) -> list[tuple[str, list[Term]]]:
    """Terms in Persian order, grouped by first letter."""
    ordered = sorted(terms, key=lambda term: (persian_key(term.persian), english_key(term.english)))
    return _grouped(ordered, lambda term: persian_letter(term.persian))


def by_english(terms: Iterable[Term]) -> list[tuple[str, list[Term]]]:
    """Terms in English order, grouped by first letter."""
    ordered = sorted(terms, key=lambda term: english_key(term.english))
    return _grouped(ordered, lambda term: english_letter(term.english))


def _grouped(terms: list[Term], letter: Callable[[Term], str]) -> list[tuple[str, list[Term]]]:
    groups: dict[str, list[Term]] = {}
    for term in terms:
        groups.setdefault(letter(term), []).append(term)
    return list(groups.items())
