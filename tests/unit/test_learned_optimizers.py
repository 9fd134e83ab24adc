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
from zharfa.learned_optimizers.problems import Quadratics

STEPS = 15
STRICT = {"mode": "strict"}
SCALED = {"mode": "strict", "scaled": True}
ACCELERATED = {**SCALED, "accelerated": True}
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


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, {**STRICT, "hidden": 3}])
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


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED])
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


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, LITERAL])
def test_the_origin_does_not_matter(options):
    optimizer, problems = learned(options), somewhere()
    shift = np.random.default_rng(7).normal(size=problems.theta0.shape)
    shifted = Quadratics(
        problems.W,
        problems.y + np.einsum("bij,bj->bi", problems.W, shift),
        problems.theta0 + shift,
    )
    assert relative_error(path(optimizer, shifted), path(optimizer, problems) + shift) < 1e-10


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED])
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


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, LITERAL, None])
def test_vectors_may_lie_in_several_tensors(options):
    optimizer, problems = learned(options), somewhere()
    whole = path(optimizer, problems)
    assert relative_error(path(optimizer, problems, blocks=[1, 3]), whole) < 1e-10


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, LITERAL, None])
def test_problems_of_a_batch_do_not_meet(options):
    optimizer, problems = learned(options), somewhere()
    together = path(optimizer, problems)
    for k in range(3):
        alone = Quadratics(*(array[k : k + 1] for array in problems))
        np.testing.assert_allclose(path(optimizer, alone)[:, 0], together[:, k], rtol=1e-8)


@pytest.mark.parametrize("options", [STRICT, SCALED, ACCELERATED, LITERAL])
@pytest.mark.parametrize("dim", [1, 3])
def test_nothing_to_do_is_done_without_an_accident(options, dim):
    solved = Quadratics(np.ones((2, dim, dim)), np.zeros((2, dim)), np.zeros((2, dim)))
    assert np.isfinite(path(learned(options), solved)).all()


def test_unit_of_loss_and_points_do_not_matter_to_the_scaled_inputs(monkeypatch):
    from zharfa.learned_optimizers import network

    optimizer, problems = learned(SCALED), somewhere()
    points = path(optimizer, problems)
    loss_unit, point_unit = 37.0, 0.02
    other = Quadratics(
        problems.W * np.sqrt(loss_unit) / point_unit,
        problems.y * np.sqrt(loss_unit),
        problems.theta0 * point_unit,
    )
    first = network.FIRST_SCALE * point_unit**2 / loss_unit
    monkeypatch.setattr(network, "FIRST_SCALE", first)
    assert relative_error(path(optimizer, other), points * point_unit) < 1e-10


def test_accelerated_begins_with_the_step_of_anderson_acceleration(monkeypatch):
    from zharfa.learned_optimizers import network

    optimizer, problems = learned(ACCELERATED), somewhere(count=8, dim=7)
    for cell in optimizer.cells:
        kernel, bias = cell.get_weights()
        cell.set_weights([0 * kernel, 0 * bias - 60])  # all gates shut
    monkeypatch.setattr(network, "_curvature_scale", lambda s, y, before: before)
    monkeypatch.setattr(network, "LONGEST_INPUT", 1e6)
    ours = run_learned(optimizer, problems, 6)
    theirs = run_baseline("anderson", problems, 6, memory=3, learning_rate=network.FIRST_SCALE)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


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


def test_acceleration_needs_the_scaled_inputs():
    with pytest.raises(ValueError, match="scaled"):
        HilbertOptimizer(accelerated=True)


@pytest.mark.parametrize("wrong", [{"structure": 3}, {"mode": "loose"}])
def test_unknown_structures_and_modes_are_refused(wrong):
    with pytest.raises(ValueError, match="بنویسید"):
        HilbertLSTMCell(**wrong)
