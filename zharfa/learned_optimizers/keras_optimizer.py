"""A learned optimizer for any Keras model: ``model.compile(optimizer=HilbertLSTM(...))``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from zharfa.learned_optimizers.network import HilbertOptimizer
from zharfa.learned_optimizers.pretrained import load_pretrained

SCOPES = ("model", "variable")


@keras.saving.register_keras_serializable(package="zharfa")
class HilbertLSTM(keras.optimizers.Optimizer):
    """Train a model with a Hilbert LSTM.

    All trainable variables together are one vector, of which the network reads nothing but inner
    products with its own memory; so one network serves models of every size.

    Args:
        network: a trained `HilbertOptimizer`.
        scope: ``"model"``: one Hilbert space over all variables; ``"variable"``: one for each.
        learning_rate: share of each step that is taken.
        name: name of the optimizer.

    Raises:
        ValueError: for another scope.
    """

    def __init__(
        self,
        network: HilbertOptimizer,
        scope: str = "model",
        learning_rate: float = 1.0,
        name: str = "hilbert_lstm",
    ) -> None:
        super().__init__(learning_rate=learning_rate, name=name)
        if scope not in SCOPES:
            raise ValueError(f"برای scope یکی از {SCOPES} را بنویسید، نه {scope!r}.")
        self.network, self.scope = network, scope
        if not network.built:
            network.build()

    @classmethod
    def from_pretrained(
        cls, name: str = "best", minibatches: bool = True, **options: Any
    ) -> HilbertLSTM:
        """With the weights that the book ships.

        Args:
            name: ``"paper"``, ``"strict"``, ``"best"`` or another Hilbert network of
                `zharfa.learned_optimizers.pretrained.RECIPES`.
            minibatches: gradients are those of minibatches, as usual; ``"best"`` is then
                ``"noisy"``. False for gradients of the whole data: the network that is best on
                quadratics takes noise for curvature and fails.
            options: see the class.

        Raises:
            ValueError: for an unknown name, or one of another kind of network.
        """
        network = load_pretrained("noisy" if name == "best" and minibatches else name)
        if not isinstance(network, HilbertOptimizer):
            raise ValueError(f"شبکه‌ای از نوع HilbertOptimizer نام ببرید؛ «{name}» از آن نوع نیست.")
        return cls(network, **options)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        everywhere = list(range(len(variables)))
        self._groups = [everywhere] if self.scope == "model" else [[i] for i in everywhere]
        self._memories = [self._new_memory([variables[i] for i in group]) for group in self._groups]

    def _new_memory(self, variables: Sequence[keras.Variable]) -> list[keras.Variable]:
        dtype = self.network.compute_dtype
        sizes = [math.prod(variable.shape) for variable in variables]
        state = self.network.initial_state([ops.zeros((1, size), dtype) for size in sizes])
        return [self.add_variable(leaf.shape, dtype=dtype) for leaf in keras.tree.flatten(state)]

    def apply(
        self, grads: Sequence[Any], trainable_variables: Sequence[keras.Variable] | None = None
    ) -> None:
        """Make one step.

        Args:
            grads: one gradient per variable, in the order of the variables.
            trainable_variables: the variables; may be left out once built.

        Raises:
            ValueError: if a variable has no gradient.
        """
        if trainable_variables is not None:
            self.build(list(trainable_variables))
        variables = self._trainable_variables
        for gradient, variable in zip(grads, variables, strict=True):
            if gradient is None:
                raise ValueError(
                    f"متغیر «{variable.path}» را از شبکه بردارید یا trainable آن را False کنید: "
                    "گرادیانی ندارد و HilbertLSTM همهٔ متغیرها را یک بردار می‌بیند."
                )
        for group, memory in zip(self._groups, self._memories, strict=True):
            self._step([grads[i] for i in group], [variables[i] for i in group], memory)
        self.iterations.assign_add(1)

    def _step(
        self,
        gradients: Sequence[Any],
        variables: Sequence[keras.Variable],
        memory: Sequence[keras.Variable],
    ) -> None:
        dtype = self.network.compute_dtype
        parts = [ops.reshape(ops.cast(gradient, dtype), (1, -1)) for gradient in gradients]
        template = self.network.initial_state([ops.zeros_like(part) for part in parts])
        state = keras.tree.pack_sequence_as(template, [leaf.value for leaf in memory])
        updates, after = self.network.step(parts, state)
        rate = ops.cast(self.learning_rate, dtype)
        after["update"] = updates = [rate * update for update in updates]
        for leaf, value in zip(memory, keras.tree.flatten(after), strict=True):
            leaf.assign(value)
        for variable, update in zip(variables, updates, strict=True):
            variable.assign_add(ops.cast(ops.reshape(update, variable.shape), variable.dtype))

    def get_config(self) -> dict[str, Any]:
        weights = [weight.tolist() for weight in self.network.get_weights()]
        return {
            "network": self.network.get_config(),
            "weights": weights,
            "scope": self.scope,
            "learning_rate": float(ops.convert_to_numpy(self.learning_rate)),
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> HilbertLSTM:
        config = dict(config)
        network = HilbertOptimizer.from_config(config.pop("network"))
        network.build()
        network.set_weights([np.array(weight) for weight in config.pop("weights")])
        return cls(network, **config)
