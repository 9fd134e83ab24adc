"""The from-scratch code of notebook 01-learning on other inputs than those of the chapter."""

from __future__ import annotations

import numpy as np
import pytest
from chapter_code import chapter_code
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris, make_blobs
from sklearn.decomposition import PCA
from sklearn.metrics import homogeneity_score
from sklearn.neighbors import KNeighborsClassifier

chapter = chapter_code("01-learning")


def test_the_nearest_label_is_that_of_scikit_learn():
    x, y = load_iris(return_X_y=True)
    train, test = slice(0, None, 2), slice(1, None, 2)
    theirs = KNeighborsClassifier(1).fit(x[train], y[train]).predict(x[test])
    ours = [chapter.nearest_label(x[train], y[train], sample) for sample in x[test]]
    np.testing.assert_array_equal(ours, theirs)


def test_three_answers_describe_the_shape_of_every_digit():
    answers = chapter.three_answers(np.arange(10))
    assert answers[:, 0].tolist() == [1, 0] * 5
    assert answers[:, 1].tolist() == [0] * 5 + [1] * 5
    assert np.flatnonzero(answers[:, 2]).tolist() == [0, 6, 8, 9]


def test_the_best_line_is_the_least_squares_line():
    rng = np.random.default_rng(1)
    x = rng.normal(size=30) * 4 + 2
    y = rng.normal(size=30) - 3 * x
    np.testing.assert_allclose(chapter.best_line(x, y), np.polyfit(x, y, 1))


@pytest.mark.parametrize("k", [2, 4])
def test_kmeans_ends_where_that_of_scikit_learn_ends(k):
    x, _ = make_blobs(200, 3, centers=k, cluster_std=3, random_state=k)
    start = chapter.random_centres(x, k, seed=5)
    assert len(np.unique(start, axis=0)) == k
    centres, cluster, costs = chapter.kmeans(x, start)
    theirs = KMeans(k, init=start, n_init=1, tol=0).fit(x)
    np.testing.assert_allclose(costs[-1], theirs.inertia_)
    np.testing.assert_allclose(centres, theirs.cluster_centers_)
    np.testing.assert_array_equal(cluster, theirs.labels_)
    assert np.all(np.diff(costs) < 0)


def test_purity_is_one_exactly_for_homogeneous_clusters():
    y = np.array([3, 3, 1, 1, 1, 2])
    for cluster in ([1, 1, 0, 0, 2, 3], [1, 1, 0, 0, 0, 0]):
        cluster = np.array(cluster)
        pure = np.isclose(homogeneity_score(y, cluster), 1)
        assert np.isclose(chapter.purity(cluster, y), 1) == pure
    assert chapter.purity(np.zeros(6, dtype=int), y) == 0.5
    assert chapter.cluster_names(np.array([0, 0, 1, 1, 1, 1]), y).tolist() == [3, 1]


def test_principal_components_are_those_of_scikit_learn():
    x = np.random.default_rng(2).normal(size=(40, 5)) @ np.random.default_rng(3).normal(size=(5, 5))
    directions, share = chapter.principal_components(x + 9)
    pca = PCA().fit(x)
    np.testing.assert_allclose(share, pca.explained_variance_ratio_, atol=1e-12)
    np.testing.assert_allclose(np.abs(np.sum(directions * pca.components_, axis=1)), 1)


def test_the_buyer_of_bread_explores_as_much_as_told():
    rng = np.random.default_rng(4)
    sure = np.array([0.0, 1.0, 0.0])
    assert np.mean(chapter.buy_bread(sure, 0, 400, rng)) > 0.97
    assert abs(np.mean(chapter.buy_bread(sure, 1, 4000, rng)) - 1 / 3) < 0.03
    some = np.mean(chapter.buy_bread(sure, 0.3, 4000, rng))
    assert abs(some - (0.7 + 0.3 / 3)) < 0.03


def test_walls_edges_pits_and_goals_of_the_city():
    city = ["..*", ".#O", "S.."]
    assert chapter.walk(city, (2, 0), 2) == ((2, 0), -1, False)
    assert chapter.walk(city, (2, 0), 1) == ((2, 0), -1, False)
    assert chapter.walk(city, (2, 1), 0) == ((2, 1), -1, False)
    assert chapter.walk(city, (2, 0), 0) == ((1, 0), -1, False)
    assert chapter.walk(city, (2, 2), 0) == ((1, 2), -10, True)
    assert chapter.walk(city, (0, 1), 3) == ((0, 2), 10, True)


def test_learned_values_are_the_exact_ones_in_another_city():
    city = [".#*", "..O", ".#.", "S.."]
    exact = chapter.exact_values(city, discount=0.8)
    rng = np.random.default_rng(6)
    learned, totals = chapter.learn(city, 3000, 1, rng, rate=0.4, discount=0.8)
    np.testing.assert_allclose(learned, exact, atol=1e-6)
    assert len(totals) == 3000
    # Nothing is to be had any more where a trip has ended.
    assert np.all(exact[0, 2] == 0)
    sure = [".#.", "...", ".#.", "S.*"]
    path = chapter.best_walk(sure, chapter.exact_values(sure))
    assert path == [(3, 0), (3, 1), (3, 2)]
