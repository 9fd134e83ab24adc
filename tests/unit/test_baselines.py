"""Classical optimizers: equal to those of Keras step by step, and to what is known of them."""

from __future__ import annotations

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from zharfa.learned_optimizers import BASELINES, quadratic_problems, run_baseline
from zharfa.learned_optimizers.baselines import two_loop
from zharfa.learned_optimizers.problems import (
    diagonal_equivalents,
    logistic_problems,
    noisy_problems,
    spectrum_problems,
)

TINY = 1e-12  # Keras adds epsilon at another place; so small it makes no difference


def keras_losses(optimizer, problems, steps):
    theta = keras.Variable(problems.theta0, dtype="float64")
    losses = []
    for _ in range(steps + 1):
        loss, gradient = problems.evaluate(np.array(theta))
        losses.append(loss)
        optimizer.apply([keras.ops.convert_to_tensor(gradient, "float64")], [theta])
    return np.stack(losses, axis=1)


@pytest.mark.parametrize(
    ("name", "settings", "theirs"),
    [
        ("sgd", {}, keras.optimizers.SGD),
        ("momentum", {}, lambda rate: keras.optimizers.SGD(rate, momentum=0.9)),
        ("nag", {}, lambda rate: keras.optimizers.SGD(rate, momentum=0.9, nesterov=True)),
        ("adam", {"epsilon": TINY}, lambda rate: keras.optimizers.Adam(rate, epsilon=TINY)),
        (
            "rmsprop",
            {"epsilon": TINY},
            lambda rate: keras.optimizers.RMSprop(rate, rho=0.99, epsilon=TINY**2),
        ),
    ],
)
def test_equal_to_keras_step_by_step(name, settings, theirs):
    problems = quadratic_problems(3, 4, seed=0)
    ours = run_baseline(name, problems, 15, learning_rate=0.01, **settings)
    np.testing.assert_allclose(ours, keras_losses(theirs(0.01), problems, 15), rtol=1e-5)


@pytest.mark.parametrize(
    ("name", "settings", "mean", "error"),
    [
        ("sgd", {"learning_rate": 0.01}, 129.5, 2.2),
        ("rmsprop", {"learning_rate": 0.03}, 65.6, 1.6),
        ("adam", {"learning_rate": 0.1}, 67.9, 1.5),
        ("nag", {"learning_rate": 0.01}, 64.2, 1.4),
        ("anderson", {"memory": 3}, 17.0, 0.3),
        ("conjugate_gradient", {}, 9.9, 0.13),
    ],
)
def test_sum_over_a_hundred_steps_in_five_dimensions(name, settings, mean, error):
    """Means over 20000 problems, measured once with another implementation; three errors wide."""
    losses = run_baseline(name, quadratic_problems(4000, 5, seed=7), 100, **settings)
    assert losses.shape == (4000, 101)
    assert losses[:, :100].sum(axis=1).mean() == pytest.approx(mean, abs=3 * error)


def test_conjugate_gradients_end_in_as_many_steps_as_there_are_dimensions():
    problems = spectrum_problems(50, 6, condition=100, seed=1)
    losses = run_baseline("conjugate_gradient", problems, 6)
    assert losses[:, 5].max() > 1e-9
    assert losses[:, 6].max() < 1e-12


def test_two_loops_with_exact_steps_are_conjugate_gradients():
    problems = spectrum_problems(20, 4, condition=100, seed=1)
    theta, losses, steps, changes = problems.theta0, [], [], []
    loss, gradient = problems.evaluate(theta)
    for _ in range(4):
        losses.append(loss)
        way = -two_loop(gradient, steps, changes, np.ones((20, 1)))
        curved = problems.evaluate(theta + way)[1] - gradient
        rate = -np.sum(gradient * way, axis=1) / np.sum(curved * way, axis=1)
        steps.append(rate[:, None] * way)
        theta = theta + steps[-1]
        loss, after = problems.evaluate(theta)
        changes.append(after - gradient)
        gradient = after
    expected = run_baseline("conjugate_gradient", problems, 4)
    np.testing.assert_allclose(np.transpose(losses), expected[:, :4], rtol=1e-6)
    assert loss.max() < 1e-12


def test_anderson_with_as_much_memory_as_dimensions_ends_like_them():
    losses = run_baseline("anderson", quadratic_problems(200, 5, seed=3), 99, memory=5)
    assert np.median(losses[:, 12]) < 1e-12 and losses[:, 99].max() < 1e-15


def test_no_method_of_gradients_is_below_conjugate_gradients():
    problems = quadratic_problems(200, 5, seed=2)
    floor = run_baseline("conjugate_gradient", problems, 20)
    for name in ("sgd", "momentum", "nag", "barzilai_borwein", "anderson", "lbfgs"):
        settings = {"learning_rate": 0.01} if name in ("sgd", "momentum", "nag") else {}
        losses = run_baseline(name, problems, 20, **settings)
        assert (losses >= floor - 1e-10 * losses[:, :1]).all(), name


@pytest.mark.parametrize("name", ["sgd", "barzilai_borwein", "anderson", "lbfgs"])
def test_the_axes_of_a_quadratic_do_not_matter(name):
    settings = {"learning_rate": 0.01} if name == "sgd" else {}
    problems = quadratic_problems(20, 4, seed=3)
    ours = run_baseline(name, problems, 8, **settings)
    turned = run_baseline(name, diagonal_equivalents(problems), 8, **settings)
    np.testing.assert_allclose(turned, ours, rtol=1e-5, atol=1e-8)


def test_prescribed_spectrum():
    problems = spectrum_problems(30, 8, condition=1e4, seed=0)
    eigenvalues = 2 * problems.s**2
    np.testing.assert_allclose(eigenvalues.max(axis=1), 2)
    np.testing.assert_allclose(eigenvalues.max(axis=1) / eigenvalues.min(axis=1), 1e4)


def test_gradients_are_those_of_the_losses():
    rng = np.random.default_rng(0)
    X, t = rng.normal(size=(40, 3)), rng.choice([-1.0, 1.0], 40)
    families = [
        quadratic_problems(5, 3, seed=0),
        spectrum_problems(5, 3, condition=10, seed=0),
        noisy_problems(5, 3, seed=0)._replace(sigma=np.zeros(5)),
        logistic_problems(X, t, count=5, batch=20, weight_decay=0.1, seed=0),
    ]
    theta = rng.normal(size=(5, 3))
    for problems in families:
        _, gradients = problems.evaluate(theta)
        for j in range(3):
            step = np.zeros(3)
            step[j] = 1e-6
            above, below = problems.evaluate(theta + step)[0], problems.evaluate(theta - step)[0]
            np.testing.assert_allclose(gradients[:, j], (above - below) / 2e-6, rtol=1e-5)


def test_what_diverges_is_infinite():
    losses = run_baseline("sgd", quadratic_problems(10, 5, seed=0), 3000, learning_rate=1.0)
    assert np.isinf(losses[:, -1]).all() and not np.isnan(losses).any()


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match=r"sgd، momentum.*newton"):
        run_baseline("newton", quadratic_problems(1, 2, seed=0), 1)
    assert len(BASELINES) == 9
