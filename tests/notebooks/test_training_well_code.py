"""Scaling, initialisation and batch normalisation of chapter 3 on inputs other than its own."""

from __future__ import annotations

import numpy as np
import pytest
from chapter_code import chapter_code
from scipy.optimize import approx_fprime
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

NAME = "03-training-well"


@pytest.fixture
def rng(request):
    return np.random.default_rng(request.param)


def correlated(rng, samples):
    return rng.normal(size=(samples, 4)) @ rng.normal(size=(4, 4)) + rng.normal(size=4)


@pytest.mark.parametrize("rng", range(3), indirect=True)
def test_scaling_and_whitening_are_those_of_scikit_learn(rng):
    chapter = chapter_code(NAME)
    x_train, x = np.split(correlated(rng, 90), [60])
    theirs = StandardScaler().fit(x_train).transform(x)
    np.testing.assert_allclose(chapter.standardize(x_train, x), theirs, atol=1e-12)
    theirs = PCA(whiten=True).fit(x_train).transform(x)
    np.testing.assert_allclose(np.abs(chapter.whiten(x_train, x)), np.abs(theirs), atol=1e-8)


def test_epsilon_keeps_a_direction_without_variance_finite():
    x = np.random.default_rng(0).normal(size=(20, 2))
    x = np.c_[x, x.sum(axis=1)]
    assert np.abs(chapter_code(NAME).whiten(x, x, epsilon=1e-3)).max() < 10


@pytest.mark.parametrize("rng", range(3), indirect=True)
@pytest.mark.parametrize("shape", [(2, 3), (17, 4)])
def test_backward_pass_of_batch_norm_is_the_numerical_gradient(rng, shape):
    layer = chapter_code(NAME).BatchNorm(shape[1])
    x, g = 3 * rng.normal(size=shape) + 1, rng.normal(size=shape)
    layer.gamma, layer.beta = rng.uniform(0.5, 2, shape[1]), rng.normal(size=shape[1])
    layer.forward(x, training=True)
    d_x, d_gamma, d_beta = layer.backward(g)

    def loss_of(name):
        def loss(flat):
            if name == "x":
                return np.sum(g * layer.forward(flat.reshape(shape), training=True))
            kept = getattr(layer, name)
            setattr(layer, name, flat)
            value = np.sum(g * layer.forward(x, training=True))
            setattr(layer, name, kept)
            return value

        return loss

    for name, start, ours in [
        ("x", x, d_x),
        ("gamma", layer.gamma, d_gamma),
        ("beta", layer.beta, d_beta),
    ]:
        numerical = approx_fprime(start.ravel(), loss_of(name), 1e-7)
        np.testing.assert_allclose(ours.ravel(), numerical, rtol=1e-5, atol=2e-5)


@pytest.mark.parametrize("rng", range(2), indirect=True)
def test_batch_norm_is_that_of_keras_over_several_batches(rng):
    import keras

    ours, theirs = chapter_code(NAME).BatchNorm(6), keras.layers.BatchNormalization()
    for _ in range(5):
        x = (rng.normal(size=(12, 6)) * 4 - 2).astype("float32")
        np.testing.assert_allclose(
            ours.forward(x, training=True), theirs(x, training=True), atol=1e-5
        )
    np.testing.assert_allclose(ours.forward(x, training=False), theirs(x), atol=1e-5)
    moving = [keras.ops.convert_to_numpy(w) for w in theirs.get_weights()[2:]]
    np.testing.assert_allclose([ours.mean, ours.variance], moving, atol=1e-5)


@pytest.mark.parametrize("rng", range(2), indirect=True)
def test_gradients_of_batch_norm_are_those_of_keras(rng):
    chapter = chapter_code(NAME)
    x, g = 2 * rng.normal(size=(9, 3)), rng.normal(size=(9, 3))
    ours = chapter.BatchNorm(3)
    ours.gamma, ours.beta = rng.uniform(0.5, 2, 3), rng.normal(size=3)
    ours.forward(x, training=True)
    mine = [*ours.backward(g), ours.mean, ours.variance]
    theirs = chapter.keras_step(x, ours.gamma, ours.beta, g)
    for a, b in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
def test_derivatives_of_the_activations(name):
    activation, derivative = chapter_code(NAME).ACTIVATIONS[name]
    z = np.linspace(-3, 3, 20)
    numerical = (activation(z + 1e-6) - activation(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(derivative(z), numerical, atol=1e-8)


def test_gradients_flow_backwards_through_the_layers():
    """With the identity as activation a layer multiplies both widths by about scale * sqrt(n)."""
    chapter = chapter_code(NAME)
    chapter.ACTIVATIONS["identity"] = (lambda z: z, np.ones_like)
    rng = np.random.default_rng(0)
    output, gradient, _ = chapter.propagate("identity", 2 / 16, rng, depth=4, width=256)
    np.testing.assert_allclose(output[1:] / output[:-1], 2, rtol=0.1)
    np.testing.assert_allclose(gradient[:-1] / gradient[1:], 2, rtol=0.1)
