"""Rules for all tests of the project."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

SKIPPED_IN_CI = "در CI هیچ آزمونی نباید کنار گذاشته شود"


def _fail_if_skipped_in_ci(
    report: pytest.TestReport | pytest.CollectReport,
) -> pytest.TestReport | pytest.CollectReport:
    expected = hasattr(report, "wasxfail")
    if os.environ.get("CI") == "true" and report.skipped and not expected:
        report.outcome = "failed"
        report.longrepr = f"{SKIPPED_IN_CI}: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under ``CI=true`` a skipped test is a failure: what CI cannot test is not tested."""
    return _fail_if_skipped_in_ci((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself."""
    return _fail_if_skipped_in_ci((yield))
