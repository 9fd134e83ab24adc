"""Multi-label loss, scores and thresholds of chapter 5 on inputs other than the chapter's own."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from chapter_code import chapter_code
from scipy.optimize import approx_fprime
from sklearn.metrics import f1_score, log_loss, precision_recall_fscore_support

NAME = "05-multilabel"


@pytest.fixture(scope="module")
def chapter():
    return chapter_code(NAME)


@pytest.mark.parametrize("seed", range(3))
def test_the_step_follows_the_numerical_gradient(chapter, seed):
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(9, 4)), rng.integers(0, 2, size=(9, 3))
    W, b = rng.normal(size=(4, 3)), rng.normal(size=3)
    loss, W_new, b_new = chapter.multilabel_step(W, b, X, Y, 0.5)
    probability = 1 / (1 + np.exp(-(X @ W + b)))
    assert loss == pytest.approx(np.mean([log_loss(Y[:, k], probability[:, k]) for k in range(3)]))

    def value(flat):
        return chapter.multilabel_step(flat[:12].reshape(4, 3), flat[12:], X, Y, 0.0)[0]

    gradient = approx_fprime(np.r_[W.ravel(), b], value, 1e-7)
    moved = np.r_[(W - W_new).ravel(), b - b_new] / 0.5
    np.testing.assert_allclose(moved, gradient, atol=1e-6)


def test_one_layer_and_separate_layers_take_the_same_step(chapter):
    rng = np.random.default_rng(5)
    X, Y = rng.normal(size=(8, 3)), rng.integers(0, 2, size=(8, 4))
    W, b = rng.normal(size=(3, 4)), rng.normal(size=4)
    _, mine, _ = chapter.multilabel_step(W, b, X, Y, 2.0)
    for separate in (False, True):
        _, theirs = chapter.keras_step(W, b, X, Y, 2.0, separate)
        np.testing.assert_allclose(theirs, mine, atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_scores_are_those_of_scikit_learn(chapter, seed):
    rng = np.random.default_rng(seed)
    y, chosen = rng.integers(0, 2, size=(30, 5)), rng.random((30, 5)) < 0.4
    chosen[:, 0], y[:, 1] = False, 0
    theirs = precision_recall_fscore_support(y, chosen, zero_division=0)[:3]
    np.testing.assert_allclose(chapter.scores(y, chosen), theirs)
    expected = f1_score(y, chosen, average="macro", zero_division=0)
    assert chapter.macro_f1(y, chosen) == pytest.approx(expected)


def test_no_other_threshold_is_better(chapter):
    rng = np.random.default_rng(2)
    y = (rng.random((40, 3)) < [0.6, 0.3, 0.1]).astype(int)
    probability = 0.3 * y + 0.7 * rng.random((40, 3))
    best = chapter.best_thresholds(y, probability)
    reached = chapter.scores(y, probability >= best)[2]
    for threshold in np.linspace(0, 1, 101):
        assert np.all(chapter.scores(y, probability >= threshold)[2] <= reached + 1e-12)


def test_words_are_numbered_padded_behind_and_cut_behind(chapter):
    ids = {"پیک": 2, "می": 3, "رسد": 4, "دیر": 5}
    rows = chapter.encode(["پیک دیر می\u200cرسد، چرا؟", "دیر " * 9], ids, length=6)
    assert rows.tolist() == [[2, 5, 3, 4, 1, 0], [5] * 6]


def test_the_interval_holds_the_value_and_narrows_with_more_rows(chapter):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, size=(400, 4))
    chosen = (y == 1) ^ (rng.random(y.shape) < 0.2)
    wide = chapter.bootstrap(y[:50], chosen[:50], np.random.default_rng(1), 300)
    narrow = chapter.bootstrap(y, chosen, np.random.default_rng(1), 300)
    assert narrow[0] < chapter.macro_f1(y, chosen) < narrow[1]
    assert np.ptp(narrow) < 0.6 * np.ptp(wide)


def test_the_numbers_of_the_trap_follow_from_the_public_counts(chapter):
    assert chapter.COUNTS.sum() == 35_098
    metric = keras.metrics.CategoricalAccuracy()
    metric.update_state(np.zeros((4, 6)), np.tile([0.9, 0.8, 0.8, 0.8, 0.8, 0.8], (4, 1)))
    assert float(metric.result()) == 1.0
