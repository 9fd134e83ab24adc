"""What a chapter calls: ``load``, ``path``, ``describe``, ``class_names``."""

from __future__ import annotations

from pathlib import Path

from zharfa import persian

from . import cache, registry
from .archive import unpack
from .checksum import sha256_of
from .decoders import DECODERS, SAMPLE_DECODERS
from .disk import local_fault
from .errors import DatasetUnavailable, UnknownDataset
from .loaded import record
from .lock import only_one
from .sizes import persian_size

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"


def load(name: str, sample: bool = False) -> object:
    """The data set ``name`` as plain things, from the nearest place that has it.

    - ``mnist``: ``(x_train, y_train), (x_test, y_test)``; x (n, 28, 28) uint8, y (n,) uint8.
    - ``cifar10``: the same pairs; x (n, 32, 32, 3) uint8, y (n, 1) uint8.
    - ``imdb``: the same pairs; x object array of lists of int, y (n,) int64. 0 padding, 1 start,
      2 unknown word, a word of rank r is r + 3.
    - ``imdb_word_index``: dict word -> rank.
    - ``house_prices``: DataFrame, 10 features and ``AboveMedianPrice``, int64.
    - ``california_housing``: DataFrame, 8 features and ``MedianHouseValue`` in dollars, float64.
    - ``persian_poetry``: dict name -> text, one hemistich per line, a blank line between poems.
    - ``snappfood``: DataFrame split, comment, label, label_id.
    - ``persian_multilabel``: DataFrame split, text, then six columns of 0/1.
    - ``persian_speech``: dict of a table of utterances, lists of their MFCC, labels and phonemes,
      the names of the phonemes, and one sound.

    With ``sample=True`` the same shapes and types come from the small sample that ships with the
    book, and nothing is downloaded. A data set made for the book ships whole: it is its own sample.

    Raises :class:`UnknownDataset`, :class:`DatasetUnavailable` (its subclass :class:`DiskFull` when
    the disk has no room), each with a Persian message.
    """
    dataset = registry.dataset(name)
    if sample or not dataset.files:
        return _load_shipped(dataset)
    found = [_fetch(dataset, file) for file in dataset.files]
    decoder = getattr(found[0].pinned, "decoder", dataset.decoder)
    return DECODERS[decoder]([item.path for item in found])


def _fetch(dataset: registry.Dataset, file: registry.DataFile) -> cache.Found:
    """The file, noted in the provenance; the reader is told when a variant stands in for it."""
    found = cache.fetch(dataset, file)
    note = getattr(found.pinned, "note", "")
    if note:
        persian.say(f"{dataset.title}: {note}")
    record(dataset.name, found.pinned.name, found.pinned.sha256, sample=False, note=note)
    return found


def _load_shipped(dataset: registry.Dataset) -> object:
    """What lies in ``data/samples``: a sample, or all of a data set that has no other files."""
    paths = [SAMPLES / file for file in dataset.sample_files]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise DatasetUnavailable(
            "مخزن کتاب را کامل بگیرید (git clone): نمونه‌ها در پوشهٔ data/samples آن هستند.\n"
            f"این پرونده‌ها در {SAMPLES} نیستند: {'، '.join(missing)}"
        )
    for path in paths:
        record(dataset.name, path.name, sha256_of(path), sample=bool(dataset.files))
    return SAMPLE_DECODERS[dataset.decoder](paths)


def path(name: str, file: str | None = None, unpacked: bool = False) -> Path:
    """Path of a checked file of ``name`` (of its first one, unless ``file`` names another).

    With ``unpacked=True``: the folder of the cache into which the archive has been unpacked.
    """
    dataset = registry.dataset(name)
    if not dataset.files and file in (None, *dataset.sample_files):
        return SAMPLES / (file or dataset.sample_files[0])
    wanted = [entry for entry in dataset.files if file in (None, entry.name)]
    if not wanted:
        known = "، ".join(entry.name for entry in dataset.files)
        raise UnknownDataset(
            f"یکی از این پرونده‌ها را بنویسید: {known}\n"
            f"پرونده‌ای به نام «{file}» در دادهٔ «{dataset.title}» نیست."
        )
    found = _fetch(dataset, wanted[0])
    if not unpacked:
        return found.path
    folder = cache.writable_folder() / f"{name}-unpacked"
    try:
        with only_one(folder):
            return unpack(found.path, folder)
    except OSError as error:
        raise local_fault(error, folder) from None


def describe(name: str) -> str:
    """A short Persian datasheet: what it is, files and sizes, licence, home, citation."""
    dataset = registry.dataset(name)
    files = [f"  - {file.name} ({persian_size(file.size)})" for file in dataset.files]
    if not files:
        shipped = [SAMPLES / file for file in dataset.sample_files]
        files = [f"  - {path.name} ({persian_size(path.stat().st_size)})" for path in shipped]
    lines = [
        f"{dataset.title} ({name})",
        dataset.summary,
        "پرونده‌ها:",
        *files,
        f"مجوز: {dataset.licence}",
        f"خانهٔ داده: {dataset.home}",
        f"ارجاع: {dataset.citation}",
    ]
    return "\n".join(lines)


def class_names(name: str, sample: bool = False) -> tuple[str, ...]:
    """Persian names of the classes, in the order of the labels; empty where there are none.

    A sample made for the book may show other things than the real data under the same labels.
    """
    dataset = registry.dataset(name)
    return (sample and dataset.sample_classes) or dataset.classes
