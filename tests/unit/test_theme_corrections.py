"""Corrections of the theme's markup, on the markup as the theme writes it."""

from __future__ import annotations

import pytest
from theme_corrections import corrected

CASES = {
    "search button": (
        '<button class="btn search-button-field pst-js-only" title="جستجو" aria-label="جستجو" x>',
        '<button class="btn search-button-field pst-js-only" title="جستجو" x>',
    ),
    "other buttons keep their names": (
        '<button class="btn btn-sm search-button" aria-label="جستجو">',
        '<button class="btn btn-sm search-button" aria-label="جستجو">',
    ),
    "side column": (
        '<div id="pst-primary-sidebar" class="x">',
        '<div id="pst-primary-sidebar" role="navigation" aria-label="ستون کتاب" class="x">',
    ),
    "bibliography": (
        '<div class="citation" id="id1" role="doc-biblioentry">',
        '<div class="citation" id="id1" role="listitem">',
    ),
    "download": (
        '<a href="../_sources/notebooks/a.ipynb" target="_blank"\n class="btn">',
        '<a href="../_sources/notebooks/a.ipynb" download\n class="btn">',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_markup_is_corrected_once(case: str) -> None:
    before, after = CASES[case]
    assert corrected(before) == after
    assert corrected(after) == after
