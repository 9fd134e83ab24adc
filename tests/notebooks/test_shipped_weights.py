"""The weights the book ships are those its numbers come from, and they are small."""

from __future__ import annotations

from collections import Counter

import nbformat
import numpy as np
import pytest
from quick_run import ROOT

from tools.glued_numbers import glued_values
from zharfa import data, trained

WEIGHTS = ROOT / "data" / "weights"
MEGABYTE = 2**20


@pytest.fixture
def shipped(monkeypatch, tmp_path):
    """What a reader finds who has trained nothing."""
    monkeypatch.chdir(tmp_path)
    return trained.find("cifar10-best")


def test_the_best_network_gives_the_numbers_of_the_book_on_the_sample(shipped):
    promised = glued_values(nbformat.read(ROOT / "notebooks" / "04-inside.ipynb", as_version=4))
    _, (x_test, y_test) = data.load("cifar10", sample=True)
    probabilities = shipped.model().predict(x_test, verbose=0)
    accuracy = (probabilities.argmax(axis=1) == y_test.ravel()).mean()
    assert accuracy == pytest.approx(promised["cnn_best_sample_accuracy"], abs=0.003)
    confidence = probabilities.max(axis=1).mean()
    assert confidence == pytest.approx(promised["cnn_best_sample_confidence"], abs=1e-4)


def test_the_record_is_that_of_the_notebook(shipped):
    values = glued_values(nbformat.read(ROOT / "notebooks" / "04-residual.ipynb", as_version=4))
    assert shipped.seconds == pytest.approx(values["cnn_best_train_seconds"])
    assert shipped.history["val_accuracy"][-1] == values["cnn_best_val_accuracy"]
    assert shipped.model().count_params() == values["cnn_best_parameters"]


def test_what_is_shipped_can_be_cloned_on_a_slow_line():
    sizes = Counter()
    for file in WEIGHTS.iterdir():
        sizes[file.name.partition("-")[0]] += file.stat().st_size
    assert {family: size for family, size in sizes.items() if size > 5 * MEGABYTE} == {}
    assert sum(sizes.values()) < 20 * MEGABYTE


def test_every_record_is_readable(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    names = [file.stem for file in WEIGHTS.glob("*.json")]
    assert names
    for name in names:
        record = trained.find(name)
        assert record.seconds > 0
        for metric, values in record.history.items():
            assert len(values) == record.settings["epochs"], (name, metric)
            assert np.isfinite(values).all(), (name, metric)
