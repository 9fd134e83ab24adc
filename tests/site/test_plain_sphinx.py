"""The way out of Jupyter Book 1: the same book with plain Sphinx 9 and the newer theme.

Same pages, same ``_toc.yml``, same extensions; ``conf.py`` is what Jupyter Book itself derives from
``_config.yml``, less the extensions that only Jupyter Book needs.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from book_server import serving
from book_site import BOOK_BIN, ROOT, copy_book, notebooks, pages
from commands import run_or_fail
from page_visit import drawing_problems, visiting
from playwright.sync_api import Browser
from test_search import PERCEPTRON, results

SPHINX_9 = ROOT / ".venv" / "sphinx9" / "bin"
ONLY_JUPYTER_BOOK = ["jupyter_book", "sphinx_comments", "sphinx_jupyterbook_latex", "sphinx_thebe"]


def run(command: list[object], folder: Path) -> None:
    """Run a command with the environment of the book."""
    path = os.pathsep.join([str(SPHINX_9), str(BOOK_BIN), os.environ["PATH"]])
    run_or_fail(command, folder, {**os.environ, "PATH": path})


def derive_configuration(folder: Path) -> None:
    """Let Jupyter Book write ``conf.py`` and drop its own extensions from it."""
    run([BOOK_BIN / "jupyter-book", "config", "sphinx", "."], folder)
    file = folder / "conf.py"
    text = file.read_text(encoding="utf-8")
    # Jupyter Book puts the folder of local extensions on the path by itself.
    text = f"import sys\n\nsys.path.append({str(folder / 'book' / '_ext')!r})\n{text}"
    for name in ONLY_JUPYTER_BOOK:
        text = re.sub(rf"'{name}'(?:, )?", "", text)
    file.write_text(text, encoding="utf-8")


def build(folder: Path) -> Path:
    """Build a copy of the book in ``folder`` with plain Sphinx 9; any warning is an error."""
    copy_book(folder)
    derive_configuration(folder)
    run([SPHINX_9 / "sphinx-build", "-W", "--keep-going", ".", "html"], folder)
    return folder / "html"


def check_pages(html: Path) -> None:
    for name in pages():
        text = (html / f"{name}.html").read_text(encoding="utf-8")
        root = re.search(r"<html[^>]*>", text)[0]
        assert 'dir="rtl"' in root, name
        assert 'lang="fa"' in root, name
        assert "رفتن به متن" in text, name
        assert ("searchindex.js" in text) == (name == "search"), name
    settings = (html / "_static" / "documentation_options.js").read_text(encoding="utf-8")
    assert "LANGUAGE: 'fa'" in settings


def check_style_sheets(html: Path) -> None:
    theme = (html / "_static" / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    # A few sides stay: a box centred by left: 50% and its own margin-left, arrows of tooltips.
    assert theme.count("margin-inline-start:") > 20 * theme.count("margin-left:")


def drawn_wrong(html: Path, browser: Browser) -> list[str]:
    """What the browser finds wrong with the cover, the chapters and the search."""
    problems = []
    with serving(html) as address:
        for name in ["book/index", *notebooks()]:
            with visiting(browser, f"{address}/{name}.html", "phone", "dark") as visit:
                found = drawing_problems(visit.page)
                problems += [f"{name}: {problem}" for problem in visit.problems + found]
        with visiting(browser, f"{address}/search.html?q={quote('شبكه‌ عصبي')}") as visit:
            if PERCEPTRON not in results(visit.page):
                problems.append("the chapter was not found by searching")
            problems += visit.problems
    return problems


def test_the_book_builds_with_plain_sphinx_9(tmp_path: Path, browser: Browser) -> None:
    """One test, as the build is the expensive part."""
    if sys.version_info < (3, 11):
        pytest.skip("Sphinx 9 به Python 3.11 یا تازه‌تر نیاز دارد")
    if not (SPHINX_9 / "sphinx-build").exists():
        pytest.skip("محیط Sphinx 9 نصب نیست: make test آن را نصب می‌کند")
    html = build(tmp_path)
    check_pages(html)
    check_style_sheets(html)
    problems = drawn_wrong(html, browser)
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
