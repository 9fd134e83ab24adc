"""The remedies of notebook 03-regularization on other inputs than those of the chapter."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from chapter_code import chapter_code
from sklearn.linear_model import Lasso, Ridge

chapter = chapter_code("03-regularization")


def keras_network(params, l2):
    """The network of the chapter in Keras, with the given weights."""
    widths = [len(b) for b in params[1::2]]
    layers = [
        keras.layers.Dense(
            width,
            "softmax" if k == len(widths) - 1 else "relu",
            kernel_regularizer=keras.regularizers.L2(l2),
        )
        for k, width in enumerate(widths)
    ]
    network = keras.Sequential([keras.Input((len(params[0]),)), *layers])
    network.set_weights(params)
    return network


@pytest.mark.parametrize("sizes", [(5, 3), (4, 7, 3), (6, 9, 8, 5)])
@pytest.mark.parametrize(("l2", "smoothing"), [(0.0, 0.0), (0.02, 0.2)])
def test_gradients_with_penalty_and_smoothing_are_those_of_keras(sizes, l2, smoothing):
    rng = np.random.default_rng(len(sizes))
    params = chapter.initialise(sizes, rng)
    x = rng.normal(size=(11, sizes[0])).astype("float32")
    y = rng.integers(0, sizes[-1], 11)
    targets = chapter.smooth_labels(y, sizes[-1], smoothing)
    ours = chapter.gradients(params, x, targets, l2)
    network = keras_network(params, l2)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=smoothing)
    # One step of size one: the change of the weights is the gradient.
    network.compile(keras.optimizers.SGD(1.0), loss)
    cost = network.train_on_batch(x, chapter.smooth_labels(y, sizes[-1]))
    for g, old, new in zip(ours, params, network.get_weights(), strict=True):
        np.testing.assert_allclose(g, old - new, atol=1e-6)
    p = chapter.softmax(chapter.forward(params, x)[2])
    penalty = l2 * sum(np.sum(W**2) for W in params[::2])
    expected = -np.mean(np.sum(targets * np.log(p), axis=1)) + penalty
    np.testing.assert_allclose(cost, expected, rtol=1e-5)


def test_gradients_through_dropout_pass_the_check_with_central_differences():
    rng = np.random.default_rng(3)
    params = [p.astype(float) for p in chapter.initialise((4, 6, 5, 3), rng)]
    x, targets = rng.normal(size=(7, 4)), chapter.smooth_labels(rng.integers(0, 3, 7), 3, 0.1)

    def cost():
        z = chapter.forward(params, x, 0.4, np.random.default_rng(9))[2]
        fit = -np.mean(np.sum(targets * np.log(chapter.softmax(z)), axis=1))
        return fit + 0.01 * sum(np.sum(W**2) for W in params[::2])

    found = chapter.gradients(params, x, targets, 0.01, 0.4, np.random.default_rng(9))
    for p, g in zip(params, found, strict=True):
        for index in np.ndindex(p.shape):
            kept, steps = p[index], []
            for step in (1e-6, -1e-6):
                p[index] = kept + step
                steps.append(cost())
            p[index] = kept
            assert abs((steps[0] - steps[1]) / 2e-6 - g[index]) < 1e-6


@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
def test_adam_with_decay_is_adamw_of_keras(weight_decay):
    rng = np.random.default_rng(5)
    ours = [rng.normal(size=shape).astype("float32") for shape in [(3, 4), (4,)]]
    theirs = [keras.Variable(p.copy()) for p in ours]
    adam = chapter.Adam(ours, 0.02, weight_decay)
    adamw = keras.optimizers.AdamW(0.02, weight_decay=weight_decay)
    for _ in range(50):
        g = [rng.normal(size=p.shape).astype("float32") for p in ours]
        adam.update(ours, g)
        adamw.apply([keras.ops.convert_to_tensor(part) for part in g], theirs)
    for p, q in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(p, keras.ops.convert_to_numpy(q), atol=1e-5)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_masks_drop_with_the_rate_and_keep_the_mean(rate):
    shape = (400, 500)
    inverted = chapter.dropout_mask(shape, rate, np.random.default_rng(1))
    plain = chapter.plain_mask(shape, rate, np.random.default_rng(1))
    layer = keras.layers.Dropout(rate, seed=1)
    theirs = keras.ops.convert_to_numpy(layer(np.ones(shape), training=True))
    np.testing.assert_allclose(np.unique(inverted), np.unique(theirs), rtol=1e-6)
    assert abs(np.mean(inverted == 0) - rate) < 0.01
    assert abs(np.mean(theirs == 0) - rate) < 0.01
    assert abs(inverted.mean() - 1) < 0.02
    np.testing.assert_allclose(plain, inverted * (1 - rate), rtol=1e-6)


@pytest.mark.parametrize("patience", [1, 2, 5])
@pytest.mark.parametrize("seed", range(3))
def test_early_stopping_stops_and_restores_like_keras(patience, seed):
    losses = np.random.default_rng(seed).random(40).round(1)
    network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    network.compile("sgd", "mse")
    callback = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    callback.set_model(network)
    callback.on_train_begin()
    stopper = chapter.EarlyStopping(patience)
    for epoch, loss in enumerate(losses):
        network.set_weights([np.array([[float(epoch)]])])
        callback.on_epoch_end(epoch, {"val_loss": loss})
        stopped = stopper.should_stop(loss, network.get_weights())
        assert stopped == bool(network.stop_training)
        if stopped:
            break
    callback.on_train_end()
    assert stopper.params[0] == network.get_weights()[0]


def test_linear_fits_are_those_of_scikit_learn():
    rng = np.random.default_rng(6)
    x = rng.normal(size=(50, 8))
    y = x @ np.r_[2, -1, np.zeros(6)] + rng.normal(size=50)
    lasso = Lasso(alpha=0.3, fit_intercept=False, tol=1e-12, max_iter=10**5).fit(x, y)
    ridge = Ridge(alpha=2 * 50 * 0.3, fit_intercept=False).fit(x, y)
    proximal = chapter.linear_fit(x, y, "L1, proximal", 0.3)
    np.testing.assert_allclose(proximal, lasso.coef_, atol=1e-9)
    np.testing.assert_array_equal(proximal == 0, lasso.coef_ == 0)
    np.testing.assert_allclose(chapter.linear_fit(x, y, "L2", 0.3), ridge.coef_, atol=1e-9)


def test_the_three_sets_share_no_sample_and_only_training_labels_are_dirty():
    clean, noisy = chapter.split(100, 0.0, seed=2), chapter.split(100, 0.5, seed=2)
    assert [len(y) for _, y in clean] == [100, 400, 1797 - 500]
    assert np.mean(clean[0][1] != noisy[0][1]) > 0.3
    for before, after in zip(clean[1:], noisy[1:], strict=True):
        np.testing.assert_array_equal(before[1], after[1])
    together = np.concatenate([x for x, _ in clean]) * 16
    np.testing.assert_allclose(together.sum(), chapter.DIGITS.data.sum())
    np.testing.assert_array_equal(
        np.sort(together.sum(axis=1)), np.sort(chapter.DIGITS.data.sum(axis=1))
    )


def test_polynomials_and_the_gap_on_known_cases():
    x = np.linspace(-1, 1, 9)
    y = np.stack([x**2, 1 - x])
    curves = chapter.polynomial_curves(x, y, 2, np.array([0.5, 2.0]))
    np.testing.assert_allclose(curves, [[0.25, 4.0], [0.5, -1.0]])
    full = np.ones((2, 3))
    gaps = chapter.relative_gap([0 * full, 2 * full, 4 * full], full)
    np.testing.assert_allclose(gaps, [1, 0, 1])


def test_the_winner_of_one_trial_is_judged_without_optimism():
    hits = np.random.default_rng(0).random((20, 600)) < 0.7
    inside, true = chapter.winner_scores(hits, 1, 100, np.random.default_rng(1), 400)
    assert abs(inside - true) < 0.01
    inside, true = chapter.winner_scores(hits, 20, 100, np.random.default_rng(1), 400)
    assert inside - true > 0.05
