"""Letting a learned optimizer run, and training it on how it ran."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import ops

from zharfa.batches import EpochBatches

OBJECTIVES = ("sum", "relative", "log")


def unroll(
    optimizer: keras.Layer,
    problems: Any,
    start: tuple[Any, Any],
    steps: int,
    observe: Callable[[Any, Any, Any], Any],
    observed: Any,
) -> tuple[tuple[Any, Any], Any]:
    """Make `steps` steps; gradients of the problems count as given numbers (equation 6).

    Args:
        optimizer: has ``step(gradients, state)``.
        problems: a family of problems whose arrays are tensors.
        start: points (batch, d) and the optimizer's state there.
        steps: a Python number.
        observe: called as ``observe(observed, step, losses)`` after each step; what it returns is
            what it gets the next time.
        observed: what it gets the first time.

    Returns:
        Points and state after the last step, and what was observed.
    """

    def one(step: Any, carry: Any) -> Any:
        theta, gradient, state, observed = carry
        updates, state = optimizer.step([gradient], state)
        theta = theta + updates[0]
        losses, gradient = problems.evaluate(theta, ops)
        return theta, ops.stop_gradient(gradient), state, observe(observed, step, losses)

    theta, state = start
    gradient = ops.stop_gradient(problems.evaluate(theta, ops)[1])
    theta, _, state, observed = _repeat(one, (theta, gradient, state, observed), steps)
    return (theta, state), observed


def _repeat(body: Callable[[Any, Any], Any], carry: Any, times: int) -> Any:
    """``carry = body(i, carry)``, compiled as a loop through which gradients flow."""
    if keras.backend.backend() == "tensorflow":
        # XLA differentiates a loop whose number of rounds it knows beforehand; ops.scan does not
        # tell it.
        _, carry = ops.while_loop(
            lambda i, _: i < times,
            lambda i, carry: (i + 1, body(i, carry)),
            (ops.convert_to_tensor(0), carry),
            maximum_iterations=times,
        )
        return carry
    return ops.scan(lambda carry, i: (body(i, carry), None), carry, ops.arange(times))[0]


class _Run(keras.Model):
    """A run as a model, so that Keras compiles it: from the arrays of problems to their losses."""

    def __init__(self, optimizer: keras.Layer, family: type, steps: int) -> None:
        super().__init__(name="run")
        self.optimizee, self.steps = family, steps
        self.learned = optimizer
        self.built = True

    def call(self, arrays: tuple) -> Any:
        problems = self.optimizee(*arrays)
        first, _ = problems.evaluate(problems.theta0, ops)
        start = problems.theta0, self.learned.initial_state([problems.theta0])

        def record(losses: Any, step: Any, newest: Any) -> Any:
            return ops.slice_update(losses, [step + 1, 0], newest[None])

        losses = ops.repeat(first[None], self.steps + 1, axis=0)
        _, losses = unroll(self.learned, problems, start, self.steps, record, losses)
        return ops.transpose(losses)

    def losses(self, problems: Any) -> np.ndarray:
        """Losses (count, steps + 1) on problems of the family, see `run_learned`."""
        arrays = tuple(np.asarray(array, self.learned.compute_dtype) for array in problems)
        losses = self.predict(arrays, batch_size=len(arrays[0]), verbose=0)
        return np.where(np.isfinite(losses), losses, np.inf)


def run_learned(optimizer: keras.Layer, problems: Any, steps: int) -> np.ndarray:
    """Losses of a learned optimizer along its way.

    Args:
        optimizer: for instance a `HilbertOptimizer`.
        problems: for instance `quadratic_problems`.
        steps: how many steps, one gradient each.

    Returns:
        Losses (count, steps + 1), beginning with that of ``theta0``; infinite where it diverged.
    """
    return _Run(optimizer, type(problems), steps).losses(problems)


class MetaModel(keras.Model):
    """An optimizer in training: each call of a batch goes on with the problems of the last one.

    One batch is one chunk of a run. Points and the optimizer's state between the chunks are kept
    in variables, through which no gradient flows (truncated back-propagation through time).

    Args:
        optimizer: the learned optimizer.
        example: problems of the family and batch size of the training.
        chunk: steps per update.
        objective: ``"sum"`` of the losses as in equation (16), ``"relative"`` to the first loss,
            or the ``"log"`` of that.

    Raises:
        ValueError: for another objective.
    """

    def __init__(self, optimizer: keras.Layer, example: Any, chunk: int, objective: str) -> None:
        super().__init__()
        if objective not in OBJECTIVES:
            raise ValueError(f"برای objective یکی از {OBJECTIVES} را بنویسید، نه {objective!r}.")
        self.learned, self.family = optimizer, type(example)
        self.chunk, self.objective = chunk, objective
        theta0 = ops.convert_to_tensor(example.theta0, self.learned.compute_dtype)
        self.between = [
            keras.Variable(tensor, trainable=False)
            for tensor in keras.tree.flatten(self._beginning(theta0))
        ]
        self.built = True

    def _beginning(self, theta: Any) -> tuple[Any, Any]:
        return theta, self.learned.initial_state([theta])

    def call(self, arrays: tuple, training: bool = False) -> Any:
        *arrays, fresh = arrays
        problems = self.family(*arrays)

        def begin_or_go_on(kept: Any, new: Any) -> Any:
            first = ops.reshape(fresh, (-1,) + (1,) * (len(new.shape) - 1))
            return ops.where(first > 0, new, ops.stop_gradient(ops.convert_to_tensor(kept)))

        beginning = self._beginning(problems.theta0)
        pairs = zip(self.between, keras.tree.flatten(beginning), strict=True)
        start = keras.tree.pack_sequence_as(beginning, [begin_or_go_on(*pair) for pair in pairs])
        first = ops.stop_gradient(problems.evaluate(problems.theta0, ops)[0])

        def add(total: Any, step: Any, losses: Any) -> Any:
            return total + self._score(losses, first)

        end, score = unroll(self.learned, problems, start, self.chunk, add, ops.zeros_like(first))
        for variable, value in zip(self.between, keras.tree.flatten(end), strict=True):
            variable.assign(value)
        return score

    def _score(self, losses: Any, first: Any) -> Any:
        if self.objective == "sum":
            return losses
        if self.objective == "relative":
            return losses / first
        return ops.log(losses / first + 1e-6)

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, **_: Any
    ) -> Any:
        return ops.mean(y_pred)


def meta_train(
    optimizer: keras.Layer,
    draw: Callable[[np.random.Generator, int], Any],
    *,
    epochs: int,
    problems_per_epoch: int,
    batch_size: int = 1,
    steps: int = 100,
    chunk: int = 20,
    learning_rate: float | keras.optimizers.schedules.LearningRateSchedule = 0.003,
    objective: str = "sum",
    validation: Any = None,
    seed: int = 0,
    compiled: bool = True,
) -> dict[str, list[float]]:
    """Train a learned optimizer by truncated back-propagation through its own runs.

    Each problem is run for `steps` steps in chunks; after each chunk the weights are updated with
    Adam (gradients clipped to norm 1) and the next chunk goes on where the last one ended. New
    problems are drawn all the time.

    Args:
        optimizer: `HilbertOptimizer` or `CoordinateLSTM`, built; it is trained in place.
        draw: from a random generator and a count to that many problems.
        epochs: after each, the optimizer is tried on `validation`.
        problems_per_epoch: a multiple of `batch_size`.
        batch_size: problems that are run side by side.
        steps: a multiple of `chunk`.
        chunk: steps between two updates.
        learning_rate: of Adam.
        objective: ``"sum"``, ``"relative"`` or ``"log"``, see `MetaModel`.
        validation: problems; the weights of the epoch with the smallest mean sum of losses over
            them are those kept. Without it, those of the last epoch.
        seed: of the problems.
        compiled: False runs every operation by itself, many times slower: for comparisons only.

    Returns:
        The meta-loss of each epoch as ``loss`` and, with `validation`, its sum as ``val_sum``.
    """
    chunks, rounds = steps // chunk, problems_per_epoch // batch_size

    def one_epoch(rng: np.random.Generator) -> tuple[Any, np.ndarray]:
        problems = draw(rng, rounds * batch_size)
        fresh = np.zeros((rounds, chunks, batch_size), "float32")
        fresh[:, 0] = 1
        arrays = [_in_chunks(array, rounds, chunks) for array in problems]
        arrays = [array.astype(optimizer.compute_dtype) for array in arrays]
        return (*arrays, fresh.reshape(-1)), np.zeros(fresh.size, "float32")

    example = draw(np.random.default_rng(seed), batch_size)
    model = MetaModel(optimizer, example, chunk, objective)
    model.compile(
        keras.optimizers.Adam(learning_rate, global_clipnorm=1.0),
        run_eagerly=not compiled,
        jit_compile=compiled,
    )
    callbacks = []
    if validation is not None:
        callbacks.append(_KeepBest(optimizer, validation, steps))
    history = model.fit(
        EpochBatches(one_epoch, batch_size, seed),
        epochs=epochs,
        shuffle=False,
        verbose=0,
        callbacks=callbacks,
    ).history
    for callback in callbacks:
        history["val_sum"] = callback.sums
    return history


def _in_chunks(array: np.ndarray, rounds: int, chunks: int) -> np.ndarray:
    """Rows in the order of training: each batch of problems once for every chunk of its run."""
    batches = array.reshape(rounds, 1, -1, *array.shape[1:])
    repeated = np.repeat(batches, chunks, axis=1)
    return repeated.reshape(-1, *array.shape[1:])


class _KeepBest(keras.callbacks.Callback):
    """Try the optimizer after each epoch and give it back its best weights at the end."""

    def __init__(self, optimizer: keras.Layer, problems: Any, steps: int) -> None:
        super().__init__()
        # One run for all epochs: it is compiled once.
        self._run = _Run(optimizer, type(problems), steps)
        self._optimizer, self._problems = optimizer, problems
        self.sums: list[float] = []
        self._best: list[np.ndarray] | None = None

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        losses = self._run.losses(self._problems)
        score = float(losses[:, :-1].sum(axis=1).mean())
        if self._best is None or score < min(self.sums):
            self._best = self._optimizer.get_weights()
        self.sums.append(score)

    def on_train_end(self, logs: dict | None = None) -> None:
        self._optimizer.set_weights(self._best)
