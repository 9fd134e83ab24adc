"""The update rules of notebook 03-optimizers against Keras, with other settings and problems."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from chapter_code import chapter_code

rules = chapter_code("03-optimizers")
STEPS = 100
PAIRS = {
    "sgd": (lambda: rules.sgd(0.05), lambda: keras.optimizers.SGD(0.05)),
    "momentum": (
        lambda: rules.momentum(0.01, 0.5),
        lambda: keras.optimizers.SGD(0.01, momentum=0.5),
    ),
    "nesterov": (
        lambda: rules.nesterov(0.01, 0.8),
        lambda: keras.optimizers.SGD(0.01, momentum=0.8, nesterov=True),
    ),
    "adagrad": (
        lambda: rules.adagrad(0.3, start=0.0),
        lambda: keras.optimizers.Adagrad(0.3, initial_accumulator_value=0.0),
    ),
    "adadelta": (
        lambda: rules.adadelta(0.7, rho=0.9),
        lambda: keras.optimizers.Adadelta(0.7, rho=0.9),
    ),
    "rmsprop": (
        lambda: rules.rmsprop(0.003, rho=0.95),
        lambda: keras.optimizers.RMSprop(0.003, rho=0.95),
    ),
    "adam": (
        lambda: rules.adam(0.02, beta_1=0.8, beta_2=0.99),
        lambda: keras.optimizers.Adam(0.02, beta_1=0.8, beta_2=0.99),
    ),
    "adamw": (
        lambda: rules.adamw(0.02, weight_decay=0.1),
        lambda: keras.optimizers.AdamW(0.02, weight_decay=0.1),
    ),
}


def cosine_bowl(theta: np.ndarray) -> np.ndarray:
    """Gradient of a function that is not quadratic, with scales from 1 to 30."""
    return np.linspace(1, 30, theta.size).reshape(theta.shape) * (theta + 0.3 * np.sin(3 * theta))


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("seed", range(3))
def test_every_step_is_that_of_keras(name, seed):
    ours, theirs = (make() for make in PAIRS[name])
    theta = np.random.default_rng(seed).normal(size=(3, 4))
    variable = keras.Variable(theta, dtype="float64")
    for step in range(STEPS):
        theta = ours(theta, cosine_bowl(theta))
        gradient = cosine_bowl(keras.ops.convert_to_numpy(variable))
        theirs.apply([keras.ops.convert_to_tensor(gradient)], [variable])
        kept = keras.ops.convert_to_numpy(variable)
        np.testing.assert_allclose(theta, kept, atol=1e-5, err_msg=f"step {step}")


@pytest.mark.parametrize("seed", range(3))
def test_the_two_forms_of_nesterov_are_one(seed):
    start = np.random.default_rng(seed).normal(size=5)
    rewritten = rules.descend(rules.nesterov(0.005, 0.95), cosine_bowl, start, 60)
    original = rules.nesterov_look_ahead(cosine_bowl, start, 60, 0.005, 0.95)
    np.testing.assert_allclose(rewritten, original, atol=1e-12)


def test_a_method_made_again_remembers_nothing():
    for make, _ in PAIRS.values():
        first, second = (
            rules.descend(make(), cosine_bowl, np.ones(2), 5),
            rules.descend(make(), cosine_bowl, np.ones(2), 5),
        )
        np.testing.assert_array_equal(first, second)


def test_gradient_of_the_network_is_the_slope_of_its_cost():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(6, 10)), rng.integers(0, 2, 6)
    theta = rng.normal(0, 0.3, size=rules.ENDS[-1])
    gradient = rules.cost_gradient(theta, x, y)
    for i in rng.integers(0, theta.size, 60):
        step = np.zeros(theta.size)
        step[i] = 1e-6
        slope = (rules.cost(theta + step, x, y) - rules.cost(theta - step, x, y)) / 2e-6
        assert gradient[i] == pytest.approx(slope, abs=1e-7)
