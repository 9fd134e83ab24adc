"""Feature maps, receptive fields, pooling and equivariance on inputs other than the notebook's."""

from __future__ import annotations

import numpy as np
import pytest
from chapter_code import chapter_code
from scipy import ndimage

NAME = "04-feature-maps"
LAPLACIAN = [[0, 1, 0], [1, -4, 1], [0, 1, 0]]


@pytest.mark.parametrize("size", [3, 5])
def test_feature_maps_are_those_of_scipy(size):
    rng = np.random.default_rng(size)
    images, bank = rng.normal(size=(3, 9, 11)), rng.normal(size=(4, size, size))
    maps = chapter_code(NAME).feature_maps(images, bank, "same")
    assert maps.shape == (3, 9, 11, 4)
    for n, f in np.ndindex(3, 4):
        theirs = ndimage.correlate(images[n], bank[f], mode="constant")
        np.testing.assert_allclose(maps[n, ..., f], theirs, atol=1e-4)


@pytest.mark.parametrize(
    ("stack", "fields"),
    [
        ([(3, 1, 1), (3, 1, 1)], [3, 5]),
        ([(7, 2, 1), (3, 2, 1), (3, 1, 1)], [7, 11, 19]),
        ([(3, 1, 2), (2, 2, 1), (3, 1, 4)], [5, 6, 22]),
    ],
)
def test_receptive_fields_known_by_hand(stack, fields):
    assert chapter_code(NAME).receptive_fields(stack) == fields


@pytest.mark.parametrize(
    "stack", [[(5, 1, 1), (2, 2, 1), (3, 1, 1)], [(3, 2, 1), (3, 1, 2)], [(4, 3, 1), (2, 1, 1)]]
)
def test_the_measured_field_is_the_one_of_the_recursion(stack):
    import keras

    chapter = chapter_code(NAME)
    fields = chapter.receptive_fields(stack)
    size = fields[-1] + 4
    pieces = [
        keras.layers.Conv2D(8, kernel, strides=stride, dilation_rate=dilation)
        for kernel, stride, dilation in stack
    ]
    effects = chapter.influence(pieces, size, np.random.default_rng(0), change=10)
    for effect, field in zip(effects, fields, strict=True):
        assert effect.shape == (size, size)
        for axis in (0, 1):
            assert np.ptp(np.flatnonzero(np.any(effect > 1e-5, axis=axis))) + 1 == field


@pytest.mark.parametrize("reduce", [np.max, np.mean, np.min])
def test_pool_takes_the_four_numbers_of_each_cell(reduce):
    x = np.random.default_rng(1).normal(size=(6, 10))
    y = chapter_code(NAME).pool(x, reduce)
    assert y.shape == (3, 5)
    for i, j in np.ndindex(y.shape):
        assert y[i, j] == pytest.approx(reduce(x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]))


def test_equivariance_holds_where_it_should_and_nowhere_else():
    chapter = chapter_code(NAME)
    x = np.random.default_rng(2).normal(size=(24, 24))

    def symmetric(image):
        return chapter.feature_maps([image], [LAPLACIAN], "same")[0, ..., 0]

    def one_sided(image):
        return chapter.feature_maps([image], [np.eye(3)], "same")[0, ..., 0]

    move = chapter.shift(3)
    error = chapter.equivariance_error
    assert error(one_sided, move, move, x) < 1e-6
    assert error(one_sided, move, move, x, margin=0) > 0.05
    assert error(symmetric, np.rot90, np.rot90, x, margin=0) < 1e-6
    assert error(one_sided, np.rot90, np.rot90, x) > 0.5


def test_a_pooled_map_follows_even_shifts_only():
    chapter = chapter_code(NAME)
    x = np.random.default_rng(3).normal(size=(24, 24))

    def pooled(image):
        return chapter.pool(image, np.max)

    error = chapter.equivariance_error
    assert error(pooled, chapter.shift(4), chapter.shift(2), x, margin=3) == 0
    odd = [error(pooled, chapter.shift(3), chapter.shift(s), x, margin=3) for s in (1, 2)]
    assert min(odd) > 0.1


def test_training_again_with_a_seed_forgets_everything_before():
    import keras

    chapter = chapter_code(NAME)
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(60, 4, 4, 1)), rng.integers(0, 10, 60)
    network = chapter.prepare([keras.layers.Flatten()], (4, 4, 1))
    results = []
    for seed in (0, 1, 0):
        chapter.train(network, seed, x, y, epochs=2)
        results.append(network.get_weights()[0])
    np.testing.assert_allclose(results[0], results[2], atol=1e-6)
    assert not np.allclose(results[0], results[1], atol=1e-3)


def test_parts_of_the_classic_network():
    import keras

    classic, layers = chapter_code(NAME).classic, keras.layers
    dense = [layers.Flatten(), layers.Dense(512, activation="relu")]
    network = classic(True, dense)
    assert network.count_params() == 2_168_362
    assert network.layers[-4].output.shape[1:] == (8, 8, 64)
    assert classic(True, [layers.GlobalAveragePooling2D()]).count_params() == 66_218


def test_scattering_moves_pictures_without_losing_ink():
    x = np.zeros((50, 16, 16, 1))
    x[:, 4:12, 4:12] = np.random.default_rng(5).uniform(size=(50, 8, 8, 1))
    moved = chapter_code(NAME).scatter(x, np.random.default_rng(0))
    np.testing.assert_allclose(moved.sum(axis=(1, 2, 3)), x.sum(axis=(1, 2, 3)))
    assert np.mean([np.array_equal(a, b) for a, b in zip(x, moved, strict=True)]) < 0.2
