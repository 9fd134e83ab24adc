"""The code of notebook 07-learning-to-optimize on other inputs than its own."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from chapter_code import chapter_code

from zharfa.learned_optimizers import CoordinateLSTM, quadratic_problems, run_baseline, run_learned

NAME = "07-learning-to-optimize"


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam"])
def test_optimizers_as_functions_go_the_way_of_the_library(name):
    chapter, problems = chapter_code(NAME), quadratic_problems(6, 7, seed=30)
    zero = np.zeros((6, 7))
    steps = {
        "sgd": (lambda g, h: chapter.sgd(g, h, 0.004), None, {}),
        "momentum": (lambda g, h: chapter.momentum(g, h, 0.004, 0.5), zero, {"beta": 0.5}),
        "adam": (lambda g, h: chapter.adam(g, h, 0.004), (zero, zero, 0), {}),
    }
    step, memory, options = steps[name]
    found = chapter.run(step, memory, problems, 30)
    assert found.shape == (6, 31)
    expected = run_baseline(name, problems, 30, learning_rate=0.004, **options)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_score_counts_the_start_and_a_hundred_points():
    losses = np.ones((2, 140))
    losses[1, 100:] = np.inf
    losses[1, 0] = 5
    np.testing.assert_array_equal(chapter_code(NAME).score(losses), [100, 104])


def test_tuned_rate_is_the_best_of_the_list():
    chapter, problems = chapter_code(NAME), quadratic_problems(40, 4, seed=31)
    sums = {
        rate: run_baseline("nag", problems, 99, learning_rate=rate).sum(axis=1).mean()
        for rate in chapter.rates
    }
    assert chapter.tuned_rate("nag", problems) == min(sums, key=sums.get)


def test_paired_draws_keep_the_problems_of_both_methods_together():
    chapter, rng = chapter_code(NAME), np.random.default_rng(32)
    second = rng.exponential(30, 2000)
    apart, paired, large = chapter.drawn_gaps(second + 1, second, rng)
    np.testing.assert_allclose(paired, 1)
    np.testing.assert_allclose(large, 1)
    assert np.std(apart) == pytest.approx(30 * np.sqrt(2 / 100), rel=0.2)


@pytest.mark.parametrize("stop", [False, True])
def test_meta_gradient_is_that_of_differences(stop):
    """With stopped gradients: of the run whose gradients are those recorded at the centre."""
    chapter, problems = chapter_code(NAME), quadratic_problems(5, 3, seed=33)
    rate, mu, h = 0.004, 0.4, 1e-6

    def walk(rate, mu, given=None):
        theta, v, loss, seen = problems.theta0, 0.0, 0.0, []
        for t in range(100):
            g = problems.evaluate(theta)[1] if given is None else given[t]
            seen.append(g)
            v = mu * v - rate * g
            theta = theta + v
            loss += problems.evaluate(theta)[0].mean()
        return loss, seen

    center, seen = walk(rate, mu)
    given = seen if stop else None
    by_rate = walk(rate + h, mu, given)[0] - walk(rate - h, mu, given)[0]
    by_mu = walk(rate, mu + h, given)[0] - walk(rate, mu - h, given)[0]
    loss, slope = chapter.meta_gradient(rate, mu, problems, stop=stop)
    assert loss == pytest.approx(center)
    np.testing.assert_allclose(slope, np.array([by_rate, by_mu]) / (2 * h), rtol=1e-5)


def test_truncated_meta_gradient_is_the_sum_over_chunks():
    """Each chunk alone, with the point and the velocity it starts from held fixed."""
    chapter, problems = chapter_code(NAME), quadratic_problems(4, 3, seed=34)
    rate, mu, h, start = 0.006, 0.7, 1e-6, (problems.theta0, np.zeros((4, 3)))

    def chunk(rate, mu, start):
        (theta, v), loss = start, 0.0
        for _ in range(25):
            v = mu * v - rate * problems.evaluate(theta)[1]
            theta = theta + v
            loss += problems.evaluate(theta)[0].mean()
        return loss, (theta, v)

    expected = np.zeros(2)
    for _ in range(4):
        for k, (a, b) in enumerate([(h, 0), (0, h)]):
            ahead, behind = chunk(rate + a, mu + b, start), chunk(rate - a, mu - b, start)
            expected[k] += (ahead[0] - behind[0]) / (2 * h)
        _, start = chunk(rate, mu, start)
    _, slope = chapter.meta_gradient(rate, mu, problems, chunk=25)
    np.testing.assert_allclose(slope, expected, rtol=1e-5)
    assert not np.allclose(slope, chapter.meta_gradient(rate, mu, problems)[1], rtol=1e-2)


def test_library_gradient_is_the_truncated_stopped_one():
    chapter, problems = chapter_code(NAME), quadratic_problems(6, 4, seed=35)
    expected = chapter.meta_gradient(0.005, 0.3, problems, chunk=50, stop=True)[1]
    found = chapter.library_gradient(0.005, 0.3, problems, 50)
    np.testing.assert_allclose(found, expected, rtol=1e-3)


def test_learning_from_a_small_rate_lowers_the_meta_loss():
    chapter, problems = chapter_code(NAME), quadratic_problems(20, 3, seed=36)
    path = chapter.learn([np.log(0.002), 0.0], problems)
    before, after = (
        chapter.meta_gradient(*chapter.numbers(phi), problems)[0] for phi in (path[0], path[-1])
    )
    assert len(path) == chapter.tiny_updates + 1
    assert after < before / 2


def test_lstm_by_hand_takes_the_steps_of_the_library():
    chapter, problems = chapter_code(NAME), quadratic_problems(3, 8, seed=37)
    lstm = CoordinateLSTM()
    lstm.build()
    found = chapter.run_lstm(lstm, problems, 12)
    np.testing.assert_allclose(found, run_learned(lstm, problems, 12), rtol=1e-3)


def test_momentum_is_recognised_in_its_own_steps():
    chapter, problems, log = chapter_code(NAME), quadratic_problems(5, 4, seed=38), []
    step = chapter.recorded(lambda g, v: chapter.momentum(g, v, 0.02, 0.6), log)
    chapter.run(step, np.zeros((5, 4)), problems, 30)
    np.testing.assert_allclose(chapter.momentum_fit(log, 3, 20), [0.02, 0.6, 1], rtol=1e-9)


def test_rescaled_problems_have_rescaled_losses_of_the_same_points():
    chapter, problems = chapter_code(NAME), quadratic_problems(3, 4, seed=39)
    theta = np.random.default_rng(40).normal(size=(3, 4))
    before, after = problems.evaluate(theta), chapter.rescaled(problems, 7).evaluate(theta)
    np.testing.assert_allclose(after[0], 7 * before[0])
    np.testing.assert_allclose(after[1], 7 * before[1])


@pytest.mark.parametrize("values", [2, 4])
def test_there_is_no_free_lunch_among_all_functions(values):
    chapter = chapter_code(NAME)
    functions = list(itertools.product(range(values), repeat=5))
    curves = [
        np.sum([chapter.best_after(search, f) for f in functions], axis=0)
        for search in (chapter.in_order, chapter.near_best)
    ]
    np.testing.assert_array_equal(*curves)
    assert chapter.best_after(chapter.near_best, (9, 5, 3, 1, 7)) == [3, 3, 1, 1, 1]


def test_a_stopped_slope_of_one_axis_is_one_plus_r_times_the_true_one():
    """What the solution of the last exercise says of endless runs."""
    for r in (-0.8, 0.3, 0.9):
        h, theta, steps = 2.0, 1.5, 2000
        rate, d_true, d_stopped, true, stopped = (1 - r) / h, 0.0, 0.0, 0.0, 0.0
        for _ in range(steps):
            g = h * theta
            d_true, d_stopped = d_true - g - rate * h * d_true, d_stopped - g
            theta -= rate * g
            true, stopped = true + h * theta * d_true, stopped + h * theta * d_stopped
        assert stopped == pytest.approx((1 + r) * true)
