"""Back-propagation of notebook 03-mlp on other networks than those of the chapter."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from chapter_code import chapter_code

mlp = chapter_code("03-mlp")
OUTPUT_OF = {"squared": None, "binary": "sigmoid", "categorical": "softmax"}


@pytest.fixture
def double_precision():
    # Once a layer has been made, the policy no longer follows floatx; losses follow floatx.
    policy, floatx = keras.config.dtype_policy(), keras.config.floatx()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx(floatx)
    keras.config.set_dtype_policy(policy)


@pytest.mark.parametrize("sizes", [(2, 2), (3, 8, 2), (5, 7, 6, 5, 4)])
@pytest.mark.parametrize("activation", ["linear", "sigmoid", "tanh", "relu"])
def test_output_and_gradients_are_those_of_keras(double_precision, sizes, activation):
    rng = np.random.default_rng(len(sizes))
    x = rng.normal(size=(9, sizes[0]))
    y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], 9)]
    for loss, cost in mlp.KERAS_LOSSES.items():
        network = mlp.MLP(sizes, activation, loss, seed=5)
        y_pred = network.forward(x)
        layers = [keras.layers.Dense(units, activation) for units in sizes[1:-1]]
        model = keras.Sequential(
            [keras.Input(sizes[:1]), *layers, keras.layers.Dense(sizes[-1], OUTPUT_OF[loss])]
        )
        before = [p for pair in zip(network.W, network.b, strict=True) for p in pair]
        model.set_weights(before)
        np.testing.assert_allclose(keras.ops.convert_to_numpy(model(x)), y_pred, atol=1e-12)
        # One step of size one: the change of the weights is the gradient.
        model.compile(keras.optimizers.SGD(1.0), cost(), run_eagerly=True)
        model.train_on_batch(x, y)
        scale = {"squared": 2 / sizes[-1], "binary": 1 / sizes[-1], "categorical": 1}[loss]
        ours = [g for pair in network.backward(y) for g in pair]
        for g, old, new in zip(ours, before, model.get_weights(), strict=True):
            np.testing.assert_allclose(scale * g, old - new, atol=1e-7)


@pytest.mark.parametrize("loss", ["binary", "categorical", "squared"])
def test_gradients_pass_the_check_with_central_differences(loss):
    rng = np.random.default_rng(8)
    x, y = rng.normal(size=(5, 4)), np.eye(3)[rng.integers(0, 3, 5)]
    network = mlp.MLP([4, 6, 3], "tanh", loss, seed=1)

    def cost() -> float:
        p = network.forward(x)
        if loss == "squared":
            return 0.5 * np.mean(np.sum((p - y) ** 2, axis=1))
        if loss == "binary":
            return -np.mean(np.sum(y * np.log(p) + (1 - y) * np.log(1 - p), axis=1))
        return mlp.cross_entropy(network, x, y)

    cost()
    for layer, (dW, db) in enumerate(network.backward(y)):
        np.testing.assert_allclose(dW, mlp.numerical_gradient(cost, network.W[layer]), atol=1e-9)
        np.testing.assert_allclose(db, mlp.numerical_gradient(cost, network.b[layer]), atol=1e-9)


def test_training_on_batches_lowers_the_cost_and_learns():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(300, 2))
    y = (x[:, :1] * x[:, 1:] > 0).astype(float)
    network = mlp.MLP([2, 16, 1], "tanh", "binary", seed=3)
    mlp.train(network, x, y, epochs=100, learning_rate=0.5, batch_size=20)
    assert np.mean((network.forward(x) > 0.5) == y) > 0.95


def test_hinges_meet_the_function_at_every_knot():
    knots = np.linspace(0, 1, 11)[:, None]
    ours = mlp.hinge_network(mlp.wave, 10)(knots)
    np.testing.assert_allclose(ours, mlp.wave(knots[:, 0]), atol=1e-12)
