"""What this process has loaded: for the line under a chapter's title and its metadata."""

from __future__ import annotations

import json
import os
from pathlib import Path

_loaded: dict[tuple[str, str], dict] = {}


def record(name: str, file: str, sha256: str, sample: bool, note: str = "") -> None:
    """Note that ``file`` of data set ``name`` was loaded; a repetition changes nothing."""
    entry = {"name": name, "file": file, "sha256": sha256, "sample": sample, "note": note}
    _loaded[name, file] = entry
    report = os.environ.get("ZHARFA_PROVENANCE")
    if report:
        _write(Path(report))


def provenance() -> list[dict]:
    """The files this process has loaded, in order: name, file, sha256, sample, note."""
    return [dict(entry) for entry in _loaded.values()]


def _write(report: Path) -> None:
    draft = report.with_name(f"{report.name}.{os.getpid()}.tmp")
    draft.write_text(json.dumps(provenance(), ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(draft, report)
