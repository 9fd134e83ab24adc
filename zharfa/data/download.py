"""One file from one address: resumable, with a time-out, checked before and after.

The bytes are pinned by size and SHA-256, so a partial file may be continued from any mirror: what
another protocol would need an ETag for is settled by the checksum of the whole. When a continued
file turns out wrong, its older part may be to blame, and it is fetched once more from the start.
"""

from __future__ import annotations

import http.client
import io
import re
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from tqdm import tqdm

from zharfa import persian

from . import settings
from .checksum import sha256_of
from .disk import require_space
from .sizes import persian_size

_BLOCK = 1 << 16
_MAX_CUTS = 5
_CUT = "اتصال پیش از پایان پرونده قطع شد"
_SHORT = "پاسخ میزبان پیش از پایان پرونده تمام شد"
_BAD_ADDRESS = "نام میزبان یا درگاه در این نشانی درست نیست"
# A host that sends less than this in one time-out is as good as silent.
_LEAST_BYTES_PER_TIMEOUT = 512
# Longer numbers are no sizes, and Python refuses to read some of them.
_NUMBER = r"[0-9]{1,18}"


class MirrorFailed(Exception):
    """This address did not give the file; the text is the reason, in Persian."""


class _Cut(Exception):
    """The connection ended before the file did; what came is kept."""


class _ResumedWrong(Exception):
    """A continued file has the wrong checksum; its older part may be to blame."""


def download(url: str, part: Path, size: int, sha256: str) -> None:
    """Bring ``part`` to exactly the pinned bytes, continuing what it already holds.

    Raises :class:`MirrorFailed` (with what came kept in ``part`` if it may be right),
    :class:`~zharfa.data.DiskFull` before a file that has no room, and ``OSError`` only for faults
    of ``part`` itself.
    """
    try:
        url = _quoted(url)
    except ValueError:
        raise MirrorFailed(_BAD_ADDRESS) from None
    if not url.startswith(("http://", "https://")):
        raise MirrorFailed("نشانی باید با http یا https آغاز شود")
    cuts = 0
    restarted = False
    while True:
        before = _length(part)
        try:
            _attempt(url, part, size, sha256)
            return
        except _Cut as cut:
            cuts += 1
            if cuts >= _MAX_CUTS or _length(part) <= before:
                raise MirrorFailed(str(cut)) from None
        except _ResumedWrong:
            part.unlink(missing_ok=True)
            if restarted:
                raise MirrorFailed("محتوای پرونده درست نبود") from None
            restarted = True


def _quoted(url: str) -> str:
    """``url`` with Persian letters and spaces as %xx, as HTTP wants them; a %xx stays as it is."""
    parts = urlsplit(url)
    path, query = (quote(part, safe="/%?:@!$&'()*+,;=") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _attempt(url: str, part: Path, size: int, sha256: str) -> None:
    have = _length(part)
    if have < size:
        require_space(part.parent, size - have)
        _receive(url, part, have, size)
    if sha256_of(part) != sha256:
        if have:
            raise _ResumedWrong
        part.unlink()
        raise MirrorFailed("محتوای پرونده درست نبود")


def _receive(url: str, part: Path, have: int, size: int) -> None:
    """Append the bytes from ``have`` on; ends with exactly ``size`` bytes in ``part``."""
    with _answer(url, have) as response:
        start = _start_of(response, have, size)
        # Unbuffered: closing a buffered file on a full disk would fail a second time.
        with part.open("r+b" if start else "wb", buffering=0) as target:
            target.seek(start)
            _copy(response, target, part, start, size)


def _answer(url: str, have: int) -> http.client.HTTPResponse:
    """The open answer of the host, asked for the bytes from ``have`` on."""
    headers = {"User-Agent": "zharfa", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        request = urllib.request.Request(url, headers=headers)
        return urllib.request.urlopen(request, timeout=settings.timeout())
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise _ResumedWrong from None
        raise MirrorFailed(_status_reason(error.code)) from None
    except TimeoutError:
        raise MirrorFailed(_silent()) from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise MirrorFailed(_silent()) from None
        raise MirrorFailed("به میزبان نرسیدیم") from None
    except (ValueError, http.client.InvalidURL):  # of this address, or of one it leads on to
        raise MirrorFailed(_BAD_ADDRESS) from None
    except (OSError, http.client.HTTPException):
        raise _Cut(_CUT) from None


def _start_of(response: http.client.HTTPResponse, have: int, size: int) -> int:
    """Where the answer's bytes begin in the file; refuses an answer of another size."""
    if response.status == http.HTTPStatus.PARTIAL_CONTENT:
        promised = re.fullmatch(
            rf"bytes ({_NUMBER})-{_NUMBER}/({_NUMBER}|\*)",
            response.headers.get("Content-Range", ""),
        )
        if not promised or int(promised[1]) != have or promised[2] not in (str(size), "*"):
            raise MirrorFailed("میزبان پروندهٔ دیگری فرستاد")
        return have
    length = response.headers.get("Content-Length")
    if length is not None and not re.fullmatch(_NUMBER, length.strip()):
        raise MirrorFailed("میزبان اندازهٔ پرونده را درست اعلام نکرد")
    if length is not None and int(length) != size:
        raise MirrorFailed(f"اندازهٔ پرونده درست نبود ({persian_size(int(length))})")
    return 0


def _copy(
    response: http.client.HTTPResponse, target: io.RawIOBase, part: Path, start: int, size: int
) -> None:
    """Copy the answer's body to ``target``, watching length, silence and the disk."""
    window, window_bytes = time.monotonic(), 0
    at = start
    with _progress(part.name.removesuffix(".part"), start, size) as bar:
        while block := _next_block(response):
            at += len(block)
            if at > size:
                target.truncate(start)
                raise MirrorFailed("پرونده از اندازهٔ اعلام‌شده بزرگ‌تر بود")
            _write(target, block)
            bar.update(len(block))
            window_bytes += len(block)
            if time.monotonic() - window > settings.timeout():
                if window_bytes < _LEAST_BYTES_PER_TIMEOUT and at < size:
                    raise MirrorFailed(_silent())
                window, window_bytes = time.monotonic(), 0
    if at < size:
        raise _Cut(_CUT if "Content-Length" in response.headers else _SHORT)


def _write(target: io.RawIOBase, block: bytes) -> None:
    rest = memoryview(block)
    while rest:
        rest = rest[target.write(rest) :]


def _next_block(response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read1(_BLOCK)
    except TimeoutError:
        raise MirrorFailed(_silent()) from None
    except (OSError, http.client.HTTPException):
        raise _Cut(_CUT) from None


def _progress(name: str, start: int, size: int) -> tqdm:
    """A progress bar in a terminal or a notebook; nothing where output is collected."""
    watched = sys.stderr.isatty() or "ipykernel" in sys.modules
    return tqdm(
        total=size,
        initial=start,
        desc=name,
        unit="B",
        unit_scale=True,
        leave=False,
        disable=not watched,
    )


def _silent() -> str:
    seconds = persian.number(settings.timeout())
    return f"میزبان {seconds} ثانیه چیزی نفرستاد"


def _status_reason(code: int) -> str:
    reasons = {403: "میزبان اجازهٔ دسترسی نداد", 404: "پرونده در این نشانی نیست"}
    return f"{reasons.get(code, 'میزبان پاسخ نادرست داد')} ({persian.digits(code)})"
