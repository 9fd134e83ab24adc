"""Families of small problems to optimize, many at once: one row of every array is one problem."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Quadratics(NamedTuple):
    """Problems ``f(θ) = ‖W θ − y‖²``.

    Attributes:
        W: (count, dim, dim).
        y: (count, dim).
        theta0: (count, dim), where the optimization begins.
    """

    W: np.ndarray
    y: np.ndarray
    theta0: np.ndarray

    def evaluate(self, theta: Any, xp: Any = np) -> tuple[Any, Any]:
        """Losses (count,) and gradients (count, dim) at `theta` (count, dim).

        `xp` is NumPy or ``keras.ops``; the arrays are then tensors of the back end.
        """
        residual = xp.einsum("bij,bj->bi", self.W, theta) - self.y
        return xp.sum(residual**2, axis=-1), 2 * xp.einsum("bij,bi->bj", self.W, residual)


class NoisyQuadratics(NamedTuple):
    """Problems ``f(θ) = ‖W θ − y‖²`` whose gradients are those of targets that change all the time.

    So it is with minibatches. The error of the targets is ``σ √2 sin(10⁴ R θ)``: it changes with
    every step as if it were drawn, and yet a run can be repeated.

    Attributes:
        W: (count, dim, dim).
        y: (count, dim).
        R: (count, dim, dim).
        sigma: σ, (count,).
        theta0: (count, dim), where the optimization begins.
    """

    W: np.ndarray
    y: np.ndarray
    R: np.ndarray
    sigma: np.ndarray
    theta0: np.ndarray

    def evaluate(self, theta: Any, xp: Any = np) -> tuple[Any, Any]:
        """Losses (count,) without, and gradients (count, dim) with noise at `theta`."""
        residual = xp.einsum("bij,bj->bi", self.W, theta) - self.y
        error = 2**0.5 * xp.sin(1e4 * xp.einsum("bij,bj->bi", self.R, theta))
        gradients = 2 * xp.einsum("bij,bi->bj", self.W, residual + self.sigma[:, None] * error)
        return xp.sum(residual**2, axis=-1), gradients


class Diagonals(NamedTuple):
    """Problems ``f(θ) = Σ (s θ − y)²``: quadratics whose axes are those of the coordinates.

    Attributes:
        s: (count, dim), singular values.
        y: (count, dim).
        theta0: (count, dim), where the optimization begins.
    """

    s: np.ndarray
    y: np.ndarray
    theta0: np.ndarray

    def evaluate(self, theta: Any, xp: Any = np) -> tuple[Any, Any]:
        """Losses (count,) and gradients (count, dim) at `theta` (count, dim)."""
        residual = self.s * theta - self.y
        return xp.sum(residual**2, axis=-1), 2 * self.s * residual


class Logistics(NamedTuple):
    """Regularized logistic regression on the same data, from different starting points.

    ``f(θ) = mean log(1 + exp(−t Xθ)) + λ‖θ‖²/2`` with targets t of −1 and 1.

    Attributes:
        X: (count, samples, dim).
        t: (count, samples).
        weight_decay: λ, (count,).
        theta0: (count, dim), where the optimization begins.
    """

    X: np.ndarray
    t: np.ndarray
    weight_decay: np.ndarray
    theta0: np.ndarray

    def evaluate(self, theta: Any, xp: Any = np) -> tuple[Any, Any]:
        """Losses (count,) and gradients (count, dim) at `theta` (count, dim)."""
        margins = self.t * xp.einsum("bnd,bd->bn", self.X, theta)
        losses = xp.mean(xp.logaddexp(xp.zeros_like(margins), -margins), axis=-1)
        losses = losses + self.weight_decay * xp.sum(theta**2, axis=-1) / 2
        # The derivative of log(1 + exp(−m)) is −1 / (1 + exp(m)); so written nothing overflows.
        slopes = -self.t * (1 - xp.tanh(margins / 2)) / 2 / self.X.shape[1]
        gradients = xp.einsum("bnd,bn->bd", self.X, slopes)
        return losses, gradients + self.weight_decay[:, None] * theta


def quadratic_problems(count: int, dim: int, seed: int) -> Quadratics:
    """Random quadratics with independent standard normal entries of W and y, begun at zero.

    Args:
        count: how many problems.
        dim: their dimension.
        seed: seed of NumPy's generator.

    Returns:
        ``W`` (count, dim, dim), ``y`` (count, dim) and ``theta0`` (count, dim), float64.
    """
    rng = np.random.default_rng(seed)
    W = rng.normal(size=(count, dim, dim))
    return Quadratics(W, rng.normal(size=(count, dim)), np.zeros((count, dim)))


def noisy_problems(count: int, dim: int, seed: int) -> NoisyQuadratics:
    """`quadratic_problems` with noise: σ is log-uniform between 0.01 and 0.5.

    Args:
        count: how many problems.
        dim: their dimension.
        seed: seed of NumPy's generator.
    """
    W, y, theta0 = quadratic_problems(count, dim, seed)
    rng = np.random.default_rng([seed, 1])
    sigma = 10 ** rng.uniform(-2, -0.3, size=count)
    return NoisyQuadratics(W, y, rng.normal(size=W.shape), sigma, theta0)


def diagonal_equivalents(problems: Quadratics) -> Diagonals:
    """The same problems in the axes of their singular vectors.

    With W = U S Vᵀ and θ' = Vᵀθ the loss is ‖S θ' − Uᵀy‖²: whatever reads only inner products
    makes the same steps on both, but each gradient costs dim instead of dim² operations.
    """
    U, s, Vt = np.linalg.svd(problems.W)
    turned = np.einsum("bji,bj->bi", U, problems.y)
    return Diagonals(s, turned, np.einsum("bij,bj->bi", Vt, problems.theta0))


def spectrum_problems(count: int, dim: int, condition: float, seed: int) -> Diagonals:
    """Quadratics whose Hessian has a prescribed condition number.

    The eigenvalues of the Hessian 2 S² are log-uniform between ``2 / condition`` and 2, both ends
    included.

    Args:
        count: how many problems.
        dim: their dimension, at least 2.
        condition: ratio of the largest to the smallest eigenvalue of the Hessian.
        seed: seed of NumPy's generator.
    """
    rng = np.random.default_rng(seed)
    exponents = rng.uniform(size=(count, dim))
    exponents[:, 0], exponents[:, 1] = 0, 1
    s = condition ** (-exponents / 2)
    return Diagonals(s, rng.normal(size=(count, dim)), np.zeros((count, dim)))


def logistic_problems(
    X: np.ndarray, t: np.ndarray, count: int, batch: int, weight_decay: float, seed: int
) -> Logistics:
    """Logistic regressions on random subsets of a data set, begun at zero.

    Args:
        X: (samples, dim), all samples.
        t: (samples,), targets −1 and 1.
        count: how many problems.
        batch: samples in each problem, drawn without replacement.
        weight_decay: λ of all problems.
        seed: seed of NumPy's generator.
    """
    rng = np.random.default_rng(seed)
    rows = np.array([rng.permutation(len(X))[:batch] for _ in range(count)])
    decays = np.full(count, weight_decay)
    return Logistics(X[rows], t[rows], decays, np.zeros((count, X.shape[1])))
