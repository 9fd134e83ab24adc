"""The code of notebook 05-rnn on other inputs than its own."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from chapter_code import chapter_code

NAME = "05-rnn"


@pytest.fixture
def rng(request):
    return np.random.default_rng(request.param if hasattr(request, "param") else 0)


def test_pictures_are_read_column_by_column():
    found = chapter_code(NAME).pictures("\n#. ..\n.. ##\n")
    np.testing.assert_array_equal(found, [[1, -1, -1, -1], [-1, -1, 1, 1]])


@pytest.mark.parametrize("rng", range(3), indirect=True)
def test_energy_never_rises_and_recall_ends_in_a_fixed_point(rng):
    chapter = chapter_code(NAME)
    W, trace = chapter.hebb(rng.choice([-1.0, 1.0], (6, 30))), []
    start = rng.choice([-1.0, 1.0], (5, 30))
    end = chapter.recall(W, start, rng, trace=trace)
    assert np.diff(trace, axis=0).max() <= 1e-12
    np.testing.assert_array_equal(chapter.settle(end @ W, end), end)
    assert not np.array_equal(start, end)
    slow = [-0.5 * sum(W[i, j] * y[i] * y[j] for i in range(30) for j in range(30)) for y in end]
    np.testing.assert_allclose(chapter.energy(W, end), slow)


def test_bam_finds_the_partner_in_both_directions(rng):
    chapter = chapter_code(NAME)
    x, y = rng.choice([-1.0, 1.0], (3, 80)), rng.choice([-1.0, 1.0], (3, 50))
    W = x.T @ y
    np.testing.assert_array_equal(chapter.bam(W, chapter.flip(x, 0.1, rng)), y)
    np.testing.assert_array_equal(chapter.bam(W.T, chapter.flip(y, 0.1, rng)), x)


@pytest.mark.parametrize("rng", range(2), indirect=True)
def test_full_gradients_are_those_of_differences(rng):
    chapter = chapter_code(NAME)
    weights = chapter.new_weights(rng, 3, 5, 2, 1.4)
    x, target = rng.normal(size=(4, 7, 3)), rng.normal(size=(4, 7, 2))
    loss, grads = chapter.backward(x, target, weights)
    assert loss == pytest.approx(np.mean((chapter.forward(x, weights)[1] - target) ** 2))
    numerical = chapter.numerical_gradients(x, target, weights)
    assert chapter.gap(grads, numerical) < 1e-8


def test_truncated_gradients_treat_the_state_at_a_border_as_given(rng):
    """Each chunk alone, with the state it starts from held fixed, gives the same sum."""
    chapter = chapter_code(NAME)
    weights = chapter.new_weights(rng, 2, 4, 1, 1.0)
    x, target = rng.normal(size=(3, 6, 2)), rng.normal(size=(3, 6, 1))
    H = chapter.forward(x, weights)[0]
    starts = [H[:, t].copy() for t in (0, 2, 4)]

    def loss():
        W_x, W_h, b, W_y, b_y = weights
        total = 0.0
        for start, first in zip(starts, (0, 2, 4), strict=True):
            state = start
            for t in (first, first + 1):
                state = np.tanh(x[:, t] @ W_x + state @ W_h + b)
                total += np.sum((state @ W_y + b_y - target[:, t]) ** 2)
        return total / target.size

    grads = chapter.backward(x, target, weights, window=2)[1]
    for w, grad in zip(weights, grads, strict=True):
        for i in np.ndindex(w.shape):
            kept, values = w[i], []
            for step in (1e-6, -1e-6):
                w[i] = kept + step
                values.append(loss())
            w[i] = kept
            assert grad[i] == pytest.approx((values[0] - values[1]) / 2e-6, abs=1e-7)
    full = chapter.backward(x, target, weights)[1]
    assert chapter.gap(grads, full) > 1e-4
    assert chapter.gap(chapter.backward(x, target, weights, window=6)[1], full) == 0


def test_outputs_and_gradients_are_those_of_keras(rng):
    chapter = chapter_code(NAME)
    weights = chapter.new_weights(rng, 3, 6, 2, 0.8)
    weights[2], weights[4] = rng.normal(size=6), rng.normal(size=2)
    x, target = rng.normal(size=(5, 9, 3)), rng.normal(size=(5, 9, 2))
    output, theirs = chapter.keras_step(x, target, weights)
    np.testing.assert_allclose(output, chapter.forward(x, weights)[1], atol=1e-5)
    assert chapter.gap(theirs, chapter.backward(x, target, weights)[1]) < 1e-5


def test_reber_strings_have_the_known_lengths(rng):
    """Of length 5, 6, ... 9 the grammar has 2, 3, 4, 7 and 11 strings."""
    chapter = chapter_code(NAME)
    seen = {chapter.reber(rng) for _ in range(6000)}
    assert [sum(len(s) == n for s in seen) for n in range(5, 10)] == [2, 3, 4, 7, 11]
    assert chapter.states("BPVVE") == [1, 3, 5, 6]
    assert chapter.encode("BTXSE") == [0, 3, 5, 2, 0]


def test_two_symbols_decide_the_state_and_one_does_not(rng):
    chapter = chapter_code(NAME)
    strings = [chapter.reber(rng) for _ in range(1500)]
    assert chapter.unclear_windows(strings, 2) == 0
    # After T, S, X, P and V the automaton may be in two states each.
    assert chapter.unclear_windows(strings, 1) == 5


def test_the_judge_counts_legal_predictions(rng, monkeypatch):
    """One net always says T, another P; the string BTXSE allows T at 1, P at 1 and nowhere else."""
    chapter = chapter_code(NAME)
    outputs = np.zeros((4, 2, 6))
    outputs[:, 0, 3] = outputs[:, 1, 1] = 1
    monkeypatch.setitem(chapter.judge.__globals__, "read", lambda *_: (outputs, None))
    legal, whole = chapter.judge(None, ["BTXSE"], None)
    np.testing.assert_allclose(legal, [0.25, 0.25])
    np.testing.assert_allclose(whole, [0, 0])


def test_an_elman_step_is_the_gradient_with_the_context_held_fixed(rng):
    chapter = chapter_code(NAME)
    start = [rng.uniform(-1, 1, s) for s in [(2, 6, 3), (2, 3, 3), (2, 3, 6)]]
    weights = [w.copy() for w in start]
    chapter.read(weights, "BE", lambda context, hidden, output: hidden, rate=1e-3)

    def loss(parts, net):
        V, U, W = (part[net] for part in parts)
        hidden = 1 / (1 + np.exp(-(V[0] + np.full(3, 0.5) @ U)))
        return 0.5 * np.sum((np.eye(6)[0] - 1 / (1 + np.exp(-hidden @ W))) ** 2)

    for k, net in itertools.product(range(3), range(2)):
        for i in np.ndindex(start[k][net].shape):
            moved = [w.copy() for w in start]
            moved[k][net][i] += 1e-6
            slope = (loss(moved, net) - loss(start, net)) / 1e-6
            step = weights[k][net][i] - start[k][net][i]
            assert step == pytest.approx(-1e-3 * slope, abs=1e-8)


def test_the_nets_of_an_array_do_not_touch_each_other(rng):
    chapter = chapter_code(NAME)
    strings = [chapter.reber(rng) for _ in range(20)]
    weights = [rng.uniform(-1, 1, s) for s in [(3, 6, 4), (3, 6, 4), (3, 4, 6)]]
    alone = [w[1:2].copy() for w in weights]

    def feedback(context, hidden, output):
        return 0.5 * context + output

    for string in strings:
        chapter.read(weights, string, feedback, rate=0.2)
        chapter.read(alone, string, feedback, rate=0.2)
    for one, all_nets in zip(alone, weights, strict=True):
        np.testing.assert_allclose(one[0], all_nets[1])


def test_free_run_with_the_true_law_follows_the_plant(rng):
    chapter = chapter_code(NAME)
    u = rng.uniform(-1, 1, 60)
    y = chapter.plant(u)
    past, future = chapter.delays(y, u)

    def law(rows):
        return rows[:, 0] / (1 + rows[:, 0] ** 2) + rows[:, 2] ** 3

    np.testing.assert_allclose(law(past), future)
    np.testing.assert_allclose(chapter.free_run(law, u, y[:2]), future)


def test_memory_norms_are_those_of_the_jacobian_by_differences():
    chapter = chapter_code(NAME)
    norms = chapter.memory_norms(np.random.default_rng(3), 1.2, steps=5, units=4)
    rng = np.random.default_rng(3)
    W_x, W_h, b, *_ = chapter.new_weights(rng, 1, 4, 1, 1.2)
    x = rng.choice([-1.0, 1.0], (1, 5, 1))

    def last(h):
        for t in range(5):
            h = np.tanh(x[0, t] @ W_x + h @ W_h + b)
        return h

    columns = [(last(1e-6 * e) - last(-1e-6 * e)) / 2e-6 for e in np.eye(4)]
    assert norms[-1] == pytest.approx(np.linalg.norm(columns, 2), rel=1e-6)
