"""The requirement files can be read by every pip, in every locale."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [*ROOT.glob("requirements*.txt"), *ROOT.glob("tests/requirements*.txt")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_older_pip_on_windows_knows_the_encoding(path):
    """pip before 24.1 reads the file in the locale's encoding unless its first lines name one."""
    raw = path.read_bytes()
    assert raw.isascii() or b"coding: utf-8" in b"\n".join(raw.splitlines()[:2])
