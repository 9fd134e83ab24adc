"""Convolution of chapter 4, forwards and backwards, on inputs other than the notebook's own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from chapter_code import chapter_code
from scipy.optimize import approx_fprime
from scipy.signal import correlate2d

from zharfa.exercises import convolution as checkers

NAME = "04-convolution"


@pytest.fixture
def rng(request):
    return np.random.default_rng(request.param)


@pytest.mark.parametrize("rng", range(3), indirect=True)
def test_one_channel_is_the_cross_correlation_of_scipy(rng):
    x, k, b = rng.normal(size=(7, 4)), rng.normal(size=(3, 2)), rng.normal()
    ours = chapter_code(NAME).correlate(x, k, b)
    np.testing.assert_allclose(ours, correlate2d(x, k, mode="valid") + b, atol=1e-12)


@pytest.mark.parametrize("rng", range(2), indirect=True)
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2])
def test_loops_and_matrix_product_are_a_sum_of_scipy_correlations(rng, stride, dilation):
    """Stride and dilation together as well, which Keras does not compute."""
    chapter, padding = chapter_code(NAME), ((1, 0), (2, 1))
    x, W, b = rng.normal(size=(2, 9, 8, 2)), rng.normal(size=(3, 2, 2, 3)), rng.normal(size=3)
    wide = np.zeros((2 * dilation + 1, dilation + 1, 2, 3))
    wide[::dilation, ::dilation] = W
    padded = np.pad(x, [(0, 0), *padding, (0, 0)])
    expected = np.array(
        [
            [sum(correlate2d(image[..., c], wide[..., c, f], "valid") for c in range(2)) + b[f]
             for f in range(3)]
            for image in padded
        ]
    ).transpose(0, 2, 3, 1)[:, ::stride, ::stride]  # fmt: skip
    settings = stride, padding, dilation
    np.testing.assert_allclose(chapter.convolve(x, W, b, *settings), expected, atol=1e-12)
    slow = [chapter.convolve_loops(image, W, b, *settings) for image in x]
    np.testing.assert_allclose(slow, expected, atol=1e-12)


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("kernel", [1, 2, 4, 5])
def test_same_padding_gives_the_size_divided_by_the_stride(stride, kernel):
    chapter = chapter_code(NAME)
    for size in range(1, 20):
        before, after = chapter.same_padding(size, kernel, stride)
        assert 0 <= before <= after <= before + 1
        padded = size + before + after
        assert chapter.output_size(padded, kernel, stride) == -(-size // stride)


@pytest.mark.parametrize("rng", range(2), indirect=True)
@pytest.mark.parametrize(
    "settings",
    [(1, ((0, 0), (0, 0)), 1), (3, ((0, 1), (2, 0)), 1), (1, ((1, 1), (0, 3)), 2)],
)
def test_backward_pass_is_the_numerical_gradient(rng, settings):
    chapter = chapter_code(NAME)
    arrays = [rng.normal(size=s) for s in [(2, 6, 7, 2), (2, 3, 2, 2), 2]]
    g = rng.normal(size=chapter.convolve(*arrays, *settings).shape)
    for place, ours in enumerate(chapter.backward(*arrays[:2], g, *settings)):

        def cost(flat, place=place):
            changed = list(arrays)
            changed[place] = flat.reshape(np.shape(arrays[place]))
            return np.sum(g * chapter.convolve(*changed, *settings))

        numerical = approx_fprime(np.ravel(arrays[place]), cost, 1e-4)
        np.testing.assert_allclose(np.ravel(ours), numerical, atol=1e-7)


@pytest.mark.parametrize("rng", range(2), indirect=True)
def test_output_and_gradients_are_those_of_keras(rng):
    chapter = chapter_code(NAME)
    x, W, b = (rng.normal(size=s) for s in [(3, 8, 9, 2), (4, 3, 2, 3), 3])
    settings = 2, chapter.padding_for("same", x, W, 2, 1), 1
    ours = chapter.convolve(x, W, b, *settings)
    theirs = chapter.keras_convolve(x, W, b, strides=2, padding="same")
    np.testing.assert_allclose(ours, theirs, atol=2e-5)
    g = 0.1 * rng.normal(size=ours.shape)
    mine = chapter.backward(x, W, g, *settings)
    theirs = chapter.keras_gradients(x, W, b, g, strides=2, padding="same")
    for a, c in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(a, c, atol=1e-5)


def test_costs_are_those_of_keras_and_of_counting():
    import keras

    chapter = chapter_code(NAME)
    layer = keras.layers.Conv2D(7, 5)
    layer.build((None, 9, 9, 4))
    parameters, products = chapter.convolution_cost(25, 5, 4, 7)
    assert parameters == layer.count_params() and products == 25 * 5 * 5 * 4 * 7
    assert chapter.dense_cost(10, 3) == (33, 30)


def test_references_of_the_checkers_are_those_of_keras():
    """The right answers the checkers compare with come from code of their own."""
    import keras

    rng = np.random.default_rng(0)
    x, W = rng.normal(size=(2, 6, 5, 3)), rng.normal(size=(3, 2, 3))
    layer = keras.layers.DepthwiseConv2D((3, 2), use_bias=False)
    layer.build(x.shape)
    layer.set_weights([W[..., None]])
    theirs = keras.ops.convert_to_numpy(layer(x))
    np.testing.assert_allclose(checkers._depthwise(x, W), theirs, atol=1e-5)
    g, W = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(3, 2, 6, 5))
    layer = keras.layers.Conv2DTranspose(6, (3, 2), strides=2, use_bias=False)
    layer.build(g.shape)
    layer.set_weights([W])
    theirs = keras.ops.convert_to_numpy(layer(g))
    np.testing.assert_allclose(checkers._transposed(g, W, 2), theirs, atol=2e-5)


@pytest.mark.parametrize(
    ("checker", "wrong", "hint"),
    [
        ("stack", lambda c, k: sum(k * k * a * b for a, b in pairwise(c)), "بایاس"),
        ("one_dimension", lambda x, k, s: np.convolve(x, k, "valid")[::s], "نچرخانید"),
        ("one_dimension", lambda x, k, s: np.correlate(x, k, "valid"), "stride"),
        ("half_padding", lambda k, d: (k - 1) // 2, "فراخش"),
        ("half_padding", lambda k, d: d * (k - 1), "دو سو"),
        ("pointwise", lambda x, W, b: x @ W, "بایاس"),
        ("depthwise", lambda x, W: checkers._depthwise(x, W).sum(axis=-1), "جمع"),
        ("transposed", lambda g, W, s: checkers._transposed(g, W, s, add=False), "+="),
        ("transposed", lambda g, W, s: checkers._transposed(g, W[::-1, ::-1], s), "نچرخانید"),
    ],
)
def test_typical_mistakes_get_their_hint(checker, wrong, hint):
    answer = getattr(checkers, checker)(wrong)
    assert isinstance(answer, str) and hint in answer
