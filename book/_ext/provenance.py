"""One quiet line under the title of a chapter: where, when and on which data its outputs were made.

It reads ``zharfa.provenance`` in the notebook's metadata, which the run tool writes.
"""

from __future__ import annotations

import datetime
import re
from html import escape
from typing import TYPE_CHECKING, Any

from notebook_source import Notebook, cell_text, connect, markdown_cells, zharfa_metadata
from persian_numbers import jalali_text, persian_number

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_TITLE = re.compile(r"^# .+$", re.MULTILINE)


def provenance_line(provenance: dict[str, Any]) -> str:
    """HTML sentence of a provenance record: device, time, kind of data, date."""
    parts = [f"اجراشده روی {_device(provenance)} در {_duration(provenance['seconds_total'])}"]
    data = provenance.get("data") or []
    if data:
        sampled = sum(bool(dataset["sample"]) for dataset in data)
        kind = {0: "داده‌های واقعی", len(data): "دادهٔ نمونه"}.get(sampled, "داده‌های واقعی و نمونه")
        parts.append(f"با {kind}")
    date = datetime.date.fromisoformat(provenance["date"][:10])
    parts.append(f'<time datetime="{date}">{jalali_text(date)}</time>')
    return "، ".join(parts)


def _device(provenance: dict[str, Any]) -> str:
    device, cores = provenance["device"], provenance.get("cores")
    if device.lower() != "cpu":
        return f'<bdi dir="ltr">{escape(device)}</bdi>'
    return f"پردازندهٔ {persian_number(str(cores))}هسته‌ای" if cores else "پردازندهٔ معمولی"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{persian_number(str(max(1, round(seconds))))} ثانیه"
    return f"{persian_number(str(round(seconds / 60)))} دقیقه"


def add_provenance(notebook: Notebook, docname: str) -> None:
    """Write the line under the title of ``notebook``, in place; without a record do nothing."""
    provenance = zharfa_metadata(notebook).get("provenance")
    if provenance is None:
        return
    line = f'\n\n<p class="provenance">{provenance_line(provenance)}</p>\n'
    for cell in markdown_cells(notebook):
        text = cell_text(cell)
        title = _TITLE.search(text)
        if title:
            cell["source"] = text[: title.end()] + line + text[title.end() :]
            return


def setup(app: Sphinx) -> dict[str, bool]:
    connect(app, add_provenance)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
