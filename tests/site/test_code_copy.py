"""The copy button of a code cell gives exactly the source, Persian comments included."""

from __future__ import annotations

import json

import pytest
from book_site import ROOT, notebooks
from page_visit import visiting
from playwright.sync_api import Browser

HIDDEN = {"remove-cell", "remove-input", "remove_cell", "remove_input"}


def sources(name: str) -> list[str]:
    """The code cells that the page shows, as the notebook holds them."""
    cells = json.loads((ROOT / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return [
        "".join(cell["source"]).rstrip("\n")
        for cell in cells
        if cell["cell_type"] == "code"
        and not HIDDEN & set(cell["metadata"].get("tags", ()))
        and "".join(cell["source"]).strip()
    ]


@pytest.mark.parametrize("name", notebooks())
def test_every_code_cell_is_copied_exactly(browser: Browser, site: str, name: str) -> None:
    with visiting(browser, f"{site}/{name}.html") as visit:
        visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit.page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
        buttons = visit.page.locator(".cell_input .copybtn")
        copied = []
        for index in range(buttons.count()):
            buttons.nth(index).evaluate("button => button.click()")
            visit.page.wait_for_timeout(30)
            copied.append(visit.page.evaluate("navigator.clipboard.readText()").rstrip("\n"))
    assert copied == sources(name)
