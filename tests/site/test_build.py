"""Building again after an edit is quick, and a fork's links are its own."""

from __future__ import annotations

import os
import re
import resource
from pathlib import Path

from book_site import BOOK_BIN, copy_book, documents, notebooks
from commands import run_or_fail

WARM_SECONDS = 10
FORK = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "someone/their-book",
    "GITHUB_REF_NAME": "devel",
    "GITHUB_REF_TYPE": "branch",
}


def build(folder: Path) -> tuple[str, float]:
    """Build as ``make book`` does; the output and the seconds of processor time it took.

    Processor time, as other tests run beside this one; a build alone on the machine hardly waits.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("BOOK_")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [BOOK_BIN / "jupyter-book", "build", ".", "-W", "--keep-going"]
    output = run_or_fail(command, folder, {**ours, **FORK, "NO_COLOR": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return output, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def documents_read(output: str) -> set[str]:
    """What Sphinx says it read."""
    return set(re.findall(r"reading sources\.\.\. \[ *\d+%\] (\S+)", output))


def check_links_lead_to_the_fork(html: Path) -> None:
    colab = "https://colab.research.google.com/github/someone/their-book/blob/devel"
    for name in notebooks():
        page = (html / f"{name}.html").read_text(encoding="utf-8")
        assert f'href="{colab}/{name}.ipynb"' in page
        assert 'href="https://github.com/someone/their-book"' in page
        assert "https://github.com/zharfa/zharfa/" not in page


def test_a_fork_builds_its_own_links_and_builds_again_quickly(tmp_path: Path) -> None:
    """One test, as each first build of a copy takes a while."""
    copy_book(tmp_path)
    output, _ = build(tmp_path)
    assert documents_read(output) == set(documents())
    html = tmp_path / "_build" / "html"
    check_links_lead_to_the_fork(html)

    page = tmp_path / "book" / "notation.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n\nیک ویرایش\n", encoding="utf-8")
    output, seconds = build(tmp_path)
    assert documents_read(output) == {"book/notation"}
    assert "یک ویرایش" in (html / "book" / "notation.html").read_text(encoding="utf-8")
    assert seconds <= WARM_SECONDS
