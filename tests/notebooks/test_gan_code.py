"""The code of notebook 06-gan on other inputs than its own."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from chapter_code import chapter_code
from scipy.linalg import sqrtm
from scipy.stats import multivariate_normal

NAME = "06-gan"


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_density_and_posterior_are_those_of_scipy(rng):
    chapter = chapter_code(NAME)
    x, spread = rng.normal(size=(5, 3)), np.cov(rng.normal(size=(3, 9)))
    theirs = multivariate_normal(np.ones(3), spread).pdf(x)
    np.testing.assert_allclose(chapter.density(x, np.ones(3), spread), theirs)
    model = [(0.2, np.ones(3), spread), (0.8, np.zeros(3), np.eye(3))]
    joint = 0.2 * theirs, 0.8 * multivariate_normal(np.zeros(3), np.eye(3)).pdf(x)
    np.testing.assert_allclose(chapter.posterior(x, model)[:, 0], joint[0] / sum(joint))


def test_fitted_gaussians_are_those_the_points_came_from(rng):
    chapter = chapter_code(NAME)
    world = [(0.4, [5.0, 1.0], [[2.0, 0.5], [0.5, 1.0]]), (0.6, [0.0, -3.0], np.eye(2))]
    for found, true in zip(
        chapter.fit_gaussians(*chapter.draw(world, 20_000, rng)), world, strict=True
    ):
        for part, wanted in zip(found, true, strict=True):
            np.testing.assert_allclose(part, wanted, atol=0.08)


@pytest.mark.parametrize("logit", [-3.0, 0.4, 5.0])
def test_the_two_losses_of_the_generator(logit):
    chapter = chapter_code(NAME)
    belief = 1 / (1 + np.exp(-logit))
    assert chapter.saturating(logit) == pytest.approx(np.log(1 - belief))
    assert chapter.non_saturating(logit) == pytest.approx(-np.log(belief))


def test_divergence_of_equal_and_of_separate_densities(monkeypatch):
    chapter = chapter_code(NAME)
    axis = np.linspace(-6, 16, 20_001)
    monkeypatch.setitem(chapter.integral.__globals__, "axis", axis)
    p, q = chapter.normal(axis, 1, 0.4), chapter.normal(axis, 9, 0.4)
    assert chapter.jensen_shannon(p, p) == pytest.approx(0, abs=1e-12)
    assert chapter.jensen_shannon(p, q) == pytest.approx(np.log(2))
    # Half of the mass in common: the mean is 3/4 and 1/4, by hand.
    by_hand = np.log(4 / 3) / 2 + (np.log(2 / 3) + np.log(2)) / 4
    assert chapter.jensen_shannon(p, (p + q) / 2) == pytest.approx(by_hand)


def test_simultaneous_steps_grow_by_a_constant_factor_and_turns_keep_a_form():
    chapter = chapter_code(NAME)
    radius = np.linalg.norm(chapter.play(7, 0.3), axis=1)
    np.testing.assert_allclose(radius[1:] / radius[:-1], np.sqrt(1.09))
    x, y = chapter.play(40, 0.3, in_turn=True).T
    np.testing.assert_allclose(x**2 + y**2 - 0.3 * x * y, 1)


def test_modes_are_counted_by_centre(rng):
    chapter = chapter_code(NAME)
    points = np.repeat(chapter.RING[:3], [50, 49, 1], axis=0)
    assert chapter.modes_hit(points) == (2, 1)
    away = np.concatenate([points, np.zeros((100, 2))])
    assert chapter.modes_hit(away) == (2, 0.5)
    assert chapter.modes_hit(0 * points) == (0, 0)


def test_frechet_distance_is_the_formula_with_the_matrix_root(rng):
    chapter = chapter_code(NAME)
    first, second = rng.normal(size=(40, 5)), rng.normal(size=(60, 5)) @ rng.normal(size=(5, 5))
    a, b = np.cov(first.T), np.cov(second.T)
    formula = np.sum((first.mean(0) - second.mean(0)) ** 2)
    formula += np.trace(a + b - 2 * sqrtm(a @ b).real)
    assert chapter.frechet(first, second) == pytest.approx(formula)
    assert chapter.frechet(first, first) == pytest.approx(0, abs=1e-8)


def players(chapter, seed):
    keras.utils.set_random_seed(seed)
    return chapter.small_network(3, 4, 7), chapter.small_network(4, 1, 6)


def sgd():
    return keras.optimizers.SGD(1.0)


def test_one_step_is_that_of_each_player_alone(rng):
    """Gradients of the sum of both losses, from one step of SGD with rate one."""
    chapter = with_loss(chapter_code(NAME))
    ours, theirs = players(chapter, 5), players(chapter, 5)
    start = chapter.flat(*ours)
    np.testing.assert_array_equal(start, chapter.flat(*theirs))
    noise, real = rng.normal(size=(20, 3)), rng.normal(size=(20, 4))
    chapter.textbook_step(*chapter.textbook(*theirs, sgd), noise, real)
    game = chapter.GAN(*ours)
    game.compile(chapter.PlayerOptimizers(sgd(), sgd(), 6))
    logs = game.train_on_batch(noise, real, return_dict=True)
    change = chapter.flat(*ours) - start
    np.testing.assert_allclose(change, chapter.flat(*theirs) - start, atol=1e-5)
    size = ours[0].count_params()
    assert min(np.abs(change[:size]).max(), np.abs(change[size:]).max()) > 1e-3
    assert logs["loss"] == pytest.approx(logs["d_loss"] + logs["g_loss"], rel=1e-5)


def test_a_player_with_rate_zero_stays_where_it_is(rng):
    chapter = with_loss(chapter_code(NAME))
    generator, discriminator = players(chapter, 6)
    game = chapter.GAN(generator, discriminator)
    steps = keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.0)
    game.compile(chapter.PlayerOptimizers(*steps, 6))
    before = [network.get_weights() for network in (generator, discriminator)]
    game.train_on_batch(rng.normal(size=(8, 3)), rng.normal(size=(8, 4)))
    after = [network.get_weights() for network in (generator, discriminator)]
    moved = [
        max(np.abs(new - old).max() for new, old in zip(*pair, strict=True))
        for pair in zip(after, before, strict=True)
    ]
    assert moved[0] > 1e-4
    assert moved[1] == 0


def with_loss(chapter):
    """The loss both players use, which the chapter makes outside of its functions."""
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    chapter.textbook.__globals__["cross_entropy"] = loss
    return chapter


def test_networks_have_the_sizes_of_the_text():
    chapter = chapter_code(NAME)
    assert chapter.build_generator(10).count_params() == 1_463_312
    assert chapter.build_generator(100).count_params() == 1_486_352
    assert chapter.build_discriminator().count_params() == 1_460_225


def test_every_epoch_shows_every_picture_once():
    chapter = chapter_code(NAME)
    images = np.arange(2 * chapter.batch_size, dtype="float32")[:, None]
    batches = chapter.rounds(images, 4)
    noise, real = zip(*(batches[i] for i in range(len(batches))), strict=True)
    np.testing.assert_array_equal(np.sort(np.concatenate(real), axis=0), images)
    assert np.concatenate(noise).shape == (len(images), 4)


def test_pixels_undo_scaling():
    chapter = chapter_code(NAME)
    images = np.arange(256, dtype="uint8").reshape(4, 8, 8)
    np.testing.assert_array_equal(chapter.pixels(chapter.scaled(images)).reshape(4, 8, 8), images)
