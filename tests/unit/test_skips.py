"""Under ``CI=true`` a skip is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
IN_A_TEST = "import pytest\ndef test_it():\n    pytest.skip('no browser')\n"
IN_A_FIXTURE = (
    "import pytest\n"
    "@pytest.fixture\ndef browser():\n    pytest.skip('no browser')\n"
    "def test_it(browser):\n    pass\n"
)
IN_A_MODULE = "import pytest\npytest.skip('no browser', allow_module_level=True)\n"


@pytest.mark.parametrize("source", [IN_A_TEST, IN_A_FIXTURE, IN_A_MODULE])
@pytest.mark.parametrize(("ci", "succeeds"), [("true", False), ("", True)])
def test_a_skip_fails_in_ci_only(tmp_path: Path, source: str, ci: str, succeeds: bool) -> None:
    (tmp_path / "conftest.py").write_text((TESTS / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "test_skipping.py").write_text(source)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", tmp_path, tmp_path],
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    no_tests_left = 5
    assert (done.returncode in (0, no_tests_left)) == succeeds, done.stdout
    assert "no browser" in done.stdout or succeeds
