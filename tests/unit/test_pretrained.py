"""The learned optimizers that are shipped: whole, small, and as good as their recipe promises."""

from __future__ import annotations

import dataclasses
import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from zharfa import trained
from zharfa.learned_optimizers import (
    HilbertLSTM,
    load_pretrained,
    pretrained,
    quadratic_problems,
    run_learned,
)

SHIPPED = [name for name in pretrained.RECIPES if trained.find(f"hlstm-{name}")]
SELECTION = 20
SMALL = pretrained.Recipe({"memory": 1}, dim=2, epochs=2, problems_per_epoch=2, validation=3)


def sums(name: str, dim: int, count: int = 500) -> np.ndarray:
    losses = run_learned(load_pretrained(name), quadratic_problems(count, dim, seed=77), 100)
    return losses[:, :100].sum(axis=1)


def test_the_three_of_the_interface_are_shipped():
    assert {"paper", "strict", "best", "noisy", "lstm"} <= set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_was_trained_by_its_recipe(name):
    record = trained.find(f"hlstm-{name}")
    recipe = dataclasses.asdict(pretrained.RECIPES[name])
    assert {key: record.settings[key] for key in recipe} == recipe
    assert load_pretrained(name).count_params() == record.settings["parameters"]


def test_the_weights_are_small():
    sizes = [file.stat().st_size for file in trained.SHIPPED.glob("hlstm-*")]
    assert sum(sizes) < 500_000


@pytest.mark.parametrize(
    ("name", "dim", "most"),
    [("paper", 5, 35), ("best", 5, 22), ("best", 10, 54)],
)
def test_sum_over_a_hundred_steps(name, dim, most):
    assert sums(name, dim).mean() < most


def test_each_seed_is_another_optimizer_and_the_best_is_the_one_given():
    record = trained.find("hlstm-paper")
    best = int(np.argmin(record.settings["selection_sums"]))
    given = load_pretrained("paper").get_weights()[0]
    kernels = [load_pretrained("paper", seed).get_weights()[0] for seed in record.settings["seeds"]]
    np.testing.assert_array_equal(given, kernels[best])
    assert np.abs(kernels[0] - kernels[1]).max() > 0.01


@pytest.mark.parametrize("minibatches", [True, False])
def test_three_lines_train_a_model_of_ones_own(minibatches):
    X = np.random.default_rng(0).normal(size=(256, 3)).astype("float32")
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1)]
    )
    model.compile(HilbertLSTM.from_pretrained("best", minibatches), "mse")
    rows, epochs = (64, 10) if minibatches else (256, 40)
    target = X @ [[1.0], [-2.0], [0.5]]
    history = model.fit(X, target, epochs=epochs, batch_size=rows, verbose=0)
    assert history.history["loss"][-1] < 0.1 * history.history["loss"][0]


def test_train_and_publish(tmp_path, monkeypatch):
    monkeypatch.setitem(pretrained.RECIPES, "small", SMALL)
    monkeypatch.setattr(pretrained, "SELECTION", SELECTION)
    result = pretrained.train("small", 0, tmp_path)
    stamp = result.stat().st_mtime_ns
    assert pretrained.train("small", 0, tmp_path).stat().st_mtime_ns == stamp
    # Training takes long: another run with weights that are worse stands for another seed.
    run, other = dict(np.load(result)), tmp_path / "other.npz"
    np.savez(other, **{**run, "0": run["0"] + 3})
    pretrained.publish("small", [other, result], tmp_path)
    for seed, expected in ((0, run["0"] + 3), (1, run["0"]), (None, run["0"])):
        first = load_pretrained("small", seed, tmp_path).get_weights()[0]
        np.testing.assert_array_equal(first, expected)
    with pytest.raises(ValueError, match="seed"):
        load_pretrained("small", 2, tmp_path)
    file = tmp_path / "hlstm-small.npz"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(ValueError, match="آسیب"):
        load_pretrained("small", 0, tmp_path)


def test_what_is_not_there_is_said_with_the_remedy():
    with pytest.raises(ValueError, match="paper"):
        load_pretrained("worst")
    with pytest.raises(ValueError, match="HilbertOptimizer"):
        HilbertLSTM.from_pretrained("lstm")
