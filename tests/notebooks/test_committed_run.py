"""The outputs in the repository are those of the code beside them, run for real."""

from __future__ import annotations

import pytest
from quick_run import chapters

from tools.run_chapter import faults

MEGABYTE = 2**20
CHAPTERS = [pytest.param(path, id=path.stem) for path in chapters()]


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_record_of_the_run_holds_and_the_numbers_are_those_of_the_run(path):
    assert faults(path) == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_notebook_is_small(path):
    assert path.stat().st_size < MEGABYTE


def test_all_notebooks_together_can_be_cloned_on_a_slow_line():
    assert sum(path.stat().st_size for path in chapters()) < 30 * MEGABYTE
