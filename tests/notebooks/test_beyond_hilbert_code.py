"""The code of notebook 07-beyond on other inputs than its own."""

from __future__ import annotations

import os

import numpy as np
import pytest
from chapter_code import chapter_code

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from zharfa.learned_optimizers import HilbertLSTM, quadratic_problems, run_baseline
from zharfa.learned_optimizers.problems import Diagonals, diagonal_equivalents

NAME = "07-beyond"


@pytest.fixture
def rng():
    return np.random.default_rng(4)


def test_inputs_have_no_units(rng):
    unit_free = chapter_code(NAME).unit_free
    g, S, Y = rng.normal(size=(6, 4)), rng.normal(size=(6, 2, 4)), rng.normal(size=(6, 2, 4))
    found = unit_free(g, S, Y)
    np.testing.assert_allclose(unit_free(5 / 3 * g, 3 * S, 5 / 3 * Y), found, rtol=1e-10)
    tau = np.abs(S[:, 0] @ Y[:, 0].T).diagonal() / np.sum(Y[:, 0] ** 2, axis=1)
    expected = S / (tau * np.linalg.norm(g, axis=1))[:, None, None]
    np.testing.assert_allclose(found[:, 1:3], expected, rtol=1e-10)
    np.testing.assert_allclose(np.linalg.norm(found[:, 0], axis=1), 1)


def test_the_best_first_rate_is_that_of_a_line_search():
    chapter, problems = chapter_code(NAME), quadratic_problems(5, 4, seed=9)
    size, rate = chapter.first_step(problems)
    g = problems.evaluate(problems.theta0)[1]
    np.testing.assert_allclose(size, np.linalg.norm(g, axis=1))
    losses = [problems.evaluate(-r * rate[:, None] * g)[0] for r in (0.99, 1, 1.01)]
    assert np.all(losses[1] < losses[0])
    assert np.all(losses[1] < losses[2])


def test_the_step_is_lowest_in_the_span_and_the_way_on_is_conjugate(rng):
    root, g, S = rng.normal(size=(2, 6, 6)), rng.normal(size=(2, 6)), rng.normal(size=(2, 3, 6))
    Y = S @ (root @ root.swapaxes(1, 2))
    step, onward = chapter_code(NAME).conjugate_inputs(g, S, Y)
    rest = g + np.einsum("bij,bj->bi", root @ root.swapaxes(1, 2), step)
    np.testing.assert_allclose(np.einsum("bmd,bd->bm", S, rest), 0, atol=1e-8)
    np.testing.assert_allclose(np.einsum("bmd,bd->bm", Y, onward), 0, atol=1e-8)
    assert np.all(np.sum(onward * rest, axis=1) < 0)


def test_without_history_the_way_on_is_downhill(rng):
    g, nothing = rng.normal(size=(2, 5)), np.zeros((2, 3, 5))
    step, onward = chapter_code(NAME).conjugate_inputs(g, nothing, nothing)
    np.testing.assert_array_equal(step, 0)
    np.testing.assert_array_equal(onward, -g)


@pytest.mark.parametrize("memory", [1, 2])
def test_with_the_exact_length_it_is_conjugate_gradients(memory):
    problems = quadratic_problems(20, 12, seed=6)
    ours = chapter_code(NAME).accelerated_walk(problems, 5, memory)
    floor = run_baseline("conjugate_gradient", problems, 5)
    np.testing.assert_allclose(ours, floor, rtol=1e-6)


def test_joined_problems_are_the_same_problems():
    chapter = chapter_code(NAME)
    each = [diagonal_equivalents(quadratic_problems(3, d, seed=d)) for d in (2, 5)]
    together = chapter.joined(each)
    assert isinstance(together, Diagonals)
    assert together.s.shape == (6, 5)
    alone = np.concatenate([run_baseline("nag", e, 6, learning_rate=0.01) for e in each])
    np.testing.assert_allclose(run_baseline("nag", together, 6, learning_rate=0.01), alone)


def test_tuned_takes_the_best_rate_of_the_tuning_problems():
    chapter, problems = chapter_code(NAME), quadratic_problems(9, 3, seed=1)
    found = chapter.tuned("sgd", problems, problems, [1e-9, 0.01, 5.0], steps=8)
    expected = run_baseline("sgd", problems, 8, learning_rate=0.01)
    np.testing.assert_array_equal(found, expected)


def test_total_leaves_out_the_last_loss():
    total = chapter_code(NAME).total
    np.testing.assert_array_equal(total(np.array([[1.0, 2, 100], [3, 4, 100]])), [3, 7])


def test_a_restarted_network_runs_as_a_new_one(rng):
    chapter = chapter_code(NAME)
    x, y = rng.normal(size=(40, 6)).astype("float32"), rng.integers(0, 10, size=40)
    model = chapter.compiled(HilbertLSTM.from_pretrained(), 6)
    first = chapter.network_sum(model, (x, y, 20), 3, 3)
    other = chapter.network_sum(model, (x, y, 20), 4, 3)
    assert first != other
    assert np.isclose(chapter.network_sum(model, (x, y, 20), 3, 3), first, rtol=1e-5)
    assert isinstance(chapter.perceptron(6).count_params(), int)
    assert chapter.perceptron(6).count_params() == 6 * 20 + 20 + 20 * 10 + 10


def test_candidates_shrink_with_the_dimension():
    candidates = chapter_code(NAME).candidates
    assert candidates("adam", 5) == candidates("adam", 100)
    np.testing.assert_allclose(candidates("nag", 10), 10 * np.array(candidates("nag", 100)))
