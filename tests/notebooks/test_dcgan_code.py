"""The code of notebook 06-dcgan on other inputs than its own."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from chapter_code import chapter_code
from keras import layers

NAME = "06-dcgan"


@pytest.fixture
def rng():
    return np.random.default_rng(4)


@pytest.fixture
def tiny(monkeypatch):
    """The chapter with networks and batches of a few numbers."""
    chapter = chapter_code(NAME)
    small = {"latent": 5, "filters": 3, "batch_size": 4, "epochs": 1, "real": np.zeros(8)}
    for name, value in small.items():
        monkeypatch.setitem(chapter.rounds.__globals__, name, value)
    monkeypatch.setitem(chapter.GAN.fixed_judgement.__globals__, "cross_entropy", CROSS_ENTROPY)
    return chapter


CROSS_ENTROPY = keras.losses.BinaryCrossentropy(from_logits=True)


def weights_of(gan):
    return [[w.copy() for w in side.get_weights()] for side in (gan.generator, gan.discriminator)]


@pytest.mark.parametrize(("side", "size", "stride"), [(3, 5, 2), (4, 2, 3), (2, 4, 4)])
def test_transposed_is_the_layer_of_keras(rng, side, size, stride):
    chapter = chapter_code(NAME)
    x, kernel = rng.normal(size=(side, side)), rng.normal(size=(size, size))
    theirs = chapter.keras_conv(layers.Conv2DTranspose, x, kernel, stride)
    if size < stride:  # Keras fills the gap after the last copy
        theirs = theirs[: (side - 1) * stride + size, : (side - 1) * stride + size]
    np.testing.assert_allclose(chapter.transposed(x, kernel, stride), theirs, atol=1e-5)


def test_one_number_leaves_one_kernel():
    chapter = chapter_code(NAME)
    kernel = np.arange(6.0).reshape(2, 3)[:, :2]
    np.testing.assert_allclose(chapter.transposed(np.array([[3.0]]), kernel, 7), 3 * kernel)


def test_power_iteration_finds_the_largest_singular_value(rng):
    chapter = chapter_code(NAME)
    matrix = rng.normal(size=(7, 30))
    found = chapter.power_iteration(matrix, rng.normal(size=30), 300)
    assert found == pytest.approx(np.linalg.svd(matrix)[1][0])
    few = chapter.power_iteration(matrix, rng.normal(size=30), 2)
    assert few < found


def test_the_spectral_layer_ignores_the_size_of_its_weights(rng):
    chapter = chapter_code(NAME)
    layer, images = chapter.SpectralConv2D(4, 3, use_bias=False), rng.normal(size=(1, 6, 6, 2))
    for _ in range(60):
        before = np.asarray(layer(images))
    layer.kernel.assign(7 * layer.kernel)
    np.testing.assert_allclose(np.asarray(layer(images)), before, rtol=1e-4, atol=1e-5)
    largest = np.linalg.svd(np.asarray(layer.kernel).reshape(-1, 4))[1][0]
    plain = keras.ops.conv(images.astype("float32"), layer.kernel / largest)
    np.testing.assert_allclose(before, np.asarray(plain), atol=1e-4)


@pytest.mark.parametrize(("labelled", "spectral"), [(False, False), (True, False), (False, True)])
def test_one_step_moves_both_players(tiny, rng, labelled, spectral):
    gan = tiny.new_gan(labelled, spectral)
    images = rng.uniform(-1, 1, size=(8, 28, 28, 1)).astype("float32")
    labels = np.arange(8, dtype="int32") if labelled else None
    x, y = tiny.rounds(images, labels)[0]
    assert len(x) == 1 + labelled and len(y) == 4
    before = weights_of(gan)
    gan.train_on_batch(x, y)
    for old, new in zip(before, weights_of(gan), strict=True):
        assert all(np.abs(a - b).max() > 0 for a, b in zip(old, new, strict=True))


@pytest.mark.parametrize("rates", [(0.0, 1e-3), (1e-3, 0.0)])
def test_a_player_of_rate_zero_rests(tiny, rng, rates):
    plain = tiny.new_gan()
    gan = tiny.compiled(plain.generator, plain.discriminator, *rates)
    images = rng.uniform(-1, 1, size=(4, 28, 28, 1)).astype("float32")
    sides = gan.generator, gan.discriminator
    before = [[np.asarray(w) for w in side.trainable_variables] for side in sides]
    gan.train_on_batch(*tiny.rounds(images)[0])
    for side, old, rate in zip(sides, before, rates, strict=True):
        moved = [
            np.abs(a - np.asarray(w)).max()
            for a, w in zip(old, side.trainable_variables, strict=True)
        ]
        assert (min(moved) > 0) if rate else (max(moved) == 0)


def test_the_fixed_judgement_is_the_judgement(tiny, rng):
    gan = tiny.new_gan(labelled=True, spectral=True)
    images = rng.uniform(-1, 1, size=(3, 28, 28, 1)).astype("float32")
    given = [images, np.array([1, 7, 7], "int32")]
    for _ in range(50):  # until the direction of the power iteration rests
        free = np.asarray(gan.discriminator(given))
    np.testing.assert_allclose(np.asarray(gan.fixed_judgement(given, True)), free, atol=1e-4)
    other = np.asarray(gan.discriminator([images, np.array([1, 2, 7], "int32")]))
    assert abs(other[1] - free[1]) > 1e-6
    np.testing.assert_allclose(other[0], free[0], atol=1e-5)


def test_the_spherical_path_begins_and_ends_at_its_points_and_keeps_the_norm(rng):
    spherical = chapter_code(NAME).spherical
    a, b = rng.normal(size=(2, 6, 40))
    b *= np.linalg.norm(a, axis=1, keepdims=True) / np.linalg.norm(b, axis=1, keepdims=True)
    np.testing.assert_allclose(spherical(a, b, 0.0), a, atol=1e-12)
    np.testing.assert_allclose(spherical(a, b, 1.0), b, atol=1e-12)
    norms = np.linalg.norm(spherical(a, b, 0.3), axis=1)
    np.testing.assert_allclose(norms, np.linalg.norm(a, axis=1))


def test_the_loss_of_the_vae_is_reconstruction_and_divergence(rng):
    chapter = chapter_code(NAME)
    mean, log_variance = rng.normal(size=(2, 3, 2))
    logits, images = rng.normal(size=(3, 784)), rng.uniform(size=(3, 784))
    found = chapter.VAE.compute_loss(None, None, images, (mean, log_variance, logits))
    p, total = 1 / (1 + np.exp(-logits)), 0.0
    for row in range(3):
        total -= np.sum(images[row] * np.log(p[row]) + (1 - images[row]) * np.log(1 - p[row]))
        for m, v in zip(mean[row], np.exp(log_variance[row]), strict=True):
            total += (m**2 + v - 1 - np.log(v)) / 2
    assert float(found) == pytest.approx(total / 3, rel=1e-5)


def test_the_way_back_with_the_right_noise_ends_at_the_data(rng, monkeypatch):
    """Data that is a single point: there the best guess of the noise is known exactly."""
    chapter = chapter_code(NAME)
    beta = np.linspace(1e-3, 0.2, 60)
    kept = np.cumprod(1 - beta)
    level, point = np.sqrt(1 - kept).astype("float32"), np.array([0.7, -1.1])

    class Exact:
        @staticmethod
        def predict_on_batch(inputs):
            points, levels = inputs
            assert points.dtype == levels.dtype == np.float32
            return (points - np.sqrt(1 - levels**2) * point) / levels

    known = {"beta": beta, "kept": kept, "level": level, "noise_steps": 60, "predictor": Exact}
    for name, value in known.items():
        monkeypatch.setitem(chapter.reverse.__globals__, name, value)
    path = chapter.reverse(50, rng)
    assert len(path) == 61 and np.linalg.norm(path[0] - point, axis=1).mean() > 0.8
    np.testing.assert_allclose(path[-1], np.tile(point, (50, 1)), atol=1e-4)
    known = {"point_count": 4000, "spiral": lambda rng, count: np.tile(point, (count, 1))}
    for name, value in known.items():
        monkeypatch.setitem(chapter.reverse.__globals__, name, value)
    (points, levels), noise = chapter.noise_lessons(rng)
    np.testing.assert_allclose(points, np.sqrt(1 - levels**2) * point + levels * noise, atol=1e-5)


def test_energy_distance_is_zero_for_the_same_and_grows_with_the_gap(rng):
    chapter = chapter_code(NAME)
    x = rng.normal(size=(200, 2))
    assert chapter.energy_distance(x, x) == pytest.approx(0, abs=1e-12)
    near, far = (chapter.energy_distance(x, x + gap) for gap in (0.5, 2.0))
    assert 0 < near < far
    assert chapter.energy_distance(np.zeros((3, 2)), np.tile([3.0, 4.0], (5, 1))) == 10
