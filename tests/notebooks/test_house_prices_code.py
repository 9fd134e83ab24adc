"""The functions of the house-prices project on data other than those of the chapter."""

from __future__ import annotations

import numpy as np
import pytest
from chapter_code import chapter_code
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss, mean_absolute_error, root_mean_squared_error
from sklearn.tree import DecisionTreeClassifier

CODE = "03-house-prices"


def labels(seed, n=400):
    rng = np.random.default_rng(seed)
    p = rng.random(n)
    return (rng.random(n) < p).astype(int), p


@pytest.mark.parametrize("seed", range(3))
def test_the_three_parts_share_no_row_and_keep_the_classes(seed):
    y = (np.arange(1000) % 4 == 0).astype(int)
    parts = chapter_code(CODE).split_rows(y, seed)
    assert [len(part) for part in parts] == [700, 150, 150]
    assert sorted(np.concatenate(parts)) == list(range(1000))
    assert all(abs(y[part].mean() - 0.25) < 0.01 for part in parts)


def test_only_training_rows_set_the_scale():
    y, _ = labels(0)
    x = np.random.default_rng(1).normal(3, 2, size=(400, 4))
    train, _, test = chapter_code(CODE).prepare(x, y, seed=0)
    np.testing.assert_allclose(train[0].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(train[0].std(axis=0), 1)
    assert np.abs(test[0].mean(axis=0)).max() > 1e-3
    leaky = np.concatenate([part[0] for part in chapter_code(CODE).prepare(x, y, 0, leak=True)])
    np.testing.assert_allclose(leaky.mean(axis=0), 0, atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_rule_of_one_feature_is_as_good_as_a_tree_with_one_cut(seed):
    y, p = labels(seed)
    x = np.c_[p[::-1], np.round(10 * p)]
    tree = DecisionTreeClassifier(max_depth=1).fit(x[:, [1]], y)
    answer = chapter_code(CODE).quality_rule((x, y), (x, y))
    assert np.mean(answer == y) >= tree.score(x[:, [1]], y)


@pytest.mark.parametrize("seed", range(3))
def test_the_loss_is_that_of_the_libraries(seed):
    import keras

    y, p = labels(seed)
    ours = chapter_code(CODE).binary_crossentropy(y, p)
    assert ours == pytest.approx(log_loss(y, p))
    theirs = keras.losses.binary_crossentropy(y.astype("float32"), p.astype("float32"))
    assert ours == pytest.approx(float(theirs), rel=1e-4)


@pytest.mark.parametrize("bins", [5, 10])
def test_calibration_agrees_with_scikit_learn(bins):
    y, p = labels(7)
    count, confidence, share = chapter_code(CODE).calibration_bins(y, p, bins)
    theirs = calibration_curve(y, p, n_bins=bins)
    np.testing.assert_allclose([share, confidence], theirs)
    assert count.sum() == len(y)
    gap = np.sum(count / len(y) * np.abs(theirs[0] - theirs[1]))
    assert chapter_code(CODE).calibration_error(y, p, bins) == pytest.approx(gap)


def test_an_empty_bin_costs_nothing():
    y, p = np.array([1, 0, 1, 1]), np.array([0.95, 0.05, 0.95, 0.95])
    assert chapter_code(CODE).calibration_error(y, p) == pytest.approx(0.05)


def test_errors_of_prices_are_those_of_scikit_learn():
    y, y_pred = np.random.default_rng(0).normal(size=(2, 50))
    theirs = root_mean_squared_error(y, y_pred), mean_absolute_error(y, y_pred)
    assert chapter_code(CODE).price_errors(y, y_pred) == pytest.approx(theirs)


def test_choosing_features_before_the_split_invents_accuracy():
    rng = np.random.default_rng(1)
    accuracy = chapter_code(CODE).noise_accuracy
    assert np.mean([accuracy(rng, True) for _ in range(5)]) > 0.6
    assert np.mean([accuracy(rng, False) for _ in range(5)]) < 0.6


def test_the_big_network_has_the_parameters_of_the_quiz():
    model = chapter_code(CODE).network([256] * 4, "adam", 0.5)
    assert model.count_params() == 200449
