"""Every chapter has the parts that ``CONTRIBUTING.md`` asks for."""

from __future__ import annotations

import nbformat
import pytest
from anatomy import RULES
from quick_run import chapters

CHAPTERS = [pytest.param(path, id=path.stem) for path in chapters()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", CHAPTERS)
def test_anatomy(path, rule):
    assert list(rule(nbformat.read(path, as_version=4))) == []
