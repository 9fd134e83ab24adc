"""Faults of the reader's own disk, said in Persian: no mirror could help against them."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from .errors import DatasetUnavailable, DiskFull
from .sizes import persian_size

# Windows knows no quota of its own and reports a full disk.
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def require_space(folder: Path, needed: int) -> None:
    """Raise :class:`DiskFull` unless ``needed`` bytes are free on the disk of ``folder``."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise _disk_full(
            folder,
            f"برای ادامه {persian_size(needed)} لازم است و {persian_size(free)} آزاد است.",
        )


def local_fault(error: OSError, place: Path) -> DatasetUnavailable:
    """What to raise for a system error about a file or folder of the cache (``place``)."""
    if error.errno in _FULL:
        return _disk_full(place.parent, "جای دیسک، یا سهم شما از آن، تمام شد.")
    return DatasetUnavailable(
        f"اگر این پرونده یا پوشه به کارتان نمی‌آید پاکش کنید، وگرنه پوشهٔ دیگری را با متغیر محیطی "
        f"ZHARFA_CACHE معرفی کنید: {error.filename2 or error.filename or place}\n"
        f"سپس همین خانه را دوباره اجرا کنید. سیستم‌عامل کار با آن را نپذیرفت ({error.strerror})."
    )


def _disk_full(folder: Path, reason: str) -> DiskFull:
    return DiskFull(
        "در دیسک جا باز کنید و همین خانه را دوباره اجرا کنید؛ آنچه دریافت شده است از دست نمی‌رود.\n"
        f"{reason}\n"
        f"پوشه: {folder}\n"
        "اگر دیسک دیگری دارید، پوشه‌ای از آن را با متغیر محیطی ZHARFA_CACHE معرفی کنید."
    )
