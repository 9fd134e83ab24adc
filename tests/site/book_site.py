"""Where the built book lies and which pages it has."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
HTML = Path(os.environ.get("BOOK_HTML", ROOT / "_build" / "html"))
"""The book as ``make book`` builds it; ``BOOK_HTML`` names another folder."""

BOOK_BIN = ROOT / ".venv" / "book" / "bin"
NODE_MODULES = ROOT / "tests" / "site" / "node_modules"

GENERATED_PAGES = ("search",)
"""Pages that Sphinx adds to those of the table of contents."""


def documents() -> list[str]:
    """The documents of the table of contents, in its order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = [toc["root"]]

    def collect(entry: dict[str, object]) -> None:
        for key in ("parts", "chapters", "sections"):
            for child in entry.get(key, ()):
                if "file" in child:
                    found.append(child["file"])
                collect(child)

    collect(toc)
    return found


def notebooks() -> list[str]:
    """The documents that are notebooks."""
    return [name for name in documents() if (ROOT / f"{name}.ipynb").exists()]


def pages() -> list[str]:
    """Every page a reader can open."""
    return [*documents(), *GENERATED_PAGES]


def copy_book(folder: Path) -> None:
    """Copy what the build of the book reads into ``folder``."""
    skipped = shutil.ignore_patterns("node_modules", "__pycache__", "_build")
    for name in ("book", "notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=skipped)
    for name in ("_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, folder / name)
    assets = Path("book", "_assets", "node_modules")
    (folder / assets).symlink_to(ROOT / assets)


def chromium() -> str | None:
    """Path of the browser: ``CHROMIUM`` or the first one on the path."""
    # The shell draws the same pages with two thirds of the work: it has no window to keep.
    shell, whole = "chromium-headless-shell", ("chromium", "chromium-browser", "google-chrome")
    names = (os.environ.get("CHROMIUM", ""), shell, *whole)
    return next((path for name in names if name and (path := shutil.which(name))), None)


NO_CHROMIUM = "Chromium پیدا نشد: آن را نصب کنید یا مسیرش را در متغیر CHROMIUM بگذارید"
NO_NODE_MODULES = "ابزارهای آزمون وبگاه نصب نیستند: make test آن‌ها را نصب می‌کند"
NOT_BUILT = f"کتاب در {HTML} ساخته نشده است: نخست make book را اجرا کنید"
