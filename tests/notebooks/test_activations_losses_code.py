"""Activations and losses of chapter 3 on inputs other than those of the chapter."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from chapter_code import chapter_code
from scipy import special
from scipy.optimize import minimize
from sklearn.datasets import make_moons

chapter = chapter_code("03-activations-losses")
NAMES = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu"]
SHAPES = [(7,), (3, 4), (2, 3, 5)]


def from_keras(value):
    return keras.ops.convert_to_numpy(value)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_activations_are_those_of_keras(name, shape):
    z = np.random.default_rng(5).normal(scale=4, size=shape)
    theirs = from_keras(keras.activations.get(name)(z))
    np.testing.assert_allclose(chapter.ACTIVATIONS[name][0](z), theirs, atol=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_derivatives_are_those_of_keras(name, shape):
    z = np.random.default_rng(6).normal(scale=3, size=shape)
    central = (
        from_keras(keras.activations.get(name)(z + 1e-5))
        - from_keras(keras.activations.get(name)(z - 1e-5))
    ) / 2e-5
    derivative = chapter.ACTIVATIONS[name][1](z)
    assert derivative.shape == shape
    np.testing.assert_allclose(derivative, central, atol=1e-5)


def test_derivative_at_zero_follows_the_convention_of_frameworks():
    assert chapter.ACTIVATIONS["relu"][1](np.zeros(1)) == 0
    assert chapter.ACTIVATIONS["sigmoid"][1](np.zeros(1)) == 0.25


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", NAMES)
def test_no_overflow_far_out(name):
    z = np.array([-1e4, 1e4])
    assert all(np.all(np.isfinite(f(z))) for f in chapter.ACTIVATIONS[name])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("scale", [1, 1000])
def test_softmax_is_that_of_scipy_and_keras(shape, scale):
    z = scale * np.random.default_rng(7).normal(size=shape)
    np.testing.assert_allclose(chapter.softmax(z), special.softmax(z, axis=-1), atol=1e-12)
    np.testing.assert_allclose(chapter.log_softmax(z), special.log_softmax(z, axis=-1), atol=1e-9)
    if z.ndim > 1:
        theirs = from_keras(keras.activations.softmax(z))
        np.testing.assert_allclose(chapter.softmax(z), theirs, atol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_softmax_jacobian(seed):
    z = np.random.default_rng(seed).normal(scale=2, size=6)
    numerical = chapter.numerical_jacobian(lambda v: special.softmax(v), z)
    np.testing.assert_allclose(chapter.softmax_jacobian(z), numerical, atol=1e-9)


def test_numerical_jacobian_has_a_column_for_each_input():
    matrix = np.random.default_rng(0).normal(size=(2, 3))
    found = chapter.numerical_jacobian(lambda v: matrix @ v, np.ones(3))
    np.testing.assert_allclose(found, matrix, atol=1e-9)


@pytest.mark.parametrize("classes", [2, 7])
@pytest.mark.parametrize("scale", [1, 100])
def test_cross_entropies_are_those_of_keras(classes, scale):
    rng = np.random.default_rng(classes)
    z, labels = scale * rng.normal(size=(20, classes)), rng.integers(classes, size=20)
    one_hot = np.eye(classes)[labels]
    binary = chapter.binary_crossentropy(one_hot, z).mean(axis=-1)
    for ours, name, y in [
        (chapter.categorical_crossentropy(one_hot, z), "categorical_crossentropy", one_hot),
        (
            chapter.sparse_categorical_crossentropy(labels, z),
            "sparse_categorical_crossentropy",
            labels,
        ),
        (binary, "binary_crossentropy", one_hot),
    ]:
        theirs = from_keras(getattr(keras.losses, name)(y, z, from_logits=True))
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("delta", [0.5, 1.0, 3.0])
def test_huber_is_that_of_scipy_and_keras(delta):
    e = np.random.default_rng(8).normal(scale=3, size=(10, 4))
    np.testing.assert_allclose(chapter.huber(e, delta), special.huber(delta, e), atol=1e-12)
    theirs = from_keras(keras.losses.huber(np.zeros_like(e), e, delta=delta))
    np.testing.assert_allclose(chapter.huber(e, delta).mean(axis=-1), theirs, atol=1e-6)


@pytest.mark.parametrize("name", ["MSE", "MAE", "Huber"])
def test_derivatives_of_regression_losses(name):
    loss, derivative = chapter.REGRESSION[name]
    e = np.random.default_rng(9).normal(scale=2, size=50)
    np.testing.assert_allclose(derivative(e), (loss(e + 1e-6) - loss(e - 1e-6)) / 2e-6, atol=1e-6)


@pytest.mark.parametrize("name", ["MSE", "MAE", "Huber"])
def test_fitted_line_minimises_the_cost(name):
    rng = np.random.default_rng(10)
    x = np.linspace(-1, 1, 25)
    y = -1.5 * x + 0.3 + 0.2 * rng.normal(size=25)
    y[3] += 6
    loss, derivative = chapter.REGRESSION[name]
    ours = chapter.fit_line(x, y, derivative, steps=3000)

    def cost(line):
        return loss(line[0] * x + line[1] - y).mean()

    best = minimize(cost, [0, 0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
    assert cost(ours) - best.fun < 1e-3
    if name != "MAE":
        np.testing.assert_allclose(ours, best.x, atol=1e-3)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "gelu"])
def test_gradients_of_a_stack_are_the_numerical_ones(name):
    """Redraws the stack and the random loss sum(r * a) of gradient_by_layer, in its order."""
    depth, width, gain, h = 3, 5, 1.5, 1e-5
    f = chapter.ACTIVATIONS[name][0]
    rng = np.random.default_rng(4)
    W = rng.normal(size=(depth, width, width)) * np.sqrt(gain / width)
    x = rng.normal(size=(256, width))
    r = rng.normal(size=(256, width))

    def losses(layer, unit, move):
        a = x
        for k in range(depth):
            z = a @ W[k]
            z[:, unit] += move * (k == layer)
            a = f(z)
        return np.sum(r * a, axis=1)

    numerical = [
        np.mean([np.abs(losses(k, j, h) - losses(k, j, -h)).mean() / (2 * h) for j in range(width)])
        for k in range(depth)
    ]
    ours = chapter.gradient_by_layer(name, gain, seed=4, depth=depth, width=width)
    np.testing.assert_allclose(ours, numerical, rtol=1e-6)


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "tanh"])
def test_training_on_the_moons_is_that_of_keras(name):
    """The same start and the same full-batch steps end in the same units and answers."""
    rng = np.random.default_rng(11)
    x, y = make_moons(400, noise=0.2, random_state=11)
    W1, W2 = rng.normal(size=(2, 8)), rng.normal(size=8) / np.sqrt(8)
    model = keras.Sequential(
        [
            keras.Input((2,), dtype="float64"),
            keras.layers.Dense(8, activation=name, dtype="float64"),
            keras.layers.Dense(1, dtype="float64"),
        ]
    )
    model.set_weights([W1, np.full(8, -0.5), W2[:, None], np.zeros(1)])
    model.compile(keras.optimizers.SGD(1.0), keras.losses.BinaryCrossentropy(from_logits=True))
    model.fit(x, y[:, None], batch_size=400, epochs=15, shuffle=False, verbose=0)
    W1, b1, W2, b2 = model.get_weights()
    z = x @ W1 + b1
    answers = (chapter.ACTIVATIONS[name][0](z) @ W2 + b2 > 0)[:, 0]
    ours = chapter.train_moons(name, 1.0, -0.5, steps=15, seed=11, width=8)
    np.testing.assert_allclose(ours, [np.mean(np.all(z <= 0, axis=0)), np.mean(answers == y)])


def test_gradients_of_a_neuron_share_a_sign_when_its_inputs_do():
    rng = np.random.default_rng(12)
    assert chapter.same_sign_share(0, 1, rng, trials=50, inputs=3) == 1
    share = chapter.same_sign_share(-1, 1, rng, trials=20_000, inputs=3)
    assert share == pytest.approx(0.25, abs=0.02)


def test_gradients_of_cross_entropy_and_of_mse_behind_a_sigmoid():
    for z in [-3.0, 0.0, 2.0]:
        for gradient, loss in [
            (chapter.bce_gradient, lambda v: chapter.binary_crossentropy(1.0, v)),
            (chapter.mse_gradient, lambda v: (special.expit(v) - 1) ** 2),
        ]:
            numerical = (loss(z + 1e-5) - loss(z - 1e-5)) / 2e-5
            assert gradient(z) == pytest.approx(numerical, abs=1e-8)
