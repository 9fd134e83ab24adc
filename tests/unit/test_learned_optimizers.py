"""The Hilbert LSTM keeps the symmetries it promises, and its rivals do not."""

from __future__ import annotations

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
from keras import ops

from zharfa.learned_optimizers import (
    CoordinateLSTM,
    HilbertLSTMCell,
    HilbertOptimizer,
    LinearCoefficients,
    quadratic_problems,
    run_baseline,
    run_learned,
)
from zharfa.learned_optimizers.baselines import two_loop
from zharfa.learned_optimizers.layers import inner_products
from zharfa.learned_optimizers.network import _conjugate_steps
from zharfa.learned_optimizers.problems import Quadratics, noisy_problems
from zharfa.learned_optimizers.rollout import MetaModel, unroll

STEPS = 10
STRICT = {"mode": "strict"}
SCALED = {"mode": "strict", "scaled": True}
ACCELERATED = {**SCALED, "accelerated": True}
NOISY = {**SCALED, "noisy": True}
TWO_WAY = {**SCALED, "hidden": 2, "reading": "two-way"}
NETWORK = {**SCALED, "units": 4}
MEMORYLESS = {**SCALED, "structures": []}
TALL = {**STRICT, "hidden": 3, "structures": [2, 2, 1]}
LITERAL = {"mode": "literal"}


@pytest.fixture(autouse=True)
def double_precision():
    before = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx(before[0])
    keras.config.set_dtype_policy(before[1])


def learned(options) -> keras.Layer:
    keras.utils.set_random_seed(0)
    optimizer = CoordinateLSTM() if options is None else HilbertOptimizer(**options)
    optimizer.build()
    for weight in optimizer.weights:
        if weight.name == "added_kernel":  # it begins at zero, where the hidden layer does nothing
            weight.assign(0.1 * keras.random.normal(weight.shape))
    return optimizer


def path(optimizer, problems, steps=STEPS, blocks=None) -> np.ndarray:
    """Points (steps + 1, count, dim); `blocks` cuts the vectors into several tensors."""
    dim = problems.theta0.shape[1]
    cuts = np.cumsum(blocks or [dim])[:-1]
    theta = np.array(problems.theta0)
    parts = [ops.convert_to_tensor(part) for part in np.split(theta, cuts, axis=1)]
    state, points = optimizer.initial_state(parts), [theta]
    for _ in range(steps):
        gradient = np.split(problems.evaluate(theta)[1], cuts, axis=1)
        updates, state = optimizer.step([ops.convert_to_tensor(g) for g in gradient], state)
        theta = theta + np.concatenate([np.array(update) for update in updates], axis=1)
        points.append(theta)
    return np.array(points)


def moved(problems: Quadratics, by) -> Quadratics:
    """The same losses in the coordinates θ = by(θ'), with an isometry `by` (d, d')."""
    return Quadratics(problems.W @ by, problems.y, problems.theta0 @ by)


def somewhere(count=3, dim=4, seed=0) -> Quadratics:
    start = np.random.default_rng(seed + 100).normal(size=(count, dim))
    return quadratic_problems(count, dim, seed)._replace(theta0=start)


def relative_error(points, expected) -> float:
    return np.abs(points - expected).max() / np.abs(expected - expected[0]).max()


@pytest.fixture(scope="module")
def rotation():
    return np.linalg.qr(np.random.default_rng(5).normal(size=(4, 4)))[0]


@pytest.mark.parametrize(
    "options",
    [
        STRICT,
        SCALED,
        ACCELERATED,
        NOISY,
        TWO_WAY,
        NETWORK,
        MEMORYLESS,
        {**STRICT, "hidden": 3},
        TALL,
    ],
)
def test_turned_problems_are_solved_on_turned_paths(options, rotation):
    optimizer, problems = learned(options), somewhere()
    points = path(optimizer, problems)
    turned = path(optimizer, moved(problems, rotation))
    assert relative_error(turned, points @ rotation) < 1e-10


@pytest.mark.parametrize("options", [LITERAL, None])
def test_literal_cell_and_coordinate_lstm_are_not_equivariant(options, rotation):
    optimizer, problems = learned(options), somewhere()
    turned = path(optimizer, moved(problems, rotation))
    assert relative_error(turned, path(optimizer, problems) @ rotation) > 0.01


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, TWO_WAY, NETWORK])
def test_the_space_around_the_problem_does_not_matter(options):
    inside = np.linalg.qr(np.random.default_rng(6).normal(size=(7, 4)))[0].T  # (4, 7)
    optimizer, problems = learned(options), somewhere()
    larger = moved(problems, inside)
    assert relative_error(path(optimizer, larger), path(optimizer, problems) @ inside) < 1e-10


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, LITERAL, None])
def test_the_order_of_the_coordinates_does_not_matter(options):
    swap = np.eye(4)[[2, 0, 3, 1]]
    optimizer, problems = learned(options), somewhere()
    swapped = path(optimizer, moved(problems, swap))
    assert relative_error(swapped, path(optimizer, problems) @ swap) < 1e-10


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, TWO_WAY, LITERAL])
def test_the_origin_does_not_matter(options):
    optimizer, problems = learned(options), somewhere()
    shift = np.random.default_rng(7).normal(size=problems.theta0.shape)
    shifted = Quadratics(
        problems.W,
        problems.y + np.einsum("bij,bj->bi", problems.W, shift),
        problems.theta0 + shift,
    )
    assert relative_error(path(optimizer, shifted), path(optimizer, problems) + shift) < 1e-10


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, TWO_WAY, NETWORK])
def test_steps_are_combinations_of_gradients_and_stay_above_the_floor(options):
    optimizer, problems = learned(options), somewhere(count=5, dim=12)
    points = path(optimizer, problems, steps=6)
    losses, gradients = zip(*map(problems.evaluate, points), strict=True)
    floor = run_baseline("conjugate_gradient", problems, 6).T
    assert (np.array(losses) >= floor - 1e-10 * floor[0]).all()
    for k in range(5):
        seen = np.array(gradients)[:6, k].T
        way = points[6, k] - points[0, k]
        rest = way - seen @ np.linalg.lstsq(seen, way, rcond=None)[0]
        assert np.linalg.norm(rest) < 1e-9 * np.linalg.norm(way)


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, TWO_WAY, LITERAL, None])
def test_vectors_may_lie_in_several_tensors(options):
    optimizer, problems = learned(options), somewhere()
    whole = path(optimizer, problems)
    assert relative_error(path(optimizer, problems, blocks=[1, 3]), whole) < 1e-10


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, TWO_WAY, LITERAL, None])
def test_problems_of_a_batch_do_not_meet(options):
    optimizer, problems = learned(options), somewhere()
    together = path(optimizer, problems)
    for k in range(3):
        alone = Quadratics(*(array[k : k + 1] for array in problems))
        np.testing.assert_allclose(path(optimizer, alone)[:, 0], together[:, k], rtol=1e-8)


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, TWO_WAY, NETWORK, LITERAL])
@pytest.mark.parametrize("dim", [1, 3])
def test_nothing_to_do_is_done_without_an_accident(options, dim):
    solved = Quadratics(np.ones((2, dim, dim)), np.zeros((2, dim)), np.zeros((2, dim)))
    assert np.isfinite(path(learned(options), solved)).all()
    if keras.backend.backend() == "tensorflow":
        gradient = meta_gradient(learned(options), solved, 3)
        assert all(np.isfinite(part).all() for part in gradient)


@pytest.mark.parametrize("options", [SCALED, ACCELERATED, NOISY, TWO_WAY, NETWORK])
def test_unit_of_loss_and_points_do_not_matter_to_the_scaled_inputs(monkeypatch, options):
    from zharfa.learned_optimizers import network

    optimizer, problems = learned(options), somewhere()
    points = path(optimizer, problems)
    loss_unit, point_unit = 37.0, 0.02
    other = Quadratics(
        problems.W * np.sqrt(loss_unit) / point_unit,
        problems.y * np.sqrt(loss_unit),
        problems.theta0 * point_unit,
    )
    monkeypatch.setattr(network, "FIRST_STEP", network.FIRST_STEP * point_unit)
    assert relative_error(path(optimizer, other), points * point_unit) < 1e-10


def test_the_lowest_point_of_the_remembered_steps_is_that_of_conjugate_gradients():
    problems, steps = somewhere(count=5, dim=7), 5
    optimizer = HilbertOptimizer(memory=steps, scaled=True, accelerated=True)
    optimizer.build()
    points = path(optimizer, problems, steps)
    gradients = [problems.evaluate(point)[1] for point in points]
    s = np.stack([points[k + 1] - points[k] for k in reversed(range(steps))], axis=1)
    y = np.stack([gradients[k + 1] - gradients[k] for k in reversed(range(steps))], axis=1)
    tensors = [ops.convert_to_tensor(array) for array in (gradients[-1], s, y)]
    step, onward = (np.array(parts[0]) for parts in _conjugate_steps(*([t] for t in tensors)))
    floor = run_baseline("conjugate_gradient", problems, steps)
    np.testing.assert_allclose(problems.evaluate(points[-1] + step)[0], floor[:, -1], rtol=1e-6)
    conjugate = np.einsum("bd,bkd->bk", onward, y)
    assert np.abs(conjugate).max() < 1e-8 * np.abs(onward).max() * np.abs(y).max()


def test_accelerated_without_training_is_near_conjugate_gradients_already():
    optimizer, problems = learned(ACCELERATED), quadratic_problems(200, 10, seed=1)
    losses = run_learned(optimizer, problems, 60)
    floor = run_baseline("conjugate_gradient", problems, 60)
    assert losses.sum(axis=1).mean() < 2 * floor.sum(axis=1).mean()
    assert losses.max() < 100 * losses[:, 0].max()


def test_noise_does_not_shrink_the_scale_for_noise():
    shrunk, kept = (
        run_learned(learned(options), noisy_problems(100, 20, seed=0), 100)[:, -20:].mean()
        for options in (SCALED, NOISY)
    )
    assert kept < 0.5 * shrunk


def meta_gradient(optimizer, problems, steps, **how) -> list[np.ndarray]:
    """Of the sum of the losses after the first, by TensorFlow."""
    import tensorflow as tf

    tensors = Quadratics(*map(ops.convert_to_tensor, problems))
    start = tensors.theta0, optimizer.initial_state([tensors.theta0])
    zeros = ops.zeros(len(problems.theta0))

    def add(total, step, losses):
        return total + losses

    with tf.GradientTape() as tape:
        _, total = unroll(optimizer, tensors, start, steps, add, zeros, **how)
        total = ops.sum(total)
    return tape.gradient(total, [weight.value for weight in optimizer.trainable_weights])


def slope(total, weights, way, h=1e-6) -> float:
    """Central difference of `total` (of the weights) along `way`."""
    ahead, behind = (
        total([w + sign * h * v for w, v in zip(weights, way, strict=True)]) for sign in (1, -1)
    )
    return (ahead - behind) / (2 * h)


tensorflow_only = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="gradients of TensorFlow"
)


@tensorflow_only
@pytest.mark.parametrize("second_derivatives", [False, True])
@pytest.mark.parametrize("options", [STRICT, LITERAL])
def test_the_meta_gradient_is_that_of_differences(options, second_derivatives):
    steps, optimizer, problems = 5, learned(options), somewhere(count=2)
    gradient = meta_gradient(optimizer, problems, steps, second_derivatives=second_derivatives)
    held = [problems.evaluate(point)[1] for point in path(optimizer, problems, steps)]

    def total_with(weights) -> float:
        optimizer.set_weights(weights)
        theta = ops.convert_to_tensor(problems.theta0)
        state, result = optimizer.initial_state([theta]), 0.0
        for recorded in held[:-1]:
            now = problems.evaluate(np.array(theta))[1] if second_derivatives else recorded
            (update,), state = optimizer.step([ops.convert_to_tensor(now)], state)
            theta = theta + update
            result += problems.evaluate(np.array(theta))[0].sum()
        return result

    weights, rng = optimizer.get_weights(), np.random.default_rng(0)
    way = [rng.normal(size=weight.shape) for weight in weights]
    expected = sum(np.sum(np.array(g) * v) for g, v in zip(gradient, way, strict=True))
    assert slope(total_with, weights, way) == pytest.approx(expected, rel=1e-6)


@tensorflow_only
def test_one_chunk_as_long_as_the_run_has_the_whole_gradient():
    import tensorflow as tf

    optimizer, problems = learned(STRICT), somewhere(count=2)
    whole = meta_gradient(optimizer, problems, 6)
    sums = {}
    for chunk in (6, 3):
        model, total = MetaModel(optimizer, problems, chunk, "sum"), 0.0
        for start in range(0, 6, chunk):
            with tf.GradientTape() as tape:
                score = ops.sum(model([*problems, np.full(2, float(start == 0))]))
            variables = [weight.value for weight in optimizer.trainable_weights]
            total = total + np.concatenate(
                [g.numpy().ravel() for g in tape.gradient(score, variables)]
            )
        sums[chunk] = total
    whole = np.concatenate([np.ravel(g) for g in whole])
    np.testing.assert_allclose(sums[6], whole, rtol=1e-9, atol=1e-9)
    assert np.abs(sums[3] / whole - 1).max() > 0.01  # what truncation leaves out


def test_five_chunks_are_one_run():
    optimizer, problems = learned(SCALED), somewhere()

    def total(chunk) -> np.ndarray:
        model = MetaModel(optimizer, problems, chunk, "sum")
        beginnings = (np.full(3, float(start == 0)) for start in range(0, 100, chunk))
        return sum(ops.convert_to_numpy(model([*problems, fresh])) for fresh in beginnings)

    np.testing.assert_allclose(total(20), total(100), rtol=1e-12)


def test_compiled_run_gives_the_losses_of_the_path():
    optimizer, problems = learned(SCALED), somewhere()
    losses = run_learned(optimizer, problems, STEPS)
    expected = np.array([problems.evaluate(point)[0] for point in path(optimizer, problems)]).T
    np.testing.assert_allclose(losses, expected, rtol=1e-8)


def test_number_of_parameters_does_not_depend_on_the_dimension():
    pairs = 8 * 9 // 2
    strict, literal = HilbertLSTMCell(), HilbertLSTMCell(mode="literal")
    for dim in (2, 50):
        vectors = np.ones((1, 7, dim)), np.ones((1, 1, dim))
        strict(*vectors)
        literal(*vectors)
    assert strict.count_params() == (8 + 3) * (pairs + 1)
    assert literal.count_params() == 4 * 8 * (pairs + 1)
    assert learned(None).count_params() == 5061


def test_linear_coefficients_are_combinations_with_coefficients_from_equation_15():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(2, 3, 5))
    vectors[1, 2] = 0
    layer = LinearCoefficients(2)
    output = np.array(layer(vectors))
    kernel, bias = layer.get_weights()
    for a, x in zip(vectors, output, strict=True):
        lengths = np.linalg.norm(a, axis=1)
        pairs = [(i, j) for i in range(3) for j in range(i, 3)]
        k = [a[i] @ a[j] / (lengths[i] + lengths[j] or 1) for i, j in pairs]
        coefficients = (np.array(k) @ kernel + bias).reshape(2, 3)
        np.testing.assert_allclose(x, coefficients @ a, rtol=1e-10)


@pytest.mark.parametrize(
    "wrong", [{"accelerated": True}, {"noisy": True}, {"structures": []}, {"reading": "two-way"}]
)
def test_acceleration_noise_no_cells_and_other_readings_need_the_scaled_inputs(wrong):
    with pytest.raises(ValueError, match="scaled"):
        HilbertOptimizer(**wrong)


@pytest.mark.parametrize("wrong", [{"structure": 3}, {"mode": "loose"}])
def test_unknown_structures_and_modes_are_refused(wrong):
    with pytest.raises(ValueError, match="بنویسید"):
        HilbertLSTMCell(**wrong)


def test_an_unknown_reading_is_refused():
    with pytest.raises(ValueError, match="reading"):
        HilbertOptimizer(scaled=True, reading="backwards")


# --- classical methods as linear coefficients -------------------------------------------------


def set_coefficients(layer: LinearCoefficients, coefficients) -> None:
    kernel, _ = layer.get_weights()
    layer.set_weights([np.zeros_like(kernel), np.array(coefficients, dtype=float)])


@pytest.mark.parametrize(
    ("coefficients", "name", "settings"),
    [
        ([-0.02, 0, 0], "sgd", {"learning_rate": 0.02}),
        ([-0.02, 0.9, 0], "momentum", {"learning_rate": 0.02}),
    ],
)
def test_constant_coefficients_are_gradient_descent_and_heavy_ball(coefficients, name, settings):
    layer, problems = LinearCoefficients(1), somewhere()
    layer.build((None, 3, None))
    set_coefficients(layer, coefficients)
    theta, s, y = problems.theta0, np.zeros((3, 4)), np.zeros((3, 4))
    gradient, losses = problems.evaluate(theta)[1], [problems.evaluate(theta)[0]]
    for _ in range(STEPS):
        s = np.array(layer(np.stack([gradient, s, y], axis=1)))[:, 0]
        theta = theta + s
        loss, after = problems.evaluate(theta)
        y, gradient = after - gradient, after
        losses.append(loss)
    np.testing.assert_allclose(
        np.array(losses).T, run_baseline(name, problems, STEPS, **settings), rtol=1e-10
    )


class SolvedCoefficients(LinearCoefficients):
    """The layer with coefficients that a function of the inner products gives."""

    def __init__(self, solve):
        super().__init__(1)
        self.solve = solve

    def coefficients(self, products):
        return np.stack([self.solve(gram)[None] for gram in np.array(products)])


def test_two_loops_of_lbfgs_are_linear_coefficients():
    m, rng = 3, np.random.default_rng(0)
    vectors = rng.normal(size=(4, 2 * m + 1, 9))  # the gradient, s and y, newest first
    vectors[:, 1 + m :] = vectors[:, 1 : 1 + m] + 0.1 * vectors[:, 1 + m :]

    def vector_free(gram):  # Chen, Wang and Zhou (2014)
        r = np.eye(2 * m + 1)[0]
        kept = []
        for i in range(m):
            s, y = 1 + i, 1 + m + i
            kept.append(gram[s] @ r / gram[s, y])
            r[y] -= kept[-1]
        r *= gram[1, 1 + m] / gram[1 + m, 1 + m]
        for i in reversed(range(m)):
            s, y = 1 + i, 1 + m + i
            r[s] += kept[i] - gram[y] @ r / gram[s, y]
        return r

    gradient, s, y = vectors[:, 0], vectors[:, m:0:-1], vectors[:, : -m - 1 : -1]
    scale = np.sum(s[:, -1] * y[:, -1], axis=1) / np.sum(y[:, -1] ** 2, axis=1)
    expected = two_loop(gradient, list(s.swapaxes(0, 1)), list(y.swapaxes(0, 1)), scale[:, None])
    combined = SolvedCoefficients(vector_free).combine([ops.convert_to_tensor(vectors)])[0]
    np.testing.assert_allclose(np.array(combined)[:, 0], expected, rtol=1e-10)


class LoopCell(HilbertLSTMCell):
    """A cell with the coefficients of a loop of L-BFGS: inputs s, y (and what was q), a state."""

    def combine(self, products):
        gram = np.array(products)

        def ratio(i, j):
            return (gram[:, i, j] / gram[:, 0, 1])[:, None, None]

        place, zeros = np.eye(self.vectors)[None], np.zeros((len(gram), 1, self.vectors))
        if self.vectors == 3:  # q − (s·q / s·y) y
            new = zeros + place[:, 2:] - ratio(0, 2) * place[:, 1:2]
        else:  # r + (s·q / s·y − y·r / s·y) s
            new = zeros + place[:, 3:] + (ratio(0, 2) - ratio(1, 3)) * place[:, :1]
        return new, new


def test_the_memory_read_there_and_back_is_the_two_loops_of_lbfgs():
    rng = np.random.default_rng(0)
    gradient, s = rng.normal(size=(4, 1, 9)), rng.normal(size=(4, 3, 9))
    y = s + 0.1 * rng.normal(size=s.shape)
    inputs = [ops.convert_to_tensor(np.concatenate([gradient, s, y], axis=1))]
    read = {}
    for reading in ("two-way", "one-way"):
        optimizer = HilbertOptimizer(scaled=True, reading=reading)
        optimizer.cells = [LoopCell(), LoopCell()]
        optimizer.build()
        read[reading] = np.array(optimizer._read_memory(inputs)[0])[:, 0]
    oldest_first = [list(part[:, ::-1].swapaxes(0, 1)) for part in (s, y)]
    expected = two_loop(gradient[:, 0], *oldest_first, np.ones((4, 1)))
    np.testing.assert_allclose(read["two-way"], expected, rtol=1e-10)
    assert np.abs(read["one-way"] - expected).max() > 0.01


def test_anderson_acceleration_is_linear_coefficients():
    m, problems, rate = 3, quadratic_problems(6, 5, seed=0), 0.01

    def anderson(gram):
        past = np.flatnonzero(np.diag(gram)[1 + m :] > 0) + 1 + m  # those y that there are
        weights = np.linalg.pinv(gram[np.ix_(past, past)], rcond=1e-13) @ gram[past, 0]
        r = np.zeros(2 * m + 1)
        r[0], r[past], r[past - m] = -rate, rate * weights, -weights
        return r

    layer, count = SolvedCoefficients(anderson), len(problems.y)
    theta, s, y = problems.theta0, np.zeros((count, m, 5)), np.zeros((count, m, 5))
    gradient, losses = problems.evaluate(theta)[1], [problems.evaluate(theta)[0]]
    for _ in range(5):
        vectors = np.concatenate([gradient[:, None], s, y], axis=1)
        update = np.array(layer.combine([ops.convert_to_tensor(vectors)])[0])
        theta = theta + update[:, 0]
        loss, after = problems.evaluate(theta)
        s = np.concatenate([update, s[:, :-1]], axis=1)
        y = np.concatenate([(after - gradient)[:, None], y[:, :-1]], axis=1)
        gradient = after
        losses.append(loss)
    expected = run_baseline("anderson", problems, 5, memory=m, learning_rate=rate)
    np.testing.assert_allclose(np.array(losses).T, expected, rtol=1e-3)


def test_inner_products_are_those_of_numpy():
    vectors = np.random.default_rng(0).normal(size=(2, 3, 4))
    expected = np.einsum("bid,bjd->bij", vectors, vectors)
    np.testing.assert_allclose(np.array(inner_products(vectors)), expected, rtol=1e-12)
