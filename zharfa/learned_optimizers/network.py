"""Optimizers that are networks: from gradients and memory to the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from zharfa.learned_optimizers.layers import (
    HilbertLSTMCell,
    LinearCoefficients,
    guarded_ratio,
    length,
)

# Length of the first step, before there is any curvature to read: for W and y with independent
# standard normal entries |∇f(0)| is about 2d and the best step per gradient 1/(4d).
FIRST_STEP = 0.5
LONGEST_INPUT = 10.0  # of the unit-consistent inputs, in units of the nominal step
NOMINAL_STEP = 0.8  # the skip begins as this share of a Barzilai–Borwein step,
NOMINAL_CONJUGATE_STEP = 1.5  # or as this share along the conjugate direction
HEAVY_BALL = 0.5, 0.8  # with noise it begins as this share of a long step, and of the last step
READINGS = ("time", "one-way", "two-way")
FORGETTING = 0.9  # of what was seen of curvature, per step, where gradients are noisy
GROWTH = 10.0  # an accelerated step is at most so many times the longest remembered one


@keras.saving.register_keras_serializable(package="zharfa")
class HilbertOptimizer(keras.layers.Layer):
    """Two Hilbert LSTM cells, one on the other, that read the gradient and recent differences.

    Inputs of the first cell are the gradient and the last `memory` differences of points s and of
    gradients y (equation 13), zero where there is no history yet. With ``scaled`` they are made
    free of units: gradients are multiplied by the Barzilai–Borwein scale τ = |s·y| / y·y, all is
    divided by ρ = |τ g|, and the step is ρ times what the cells and a linear-coefficients layer
    beside them say; then neither the unit of the loss nor that of the points matters, except for
    the length of the very first step.

    With ``accelerated`` there are two more inputs, made of the same vectors: the step to the
    lowest point that the remembered differences know of, were the loss quadratic, and the
    direction from there on that is conjugate to all remembered steps. Conjugate gradients would go
    along it just as far as is best, which nobody knows beforehand. The layer beside the cells
    begins with these two, the share of the cells begins at zero (ReZero, Bachlechner et al. 2021),
    and ρ is the length of both inputs together, but never more than ten times the longest
    remembered step.

    With ``noisy``, for gradients of minibatches, τ is the long scale s·s / s·y from running sums.
    Noise n of the gradient enters both s = −τ(g + n) and y; the short scale then halves with each
    step until nothing moves. The long one rests where |g|² = τ (g + n)·A(g + n), at the step that
    lowers the expected loss most. The layer beside the cells begins as heavy ball.

    Read in ``"time"``, as in the paper, the cells make one step of theirs per step and remember. In
    the other ways they forget after each step and run along the remembered differences instead,
    one pair (s, y) at a time: the first cell from the newest to the oldest, with the gradient as
    its state at first; the second cell, which begins with the states in which the first one ended
    and also reads what those were before each pair, back from the oldest (``"two-way"``) or the
    same way once more (``"one-way"``). With the right coefficients the two ways are the two loops
    of L-BFGS. The number of parameters of the cells then does not depend on `memory`.

    Vectors may be spread over several tensors ("parts"): a part of a batch of vectors has the
    shape (batch, d).

    Args:
        memory: number m of past differences of each kind.
        hidden: state vectors of each cell.
        structures: structure of each cell, 1 or 2; with ``scaled`` there may be no cell at all.
        mode: ``"strict"`` or ``"literal"``, see `HilbertLSTMCell`.
        scaled: unit-consistent inputs and the layer beside the cells.
        accelerated: with ``scaled``, two more inputs and the layer beside the cells begins there.
        noisy: with ``scaled``, a scale that noise does not shrink.
        reading: ``"time"``, or with ``scaled`` and two cells ``"one-way"`` or ``"two-way"``.
        units: width of a hidden layer in each layer that makes coefficients; 0: none.

    Raises:
        ValueError: for ``accelerated``, ``noisy``, another reading or no cells without ``scaled``,
            or an unknown reading.
    """

    def __init__(
        self,
        memory: int = 3,
        hidden: int = 1,
        structures: Sequence[int] = (2, 1),
        mode: str = "strict",
        scaled: bool = False,
        accelerated: bool = False,
        noisy: bool = False,
        reading: str = "time",
        units: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        if not scaled and (accelerated or noisy or not structures):
            raise ValueError("برای accelerated یا noisy یا بی هیچ سلولی، scaled را هم True کنید.")
        if reading not in READINGS:
            raise ValueError(f"برای reading یکی از {READINGS} را بنویسید، نه {reading!r}.")
        if reading != "time" and not (scaled and len(structures) == 2):
            raise ValueError("برای خواندن حافظه دو سلول بگذارید و scaled را هم True کنید.")
        self.memory, self.hidden, self.structures = memory, hidden, tuple(structures)
        self.mode, self.scaled, self.accelerated, self.noisy = mode, scaled, accelerated, noisy
        self.reading, self.units = reading, units
        policy = self.dtype_policy
        self.cells = [
            HilbertLSTMCell(hidden, structure, mode, units, dtype=policy)
            for structure in self.structures
        ]
        self.readout = LinearCoefficients(1, units, dtype=policy) if hidden > 1 else None
        self.skip = LinearCoefficients(1, units, dtype=policy) if scaled else None

    @property
    def cells_begin_silent(self) -> bool:
        """Whether the untrained optimizer is the layer beside the cells alone."""
        return bool(self.cells) and (self.accelerated or self.noisy)

    def build(self, input_shape: Any = None) -> None:
        inputs = 2 * self.memory + 1 + 2 * self.accelerated
        first, further = (inputs, self.hidden) if self.reading == "time" else (2, 2 + self.hidden)
        for place, cell in enumerate(self.cells):
            cell.build((None, further if place else first, None))
        if self.readout:
            self.readout.build((None, self.hidden, None))
        if self.skip:
            self.skip.build((None, inputs, None))
            nominal = np.zeros(inputs)
            if self.accelerated:
                nominal[-2:] = 1, NOMINAL_CONJUGATE_STEP
            elif self.noisy:
                nominal[:2] = -HEAVY_BALL[0], HEAVY_BALL[1]
            else:
                nominal[0] = -NOMINAL_STEP
            self.skip.kernel.assign(np.zeros(self.skip.kernel.shape))
            self.skip.bias.assign(nominal)
        if self.cells_begin_silent:
            self.share = self.add_weight(name="share", shape=(), initializer="zeros")
        self.built = True

    def initial_state(self, theta: Sequence[Any]) -> dict[str, Any]:
        """State before the first step at `theta`, given in parts (batch, d)."""

        def zeros(count: int) -> list[Any]:
            return [ops.repeat(ops.zeros_like(part)[:, None], count, axis=1) for part in theta]

        column = theta[0][:, :1]
        return {
            "s": zeros(self.memory),
            "y": zeros(self.memory),
            "gradient": [ops.zeros_like(part) for part in theta],
            "update": [ops.zeros_like(part) for part in theta],
            "cells": [zeros(self.hidden) for _ in self.cells if self.reading == "time"],
            "scale": ops.zeros_like(column),
            "sums": [ops.zeros_like(column)] * 2,
            "begun": ops.zeros_like(column),
        }

    def step(self, gradients: Sequence[Any], state: dict[str, Any]) -> tuple[list, dict[str, Any]]:
        """The next update, to be added to the point.

        Args:
            gradients: in parts (batch, d).
            state: from `initial_state` or the step before.

        Returns:
            The update in parts, and the new state.
        """
        begun = state["begun"]
        changes = [
            begun * (now - before) for now, before in zip(gradients, state["gradient"], strict=True)
        ]
        s = _remember(state["s"], state["update"])
        y = _remember(state["y"], changes)
        scale, sums = state["scale"], state["sums"]
        if self.scaled:
            if self.noisy:
                scale, sums = _long_scale(s, y, scale, sums)
            else:
                scale = _short_scale(s, y, scale, self.memory if self.accelerated else 1)
            scale = _or_first(scale, gradients)
            vectors = [[scale * g for g in gradients]]
            unit = _size(vectors[0])
            if self.accelerated:
                step, onward = _conjugate_steps(gradients, s, y)
                vectors += [step, [scale * part for part in onward]]
                unit = _bounded(_size(vectors[1]) + _size(vectors[2]), s)
            inputs = _without_units(vectors, s, [scale[:, :, None] * part for part in y], unit)
            if self.accelerated:
                # What was solved for is a given, as gradients are: its derivatives explode.
                inputs, unit = [ops.stop_gradient(part) for part in inputs], ops.stop_gradient(unit)
        else:
            parts = zip(gradients, s, y, strict=True)
            inputs = [ops.concatenate([g[:, None], *pair], axis=1) for g, *pair in parts]
        outputs, cells = inputs, []
        if self.reading == "time":
            for cell, before in zip(self.cells, state["cells"], strict=True):
                outputs, after = cell.step(outputs, before)
                cells.append(after)
        else:
            outputs = self._read_memory(inputs)
        if self.readout:
            outputs = self.readout.combine(outputs)
        if self.cells_begin_silent:
            outputs = [self.share * output for output in outputs]
        if self.skip:
            beside = self.skip.combine(inputs)
            if self.cells:
                beside = [sum(pair) for pair in zip(outputs, beside, strict=True)]
            outputs = [unit[:, :, None] * output for output in beside]
        updates = [output[:, 0] for output in outputs]
        after = {
            "s": s,
            "y": y,
            "gradient": list(gradients),
            "update": updates,
            "cells": cells,
            "scale": scale,
            "sums": sums,
            "begun": ops.ones_like(begun),
        }
        return updates, after

    def _read_memory(self, inputs: Sequence[Any]) -> list[Any]:
        """Outputs (batch, h, d) in parts of the two cells run along the remembered differences."""
        first, second = self.cells
        states = [ops.concatenate([part[:, :1]] * self.hidden, axis=1) for part in inputs]
        pairs, seen = [], []
        for k in range(1, self.memory + 1):
            places = k, self.memory + k
            pairs.append([ops.stack([part[:, i] for i in places], axis=1) for part in inputs])
            seen.append(states)
            _, states = first.step(pairs[-1], states)
        visits = list(zip(pairs, seen, strict=True))
        for pair, before in visits[::-1] if self.reading == "two-way" else visits:
            read = [ops.concatenate(parts, axis=1) for parts in zip(pair, before, strict=True)]
            outputs, states = second.step(read, states)
        return outputs

    def get_config(self) -> dict[str, Any]:
        own = {
            "memory": self.memory,
            "hidden": self.hidden,
            "structures": list(self.structures),
            "mode": self.mode,
            "scaled": self.scaled,
            "accelerated": self.accelerated,
            "noisy": self.noisy,
            "reading": self.reading,
            "units": self.units,
        }
        return {**super().get_config(), **own}


def _remember(history: Sequence[Any], newest: Sequence[Any]) -> list[Any]:
    """Put the newest difference (batch, d) in front of each part (batch, m, d)."""
    return [
        ops.concatenate([new[:, None], old[:, :-1]], axis=1)
        for old, new in zip(history, newest, strict=True)
    ]


def _dot(first: Sequence[Any], second: Sequence[Any]) -> Any:
    """Inner products (batch, 1) of vectors in parts (batch, d)."""
    pairs = zip(first, second, strict=True)
    return sum(ops.sum(a * b, axis=-1, keepdims=True) for a, b in pairs)


def _size(vector: Sequence[Any]) -> Any:
    """Length (batch, 1) of a vector in parts (batch, d)."""
    return length(_dot(vector, vector))


def _short_scale(s: Sequence[Any], y: Sequence[Any], before: Any, pairs: int) -> Any:
    """τ, the smallest |s·y| / y·y of the newest `pairs` of differences; as before without any."""
    scale = ops.zeros_like(before)
    for k in range(pairs):
        step, change = [part[:, k] for part in s], [part[:, k] for part in y]
        newest = ops.abs(guarded_ratio(_dot(step, change), _dot(change, change)))
        known = ops.logical_and(newest > 0, ops.logical_or(scale == 0, newest < scale))
        scale = ops.where(known, newest, scale)
    return ops.where(scale > 0, scale, before)


def _long_scale(
    s: Sequence[Any], y: Sequence[Any], before: Any, sums: Sequence[Any]
) -> tuple[Any, list[Any]]:
    """τ = Σ s·s / Σ s·y with sums that forget, but at most twice the one before; and the sums."""
    step, change = [part[:, 0] for part in s], [part[:, 0] for part in y]
    squares = FORGETTING * sums[0] + _dot(step, step)
    products = FORGETTING * sums[1] + _dot(step, change)
    scale = ops.where(products > 0, guarded_ratio(squares, products), 2 * before)
    return ops.minimum(scale, 2 * before), [squares, products]


def _or_first(scale: Any, gradients: Sequence[Any]) -> Any:
    """`scale`, or at the beginning that with which the first step is `FIRST_STEP` long."""
    first = guarded_ratio(FIRST_STEP * ops.ones_like(scale), _size(gradients))
    return ops.stop_gradient(ops.where(scale > 0, scale, first))


def _conjugate_steps(
    gradients: Sequence[Any], s: Sequence[Any], y: Sequence[Any]
) -> tuple[list[Any], list[Any]]:
    """Where a quadratic loss with the remembered differences is lowest, and where to go from there.

    Gram–Schmidt, newest difference first, makes the remembered steps conjugate; one that adds no
    new direction, or along which the loss does not curve upwards, is left out.

    Returns:
        The step to the lowest point of the remembered steps' span, and the negative gradient there
        less its share that is not conjugate to them; in parts (batch, d).
    """
    rest, step = list(gradients), [ops.zeros_like(g) for g in gradients]
    basis: list[tuple[list[Any], list[Any]]] = []
    for k in range(y[0].shape[1]):
        way, change = [part[:, k] for part in s], [part[:, k] for part in y]
        before = _size(way) * _size(change)
        for direction, its_change in basis:
            shadow = _dot(change, direction)
            way = _without(way, shadow, direction)
            change = _without(change, shadow, its_change)
        curvature = _dot(way, change)
        curved = curvature > 1e-4 * before
        factor = ops.where(curved, guarded_ratio(ops.ones_like(before), length(curvature)), 0.0)
        direction, its_change = [factor * a for a in way], [factor * a for a in change]
        basis.append((direction, its_change))
        share = _dot(rest, direction)
        rest, step = _without(rest, share, its_change), _without(step, share, direction)
    onward = [-part for part in rest]
    for direction, its_change in basis:
        onward = _without(onward, _dot(onward, its_change), direction)
    return step, onward


def _without(vector: Sequence[Any], share: Any, other: Sequence[Any]) -> list[Any]:
    """``vector − share · other``, in parts (batch, d); `share` is (batch, 1)."""
    return [a - share * b for a, b in zip(vector, other, strict=True)]


def _bounded(unit: Any, s: Sequence[Any]) -> Any:
    """`unit` (batch, 1), but at most `GROWTH` times the longest remembered step, if any."""
    squares = sum(ops.sum(part**2, axis=-1) for part in s)
    bound = GROWTH * length(ops.max(squares, axis=1, keepdims=True))
    return ops.where(bound > 0, ops.minimum(unit, bound), unit)


def _without_units(
    vectors: Sequence[Sequence[Any]], s: Sequence[Any], y: Sequence[Any], unit: Any
) -> list[Any]:
    """Inputs (batch, n, d) in parts, in the `unit` (batch, 1): first of `vectors`, s, y, others.

    None is longer than `LONGEST_INPUT`.
    """
    first, *others = vectors
    unit = ops.stop_gradient(unit)[:, :, None]
    inputs = []
    for place, (steps, changes) in enumerate(zip(s, y, strict=True)):
        singles = [other[place][:, None] for other in others]
        together = ops.concatenate([first[place][:, None], steps, changes, *singles], axis=1)
        inputs.append(guarded_ratio(together, unit))
    lengths = length(sum(ops.sum(part**2, axis=-1, keepdims=True) for part in inputs))
    shorter = guarded_ratio(ops.minimum(lengths, LONGEST_INPUT), lengths)
    return [part * shorter for part in inputs]


@keras.saving.register_keras_serializable(package="zharfa")
class CoordinateLSTM(keras.layers.Layer):
    """The LSTM optimizer of Andrychowicz et al. (2016): one small LSTM, shared by all coordinates.

    Args:
        units: size of each of the two layers.
    """

    def __init__(self, units: int = 20, **options: Any) -> None:
        super().__init__(**options)
        self.units = units
        self.cells = [keras.layers.LSTMCell(units, dtype=self.dtype_policy) for _ in range(2)]
        self.readout = keras.layers.Dense(1, dtype=self.dtype_policy)

    def build(self, input_shape: Any = None) -> None:
        self.cells[0].build((None, 1))
        self.cells[1].build((None, self.units))
        self.readout.build((None, self.units))
        self.built = True

    def initial_state(self, theta: Sequence[Any]) -> dict[str, Any]:
        """State before the first step at `theta`, given in parts (batch, d)."""

        def zeros(part: Any) -> Any:
            return ops.repeat(ops.zeros_like(part)[:, :, None], self.units, axis=2)

        return {"cells": [[[zeros(part)] * 2] * 2 for part in theta]}

    def step(self, gradients: Sequence[Any], state: dict[str, Any]) -> tuple[list, dict[str, Any]]:
        """The next update in parts (batch, d), and the new state."""
        updates, after = [], []
        for gradient, states in zip(gradients, state["cells"], strict=True):
            dim = gradient.shape[1]
            flow, kept = ops.reshape(gradient, (-1, 1)), []
            for cell, pair in zip(self.cells, states, strict=True):
                flat = [ops.reshape(member, (-1, self.units)) for member in pair]
                flow, new = cell(flow, flat)
                kept.append([ops.reshape(member, (-1, dim, self.units)) for member in new])
            updates.append(ops.reshape(self.readout(flow), (-1, dim)))
            after.append(kept)
        return updates, {"cells": after}

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units}
