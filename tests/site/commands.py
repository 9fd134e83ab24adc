"""Running the programs that build books."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest


def run_or_fail(
    command: Sequence[object], folder: Path, environment: Mapping[str, str] | None = None
) -> str:
    """Run ``command`` in ``folder``; what it said, without colours, or the test fails with it."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**(os.environ if environment is None else environment), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    said = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    if done.returncode:
        pytest.fail(f"{command}\n{said[-6000:]}", pytrace=False)
    return said
