"""The from-scratch code of notebook 01-evaluation on other inputs than those of the chapter."""

from __future__ import annotations

import numpy as np
import pytest
from chapter_code import chapter_code
from sklearn import metrics

chapter = chapter_code("01-evaluation")


@pytest.mark.parametrize("classes", [2, 5])
def test_confusion_matrix_and_scores_are_those_of_scikit_learn(classes):
    rng = np.random.default_rng(classes)
    y, y_pred = rng.integers(0, classes, (2, 300))
    table = chapter.confusion(y, y_pred, classes)
    np.testing.assert_array_equal(table, metrics.confusion_matrix(y, y_pred))
    ours = [chapter.class_scores(table, k) for k in range(classes)]
    theirs = metrics.precision_recall_fscore_support(y, y_pred)[:3]
    np.testing.assert_allclose(np.transpose(ours), theirs)


def test_scores_of_a_class_that_is_never_said_are_zero():
    assert chapter.class_scores(np.array([[980, 0], [20, 0]])) == (0, 0, 0)


@pytest.mark.parametrize("shift", [0, 1, 3])
def test_area_under_the_roc_curve_is_that_of_scikit_learn(shift):
    rng = np.random.default_rng(shift)
    y = rng.integers(0, 2, 200)
    score = rng.normal(size=200) + shift * y
    alarms, hits = chapter.roc_points(y, score)
    theirs = metrics.roc_curve(y, score, drop_intermediate=False)
    np.testing.assert_allclose(alarms, theirs[0])
    np.testing.assert_allclose(hits, theirs[1])
    np.testing.assert_allclose(chapter.area_under(alarms, hits), metrics.roc_auc_score(y, score))


def test_regression_scores_are_those_of_scikit_learn():
    y, y_pred = np.random.default_rng(1).normal(size=(2, 50)) * 3 + 1
    theirs = (
        metrics.mean_absolute_error(y, y_pred),
        metrics.mean_squared_error(y, y_pred) ** 0.5,
        metrics.r2_score(y, y_pred),
    )
    np.testing.assert_allclose(chapter.regression_scores(y, y_pred), theirs)


@pytest.mark.parametrize(("count", "k"), [(20, 5), (23, 4), (7, 7)])
def test_every_row_is_validated_once_and_trained_on_in_all_other_folds(count, k):
    pairs = chapter.folds(count, k, np.random.default_rng(2))
    seen = np.concatenate([val for _, val in pairs])
    np.testing.assert_array_equal(np.sort(seen), np.arange(count))
    for train, val in pairs:
        np.testing.assert_array_equal(np.sort(np.r_[train, val]), np.arange(count))
    assert np.ptp([len(val) for _, val in pairs]) <= 1


def test_polynomials_reproduce_what_they_can_and_the_parts_of_the_error_add_up(monkeypatch):
    scope = chapter.fitted_curves.__globals__
    monkeypatch.setitem(scope, "warmth", lambda hour: 5 + 0.1 * hour**2)
    rng = np.random.default_rng(3)
    curves = chapter.fitted_curves(2, 10, 400, rng)
    bias, variance = chapter.decompose(curves)
    truth = scope["warmth"](chapter.GRID)
    assert bias < 0.02
    np.testing.assert_allclose(bias + variance, np.mean((curves - truth) ** 2))
    line = chapter.decompose(chapter.fitted_curves(1, 10, 400, rng))
    assert line[0] > 100 * bias
    assert line[1] < variance


def test_days_in_between_are_easy_and_the_future_is_not():
    load = np.arange(60.0)
    inner = chapter.day_error(load, np.arange(0, 60, 2), np.arange(11, 49, 2))
    later = chapter.day_error(load, np.arange(50), np.arange(50, 60))
    assert inner <= 1
    np.testing.assert_allclose(later, np.mean(np.arange(50, 60) - 48.0))
    drawn = chapter.consumption(800, np.random.default_rng(4))
    steps = np.diff(drawn)
    assert drawn.shape == (800,)
    assert 1.5 < steps.std() < 2.6


def test_parts_of_the_moons_share_no_sample():
    parts = chapter.moon_parts(5)
    assert [len(y) for _, y in parts] == [200, 100, 700]
    together = np.concatenate([x for x, _ in parts])
    assert len(np.unique(together, axis=0)) == 1000
