"""The learned optimizer as an optimizer of Keras."""

from __future__ import annotations

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from zharfa.learned_optimizers import HilbertLSTM, HilbertOptimizer, quadratic_problems
from zharfa.learned_optimizers.rollout import run_learned

X = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")
Y = X @ [[1.0], [-2.0], [0.5]]


def network(**options) -> HilbertOptimizer:
    keras.utils.set_random_seed(3)
    built = HilbertOptimizer(scaled=True, **options)
    built.build()
    return built


def new_model(optimizer) -> keras.Model:
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1)]
    )
    model.compile(optimizer, "mse")
    return model


def test_the_same_steps_as_in_a_run_on_problems():
    problems = quadratic_problems(1, 6, seed=0)
    learned = network()
    expected = run_learned(learned, problems, 8)[0]
    optimizer = HilbertLSTM(learned)
    variables = [keras.Variable(np.zeros((2, 2))), keras.Variable(np.zeros(2))]
    losses = []
    for _ in range(9):
        theta = np.concatenate([np.ravel(keras.ops.convert_to_numpy(v)) for v in variables])
        loss, gradient = problems.evaluate(theta[None])
        losses.append(loss[0])
        parts = [gradient[0, :4].reshape(2, 2), gradient[0, 4:]]
        optimizer.apply([keras.ops.convert_to_tensor(g, "float32") for g in parts], variables)
    np.testing.assert_allclose(losses, expected, rtol=1e-3)


@pytest.mark.parametrize("scope", ["model", "variable"])
def test_a_saved_model_goes_on_as_if_it_had_not_been_saved(tmp_path, scope):
    model = new_model(HilbertLSTM(network(), scope))
    model.fit(X, Y, epochs=3, batch_size=32, verbose=0)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert again.optimizer.iterations == 3
    for either in (model, again):
        either.fit(X, Y, epochs=2, batch_size=32, verbose=0)
    for ours, theirs in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_allclose(theirs, ours, rtol=1e-6, atol=1e-7)


def test_one_space_for_all_is_not_one_for_each():
    models = [new_model(HilbertLSTM(network(), scope)) for scope in ("model", "variable")]
    for model in models:
        model.fit(X, Y, epochs=3, batch_size=32, verbose=0)
    first, second = (model.get_weights()[0] for model in models)
    assert np.abs(first - second).max() > 1e-4


def test_zero_gradients_change_nothing_to_nan():
    optimizer = HilbertLSTM(network())
    variable = keras.Variable(np.ones(3))
    for _ in range(3):
        optimizer.apply([keras.ops.zeros(3)], [variable])
    assert np.isfinite(keras.ops.convert_to_numpy(variable)).all()


def test_what_it_cannot_do_is_said_with_the_remedy():
    with pytest.raises(ValueError, match="scope"):
        HilbertLSTM(network(), scope="layer")
    with pytest.raises(ValueError, match="trainable"):
        HilbertLSTM(network()).apply([None], [keras.Variable(np.ones(3))])
