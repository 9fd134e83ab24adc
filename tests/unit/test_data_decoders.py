"""From files in the formats of the real data to plain things, of the same types as the samples."""

from __future__ import annotations

import io
import json
import pickle
import struct
import tarfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from data_host import folders

from zharfa.data import decoders, load
from zharfa.data.decoders import DECODERS

__all__ = ["folders"]


def python_2_batch(images: np.ndarray, labels: list[int]) -> bytes:
    """A CIFAR-10 batch as Python 2 and the NumPy of its day pickled it, opcode by opcode."""
    rows = np.ascontiguousarray(images.transpose(0, 3, 1, 2)).tobytes()
    shape = b"K" + bytes([len(images)]) + b"M\x00\x0c\x86"
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01"
        + shape
        + b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNN"
        b"J\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        + b"T"
        + struct.pack("<i", len(rows))
        + rows
        + b"tb"
    )
    numbers = b"".join(b"K" + bytes([label]) for label in labels)
    return b"\x80\x02}(U\x06labels](" + numbers + b"eU\x04data" + array + b"u."


def cifar_archive(file: Path, batches: list[bytes]) -> Path:
    names = [*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"]
    with tarfile.open(file, "w:gz") as archive:
        for name, raw in zip(names, batches, strict=True):
            info = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return file


def signature(thing: object) -> object:
    """Types and shapes without the number of rows: what real data and sample must share."""
    if isinstance(thing, tuple):
        return tuple(signature(item) for item in thing)
    if isinstance(thing, np.ndarray):
        inner = {type(row) for row in thing} if thing.dtype == object else None
        return thing.dtype, thing.shape[1:], inner
    if isinstance(thing, pd.DataFrame):
        return {name: str(kind) for name, kind in thing.dtypes.items()}
    return type(thing), {type(key) for key in thing}, {type(value) for value in thing.values()}


@pytest.fixture
def real(tmp_path: Path) -> dict[str, tuple[object, list[Path]]]:
    """For each data set: what it should decode to (where known), and small files in its format."""
    chance = np.random.default_rng(0)
    digits = chance.integers(0, 256, (5, 28, 28)).astype("uint8")
    np.savez(
        tmp_path / "mnist.npz",
        x_train=digits[:3],
        y_train=np.arange(3, dtype="uint8"),
        x_test=digits[3:],
        y_test=np.arange(2, dtype="uint8"),
    )
    pictures = chance.integers(0, 256, (12, 32, 32, 3)).astype("uint8")
    batches = [python_2_batch(pictures[i : i + 2], [i % 10, 1]) for i in range(0, 12, 2)]
    reviews = np.empty(2, dtype=object)
    reviews[:] = [[1, 7, 3], [2]]
    np.savez(
        tmp_path / "imdb.npz",
        x_train=reviews,
        y_train=np.array([1, 0]),
        x_test=reviews,
        y_test=np.array([0, 1]),
    )
    (tmp_path / "words.json").write_text(json.dumps({"the": 1, "and": 2}))
    columns = list(load("house_prices", sample=True).columns)
    (tmp_path / "houses.csv").write_text(f"{','.join(columns)}\r\n{','.join('1' * 11)}\r\n")
    features = chance.uniform(0, 9, (3, 8)).astype("float32")
    np.savez(tmp_path / "districts.npz", x=features, y=np.full(3, 5e5, dtype="float32"))
    (tmp_path / "comments.csv").write_text(
        "split,comment,label,label_id\ntrain,null,HAPPY,0\ntest,بد بود,SAD,1\n", encoding="utf-8"
    )
    (tmp_path / "labels.csv").write_text(
        "split,text,product,delivery,service,praise,complaint,request\ntrain,null,1,0,0,0,1,0\n",
        encoding="utf-8",
    )
    (tmp_path / "poet.txt").write_text("مصراع یک\nمصراع دو\n", encoding="utf-8")
    return {
        "mnist": (digits, [tmp_path / "mnist.npz"]),
        "cifar10": (pictures, [cifar_archive(tmp_path / "cifar.tar.gz", batches)]),
        "imdb": (None, [tmp_path / "imdb.npz"]),
        "imdb_word_index": (None, [tmp_path / "words.json"]),
        "house_prices": (None, [tmp_path / "houses.csv"]),
        "california_housing": (features, [tmp_path / "districts.npz"]),
        "snappfood": (None, [tmp_path / "comments.csv"]),
        "persian_multilabel": (None, [tmp_path / "labels.csv"]),
        "persian_poetry": (None, [tmp_path / "poet.txt"]),
    }


DECODER_OF = {
    "imdb_word_index": "word_index",
    "persian_multilabel": "multilabel",
    "persian_poetry": "texts",
}
NAMES = (
    "mnist",
    "cifar10",
    "imdb",
    "imdb_word_index",
    "house_prices",
    "california_housing",
    "snappfood",
    "persian_multilabel",
    "persian_poetry",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_has_the_types_of_the_real_data(real: dict, folders: Path, name: str) -> None:
    decoded = DECODERS[DECODER_OF.get(name, name)](real[name][1])
    assert signature(load(name, sample=True)) == signature(decoded)


@pytest.mark.parametrize("name", ["mnist", "cifar10"])
def test_pictures_come_out_as_they_went_in(real: dict, name: str) -> None:
    pictures, files = real[name]
    (x_train, _), (x_test, _) = DECODERS[name](files)
    np.testing.assert_array_equal(np.concatenate([x_train, x_test]), pictures)


def test_labels_of_cifar_are_a_column(real: dict) -> None:
    (_, y_train), (_, y_test) = DECODERS["cifar10"](real["cifar10"][1])
    assert y_train.ravel().tolist() == [0, 1, 2, 1, 4, 1, 6, 1, 8, 1]
    assert y_test.tolist() == [[0], [1]]


def test_the_compact_cifar_is_summed_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoders, "CIFAR10_TEST_IMAGES", 2)
    pictures = np.random.default_rng(1).integers(0, 256, (5, 32, 32, 3)).astype("uint8")
    red, green, blue = np.moveaxis(pictures, -1, 0)
    planes = np.stack([green, red - green, blue - green])
    delta = np.diff(np.diff(planes, axis=2, prepend=np.uint8(0)), axis=3, prepend=np.uint8(0))
    np.savez(tmp_path / "delta.npz", delta=delta, labels=np.arange(5, dtype="uint8"))
    (x_train, y_train), (x_test, y_test) = DECODERS["cifar10_delta"]([tmp_path / "delta.npz"])
    np.testing.assert_array_equal(x_train, pictures[:3])
    np.testing.assert_array_equal(x_test, pictures[3:])
    assert (y_train.tolist(), y_test.tolist()) == ([[0], [1], [2]], [[3], [4]])


def test_reviews_are_coded_and_ordered_as_in_keras(real: dict) -> None:
    order = np.random.RandomState(113)
    first, second = np.arange(2), np.arange(2)
    order.shuffle(first)
    order.shuffle(second)
    coded = [[1, 4, 10, 6], [1, 5]]
    (x_train, y_train), (x_test, y_test) = DECODERS["imdb"](real["imdb"][1])
    assert list(x_train) == [coded[row] for row in first]
    assert y_train.tolist() == [[1, 0][row] for row in first]
    assert list(x_test) == [coded[row] for row in second]
    assert y_test.tolist() == [[0, 1][row] for row in second]


def test_districts_keep_the_columns_of_the_file_without_the_noise_of_float32(real: dict) -> None:
    features, files = real["california_housing"]
    table = DECODERS["california_housing"](files)
    assert list(table.columns)[:2] + list(table.columns)[-2:] == [
        "Longitude",
        "Latitude",
        "MedianIncome",
        "MedianHouseValue",
    ]
    np.testing.assert_allclose(table.to_numpy()[:, :8], features, atol=6e-5)
    np.testing.assert_array_equal(table, table.round(4))


def test_a_comment_that_looks_like_a_missing_value_stays_text(real: dict) -> None:
    table = DECODERS["snappfood"](real["snappfood"][1])
    assert table["comment"].tolist() == ["null", "بد بود"]


class _Trap:
    def __reduce__(self) -> tuple:
        return Path.touch, (Path("zharfa-trap"),)


def test_a_pickle_that_calls_something_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    trap = pickle.dumps({b"data": _Trap(), b"labels": []}, protocol=2)
    with pytest.raises(pickle.UnpicklingError):
        DECODERS["cifar10"]([cifar_archive(tmp_path / "trap.tar.gz", [trap] * 6)])
    poisoned = np.empty(1, dtype=object)
    poisoned[0] = _Trap()
    np.savez(tmp_path / "trap.npz", x_train=poisoned, y_train=[1], x_test=poisoned, y_test=[1])
    with pytest.raises(pickle.UnpicklingError):
        DECODERS["imdb"]([tmp_path / "trap.npz"])
    assert not Path("zharfa-trap").exists()


def test_digits_with_a_pickle_inside_are_refused(tmp_path: Path) -> None:
    objects = np.array([None], dtype=object)
    np.savez(tmp_path / "m.npz", x_train=objects, y_train=[1], x_test=[1], y_test=[1])
    with pytest.raises(ValueError, match="allow_pickle"):
        DECODERS["mnist"]([tmp_path / "m.npz"])
