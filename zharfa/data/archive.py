"""Reading archives from strangers: nothing is ever written outside the chosen folder.

Python's ``data`` filter does most of this since 3.12 (and in late 3.10 and 3.11); the check here
comes first and does not depend on it.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath

from .errors import DataError, UnsafeArchive


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a tar or zip archive as ``folder``, which appears only when it is complete.

    A member with an absolute path, a path leading outside, a link or a device makes the whole
    archive unacceptable: :class:`UnsafeArchive`, and nothing is left behind. A file that is no
    archive is a :class:`DataError`.
    """
    zipped = zipfile.is_zipfile(archive)
    if not zipped and not tarfile.is_tarfile(archive):
        raise DataError(
            f"unpacked=True را بردارید: پروندهٔ {archive.name} بایگانی (tar یا zip) نیست."
        )
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    old = draft.with_name(f"{draft.name}.old")
    try:
        if zipped:
            _unzip(archive, draft)
        else:
            _untar(archive, draft)
        if folder.exists():
            # Whole or not at all: Windows refuses to move a folder that is in use.
            os.replace(folder, old)
        os.replace(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return folder


def read_members(archive: Path, names: list[str]) -> list[bytes]:
    """The bytes of regular files of a tar archive, in memory: nothing is unpacked."""
    with tarfile.open(archive) as tar:
        return [_regular(tar, name) for name in names]


def _regular(tar: tarfile.TarFile, name: str) -> bytes:
    member = tar.getmember(name)
    if not member.isreg():
        raise _unsafe(name)
    return tar.extractfile(member).read()


def _untar(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as tar:
        for member in tar:
            if not (member.isreg() or member.isdir()) or _leads_out(member.name):
                raise _unsafe(member.name)
        safer = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        tar.extractall(folder, **safer)


def _unzip(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as bundle:
        for name in bundle.namelist():
            if _leads_out(name):
                raise _unsafe(name)
        bundle.extractall(folder)  # zipfile writes links as ordinary files


def _leads_out(name: str) -> bool:
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    return (
        posix.is_absolute()
        or bool(windows.drive or windows.root)
        or ".." in posix.parts
        or ".." in windows.parts
    )


def _unsafe(name: str) -> UnsafeArchive:
    return UnsafeArchive(
        "این بایگانی را باز نکنید و از نشانی دیگری بگیرید: عضوی از آن می‌خواهد بیرون از پوشهٔ خودش "
        f"نوشته شود یا پروندهٔ معمولی نیست ({name})."
    )
