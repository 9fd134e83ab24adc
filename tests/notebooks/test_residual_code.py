"""Code of 04-residual on other inputs than its own."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from chapter_code import chapter_code

IMAGES = np.random.default_rng(0).integers(0, 256, (40, 32, 32, 3), dtype=np.uint8)
LABELS = np.eye(10)[np.arange(40) % 10]


@pytest.fixture(scope="module")
def code():
    return chapter_code("04-residual")


def test_every_image_comes_once_an_epoch_and_in_another_order_the_next(code):
    batches = code.Augmented(IMAGES, LABELS, 8)
    first = batches.order.copy()
    assert sorted(first) == list(range(40)) and len(batches) == 5
    labels = np.concatenate([batches[step][1] for step in range(5)])
    np.testing.assert_array_equal(labels, LABELS[first])
    batches.on_epoch_end()
    assert sorted(batches.order) == list(range(40)) and (batches.order != first).any()


def test_windows_shift_by_at_most_the_margin_and_half_are_mirrored(code):
    rows, columns = code.random_windows(np.random.default_rng(0), 4000, 4)
    top = rows[:, 0, 0]
    assert set(top) == set(range(9))
    np.testing.assert_array_equal(rows[:, :, 0] - top[:, None], np.tile(np.arange(32), (4000, 1)))
    direction = columns[:, 0, 1] - columns[:, 0, 0]
    assert set(direction) == {-1, 1}
    assert abs((direction == -1).mean() - 0.5) < 0.03
    assert columns.min() == 0 and columns.max() == 39


def test_cover_hides_one_square_per_image_and_nothing_else(code):
    images = np.full((50, 32, 32, 3), 7, np.uint8)
    covered = code.cover(np.random.default_rng(1), images, 6)
    hidden = (covered == 120).all(axis=-1)
    assert (hidden.sum(axis=(1, 2)) == 36).all()
    assert (covered[~hidden] == 7).all()
    assert (hidden.any(axis=2).sum(axis=1) == 6).all()
    assert len({tuple(np.argwhere(picture)[0]) for picture in hidden}) > 10
    np.testing.assert_array_equal(code.cover(np.random.default_rng(1), images, 0), images)


def test_whitening_kernel_holds_pairs_of_opposite_sign_and_whitens(code):
    smooth = IMAGES.astype(float).cumsum(axis=2) % 256
    x = (smooth - smooth.mean(axis=(0, 1, 2))) / smooth.std(axis=(0, 1, 2))
    kernel = code.whitening_kernel(x, epsilon=0.0)
    assert kernel.shape == (2, 2, 3, 24)
    np.testing.assert_array_equal(kernel[..., 12:], -kernel[..., :12])
    out = keras.ops.conv(x, kernel[..., :12], padding="valid")
    covariance = np.cov(keras.ops.convert_to_numpy(out).reshape(-1, 12), rowvar=False)
    np.testing.assert_allclose(covariance, np.eye(12), atol=1e-3)


def test_a_stage_whose_second_convolution_is_zero_passes_its_input(code):
    inputs = keras.Input((8, 8, 4))
    model = keras.Model(inputs, code.stage(inputs, 6, residual=True))
    second = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)][1]
    second.set_weights([np.zeros_like(second.get_weights()[0])])
    before = keras.Model(inputs, second.input)
    x = np.random.default_rng(2).normal(size=(3, 8, 8, 4)).astype("float32")
    np.testing.assert_allclose(model(x), before(x), atol=1e-6)
    assert before(x).shape == (3, 4, 4, 6)


def test_the_rate_rises_to_its_peak_and_falls_to_zero(code):
    rate = code.one_cycle(steps=100, peak=0.5)._learning_rate
    values = [float(rate(step)) for step in range(101)]
    assert values[0] == pytest.approx(0.1) and int(np.argmax(values)) == 20
    assert max(values) == pytest.approx(0.5) and values[-1] == pytest.approx(0, abs=1e-6)
