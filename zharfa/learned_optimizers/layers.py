"""Networks that read and write vectors of any dimension: the Hilbert LSTM and its linear layer.

Etesam, Sadeghi-Lotfabadi, Ghiasi-Shirazi (2024), "Automatic optimizer network inspired by L-BFGS",
JSDP 21(1), DOI 10.61186/jsdp.21.1.89; equation numbers are those of the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

MODES = ("strict", "literal")


def pair_count(vectors: int) -> int:
    """Number of features of `vectors` vectors: pairs i ≤ j."""
    return vectors * (vectors + 1) // 2


def guarded_ratio(above: Any, below: Any) -> Any:
    """`above` / `below`, and zero with zero gradient where `below` is zero."""
    usable = below > 0
    return ops.where(usable, above / ops.where(usable, below, ops.ones_like(below)), 0.0)


def length(square: Any) -> Any:
    """Square root that has a gradient (zero) at zero, too."""
    positive = square > 0
    root = ops.sqrt(ops.where(positive, square, ops.ones_like(square)))
    return ops.where(positive, root, ops.zeros_like(root))


def pair_features(products: Any) -> Any:
    """What the paper samples of the inputs, equation (15): ``aᵢ·aⱼ / (|aᵢ| + |aⱼ|)`` for i ≤ j.

    Args:
        products: inner products of n vectors, (batch, n, n).

    Returns:
        (batch, n (n + 1) / 2).
    """
    n = products.shape[-1]
    lengths = length(ops.diagonal(products, axis1=-2, axis2=-1))
    features = guarded_ratio(products, lengths[:, :, None] + lengths[:, None, :])
    upper = np.flatnonzero(np.triu(np.ones((n, n))))
    return ops.take(ops.reshape(features, (-1, n * n)), upper, axis=1)


def inner_products(vectors: Any) -> Any:
    """Gram matrix (batch, n, n) of vectors (batch, n, d)."""
    return ops.matmul(vectors, ops.swapaxes(vectors, -1, -2))


def sum_of_products(parts: Sequence[Any]) -> Any:
    """Gram matrix (batch, n, n) of vectors whose parts (batch, n, d) lie in several tensors."""
    return sum(inner_products(part) for part in parts)


def _torch_uniform(inputs: int) -> keras.initializers.Initializer:
    """Initial weights of a linear layer in PyTorch, in which the paper's networks were written."""
    bound = inputs**-0.5
    return keras.initializers.RandomUniform(-bound, bound)


class _FromInnerProducts(keras.layers.Layer):
    """From the inner products of some vectors to numbers.

    The numbers are linear in the features of equation (15), with a bias. The paper leaves other
    networks open: with `units`, what a hidden layer of that width (tanh) makes of the features is
    added. It begins with nothing to add.
    """

    def __init__(self, units: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.units = units

    def _build_map(self, vectors: int, width: int) -> None:
        pairs = pair_count(vectors)
        start = _torch_uniform(pairs)
        self.kernel = self.add_weight(name="kernel", shape=(pairs, width), initializer=start)
        self.bias = self.add_weight(name="bias", shape=(width,), initializer=start)
        if self.units:
            hidden = {"shape": (pairs, self.units), "initializer": start}
            self.hidden_kernel = self.add_weight(name="hidden_kernel", **hidden)
            self.hidden_bias = self.add_weight(name="hidden_bias", shape=(self.units,))
            added = {"shape": (self.units, width), "initializer": "zeros"}
            self.added_kernel = self.add_weight(name="added_kernel", **added)

    def _numbers(self, products: Any) -> Any:
        """Numbers (batch, width) from inner products (batch, n, n)."""
        features = pair_features(products)
        numbers = ops.matmul(features, self.kernel) + self.bias
        if self.units:
            hidden = ops.tanh(ops.matmul(features, self.hidden_kernel) + self.hidden_bias)
            numbers = numbers + ops.matmul(hidden, self.added_kernel)
        return numbers

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units}


@keras.saving.register_keras_serializable(package="zharfa")
class LinearCoefficients(_FromInnerProducts):
    """Linear combinations of the inputs, with coefficients from their inner products.

    ``x_q = Σᵢ r_iq aᵢ`` with ``r = W k + b`` and k the features of equation (15). The number of
    inputs and outputs is fixed, the dimension of the vectors is free, and turning all inputs
    turns all outputs.

    Args:
        outputs: number of combinations p.
        units: width of a hidden layer beside the linear map ``W k``; 0: none, as in the paper.

    Call with vectors (batch, n, d); returns (batch, p, d).
    """

    def __init__(self, outputs: int, units: int = 0, **options: Any) -> None:
        super().__init__(units, **options)
        self.outputs = outputs

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        self.inputs = input_shape[1]
        self._build_map(self.inputs, self.inputs * self.outputs)

    def coefficients(self, products: Any) -> Any:
        """Coefficients (batch, p, n) from inner products (batch, n, n)."""
        return ops.reshape(self._numbers(products), (-1, self.outputs, self.inputs))

    def combine(self, parts: Sequence[Any]) -> list[Any]:
        """Combinations of vectors whose parts (batch, n, d) lie in several tensors."""
        coefficients = self.coefficients(sum_of_products(parts))
        return [ops.matmul(coefficients, part) for part in parts]

    def call(self, vectors: Any) -> Any:
        return self.combine([vectors])[0]

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple:
        return (input_shape[0], self.outputs, *input_shape[2:])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "outputs": self.outputs}


@keras.saving.register_keras_serializable(package="zharfa")
class HilbertLSTMCell(_FromInnerProducts):
    """LSTM whose linear maps are linear-coefficients layers and whose states are vectors.

    The cell reads its inputs and its state c of the step before (equation 16 feeds back c only).
    Structure 1: output o ⊙ tanh(c); structure 2: output o ⊙ c. In the literal mode, as the paper
    draws it, gates are vectors and all nonlinearities act on coordinates: the cell is then not
    equivariant under rotations. In the strict mode gates are scalars and tanh acts on the length
    of a vector: ``v tanh|v| / |v|``.

    Args:
        hidden: number of state vectors h.
        structure: 1 or 2.
        mode: ``"strict"`` or ``"literal"``.
        units: width of a hidden layer beside the linear map; 0: none, as in the paper.

    Call with inputs (batch, n, d) and states (batch, h, d); returns outputs and new states, both
    (batch, h, d).

    Raises:
        ValueError: for another structure or mode.
    """

    def __init__(
        self,
        hidden: int = 1,
        structure: int = 2,
        mode: str = "strict",
        units: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(units, **options)
        if structure not in (1, 2):
            raise ValueError(f"برای structure عدد ۱ یا ۲ بنویسید، نه {structure}.")
        if mode not in MODES:
            raise ValueError(f"برای mode یکی از {MODES} را بنویسید، نه {mode!r}.")
        self.hidden, self.structure, self.mode = hidden, structure, mode

    def build(self, inputs_shape: tuple[int | None, ...], states_shape: Any = None) -> None:
        self.vectors = inputs_shape[1] + self.hidden
        combinations = self.vectors * self.hidden
        width = combinations + 3 * self.hidden if self.mode == "strict" else 4 * combinations
        self._build_map(self.vectors, width)

    def call(self, inputs: Any, states: Any) -> tuple[Any, Any]:
        outputs, new_states = self.step([inputs], [states])
        return outputs[0], new_states[0]

    def step(self, inputs: Sequence[Any], states: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """One step on vectors that are spread over several tensors, as those of a network are.

        Args:
            inputs: one tensor (batch, n, d) for each part of the vectors; d may differ.
            states: likewise, (batch, h, d).

        Returns:
            Outputs and new states, likewise in parts.
        """
        vectors = [ops.concatenate(pair, axis=1) for pair in zip(inputs, states, strict=True)]
        products = sum_of_products(vectors)
        if self.mode == "strict":
            outputs, new_states = self.combine(products)
            return [ops.matmul(outputs, v) for v in vectors], [
                ops.matmul(new_states, v) for v in vectors
            ]
        flat = self._numbers(products)
        coefficients = ops.reshape(flat, (-1, 4 * self.hidden, self.vectors))
        pairs = [
            self._literal(ops.matmul(coefficients, v), before)
            for v, before in zip(vectors, states, strict=True)
        ]
        return [output for output, _ in pairs], [state for _, state in pairs]

    def _literal(self, combinations: Any, states: Any) -> tuple[Any, Any]:
        candidate, i, f, o = ops.split(combinations, 4, axis=1)
        new_states = ops.sigmoid(f) * states + ops.sigmoid(i) * ops.tanh(candidate)
        shown = ops.tanh(new_states) if self.structure == 1 else new_states
        return ops.sigmoid(o) * shown, new_states

    def combine(self, products: Any) -> tuple[Any, Any]:
        """One step of the strict cell, in coefficients: it needs inner products only.

        Args:
            products: (batch, n + h, n + h), inner products of the inputs and the states.

        Returns:
            Coefficients of outputs and new states in inputs and states, both (batch, h, n + h).
        """
        flat = self._numbers(products)
        combinations = self.vectors * self.hidden
        candidate = ops.reshape(flat[:, :combinations], (-1, self.hidden, self.vectors))
        gates = ops.sigmoid(ops.reshape(flat[:, combinations:], (-1, 3, self.hidden, 1)))
        i, f, o = gates[:, 0], gates[:, 1], gates[:, 2]
        before = np.eye(self.vectors)[-self.hidden :]
        kept = f * ops.convert_to_tensor(before, dtype=flat.dtype)[None]
        new_states = kept + i * _radial_tanh(candidate, products)
        outputs = _radial_tanh(new_states, products) if self.structure == 1 else new_states
        return o * outputs, new_states

    def compute_output_shape(self, inputs_shape: Any, states_shape: Any) -> tuple:
        return states_shape, states_shape

    def get_config(self) -> dict[str, Any]:
        own = {"hidden": self.hidden, "structure": self.structure, "mode": self.mode}
        return {**super().get_config(), **own}


def _radial_tanh(coefficients: Any, products: Any) -> Any:
    """``v tanh|v| / |v|`` for combinations v given by coefficients (batch, h, n)."""
    squares = ops.sum(ops.matmul(coefficients, products) * coefficients, axis=-1, keepdims=True)
    lengths = length(squares)
    # tanh(x)/x is 1 at 0, where its own guard would give 0.
    factor = ops.where(lengths > 1e-6, guarded_ratio(ops.tanh(lengths), lengths), 1.0)
    return coefficients * factor
