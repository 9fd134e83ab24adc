"""One optimizer made of two: each of two players has its own, with its own rate and moments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from zharfa import persian


class PlayerOptimizers(keras.optimizers.Optimizer):
    """Train the first `count` variables with one optimizer and the others with another.

    ``model.compile`` takes a single optimizer; a game has two players with two optimizers. Both
    make their step at the same time, from the gradients of the same moment.

    Args:
        first: optimizer of the first `count` trainable variables of the model.
        second: optimizer of the others.
        count: how many variables belong to the first player.

    Raises:
        ValueError: when it meets the variables, if one player would have none.
    """

    def __init__(
        self, first: keras.optimizers.Optimizer, second: keras.optimizers.Optimizer, count: int
    ) -> None:
        super().__init__(learning_rate=0.0, name="players")  # each player has its own
        self.first, self.second, self.count = first, second, count

    def build(self, variables: Sequence[keras.Variable]) -> None:
        if not self.built:
            if not 0 < self.count < len(variables):
                raise ValueError(
                    f"عددی میان ۱ و {persian.digits(len(variables) - 1)} برای count بدهید: "
                    "هر بازیکن دست‌کم یک متغیر لازم دارد."
                )
            self.first.build(variables[: self.count])
            self.second.build(variables[self.count :])
            super().build(variables)

    @property
    def variables(self) -> list[keras.Variable]:
        """State of both players: what Keras carries through a compiled step and saves."""
        return [*super().variables, *self.first.variables, *self.second.variables]

    def apply(
        self, grads: Sequence[Any], trainable_variables: Sequence[keras.Variable] | None = None
    ) -> None:
        """Let both players make their step.

        Args:
            grads: one gradient per variable, in the order of the variables.
            trainable_variables: the variables; may be left out once built.
        """
        if trainable_variables is not None:
            self.build(trainable_variables)
        self.first.apply(grads[: self.count])
        self.second.apply(grads[self.count :])
        self.iterations.assign_add(1)
