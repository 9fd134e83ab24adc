"""Learned optimizers learn, and what they do between two chunks of a run is not lost."""

from __future__ import annotations

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from zharfa.learned_optimizers import HilbertOptimizer, meta_train, quadratic_problems, run_learned
from zharfa.learned_optimizers.rollout import MetaModel


def draw(rng: np.random.Generator, count: int):
    return quadratic_problems(count, 2, seed=int(rng.integers(2**31)))


def new_optimizer() -> HilbertOptimizer:
    keras.utils.set_random_seed(0)
    optimizer = HilbertOptimizer(memory=1)
    optimizer.build()
    return optimizer


def test_a_run_in_chunks_is_the_whole_run():
    optimizer, problems = new_optimizer(), quadratic_problems(4, 2, seed=0)
    whole = run_learned(optimizer, problems, 6)
    model = MetaModel(optimizer, problems, chunk=3, objective="sum")
    arrays = [array.astype("float32") for array in problems]
    parts = [
        keras.ops.convert_to_numpy(model([*arrays, np.full(4, fresh, "float32")]))
        for fresh in (1, 0, 1)
    ]
    np.testing.assert_allclose(parts[0], whole[:, 1:4].sum(axis=1), rtol=1e-5)
    np.testing.assert_allclose(parts[1], whole[:, 4:7].sum(axis=1), rtol=1e-5)
    np.testing.assert_allclose(parts[2], parts[0], rtol=1e-6)


def test_training_makes_it_better_and_keeps_the_best():
    optimizer, validation = new_optimizer(), quadratic_problems(50, 2, seed=9)

    def mean_sum() -> float:
        return run_learned(optimizer, validation, 20)[:, :20].sum(axis=1).mean()

    untrained = mean_sum()
    history = meta_train(
        optimizer,
        draw,
        epochs=4,
        problems_per_epoch=160,
        batch_size=8,
        steps=20,
        chunk=10,
        learning_rate=0.01,
        validation=validation,
    )
    assert len(history["loss"]) == len(history["val_sum"]) == 4
    assert min(history["val_sum"]) == pytest.approx(mean_sum(), rel=1e-4)
    assert mean_sum() < 0.8 * untrained


def test_an_unknown_objective_is_refused():
    with pytest.raises(ValueError, match="objective"):
        MetaModel(new_optimizer(), quadratic_problems(1, 2, seed=0), 5, "mean")
