"""Lighthouse over the served book: accessibility, best practices, search engines."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from book_site import BOOK_BIN, NO_CHROMIUM, NO_NODE_MODULES, NODE_MODULES, chromium

LIGHTHOUSE = NODE_MODULES / "lighthouse" / "cli" / "index.js"
LEAST = {"accessibility": 100, "best-practices": 95, "seo": 95}
PAGES = ["book/index", "book/notation", "notebooks/02-perceptron"]


def report(url: str, folder: Path) -> dict:
    """Lighthouse's report on a page as a phone sees it."""
    if chromium() is None:
        pytest.skip(NO_CHROMIUM)
    if not LIGHTHOUSE.exists():
        pytest.skip(NO_NODE_MODULES)
    output = folder / "report.json"
    subprocess.run(
        [
            BOOK_BIN / "node",
            LIGHTHOUSE,
            url,
            f"--only-categories={','.join(LEAST)}",
            "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-background-networking",
            "--output=json",
            f"--output-path={output}",
            "--quiet",
            "--no-enable-error-reporting",
        ],
        env={**os.environ, "CHROME_PATH": chromium()},
        check=True,
        timeout=180,
    )
    return json.loads(output.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PAGES)
def test_scores(site: str, tmp_path: Path, name: str) -> None:
    found = report(f"{site}/{name}.html", tmp_path)
    problems = []
    for category, least in LEAST.items():
        score = round(100 * found["categories"][category]["score"])
        if score < least:
            weighted = found["categories"][category]["auditRefs"]
            lost = [
                (audit["id"], audit["title"], json.dumps(audit.get("details", {}))[:800])
                for reference in weighted
                if reference["weight"]
                and (audit := found["audits"][reference["id"]])["score"] not in (None, 1)
            ]
            problems.append(f"{category} {score} < {least}: {lost}")
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
