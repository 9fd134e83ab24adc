"""The copy button of a code cell gives exactly the source, Persian comments included."""

from __future__ import annotations

import json

from book_site import ROOT
from playwright.sync_api import Page

HIDDEN = {"remove-cell", "remove-input", "remove_cell", "remove_input"}
#: Copying is done when the click returns; the clipboard is emptied before each.
COPIED = """async () => {
  document.querySelectorAll("details").forEach(details => (details.open = true));
  const copied = [];
  for (const button of document.querySelectorAll(".cell_input .copybtn")) {
    await navigator.clipboard.writeText("");
    button.click();
    copied.push((await navigator.clipboard.readText()).replace(/\\n+$/, ""));
  }
  return copied;
}"""


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


def copy_problems(page: Page, name: str) -> list[str]:
    """What the copy buttons of chapter ``name``, open in ``page``, give otherwise than it is."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copied = page.evaluate(COPIED)
    expected = sources(name)
    problems = [
        f"the copy button gives {given!r}, not {source!r}"
        for given, source in zip(copied, expected, strict=False)
        if given != source
    ]
    if len(copied) != len(expected):
        problems.append(f"{len(copied)} copy buttons for {len(expected)} code cells")
    return problems
