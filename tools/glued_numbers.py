"""Numbers of a run inside Markdown: ``<span data-glue="name:spec">…</span>``.

``zharfa.glue(name, value)`` leaves the value in an output of the notebook; the text between the
tags is written from it: the same number stands on the page, in Colab and in JupyterLab.
``run_seconds`` is the measured time of the run itself; the spec ``duration`` writes it in words.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from zharfa.persian import duration, number

RECORD = "application/papermill.record/text/plain"
SPAN = re.compile(
    r'(?P<open><span data-glue="(?P<name>[^":]+)(?::(?P<spec>[^"]*))?">)'
    r"(?P<text>[^<]*)(?P<close></span>)"
)


class GlueError(ValueError):
    """A span names a value that the run did not glue, or asks for an impossible format."""


def glued_values(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """All values that the outputs of ``notebook`` carry, by name; the last one of a name wins."""
    values = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name and RECORD in output.get("data", {}):
                values[name] = _literal("".join(output["data"][RECORD]))
    provenance = notebook.get("metadata", {}).get("zharfa", {}).get("provenance", {})
    if "seconds_total" in provenance:
        values["run_seconds"] = provenance["seconds_total"]
    return values


def refreshed(source: str, values: Mapping[str, Any]) -> str:
    """``source`` with the text of every span written from ``values``; raises :class:`GlueError`."""

    def span(match: re.Match[str]) -> str:
        name, spec = match["name"], match["spec"] or "g"
        if name not in values:
            raise GlueError(
                f"عدد «{name}» در هیچ خروجی نیست؛ zharfa.glue({name!r}, …) را در کد بیفزایید "
                "یا نام را در متن درست کنید."
            )
        try:
            text = duration(values[name]) if spec == "duration" else number(values[name], spec)
        except (TypeError, ValueError) as error:
            raise GlueError(f"قالب «{spec}» برای عدد «{name}» درست نیست: {error}") from error
        return f"{match['open']}{text}{match['close']}"

    return SPAN.sub(span, source)


def refresh(notebook: Mapping[str, Any]) -> int:
    """Rewrite the spans of all Markdown cells in place; return how many cells changed."""
    values = glued_values(notebook)
    changed = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            before, cell["source"] = cell["source"], refreshed(cell["source"], values)
            changed += before != cell["source"]
    return changed


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
