"""Learned optimizers learn, and what they do between two chunks of a run is not lost."""

from __future__ import annotations

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from zharfa.learned_optimizers import (
    HilbertOptimizer,
    meta_train,
    quadratic_problems,
    run_baseline,
    run_learned,
)
from zharfa.learned_optimizers.rollout import GuardedAdam, MetaModel


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


def test_a_short_training_beats_nesterov_and_keeps_the_best():
    keras.utils.set_random_seed(0)
    optimizer, validation = HilbertOptimizer(), quadratic_problems(500, 5, seed=9)
    optimizer.build()

    def mean_sum() -> float:
        return run_learned(optimizer, validation, 100)[:, :100].sum(axis=1).mean()

    untrained = mean_sum()
    history = meta_train(
        optimizer,
        lambda rng, count: quadratic_problems(count, 5, seed=int(rng.integers(2**31))),
        epochs=6,
        problems_per_epoch=640,
        batch_size=64,
        learning_rate=0.01,
        validation=validation,
    )
    assert len(history["loss"]) == len(history["val_sum"]) == len(history["seconds"]) == 6
    assert history["skipped"] == [0] * 6
    assert min(history["val_sum"]) == pytest.approx(mean_sum(), rel=1e-4)
    assert mean_sum() < 0.8 * untrained
    nesterov = run_baseline("nag", validation, 100, learning_rate=0.01)
    assert mean_sum() < nesterov[:, :100].sum(axis=1).mean()


def test_an_unknown_objective_is_refused():
    with pytest.raises(ValueError, match="objective"):
        MetaModel(new_optimizer(), quadratic_problems(1, 2, seed=0), 5, "mean")


@pytest.mark.parametrize("spoiled", [np.nan, np.inf, 1e30])
def test_an_update_that_is_not_finite_is_left_out_and_counted(spoiled):
    weights = [keras.Variable(np.ones(2)), keras.Variable(np.ones(()))]
    optimizer = GuardedAdam(0.1)
    gradients = [np.array([1.0, -2.0], "float32"), np.array(3.0, "float32")]
    optimizer.apply([keras.ops.convert_to_tensor(gradient) for gradient in gradients], weights)
    before = [keras.ops.convert_to_numpy(v) for v in [*weights, *optimizer.variables]]
    gradients[0] = np.array([1.0, spoiled], "float32")
    optimizer.apply([keras.ops.convert_to_tensor(gradient) for gradient in gradients], weights)
    assert float(optimizer.skipped) == 1
    optimizer.skipped.assign(0)
    for variable, value in zip([*weights, *optimizer.variables], before, strict=True):
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(variable), value)


def test_a_problem_that_was_lost_begins_anew():
    optimizer, problems = new_optimizer(), quadratic_problems(3, 2, seed=0)
    model = MetaModel(optimizer, problems, chunk=2, objective="sum")
    arrays = [array.astype("float32") for array in problems]
    fresh, going_on = np.ones(3, "float32"), np.zeros(3, "float32")
    first = keras.ops.convert_to_numpy(model([*arrays, fresh]))
    theta = keras.ops.convert_to_numpy(model.between[0]).copy()
    theta[1] = np.nan
    model.between[0].assign(theta)
    again = keras.ops.convert_to_numpy(model([*arrays, going_on]))
    np.testing.assert_allclose(again[1], first[1], rtol=1e-5)
    assert abs(again[0] - first[0]) > 1e-3


def test_an_interrupted_training_goes_on(tmp_path):
    def short(problems, **options):
        return meta_train(
            optimizer,
            problems,
            epochs=3,
            problems_per_epoch=8,
            batch_size=4,
            steps=6,
            chunk=3,
            validation=quadratic_problems(5, 2, seed=9),
            compiled=False,
            **options,
        )

    optimizer = new_optimizer()
    whole, weights = short(draw), optimizer.get_weights()

    drawn = []

    def draw_twice(rng, count):
        drawn.append(count)
        if len(drawn) == 4:  # the example and two epochs are drawn
            raise RuntimeError("power cut")
        return draw(rng, count)

    optimizer = new_optimizer()
    with pytest.raises(Exception, match="power cut"):
        short(draw_twice, checkpoint_dir=tmp_path)
    optimizer = new_optimizer()
    again = short(draw, checkpoint_dir=tmp_path)
    np.testing.assert_allclose(again["val_sum"], whole["val_sum"], rtol=1e-5)
    for ours, theirs in zip(optimizer.get_weights(), weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
