"""The methods of the notebook on gradient descent, on problems other than its own."""

from __future__ import annotations

import numpy as np
import pytest
from chapter_code import chapter_code
from scipy.optimize import approx_fprime, minimize, rosen, rosen_der

SEEDS = range(3)


@pytest.fixture(scope="module")
def code():
    return chapter_code("03-gradient-descent")


def problem(seed, n=40, features=5):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, features))
    y = (x @ rng.normal(size=features) + rng.normal(size=n) > 0).astype(int)
    return x, y, rng.normal(size=features)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_and_hessian_are_those_of_finite_differences(code, seed):
    x, y, W = problem(seed)
    gradient = approx_fprime(W, code.logistic_cost, 1e-7, x, y)
    hessian = approx_fprime(W, code.logistic_gradient, 1e-7, x, y)
    np.testing.assert_allclose(code.logistic_gradient(W, x, y), gradient, atol=1e-6)
    np.testing.assert_allclose(code.logistic_hessian(W, x), hessian, atol=1e-6)


def test_costs_of_a_path_are_the_costs_of_its_points(code):
    x, y, W = problem(0)
    path = np.stack([W, 2 * W, -W])
    single = [code.logistic_cost(point, x, y) for point in path]
    np.testing.assert_allclose(code.logistic_cost(path, x, y), single)


@pytest.mark.parametrize("seed", SEEDS)
def test_newton_descent_and_scipy_find_the_same_minimum(code, seed):
    x, y, W = problem(seed)
    scipy = minimize(code.logistic_cost, W, (x, y), jac=code.logistic_gradient, tol=1e-10).x

    def gradient(W):
        return code.logistic_gradient(W, x, y)

    newton = code.newton(gradient, lambda W: code.logistic_hessian(W, x), 0 * W, 20)[-1]
    descent = code.gradient_descent(gradient, W, 0.5, 1e-8, 100_000)[-1]
    quasi, _ = code.quasi_newton(lambda W: code.logistic_cost(W, x, y), gradient, W)
    for found in (newton, descent, quasi):
        np.testing.assert_allclose(found, scipy, atol=1e-5)


def test_full_batches_of_sgd_are_gradient_descent(code):
    x, y, W = problem(1)
    rates = np.full(15, 0.2)
    path = code.sgd(W, x, y, len(y), rates, np.random.default_rng(0))
    plain = code.gradient_descent(lambda W: code.logistic_gradient(W, x, y), W, 0.2, 0, 15)
    np.testing.assert_allclose(path, plain)


@pytest.mark.parametrize("memory", [None, 3, 20])
@pytest.mark.parametrize("seed", SEEDS)
def test_quasi_newton_reaches_the_minimum_of_rosenbrock(code, memory, seed):
    start = np.random.default_rng(seed).uniform(0.5, 1.5, size=6)
    found, count = code.quasi_newton(rosen, rosen_der, start, memory=memory)
    np.testing.assert_allclose(found, np.ones(6), atol=1e-5)
    assert count < 200


@pytest.mark.parametrize("seed", SEEDS)
def test_inverse_of_bfgs_meets_the_secant_equation_and_is_the_two_loops(code, seed):
    rng = np.random.default_rng(seed)
    H = code.random_quadratic(30, rng, dimension=7)
    np.testing.assert_allclose(np.linalg.cond(H), 30)
    B, pairs = 0.3 * np.eye(7), []
    for s in rng.normal(size=(9, 7)):
        pairs.append((s, H @ s))
        B = code.bfgs_update(B, *pairs[-1])
        np.testing.assert_allclose(B @ pairs[-1][1], s, atol=1e-8)
    g = rng.normal(size=7)
    np.testing.assert_allclose(code.two_loop(g, pairs, 0.3), B @ g, rtol=1e-6, atol=1e-8)


def test_schedules_are_those_of_keras_at_other_settings(code):
    import keras

    library = keras.optimizers.schedules
    pairs = [
        (
            code.halving,
            (0.4, 7),
            library.PiecewiseConstantDecay([6, 13, 20], [0.4, 0.2, 0.1, 0.05]),
        ),
        (code.exponential, (0.4, 0.3), library.ExponentialDecay(0.4, 1, np.exp(-0.3))),
        (code.inverse_time, (0.4, 0.3), library.InverseTimeDecay(0.4, 1, 0.3)),
        (code.cosine, (0.4, 11), library.CosineDecay(0.4, 11)),
        (
            code.warm_up,
            (0.4, 5, 25),
            library.CosineDecay(0.0, 20, warmup_target=0.4, warmup_steps=5),
        ),
    ]
    t = np.arange(28)
    for ours, settings, theirs in pairs:
        expected = [float(theirs(step)) for step in t]
        np.testing.assert_allclose(ours(t, *settings), expected, atol=1e-6)


def test_one_cycle_rises_to_its_peak_once_and_ends_at_zero(code):
    rates = code.one_cycle(np.arange(101), 0.5, 100)
    assert rates[0] == pytest.approx(0.02)
    assert rates.argmax() == 30
    assert rates[30] == pytest.approx(0.5)
    assert np.all(np.diff(rates[:31]) > 0)
    assert np.all(np.diff(rates[30:]) < 0)
    assert rates[-1] == pytest.approx(0, abs=1e-12)
