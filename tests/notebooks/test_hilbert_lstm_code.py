"""The code of notebook 07-hilbert-lstm on other inputs than its own."""

from __future__ import annotations

import os

import numpy as np
import pytest
from chapter_code import chapter_code

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from zharfa.learned_optimizers import HilbertOptimizer, quadratic_problems, run_baseline
from zharfa.learned_optimizers.problems import Quadratics

NAME = "07-hilbert-lstm"


@pytest.fixture
def rng():
    return np.random.default_rng(4)


def network(**options) -> HilbertOptimizer:
    built = HilbertOptimizer(**options)
    built.build()
    rng = np.random.default_rng(1)
    built.set_weights([0.3 * rng.normal(size=w.shape) for w in built.get_weights()])
    return built


def test_features_are_those_of_equation_15(rng):
    vectors = rng.normal(size=(2, 4, 3))
    vectors[0, 2] = 0
    found = chapter_code(NAME).features(vectors @ vectors.swapaxes(1, 2))
    for a, k in zip(vectors, found, strict=True):
        lengths = np.linalg.norm(a, axis=1)
        pairs = [(i, j) for i in range(4) for j in range(i, 4)]
        slow = [a[i] @ a[j] / (lengths[i] + lengths[j] or 1) for i, j in pairs]
        np.testing.assert_allclose(k, slow, atol=1e-12)


@pytest.mark.parametrize("mode", ["strict", "literal"])
@pytest.mark.parametrize("structure", [1, 2])
def test_a_cell_is_an_lstm_written_out(mode, structure, rng):
    chapter = chapter_code(NAME)
    A, c = rng.normal(size=(1, 3, 4)), rng.normal(size=(1, 2, 4))
    width = 5 * 2 + 6 if mode == "strict" else 4 * 5 * 2
    kernel, bias = rng.normal(size=(15, width)), rng.normal(size=width)
    out, after, _ = chapter.cell(A, c, kernel, bias, structure, mode)
    V = np.concatenate([A, c], axis=1)
    flat = (chapter.features(V @ V.swapaxes(1, 2)) @ kernel + bias)[0]

    def squash(v):
        long = np.linalg.norm(v)
        return np.tanh(v) if mode == "literal" else v * np.tanh(long) / long

    for k in range(2):
        if mode == "strict":
            candidate = flat[5 * k : 5 * k + 5] @ V[0]
            i, f, o = (1 / (1 + np.exp(-flat[10 + 2 * gate + k])) for gate in range(3))
        else:
            four = [flat[10 * part + 5 * k :][:5] @ V[0] for part in range(4)]
            candidate, (i, f, o) = four[0], (1 / (1 + np.exp(-v)) for v in four[1:])
        state = f * c[0, k] + i * squash(candidate)
        np.testing.assert_allclose(after[0, k], state, rtol=1e-9)
        expected = o * (squash(state) if structure == 1 else state)
        np.testing.assert_allclose(out[0, k], expected, rtol=1e-9)


@pytest.mark.parametrize("rule", ["lbfgs_rule", "anderson_rule"])
def test_rules_use_a_full_memory_as_a_quasi_newton_method_should(rule, rng):
    """A step in the span of a complete memory: all of the gradient is explained."""
    chapter = chapter_code(NAME)
    H = np.diag([1.0, 3.0, 7.0])
    S = np.eye(3)[None]
    g = rng.normal(size=(1, 1, 3))
    A = np.concatenate([g, S, S @ H], axis=1)
    step = chapter.from_rule(getattr(chapter, rule))(A, None)[0]
    np.testing.assert_allclose(step, -g[0] / np.diag(H), rtol=1e-9)


def test_anderson_walks_as_in_the_library():
    chapter, problems = chapter_code(NAME), quadratic_problems(5, 8, seed=6)
    ours = chapter.walk(problems, 5, chapter.from_rule(chapter.anderson_rule))[1]
    theirs = run_baseline("anderson", problems, 5)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


def test_only_the_strict_reading_turns_with_the_problem(rng):
    chapter, problems = chapter_code(NAME), quadratic_problems(3, 4, seed=2)
    Q = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    turned = Quadratics(problems.W @ Q, problems.y, problems.theta0 @ Q)
    for mode, same in [("strict", True), ("literal", False)]:
        advance = chapter.learned_steps(network(mode=mode, hidden=2))
        gap = chapter.walk(turned, 12, advance)[0] - chapter.walk(problems, 12, advance)[0] @ Q
        assert (np.abs(gap).max() < 1e-9) == same


def test_disguises_are_the_same_problem(rng):
    chapter, problems = chapter_code(NAME), quadratic_problems(3, 4, seed=5)
    problems = problems._replace(theta0=rng.normal(size=(3, 4)))
    worlds = chapter.disguises(problems, rng)
    assert len(worlds) == 4
    first = problems.evaluate(problems.theta0)[0]
    for name, world in worlds.items():
        factor = 4 if name == "واحد" else 1
        np.testing.assert_allclose(world.evaluate(world.theta0)[0], factor * first)
        lowest = [np.linalg.svd(w)[1] for w in (world.W, problems.W)]
        np.testing.assert_allclose(lowest[0], lowest[1] * factor**0.5)


def test_gaps_of_a_method_that_sees_nothing_are_zero(rng):
    chapter, problems = chapter_code(NAME), quadratic_problems(6, 3, seed=8)
    worlds = chapter.disguises(problems, rng)
    blind = chapter.symmetry_gaps(lambda p: np.tile(p.y[:, :1] ** 2, 4), problems, worlds)
    assert blind == dict.fromkeys(worlds, 0)
    seen = chapter.symmetry_gaps(lambda p: np.abs(p.theta0 + p.W[:, 0]), problems, worlds)
    assert seen["چرخش"] > 0.01


def test_wins_count_paired_and_separate_sets(rng):
    first = rng.normal(size=500)
    paired, apart = chapter_code(NAME).wins(first, first + 0.01, rng, count=50, draws=400)
    assert paired == 1
    assert 0.4 < apart < 0.65


def test_total_leaves_out_the_last_loss():
    total = chapter_code(NAME).total
    np.testing.assert_array_equal(total(np.array([[1.0, 2, 100], [3, 4, 100]])), [3, 7])
