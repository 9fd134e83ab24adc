"""One process at a time for one file of the cache.

The operating system's own file lock is used: it ends with the process that holds it, however that
ends, so no lock can be left behind. The lock file itself stays; removing it would be a race.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from zharfa import persian

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    fcntl = None

_POLL_SECONDS = 0.1
_SILENT_SECONDS = 2.0


def _try_lock(stream) -> bool:
    try:
        if fcntl:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        # A file system without locks. Going on is safe: nothing enters the cache before its
        # checksum is right, so at worst two processes spoil each other's partial file.
        return True
    return True


@contextlib.contextmanager
def only_one(file: Path) -> Iterator[None]:
    """Hold the lock of ``file`` (a name in a writable folder), waiting for it if need be.

    A wait that could look like a hung cell is explained once.
    """
    tell_at = time.monotonic() + _SILENT_SECONDS
    with file.with_name(f".{file.name}.lock").open("a+b") as stream:
        while not _try_lock(stream):
            if time.monotonic() >= tell_at:
                persian.say(f"کمی صبر کنید: برنامهٔ دیگری همین حالا {file.name} را آماده می‌کند.")
                tell_at = float("inf")
            time.sleep(_POLL_SECONDS)
        yield  # closing the stream gives the lock back
