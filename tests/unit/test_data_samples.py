"""The samples: made by a program, the same each time, small, and good enough to learn from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from data_host import folders
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from tools import make_samples
from zharfa import persian
from zharfa.data import class_names, load
from zharfa.data.datasets import SAMPLES
from zharfa.data.registry import datasets

__all__ = ["folders"]
ONE_MEGABYTE = 1_000_000
BY_HAND = {"zharfa-verse.txt", "zharfa-prose.txt", "persian_multilabel.csv"}
# Made by a program that needs a synthesiser; test_data_speech.py looks after it.
SPOKEN = {"persian_speech.npz"}


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """What the program makes now."""
    return make_samples.make()


def test_the_committed_samples_are_what_the_program_makes() -> None:
    assert make_samples.changed(SAMPLES) == []


def test_making_them_again_gives_the_same_bytes(made: dict[str, bytes]) -> None:
    assert make_samples.make() == made


def test_a_changed_sample_is_noticed(
    tmp_path: Path, made: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_samples, "make", lambda: made)
    for name, raw in made.items():
        (tmp_path / name).write_bytes(raw)
    assert make_samples.changed(tmp_path) == []
    (tmp_path / "house_prices.csv").write_bytes(b"other")
    (tmp_path / "mnist.npz").unlink()
    assert make_samples.changed(tmp_path) == ["mnist.npz", "house_prices.csv"]


def test_together_they_are_small_and_each_belongs_to_a_data_set(made: dict[str, bytes]) -> None:
    files = [file for file in SAMPLES.iterdir() if file.name not in {"README.md", *SPOKEN}]
    assert sum(file.stat().st_size for file in files) < ONE_MEGABYTE
    named = {name for dataset in datasets().values() for name in dataset.sample_files}
    assert {file.name for file in files} == named - SPOKEN == BY_HAND | set(made)


def test_the_datasheet_says_which_data_have_no_public_address() -> None:
    sheet = (SAMPLES / "README.md").read_text(encoding="utf-8")
    told = sheet.partition("## دو داده‌ای که نشانی همگانی ندارند")[2].partition("\n## ")[0]
    homeless = [
        d.name for d in datasets().values() if d.files and not any(file.mirrors for file in d.files)
    ]
    assert homeless == ["persian_poetry", "snappfood"]
    assert "ZHARFA_DATA" in told
    assert all(f"`{name}`" in told for name in homeless)


@pytest.mark.parametrize("name", list(datasets()))
def test_every_data_set_has_a_sample_that_needs_no_network(
    folders: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("ZHARFA_OFFLINE", "1")
    assert len(load(name, sample=True)) > 0
    assert not folders.exists()


@pytest.mark.parametrize("name", ["mnist", "cifar10"])
def test_pictures_show_ten_classes_in_both_parts(name: str) -> None:
    (x_train, y_train), (_, y_test) = load(name, sample=True)
    assert set(y_train.ravel()) == set(y_test.ravel()) == set(range(10))
    assert len(class_names(name, sample=True)) == 10
    assert x_train.max() > 200
    assert x_train.min() < 20


def test_the_nearest_digits_tell_the_digit() -> None:
    (x_train, y_train), (x_test, y_test) = load("mnist", sample=True)
    model = KNeighborsClassifier(3).fit(x_train.reshape(len(x_train), -1), y_train)
    assert model.score(x_test.reshape(len(x_test), -1), y_test) > 0.9


def test_the_texture_of_a_picture_tells_its_class() -> None:
    """Rows, columns and diagonals differ as the names of the classes say."""
    (x, y), _ = load("cifar10", sample=True)
    down, across = (np.abs(np.diff(x.astype(float), axis=a)).mean(axis=(1, 2, 3)) for a in (1, 2))
    labels = y.ravel()
    assert (down[labels == 5] > across[labels == 5]).all()
    assert (across[labels == 6] > down[labels == 6]).all()
    assert np.allclose(down[labels == 7], across[labels == 7], rtol=0.5)


def test_reviews_follow_the_codes_of_keras() -> None:
    (x_train, y_train), (x_test, _) = load("imdb", sample=True)
    ranks = load("imdb_word_index", sample=True)
    assert sorted(ranks.values()) == list(range(1, len(ranks) + 1))
    used = {code for review in [*x_train, *x_test] for code in review[1:]}
    assert all(review[0] == 1 for review in x_train)
    assert used - {2} <= {rank + 3 for rank in ranks.values()}
    assert 2 in used
    assert y_train.mean() == 0.5


def test_the_words_of_reviews_tell_the_label() -> None:
    (x_train, y_train), (x_test, y_test) = load("imdb", sample=True)
    size = 4 + len(load("imdb_word_index", sample=True))
    bags = [np.array([np.bincount(row, minlength=size) for row in x]) for x in (x_train, x_test)]
    model = LogisticRegression(max_iter=300).fit(bags[0], y_train)
    assert model.score(bags[1], y_test) > 0.9


def test_houses_hold_sensible_relations() -> None:
    houses = load("house_prices", sample=True)
    assert houses["AboveMedianPrice"].mean() == 0.5
    assert (houses["TotRmsAbvGrd"] > houses["BedroomAbvGr"]).all()
    correlations = houses.corr()["AboveMedianPrice"].drop("AboveMedianPrice")
    assert correlations.idxmax() == "OverallQual"
    assert (correlations.drop("OverallCond") > 0.1).all()


def test_districts_hold_sensible_relations() -> None:
    districts = load("california_housing", sample=True)
    assert (districts["TotalRooms"] > districts["TotalBedrooms"]).all()
    assert (districts["Population"] > districts["Households"]).all()
    correlations = districts.corr()["MedianHouseValue"].drop("MedianHouseValue")
    assert correlations.idxmax() == "MedianIncome"
    assert districts["MedianHouseValue"].max() == 500_001


def test_comments_are_different_balanced_and_in_three_parts() -> None:
    comments = load("snappfood", sample=True)
    assert len(comments) >= 400
    assert comments["comment"].is_unique
    assert comments["label_id"].mean() == 0.5
    assert set(comments["split"]) == {"train", "dev", "test"}
    assert set(zip(comments["label"], comments["label_id"], strict=True)) == {
        ("HAPPY", 0),
        ("SAD", 1),
    }


def test_sentences_with_labels_are_different_and_unevenly_labelled() -> None:
    table = load("persian_multilabel", sample=True)
    labels = table.iloc[:, 2:]
    assert len(table) >= 600
    assert table["text"].is_unique
    assert not set("".join(table["text"])) & set("يكىة0123456789,;?")
    assert table["text"].str.split().str.len().between(2, 30).all()
    assert labels.shape[1] == 6
    assert labels.isin([0, 1]).all(axis=None)
    assert set(labels.sum(axis=1)) >= {0, 1, 2, 3, 4}
    assert labels.mean().max() > 3 * labels.mean().min() > 0.3
    for _, part in table.groupby("split"):
        assert np.abs(part.iloc[:, 2:].mean() - labels.mean()).max() < 0.05


def test_the_datasheet_counts_the_labels_rightly() -> None:
    sheet = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for name, count in load("persian_multilabel").iloc[:, 2:].sum().items():
        row = next(line for line in sheet.splitlines() if line.startswith(f"| `{name}` |"))
        assert row.endswith(f"| {persian.digits(count)} |")


def test_the_texts_are_persian_and_long_enough_to_count_letters() -> None:
    texts = load("persian_poetry", sample=True)
    assert sum(map(len, texts.values())) > 5_000
    for text in texts.values():
        assert not set(text) & set("يكىة0123456789,;?")
        assert not any(line != line.strip() for line in text.splitlines())
