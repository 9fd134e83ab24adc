"""Classical optimizers in NumPy, for many problems at once: what learned ones must be held to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

# A method is a generator: it yields points (count, dim), first the start, and is sent the gradients
# there.
Method = Callable[..., Iterator[np.ndarray]]


def run_baseline(name: str, problems: Any, steps: int, **settings: Any) -> np.ndarray:
    """Losses of a classical method along its way.

    Args:
        name: one of `BASELINES`.
        problems: has ``theta0`` (count, dim) and ``evaluate(theta) -> losses, gradients``.
        steps: how many steps, one gradient each (CG and L-BFGS: see there).
        settings: passed on to the method, for instance ``learning_rate=0.1``.

    Returns:
        Losses (count, steps + 1), beginning with that of ``theta0``.

    Raises:
        ValueError: for an unknown name.
    """
    if name not in BASELINES:
        known = "، ".join(BASELINES)
        raise ValueError(f"یکی از این نام‌ها را بنویسید: {known}. روشی به نام «{name}» نیست.")
    theta = np.array(problems.theta0, dtype=float)
    losses, gradients = problems.evaluate(theta)
    walk = BASELINES[name](theta, problems, **settings)
    next(walk)
    record = [losses]
    # What diverges becomes infinite and stays so; that is a result, not an accident.
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            theta = walk.send(gradients)
            losses, gradients = problems.evaluate(theta)
            record.append(np.where(np.isfinite(losses), losses, np.inf))
    return np.stack(record, axis=1)


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Inner products of rows, as a column."""
    return np.sum(a * b, axis=-1, keepdims=True)


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """`above` / `below`, and zero where there is nothing left to divide by."""
    usable = np.abs(below) > 1e-300
    return np.where(usable, above / np.where(usable, below, 1.0), 0.0)


def sgd(theta: np.ndarray, problems: Any, learning_rate: float) -> Iterator[np.ndarray]:
    """Plain gradient descent."""
    gradient = yield theta
    while True:
        theta = theta - learning_rate * gradient
        gradient = yield theta


def momentum(
    theta: np.ndarray,
    problems: Any,
    learning_rate: float,
    beta: float = 0.9,
    nesterov: bool = False,
) -> Iterator[np.ndarray]:
    """Heavy ball of Polyak (1964), or of Nesterov (1983) in the form of Keras and PyTorch."""
    gradient = yield theta
    velocity = np.zeros_like(theta)
    while True:
        step = -learning_rate * gradient
        velocity = beta * velocity + step
        theta = theta + (beta * velocity + step if nesterov else velocity)
        gradient = yield theta


def rmsprop(
    theta: np.ndarray,
    problems: Any,
    learning_rate: float,
    rho: float = 0.99,
    epsilon: float = 1e-8,
) -> Iterator[np.ndarray]:
    """RMSprop of Hinton (2012), with the constants of PyTorch."""
    gradient = yield theta
    square = np.zeros_like(theta)
    while True:
        square = rho * square + (1 - rho) * gradient**2
        theta = theta - learning_rate * gradient / (np.sqrt(square) + epsilon)
        gradient = yield theta


def adam(
    theta: np.ndarray,
    problems: Any,
    learning_rate: float,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-8,
) -> Iterator[np.ndarray]:
    """Adam of Kingma and Ba (2015)."""
    gradient = yield theta
    mean, square, step = np.zeros_like(theta), np.zeros_like(theta), 0
    while True:
        step += 1
        mean = beta_1 * mean + (1 - beta_1) * gradient
        square = beta_2 * square + (1 - beta_2) * gradient**2
        scaled = np.sqrt(square / (1 - beta_2**step)) + epsilon
        theta = theta - learning_rate * mean / (1 - beta_1**step) / scaled
        gradient = yield theta


def barzilai_borwein(
    theta: np.ndarray, problems: Any, first_rate: float = 0.01, damping: float = 1.0
) -> Iterator[np.ndarray]:
    """Gradient descent with the short step sᵀy / yᵀy of Barzilai and Borwein (1988)."""
    gradient = yield theta
    rate = np.full((len(theta), 1), first_rate)
    while True:
        following = theta - damping * rate * gradient
        new_gradient = yield following
        s, y = following - theta, new_gradient - gradient
        curvature = _dot(y, y)
        rate = np.where(curvature > 0, np.abs(_ratio(_dot(s, y), curvature)), rate)
        theta, gradient = following, new_gradient


def anderson(
    theta: np.ndarray, problems: Any, memory: int = 3, learning_rate: float = 0.01
) -> Iterator[np.ndarray]:
    """Anderson acceleration (1965) of gradient descent, from the last `memory` differences.

    The combination of the last differences that makes the gradient smallest is taken out first
    (type II); what is left is followed with the fixed rate.
    """
    gradient = yield theta
    steps: list[np.ndarray] = []
    changes: list[np.ndarray] = []
    while True:
        following, rest = theta, gradient
        if steps:
            S, Y = np.stack(steps, axis=-1), np.stack(changes, axis=-1)  # (count, dim, m)
            weights = np.linalg.pinv(Y, rcond=1e-10) @ gradient[..., None]
            following = theta - (S @ weights)[..., 0]
            rest = gradient - (Y @ weights)[..., 0]
        following = following - learning_rate * rest
        new_gradient = yield following
        steps = [*steps, following - theta][-memory:]
        changes = [*changes, new_gradient - gradient][-memory:]
        theta, gradient = following, new_gradient


def conjugate_gradient(theta: np.ndarray, problems: Any) -> Iterator[np.ndarray]:
    """Conjugate gradients of Hestenes and Stiefel (1952) for quadratics: the floor.

    No method whose steps are combinations of the gradients so far can have a smaller loss after
    the same number of steps. The exact step comes from the gradient at ``theta + direction``, an
    evaluation that is not counted.
    """
    gradient = yield theta
    direction = -gradient
    while True:
        curvature = _dot(direction, problems.evaluate(theta + direction)[1] - gradient)
        theta = theta - _ratio(_dot(gradient, direction), curvature) * direction
        new_gradient = yield theta
        direction = _ratio(_dot(new_gradient, new_gradient), _dot(gradient, gradient)) * direction
        direction = direction - new_gradient
        gradient = new_gradient


def two_loop(
    gradient: np.ndarray, steps: list[np.ndarray], changes: list[np.ndarray], scale: np.ndarray
) -> np.ndarray:
    """Inverse Hessian of L-BFGS times `gradient` (count, dim): the recursion of Nocedal (1980).

    Args:
        gradient: (count, dim).
        steps: differences of the points, oldest first.
        changes: differences of the gradients, oldest first.
        scale: (count, 1), the initial inverse Hessian is this multiple of the identity.
    """
    q, coefficients = gradient, []
    for s, y in zip(reversed(steps), reversed(changes), strict=True):
        a = _ratio(_dot(s, q), _dot(s, y))
        coefficients.append(a)
        q = q - a * y
    r = scale * q
    for s, y, a in zip(steps, changes, reversed(coefficients), strict=True):
        r = r + (a - _ratio(_dot(y, r), _dot(s, y))) * s
    return r


def lbfgs(
    theta: np.ndarray, problems: Any, memory: int = 3, first_rate: float = 0.01
) -> Iterator[np.ndarray]:
    """L-BFGS of Nocedal (1980) with unit steps, safeguarded.

    Pairs without positive curvature are not used, and a step that raises the loss is halved until
    it does not (up to 20 times): evaluations that are not counted as steps.
    """
    gradient = yield theta
    steps: list[np.ndarray] = []
    changes: list[np.ndarray] = []
    scale = np.full((len(theta), 1), first_rate)
    losses = problems.evaluate(theta)[0][:, None]
    while True:
        direction = -two_loop(gradient, steps, changes, scale)
        rate = np.ones((len(theta), 1))
        for _ in range(20):
            trial = problems.evaluate(theta + rate * direction)[0][:, None]
            rate = np.where(trial <= losses, rate, rate / 2)
            if np.all(trial <= losses):
                break
        following = theta + rate * direction
        new_gradient = yield following
        s, y = following - theta, new_gradient - gradient
        good = _dot(s, y) > 1e-12 * np.sqrt(_dot(s, s) * _dot(y, y))
        steps = [*steps, np.where(good, s, 0.0)][-memory:]
        changes = [*changes, np.where(good, y, 0.0)][-memory:]
        scale = np.where(good, _ratio(_dot(s, y), _dot(y, y)), scale)
        theta, gradient = following, new_gradient
        losses = problems.evaluate(theta)[0][:, None]


BASELINES: dict[str, Method] = {
    "sgd": sgd,
    "momentum": momentum,
    "nag": partial(momentum, nesterov=True),
    "rmsprop": rmsprop,
    "adam": adam,
    "barzilai_borwein": barzilai_borwein,
    "anderson": anderson,
    "conjugate_gradient": conjugate_gradient,
    "lbfgs": lbfgs,
}
