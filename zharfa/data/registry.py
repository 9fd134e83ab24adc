"""The registry: what each data set is made of and where it may come from (``registry.toml``)."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .errors import UnknownDataset

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REGISTRY_FILE = Path(__file__).with_name("registry.toml")


@dataclass(frozen=True)
class Variant:
    """Another file that may stand in for a :class:`DataFile`, with a note for the reader."""

    name: str
    size: int
    sha256: str
    decoder: str
    note: str
    mirrors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataFile:
    """One file, pinned by its checksum.

    ``aliases`` are other names under which the same bytes may lie in a folder.
    """

    name: str
    size: int
    sha256: str
    mirrors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """One data set: its files, its sample, and what a reader should know about it."""

    name: str
    title: str
    summary: str
    licence: str
    home: str
    citation: str
    obtain: str
    decoder: str
    sample_files: tuple[str, ...]
    files: tuple[DataFile, ...]
    classes: tuple[str, ...] = ()
    sample_classes: tuple[str, ...] = ()


def _pinned(kind: type, row: dict) -> DataFile | Variant:
    lists = {key: tuple(row.pop(key, ())) for key in ("mirrors", "aliases")}
    return kind(**lists, **row)


def _data_file(row: dict) -> DataFile:
    variants = tuple(_pinned(Variant, dict(variant)) for variant in row.pop("variants", ()))
    return _pinned(DataFile, {**row, "variants": variants})


def read(file: Path) -> dict[str, Dataset]:
    """All data sets of a registry file, by name. Unknown or missing keys raise ``TypeError``."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    registry = {}
    for name, row in rows.items():
        files = tuple(_data_file(dict(entry)) for entry in row.pop("files"))
        lists = {
            key: tuple(row.pop(key, ())) for key in ("sample_files", "classes", "sample_classes")
        }
        registry[name] = Dataset(name=name, files=files, **lists, **row)
    return registry


@cache
def datasets() -> dict[str, Dataset]:
    """The book's registry."""
    return read(REGISTRY_FILE)


def dataset(name: str) -> Dataset:
    """The data set called ``name``; :class:`UnknownDataset` lists the names there are."""
    try:
        return datasets()[name]
    except KeyError:
        known = "، ".join(datasets())
        raise UnknownDataset(
            f"یکی از این نام‌ها را بنویسید: {known}\nداده‌ای به نام «{name}» در فهرست کتاب نیست."
        ) from None
