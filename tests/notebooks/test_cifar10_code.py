"""Classic network of chapter 4, its costs, intervals and pictures on inputs other than its own."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from chapter_code import chapter_code
from scipy.stats import binomtest

NAME = "04-cifar10"


@pytest.fixture(scope="module")
def chapter():
    return chapter_code(NAME)


def test_the_classic_network_has_the_layers_and_parameters_of_the_book(chapter):
    network = chapter.classic_network()
    kinds = [type(layer).__name__ for layer in network.layers]
    block = ["Conv2D", "Conv2D", "MaxPooling2D", "Dropout"]
    assert kinds == ["Rescaling", *block, *block, "Flatten", "Dense", "Dropout", "Dense"]
    counts = [layer.count_params() for layer in network.layers if layer.count_params()]
    assert counts == [896, 9248, 18496, 36928, 2097664, 5130]


def test_options_of_the_network(chapter):
    keras.utils.set_random_seed(1)
    network = chapter.classic_network((4, 6), 8, rates=(0.1, 0.3), scale=1.0)
    rates = [x.rate for x in network.layers if isinstance(x, keras.layers.Dropout)]
    assert rates == [0.1, 0.1, 0.3]
    x = np.random.default_rng(0).integers(0, 256, size=(5, 32, 32, 3)).astype(np.uint8)
    scaled = chapter.classic_network((4, 6), 8)
    scaled.set_weights(network.get_weights())
    np.testing.assert_allclose(
        scaled.predict(x, verbose=0),
        network.predict(x.astype("float32") / 255, verbose=0),
        atol=1e-5,
    )


def test_costs_follow_stride_kernel_and_bias(chapter):
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((11, 9, 2)),
            layers.Conv2D(5, (3, 2), strides=2, use_bias=False),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(4),
        ]
    )
    names, shapes, parameters, products = zip(*chapter.layer_costs(network), strict=True)
    assert names == ("Conv2D", "MaxPooling2D", "Flatten", "Dense")
    assert shapes == ((5, 4, 5), (2, 2, 5), (20,), (4,))
    assert parameters == (60, 0, 0, 84)
    assert products == (60 * 5 * 4, 0, 0, 80)


@pytest.mark.parametrize(("right", "n"), [(0, 12), (12, 12), (7, 30), (7730, 10_000)])
def test_the_interval_is_that_of_scipy(chapter, right, n):
    theirs = binomtest(right, n).proportion_ci(method="wilson")
    np.testing.assert_allclose(chapter.wilson_interval(right, n), theirs, atol=1e-4)


def test_filters_become_colours_around_grey(chapter):
    kernel = np.random.default_rng(0).normal(size=(5, 5, 3, 7))
    kernel[0, 0, 0, 2] = 0
    pictures = chapter.as_colours(kernel)
    assert pictures.shape == (7, 5, 5, 3)
    assert pictures[2, 0, 0, 0] == 0.5
    assert pictures.min() >= 0
    assert pictures.max() <= 1
    for k, picture in enumerate(pictures):
        assert np.array_equal(picture > 0.5, kernel[..., k] > 0)
        assert max(picture.max(), 1 - picture.min()) == pytest.approx(1)


def test_correlation_of_neighbours_tells_smooth_from_rough(chapter):
    smooth = np.ones((3, 3, 3, 8)) * np.random.default_rng(0).normal(size=(3, 1, 3, 8))
    rough = smooth * np.array([1, -1, 1])[None, :, None, None]
    assert chapter.neighbour_correlation(smooth) == pytest.approx(1)
    assert chapter.neighbour_correlation(rough) < -0.9


def test_strongest_maps_come_first_and_have_one_size(chapter):
    rng = np.random.default_rng(0)
    maps = rng.uniform(size=(4, 4, 6)) * np.array([1, 5, 0.1, 3, 2, 4])
    pictures = chapter.strongest(maps, count=3, side=8)
    assert pictures.shape == (3, 8, 8)
    for picture, k in zip(pictures, [1, 5, 3], strict=True):
        np.testing.assert_allclose(picture[::2, ::2], maps[..., k] / maps[..., k].max())
        np.testing.assert_array_equal(picture[1::2, 1::2], picture[::2, ::2])
