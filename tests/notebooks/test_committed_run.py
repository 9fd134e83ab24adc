"""The outputs in the repository are those of the code beside them, run for real."""

from __future__ import annotations

import nbformat
import pytest
import yaml
from quick_run import ROOT, chapters

from tools.glued_numbers import glued_values
from tools.run_chapter import faults

MEGABYTE = 2**20
TARGETS = yaml.safe_load((ROOT / "tests" / "targets.yml").read_text(encoding="utf-8"))
CHAPTERS = [pytest.param(path, id=path.stem) for path in chapters()]


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_record_of_the_run_holds_and_the_numbers_are_those_of_the_run(path):
    assert faults(path) == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_results_of_the_run_are_what_the_book_promises(path):
    values = glued_values(nbformat.read(path, as_version=4))
    promised = TARGETS[path.stem]
    outside = {
        name: values.get(name)
        for name, (low, high) in promised.items()
        if not (name in values and low <= values[name] <= high)
    }
    assert outside == {}


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_notebook_is_small(path):
    assert path.stat().st_size < MEGABYTE


def test_all_notebooks_together_can_be_cloned_on_a_slow_line():
    assert sum(path.stat().st_size for path in chapters()) < 30 * MEGABYTE
