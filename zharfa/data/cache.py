"""Finding a file: the cache, the reader's own folders, the mirrors; and keeping the cache right.

A file enters the cache by ``os.replace`` after its checksum is right, and is checked again each
time it is used. One that has gone bad is set aside under a name that tells why.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zharfa import persian

from . import settings
from .checksum import fault
from .disk import local_fault
from .download import MirrorFailed, download
from .errors import DatasetUnavailable
from .lock import only_one
from .registry import DataFile, Dataset, Variant
from .sizes import persian_size

_SEARCH_DEPTH = 3
_WRONG_CONTENT = "نامش درست است، ولی محتوایش همان پرونده نیست"
_FOLDER_FAULTS = {
    "size": _WRONG_CONTENT,
    "sha256": _WRONG_CONTENT,
    "unreadable": "اجازهٔ خواندن آن نیست",
}


@dataclass(frozen=True)
class Found:
    """A file whose bytes have just been checked, and which pinned file it is."""

    path: Path
    pinned: DataFile | Variant


def fetch(dataset: Dataset, file: DataFile) -> Found:
    """The file from the nearest place that has it; :class:`DatasetUnavailable` if none has."""
    accepted = (file, *file.variants)
    tried: list[str] = []
    found = (
        _in_cache(settings.cache_folder(), accepted)
        or _in_folders(accepted, tried)
        or _from_mirrors(accepted, tried)
    )
    if found is None:
        raise DatasetUnavailable(_remedy(dataset, file, tried))
    return found


def _in_cache(folder: Path, accepted: tuple[DataFile | Variant, ...]) -> Found | None:
    for pinned in accepted:
        candidate = folder / pinned.name
        if not os.path.isfile(candidate):  # unlike Path.is_file, silent about a closed folder
            continue
        reason = fault(candidate, pinned.size, pinned.sha256)
        if reason is None:
            return Found(candidate, pinned)
        _set_aside(candidate, pinned, reason)
    return None


def _set_aside(file: Path, pinned: DataFile | Variant, reason: str) -> None:
    """Rename a bad file of the cache, unless another process has just put a right one there."""
    try:
        with only_one(file):
            if file.is_file() and fault(file, pinned.size, pinned.sha256):
                os.replace(file, file.with_name(f"{file.name}.damaged-{reason}"))
                persian.say(
                    f"پروندهٔ {file.name} در حافظهٔ نهان آسیب دیده بود؛ کنار گذاشته شد و "
                    "دوباره دریافت می‌شود."
                )
    except OSError:
        # A cache that cannot be written: the bad file stays, and is simply not used.
        return


def _in_folders(accepted: tuple[DataFile | Variant, ...], tried: list[str]) -> Found | None:
    folders = settings.data_folders()
    for pinned in accepted:
        names = {pinned.name, *pinned.aliases}
        for candidate in (file for folder in folders for file in _walk(folder, names)):
            reason = fault(candidate, pinned.size, pinned.sha256)
            if reason is None:
                return Found(candidate, pinned)
            line = f"{candidate}: {_FOLDER_FAULTS[reason]}"
            if line not in tried:
                tried.append(line)
    return None


def _walk(folder: Path, names: set[str]) -> Iterator[Path]:
    """Files of these names in ``folder`` and a few levels below it."""
    for here, below, files in os.walk(folder):
        depth = len(Path(here).relative_to(folder).parts)
        below[:] = (
            sorted(b for b in below if not b.startswith(".")) if depth < _SEARCH_DEPTH else []
        )
        yield from (Path(here, name) for name in sorted(names.intersection(files)))


def _from_mirrors(accepted: tuple[DataFile | Variant, ...], tried: list[str]) -> Found | None:
    if settings.offline():
        tried.append("هیچ میزبانی پرسیده نشد، چون ZHARFA_OFFLINE روشن است")
        return None
    if not any(_addresses(pinned) for pinned in accepted):
        return None
    folder = writable_folder()
    for pinned in accepted:
        for url in _addresses(pinned):
            try:
                return _download(folder, pinned, url)
            except MirrorFailed as failure:
                tried.append(f"{url}: {failure}")
    return None


def _addresses(pinned: DataFile | Variant) -> list[str]:
    return [f"{base}/{pinned.name}" for base in settings.extra_mirrors()] + list(pinned.mirrors)


def _download(folder: Path, pinned: DataFile | Variant, url: str) -> Found:
    target = folder / pinned.name
    part = target.with_name(f"{target.name}.part")
    try:
        with only_one(target):
            # Another process may have finished it while this one waited.
            if not (target.is_file() and fault(target, pinned.size, pinned.sha256) is None):
                download(url, part, pinned.size, pinned.sha256)
                os.replace(part, target)
    except OSError as error:
        raise local_fault(error, part) from None
    return Found(target, pinned)


def writable_folder() -> Path:
    """The cache, or a temporary folder (with a word to the reader) where it cannot be written."""
    folder = settings.cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return _stand_in(folder)


@cache
def _stand_in(folder: Path) -> Path:
    try:
        temporary = Path(tempfile.mkdtemp(prefix="zharfa-"))
    except OSError as error:  # no folder at all can be written
        raise local_fault(error, folder) from None
    persian.say(
        "برای آن‌که داده‌ها بمانند، پوشه‌ای نوشتنی را با متغیر محیطی ZHARFA_CACHE معرفی کنید. "
        f"در {folder} نمی‌توان نوشت؛ این بار داده در {temporary} گذاشته می‌شود."
    )
    return temporary


def _remedy(dataset: Dataset, file: DataFile, tried: list[str]) -> str:
    lines = [
        f"دادهٔ «{dataset.title}» در دسترس نیست. یکی از این راه‌ها را بروید:",
        f'۱) با نمونهٔ کوچکی که همراه کتاب است پیش بروید: load("{dataset.name}", sample=True)',
        f"۲) پروندهٔ {file.name} ({persian_size(file.size)}) را به دست آورید و بی‌تغییر در این پوشه "
        f"بگذارید: {settings.cache_folder()}",
        "   یا پوشه‌ای را که پرونده در آن است با متغیر محیطی ZHARFA_DATA معرفی کنید.",
        f"   {dataset.obtain} {dataset.home}",
    ]
    if file.mirrors:
        lines.append(f"   نشانی مستقیم پرونده: {file.mirrors[0]}")
    if file.mirrors and not settings.offline():
        lines.append(
            "۳) اتصال اینترنت را بررسی کنید و همین خانه را دوباره اجرا کنید؛ دریافت ناتمام از جای "
            "مانده ادامه می‌یابد."
        )
    if tried:
        lines += ["آنچه آزموده شد:", *(f"  - {line}" for line in tried)]
    return "\n".join(lines)
