"""Measures of generated pictures against what is known of them."""

from __future__ import annotations

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from zharfa import generated


def test_frechet_distance_of_gaussians_known_in_closed_form():
    rng = np.random.default_rng(0)
    first = rng.normal(0, [1.0, 2.0], size=(200_000, 2))
    second = rng.normal([3, 0], [2.0, 2.0], size=(200_000, 2))
    # Independent coordinates: squared differences of means and of standard deviations.
    assert generated.frechet_distance(first, second) == pytest.approx(9 + 1, rel=0.01)
    assert generated.frechet_distance(first, first) == pytest.approx(0, abs=1e-9)


def test_frechet_distance_sees_correlations_and_not_the_axes():
    rng = np.random.default_rng(1)
    loose = rng.normal(size=(2000, 3))
    tied = loose.copy()
    tied[:, 1] = tied[:, 0]
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    distance = generated.frechet_distance(loose, tied)
    assert distance > 0.5
    assert generated.frechet_distance(loose @ turn, tied @ turn) == pytest.approx(distance)


def test_class_divergence_from_equal_shares_to_a_single_class():
    assert generated.class_divergence(np.arange(10).repeat(7)) == pytest.approx(0)
    assert generated.class_divergence(np.full(50, 3)) == pytest.approx(np.log(10))
    halves = generated.class_divergence(np.array([0, 1, 1, 0]), classes=4)
    assert halves == pytest.approx(np.log(2))


def test_nearest_rows_and_their_distances():
    rng = np.random.default_rng(2)
    images, among = rng.normal(size=(5, 4)), rng.normal(size=(9, 4))
    among[6] = images[2]
    distances = np.linalg.norm(images[:, None] - among, axis=-1)
    indices, gaps = generated.nearest(images, among)
    np.testing.assert_array_equal(indices, distances.argmin(axis=1))
    np.testing.assert_allclose(gaps, distances.min(axis=1))
    assert indices[2] == 6 and gaps[2] == 0


def test_the_judge_gives_its_features_and_its_answers():
    judge = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "relu", name="features")])
    judge.add(keras.layers.Dense(2, "softmax"))
    images = np.random.default_rng(3).normal(size=(7, 4)).astype("float32")
    features, answers = generated.judge_with(judge, images)
    kernel, bias = judge.layers[0].get_weights()
    np.testing.assert_allclose(features, np.maximum(images @ kernel + bias, 0), atol=1e-6)
    np.testing.assert_allclose(answers, judge.predict(images, verbose=0), atol=1e-6)
