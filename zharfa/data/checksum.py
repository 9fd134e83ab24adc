"""SHA-256 of files: the one test of whether a file is the right one."""

from __future__ import annotations

import hashlib
from pathlib import Path

_BLOCK = 1 << 20


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def fault(file: Path, size: int, sha256: str) -> str | None:
    """Why ``file`` is not the pinned file: ``"size"``, ``"sha256"``, ``"unreadable"``, or None.

    The size is looked at first because it costs nothing.
    """
    try:
        if file.stat().st_size != size:
            return "size"
        return None if sha256_of(file) == sha256 else "sha256"
    except OSError:
        return "unreadable"
