"""From checked files to plain things: NumPy arrays, DataFrames, texts.

Every decoder takes the paths of a data set's files, in the registry's order. Pickles are read only
from files whose SHA-256 is pinned, and even then only as arrays (:func:`_unpickle_arrays`); the
samples of the book hold no pickle at all.
"""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from .archive import read_members

Split = tuple[np.ndarray, np.ndarray]

_ARRAYS = ("x_train", "y_train", "x_test", "y_test")
_CIFAR_BATCHES = [
    f"cifar-10-batches-py/{name}"
    for name in (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")
]
CIFAR10_TEST_IMAGES = 10_000
CALIFORNIA_COLUMNS = (
    "Longitude",
    "Latitude",
    "HousingMedianAge",
    "TotalRooms",
    "TotalBedrooms",
    "Population",
    "Households",
    "MedianIncome",
    "MedianHouseValue",
)
_IMDB_START, _IMDB_FIRST_WORD, _IMDB_SEED = 1, 3, 113


def _mnist(paths: list[Path]) -> tuple[Split, Split]:
    """``x`` (n, 28, 28) uint8, ``y`` (n,) uint8."""
    with np.load(paths[0], allow_pickle=False) as arrays:
        x_train, y_train, x_test, y_test = (arrays[name] for name in _ARRAYS)
    return (x_train, y_train), (x_test, y_test)


def _cifar10(paths: list[Path]) -> tuple[Split, Split]:
    """``x`` (n, 32, 32, 3) uint8, ``y`` (n, 1) uint8, from the original archive."""
    batches = [_unpickle_arrays(raw) for raw in read_members(paths[0], _CIFAR_BATCHES)]
    images = [batch[b"data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1) for batch in batches]
    labels = [np.array(batch[b"labels"], "uint8").reshape(-1, 1) for batch in batches]
    train = np.concatenate(images[:-1]), np.concatenate(labels[:-1])
    return train, (np.ascontiguousarray(images[-1]), labels[-1])


def _cifar10_sample(paths: list[Path]) -> tuple[Split, Split]:
    """The same shapes from a plain npz file."""
    return _mnist(paths)


def _cifar10_delta(paths: list[Path]) -> tuple[Split, Split]:
    """From planes G, R-G, B-G stored as differences along rows and columns, modulo 256."""
    with np.load(paths[0], allow_pickle=False) as arrays:
        delta, labels = arrays["delta"], arrays["labels"].astype("uint8").reshape(-1, 1)
    planes = delta.cumsum(axis=2, dtype=np.uint8).cumsum(axis=3, dtype=np.uint8)
    green, red, blue = planes[0], planes[1] + planes[0], planes[2] + planes[0]
    images = np.stack([red, green, blue], axis=-1)
    train, test = slice(None, -CIFAR10_TEST_IMAGES), slice(-CIFAR10_TEST_IMAGES, None)
    return (images[train], labels[train]), (images[test], labels[test])


def _imdb(paths: list[Path]) -> tuple[Split, Split]:
    """``x``: object array of lists of word indices, ``y`` (n,) int64; order and codes as in Keras.

    0 is padding, 1 the start of a review, 2 an unknown word, and a word of rank r is r + 3.
    """
    with zipfile.ZipFile(paths[0]) as bundle:
        arrays = {name: _read_npy(bundle.read(f"{name}.npy")) for name in _ARRAYS}
    shuffler = np.random.RandomState(_IMDB_SEED)
    train = _imdb_part(arrays["x_train"], arrays["y_train"], shuffler)
    return train, _imdb_part(arrays["x_test"], arrays["y_test"], shuffler)


def _imdb_part(ranks: np.ndarray, labels: np.ndarray, shuffler: np.random.RandomState) -> Split:
    order = np.arange(len(ranks))
    shuffler.shuffle(order)
    reviews = np.empty(len(ranks), dtype=object)
    for place, row in enumerate(order):
        reviews[place] = [_IMDB_START, *(rank + _IMDB_FIRST_WORD for rank in ranks[row])]
    return reviews, labels[order].astype("int64")


def _imdb_sample(paths: list[Path]) -> tuple[Split, Split]:
    """The same types from flat arrays: all words of a part in a row, and the reviews' lengths."""
    with np.load(paths[0], allow_pickle=False) as arrays:
        return tuple(
            (
                _cut(arrays[f"words_{part}"], arrays[f"lengths_{part}"]),
                arrays[f"y_{part}"].astype("int64"),
            )
            for part in ("train", "test")
        )


def _cut(words: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    pieces = np.empty(len(lengths), dtype=object)
    for place, end in enumerate(np.cumsum(lengths)):
        pieces[place] = words[end - lengths[place] : end].tolist()
    return pieces


def _word_index(paths: list[Path]) -> dict[str, int]:
    """word -> rank (1 is the most frequent)."""
    return json.loads(paths[0].read_text(encoding="utf-8"))


def _house_prices(paths: list[Path]) -> pd.DataFrame:
    """10 columns of features and ``AboveMedianPrice`` (0/1), all int64."""
    return pd.read_csv(paths[0]).astype("int64")


def _california_housing(paths: list[Path]) -> pd.DataFrame:
    """8 columns of features and ``MedianHouseValue``, all float64.

    The columns are those of the file, which holds totals of a district where the documentation of
    Keras promises averages per household, in another order. Rounding undoes the file's float32.
    """
    with np.load(paths[0], allow_pickle=False) as arrays:
        table = np.column_stack([arrays["x"], arrays["y"]]).astype("float64").round(4)
    return pd.DataFrame(table, columns=list(CALIFORNIA_COLUMNS))


def _california_housing_sample(paths: list[Path]) -> pd.DataFrame:
    """The same columns and types from a CSV file."""
    return pd.read_csv(paths[0]).astype("float64")


def _snappfood(paths: list[Path]) -> pd.DataFrame:
    """Columns split (train/dev/test), comment, label (HAPPY/SAD), label_id (0/1, int64)."""
    text = {"split": str, "comment": str, "label": str}
    return pd.read_csv(paths[0], dtype={**text, "label_id": "int64"}, keep_default_na=False)


def _multilabel(paths: list[Path]) -> pd.DataFrame:
    """Columns split (train/dev/test) and text, then one column of 0/1 (int64) for each label."""
    table = pd.read_csv(paths[0], dtype={"split": str, "text": str}, keep_default_na=False)
    return table.astype({name: "int64" for name in table.columns[2:]})


def _speech(paths: list[Path]) -> dict[str, object]:
    """A table of the utterances; lists of one array for each; the names of the classes; a sound.

    ``utterances``: DataFrame of part (train, validation, test), voice, text, signal_to_noise in dB.
    ``mfcc``: (frames, 13) float32. ``labels``: (frames,) uint8, 0 is silence. ``phones``:
    the phonemes in order, uint8, without silence. ``phonemes``: the names of the classes.
    ``sound``: int16, 16000 samples a second, of the utterance in row ``sound_row``.
    """
    with np.load(paths[0], allow_pickle=False) as arrays:
        frames = np.cumsum(arrays["frame_counts"], dtype=int)[:-1]
        phones = np.cumsum(arrays["phone_counts"], dtype=int)[:-1]
        table = {
            "part": arrays["parts"][arrays["part"]],
            "voice": arrays["voices"][arrays["voice"]],
            "text": arrays["sentences"][arrays["sentence"]],
            "signal_to_noise": arrays["signal_to_noise"].astype("float64"),
        }
        return {
            "utterances": pd.DataFrame(table),
            "mfcc": np.split(arrays["mfcc"].astype("float32"), frames),
            "labels": np.split(arrays["labels"], frames),
            "phones": np.split(arrays["phones"], phones),
            "phonemes": tuple(arrays["letters"].tolist()),
            "sound": arrays["sound"],
            "sound_row": arrays["sound_row"].item(),
        }


def _texts(paths: list[Path]) -> dict[str, str]:
    """File stem -> text; verse stands one hemistich per line, a blank line between poems."""
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


class _ArraysOnly(pickle.Unpickler):
    """Builds arrays and plain containers and calls nothing else."""

    # NumPy has renamed the module of this function; the function itself is found from an array.
    _allowed: ClassVar = {
        "_reconstruct": np.empty(0).__reduce__()[0],
        "ndarray": np.ndarray,
        "dtype": np.dtype,
    }

    def find_class(self, module: str, name: str) -> object:
        if module.split(".")[0] == "numpy" and name in self._allowed:
            return self._allowed[name]
        raise pickle.UnpicklingError(f"{module}.{name} is not an array")


def _unpickle_arrays(raw: bytes) -> object:
    return _ArraysOnly(io.BytesIO(raw), encoding="bytes").load()


def _read_npy(raw: bytes) -> np.ndarray:
    """An ``.npy`` of numbers, or of lists of numbers (which NumPy keeps as a pickle)."""
    stream = io.BytesIO(raw)
    np.lib.format.read_magic(stream)
    shape, _, kind = np.lib.format.read_array_header_1_0(stream)
    if not kind.hasobject:
        return np.load(io.BytesIO(raw), allow_pickle=False)
    return _ArraysOnly(stream, encoding="bytes").load().reshape(shape)


DECODERS: dict[str, Callable[[list[Path]], object]] = {
    "mnist": _mnist,
    "cifar10": _cifar10,
    "cifar10_delta": _cifar10_delta,
    "imdb": _imdb,
    "word_index": _word_index,
    "house_prices": _house_prices,
    "california_housing": _california_housing,
    "snappfood": _snappfood,
    "multilabel": _multilabel,
    "speech": _speech,
    "texts": _texts,
}

# Where the sample has a plainer container than the real file.
SAMPLE_DECODERS: dict[str, Callable[[list[Path]], object]] = {
    **DECODERS,
    "cifar10": _cifar10_sample,
    "imdb": _imdb_sample,
    "california_housing": _california_housing_sample,
}
