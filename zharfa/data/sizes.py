"""Small helpers for Persian messages: digits, sizes, and a line shown to the reader."""

from __future__ import annotations

_PERSIAN_DIGITS = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")


def persian_digits(value: object) -> str:
    """``value`` as text with Persian digits and the Persian decimal mark."""
    return str(value).translate(_PERSIAN_DIGITS)


def persian_size(size: int) -> str:
    """A number of bytes as «۱۱٫۵ مگابایت», in powers of ten as download pages count."""
    for limit, unit in ((1_000_000_000, "گیگابایت"), (1_000_000, "مگابایت"), (1_000, "کیلوبایت")):
        if size >= limit:
            return f"{persian_digits(f'{size / limit:.1f}'.removesuffix('.0'))} {unit}"
    return f"{persian_digits(size)} بایت"


def tell(message: str) -> None:
    """Show the reader one line, in a notebook as ordinary output (not on red)."""
    print(message, flush=True)
