"""Data sets of the book: ``load("mnist")``, or ``load("mnist", sample=True)`` without a network.

A file comes from the cache, from the folders in ``ZHARFA_DATA``, or from a mirror; its size and
SHA-256 are checked whichever it is. What cannot be had is told in a Persian sentence, remedy first.
The environment variables are listed in :mod:`zharfa.data.settings`.
"""

from .datasets import class_names, describe, load, path
from .errors import DataError, DatasetUnavailable, DiskFull, UnknownDataset, UnsafeArchive
from .loaded import provenance

__all__ = [
    "DataError",
    "DatasetUnavailable",
    "DiskFull",
    "UnknownDataset",
    "UnsafeArchive",
    "class_names",
    "describe",
    "load",
    "path",
    "provenance",
]
