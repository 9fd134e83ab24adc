"""Numbers and dates as Persian text shows them."""

from __future__ import annotations

import datetime

_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_SIGNS = str.maketrans(".-", "٫\u2212")
_MONTHS = [
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
]
_FIRST_YEAR, _FIRST_DAY, _LAST_DAY = 1304, datetime.date(1925, 3, 21), datetime.date(2123, 3, 20)
_LEAP_YEARS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


def persian_digits(text: str) -> str:
    """``text`` with Persian in place of Latin digits."""
    return text.translate(_DIGITS)


def persian_number(number: str) -> str:
    """A plain decimal number with Persian digits, decimal sign and minus."""
    return persian_digits(number).translate(_SIGNS)


def jalali(date: datetime.date) -> tuple[int, int, int]:
    """Year, month and day of ``date`` in the Solar Hijri calendar of Iran.

    Leap years follow the 33-year cycle, which agrees with the astronomical calendar (as ICU has
    it) from 1304 to 1501.

    Raises:
        ValueError: for a date outside those years.
    """
    if not _FIRST_DAY <= date <= _LAST_DAY:
        raise ValueError(f"{date}: only dates from {_FIRST_DAY} to {_LAST_DAY} are converted")
    days = (date - _FIRST_DAY).days
    year = _FIRST_YEAR
    while days >= (length := 366 if year % 33 in _LEAP_YEARS else 365):
        days -= length
        year += 1
    # Six months of 31 days, then months of 30.
    month, day = divmod(days, 31) if days < 186 else divmod(days - 186, 30)
    return year, month + (1 if days < 186 else 7), day + 1


def jalali_text(date: datetime.date) -> str:
    """``date`` as in «۲۹ آبان ۱۴۰۴»."""
    year, month, day = jalali(date)
    return f"{persian_number(str(day))} {_MONTHS[month - 1]} {persian_number(str(year))}"
