"""What the site tests share: the built book, a server for it, one browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from book_server import serving
from book_site import HTML, NO_CHROMIUM, NOT_BUILT, chromium
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def html() -> Path:
    """Folder of the built book."""
    if not (HTML / "index.html").exists():
        pytest.fail(NOT_BUILT)
    return HTML


@pytest.fixture(scope="session")
def site(html: Path) -> Iterator[str]:
    """Address of the built book on a server of its own."""
    with serving(html) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser that reaches the loopback and no other host."""
    path = chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        yield launched
        launched.close()
