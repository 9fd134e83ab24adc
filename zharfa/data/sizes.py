"""File sizes as a Persian reader knows them from download pages."""

from __future__ import annotations

from zharfa import persian


def persian_size(size: int) -> str:
    """A number of bytes as «۱۱٫۵ مگابایت», in powers of ten as download pages count."""
    for limit, unit in ((1_000_000_000, "گیگابایت"), (1_000_000, "مگابایت"), (1_000, "کیلوبایت")):
        if size >= limit:
            return f"{persian.number(round(size / limit, 1))} {unit}"
    return f"{persian.digits(size)} بایت"
