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

FIRST_SCALE = 0.01  # step per gradient before there is any curvature to read
LONGEST_INPUT = 10.0  # of the unit-consistent inputs, in units of the nominal step
NOMINAL_STEP = 0.8  # the skip begins as this share of a Barzilai–Borwein step


@keras.saving.register_keras_serializable(package="zharfa")
class HilbertOptimizer(keras.layers.Layer):
    """Two Hilbert LSTM cells, one on the other, that read the gradient and recent differences.

    Inputs of the first cell are the gradient and the last `memory` differences of points s and of
    gradients y (equation 13), zero where there is no history yet. With ``scaled`` they are made
    free of units: gradients are multiplied by the Barzilai–Borwein scale τ = |s·y| / y·y, all is
    divided by ρ = |τ g|, and the step is ρ times what the cells and a linear-coefficients layer
    beside them say; then neither the unit of the loss nor that of the points matters.

    Vectors may be spread over several tensors ("parts"): a part of a batch of vectors has the
    shape (batch, d).

    Args:
        memory: number m of past differences of each kind.
        hidden: state vectors of each cell.
        structures: structure of each cell, 1 or 2.
        mode: ``"strict"`` or ``"literal"``, see `HilbertLSTMCell`.
        scaled: unit-consistent inputs and the layer beside the cells.
        accelerated: with ``scaled``, one more input: the step of Anderson acceleration from the
            remembered differences, with which the layer beside the cells begins.

    Raises:
        ValueError: for ``accelerated`` without ``scaled``.
    """

    def __init__(
        self,
        memory: int = 3,
        hidden: int = 1,
        structures: Sequence[int] = (2, 1),
        mode: str = "strict",
        scaled: bool = False,
        accelerated: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        if accelerated and not scaled:
            raise ValueError("برای accelerated باید scaled هم True باشد.")
        self.memory, self.hidden, self.structures = memory, hidden, tuple(structures)
        self.mode, self.scaled, self.accelerated = mode, scaled, accelerated
        self.cells = [
            HilbertLSTMCell(hidden, structure, mode, dtype=self.dtype_policy)
            for structure in self.structures
        ]
        self.readout = LinearCoefficients(1, dtype=self.dtype_policy) if hidden > 1 else None
        self.skip = LinearCoefficients(1, dtype=self.dtype_policy) if scaled else None

    def build(self, input_shape: Any = None) -> None:
        inputs = vectors = 2 * self.memory + 1 + self.accelerated
        for cell in self.cells:
            cell.build((None, vectors, None))
            vectors = self.hidden
        if self.readout:
            self.readout.build((None, self.hidden, None))
        if self.skip:
            self.skip.build((None, inputs, None))
            nominal = np.zeros(inputs)
            if self.accelerated:
                nominal[-1] = 1
            else:
                nominal[0] = -NOMINAL_STEP
            self.skip.set_weights([np.zeros(self.skip.kernel.shape), nominal])
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
            "cells": [zeros(self.hidden) for _ in self.cells],
            "scale": ops.full_like(column, FIRST_SCALE),
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
        scale = state["scale"]
        if self.scaled:
            scale = _curvature_scale(s, y, scale)
            further = [_anderson_step(gradients, s, y, scale)] if self.accelerated else []
            inputs, unit = _without_units(gradients, s, y, scale, further)
        else:
            parts = zip(gradients, s, y, strict=True)
            inputs = [ops.concatenate([g[:, None], *pair], axis=1) for g, *pair in parts]
        outputs, cells = inputs, []
        for cell, before in zip(self.cells, state["cells"], strict=True):
            outputs, after = cell.step(outputs, before)
            cells.append(after)
        if self.readout:
            outputs = self.readout.combine(outputs)
        updates = [output[:, 0] for output in outputs]
        if self.skip:
            beside = self.skip.combine(inputs)
            updates = [
                unit * (update + straight[:, 0])
                for update, straight in zip(updates, beside, strict=True)
            ]
        after = {
            "s": s,
            "y": y,
            "gradient": list(gradients),
            "update": updates,
            "cells": cells,
            "scale": scale,
            "begun": ops.ones_like(begun),
        }
        return updates, after

    def get_config(self) -> dict[str, Any]:
        own = {
            "memory": self.memory,
            "hidden": self.hidden,
            "structures": list(self.structures),
            "mode": self.mode,
            "scaled": self.scaled,
            "accelerated": self.accelerated,
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


def _curvature_scale(s: Sequence[Any], y: Sequence[Any], before: Any) -> Any:
    """τ = |s·y| / y·y of the newest differences; the one before if there is no change to read."""
    step, change = [part[:, 0] for part in s], [part[:, 0] for part in y]
    curvature = _dot(change, change)
    scale = ops.abs(guarded_ratio(_dot(step, change), curvature))
    return ops.stop_gradient(ops.where(scale > 0, scale, before))


def _anderson_step(
    gradients: Sequence[Any], s: Sequence[Any], y: Sequence[Any], scale: Any
) -> list[Any]:
    """The step of Anderson acceleration, in parts (batch, d).

    The combination Y γ of gradient differences that comes nearest to the gradient is taken out by
    the step −S γ, and what is left is followed with the scale τ. Gram–Schmidt, newest difference
    first, does without solving equations; a difference that adds nothing new is left out.
    """
    rest, step = list(gradients), [ops.zeros_like(g) for g in gradients]
    basis: list[tuple[list[Any], list[Any]]] = []
    for k in range(y[0].shape[1]):
        change, way = [part[:, k] for part in y], [part[:, k] for part in s]
        before = _dot(change, change)
        for direction, its_way in basis:
            shadow = _dot(change, direction)
            change = [a - shadow * b for a, b in zip(change, direction, strict=True)]
            way = [a - shadow * b for a, b in zip(way, its_way, strict=True)]
        size = length(_dot(change, change))
        new = size > 1e-5 * length(before)
        factor = ops.where(new, guarded_ratio(ops.ones_like(size), size), 0.0)
        direction, its_way = [factor * a for a in change], [factor * a for a in way]
        basis.append((direction, its_way))
        share = _dot(rest, direction)
        rest = [a - share * b for a, b in zip(rest, direction, strict=True)]
        step = [a - share * b for a, b in zip(step, its_way, strict=True)]
    return [a - scale * b for a, b in zip(step, rest, strict=True)]


def _without_units(
    gradients: Sequence[Any],
    s: Sequence[Any],
    y: Sequence[Any],
    scale: Any,
    further: Sequence[Sequence[Any]],
) -> tuple[list[Any], Any]:
    """Inputs (batch, n, d) in units of the nominal step |τ g|, and that step (batch, 1)."""
    unit = ops.stop_gradient(scale * length(_dot(gradients, gradients)))
    lengthy = []
    for place, (g, steps, changes) in enumerate(zip(gradients, s, y, strict=True)):
        vectors = [(scale * g)[:, None], steps, scale[:, :, None] * changes]
        vectors += [vector[place][:, None] for vector in further]
        lengthy.append(guarded_ratio(ops.concatenate(vectors, axis=1), unit[:, :, None]))
    lengths = length(sum(ops.sum(part**2, axis=-1, keepdims=True) for part in lengthy))
    shorter = guarded_ratio(ops.minimum(lengths, LONGEST_INPUT), lengths)
    return [part * shorter for part in lengthy], unit


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
