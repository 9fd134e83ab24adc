"""The environment variables of the data package, read anew at every call.

======================  ==========================================================================
``ZHARFA_CACHE``        folder of the cache (default: the platform's cache folder / ``zharfa``)
``ZHARFA_DATA``         folders that already hold files, separated by ``os.pathsep``
``ZHARFA_MIRRORS``      base addresses tried before the registry's, separated by white space
``ZHARFA_OFFLINE``      ``1``: ask no mirror
``ZHARFA_TIMEOUT``      seconds without a sign of life after which a mirror is left (default 20)
``ZHARFA_PROVENANCE``   a JSON file that is kept equal to ``zharfa.data.provenance()``
======================  ==========================================================================
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

DEFAULT_TIMEOUT = 20.0
_ONE_DAY = 86_400.0


def cache_folder() -> Path:
    """Where downloads are kept. It need not exist yet, nor be writable."""
    chosen = os.environ.get("ZHARFA_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "zharfa"


def data_folders() -> list[Path]:
    """Folders to read from, never written to: ``ZHARFA_DATA``, then the cache of Keras."""
    chosen = [
        Path(part).expanduser()
        for part in os.environ.get("ZHARFA_DATA", "").split(os.pathsep)
        if part.strip()
    ]
    keras_home = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    return [folder for folder in [*chosen, keras_home / "datasets"] if os.path.isdir(folder)]


def extra_mirrors() -> list[str]:
    """Base addresses to which a file's name is appended."""
    return [base.rstrip("/") for base in os.environ.get("ZHARFA_MIRRORS", "").split()]


def offline() -> bool:
    """True when no mirror may be asked."""
    return os.environ.get("ZHARFA_OFFLINE", "").strip().lower() not in ("", "0", "false", "no")


def timeout() -> float:
    """Seconds of silence after which a mirror is given up."""
    try:
        chosen = float(os.environ["ZHARFA_TIMEOUT"])
    except (KeyError, ValueError):
        return DEFAULT_TIMEOUT
    return chosen if 0 < chosen < _ONE_DAY else DEFAULT_TIMEOUT  # a socket refuses other numbers
