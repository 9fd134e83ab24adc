"""Letting a learned optimizer run, and training it on how it ran."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from zharfa.batches import EpochBatches
from zharfa.training import resumable_fit

OBJECTIVES = ("sum", "relative", "log")
LARGEST_SUM = 1e9  # written for a trial in which a problem diverged


def unroll(
    optimizer: keras.Layer,
    problems: Any,
    start: tuple[Any, Any],
    steps: int,
    observe: Callable[[Any, Any, Any], Any],
    observed: Any,
    second_derivatives: bool = False,
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
        second_derivatives: derivatives go through the gradients of the problems, too.

    Returns:
        Points and state after the last step, and what was observed.
    """

    def one(step: Any, carry: Any) -> Any:
        theta, gradient, state, observed = carry
        updates, state = optimizer.step([gradient], state)
        theta = theta + updates[0]
        losses, gradient = problems.evaluate(theta, ops)
        return theta, given(gradient), state, observe(observed, step, losses)

    def given(gradient: Any) -> Any:
        return gradient if second_derivatives else ops.stop_gradient(gradient)

    theta, state = start
    gradient = given(problems.evaluate(theta, ops)[1])
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
    return _run_of(optimizer, type(problems), steps).losses(problems)


@functools.lru_cache(maxsize=4)  # with other weights it need not be compiled again
def _run_of(optimizer: keras.Layer, family: type, steps: int) -> _Run:
    return _Run(optimizer, family, steps)


class MetaModel(keras.Model):
    """An optimizer in training: each call of a batch goes on with the problems of the last one.

    One batch is one chunk of a run. Points and the optimizer's state between the chunks are kept
    in variables, through which no gradient flows (truncated back-propagation through time). A
    problem on which the optimizer diverged begins anew with the next chunk.

    Args:
        optimizer: the learned optimizer.
        example: problems of the family and batch size of the training.
        chunk: steps per update.
        objective: ``"sum"`` of the losses as in equation (16), ``"relative"`` to the first loss,
            or the ``"log"`` of that.
        second_derivatives: see `unroll`.

    Raises:
        ValueError: for another objective.
    """

    def __init__(
        self,
        optimizer: keras.Layer,
        example: Any,
        chunk: int,
        objective: str,
        second_derivatives: bool = False,
    ) -> None:
        super().__init__()
        if objective not in OBJECTIVES:
            raise ValueError(f"برای objective یکی از {OBJECTIVES} را بنویسید، نه {objective!r}.")
        self.learned, self.family = optimizer, type(example)
        self.chunk, self.objective = chunk, objective
        self.second_derivatives = second_derivatives
        self.best = [keras.Variable(weight, trainable=False) for weight in optimizer.get_weights()]
        self.best_sum = keras.Variable(np.inf, trainable=False)
        theta0 = ops.convert_to_tensor(example.theta0, self.learned.compute_dtype)
        self.between = [
            # Copies: JAX cannot give one buffer to two variables, and zeros may be shared.
            keras.Variable(ops.copy(tensor), trainable=False)
            for tensor in keras.tree.flatten(self._beginning(theta0))
        ]
        self.built = True

    def _beginning(self, theta: Any) -> tuple[Any, Any]:
        return theta, self.learned.initial_state([theta])

    def call(self, arrays: tuple, training: bool = False) -> Any:
        *arrays, fresh = arrays
        problems = self.family(*arrays)
        lost = ops.logical_not(ops.all(ops.isfinite(self.between[0]), axis=1))
        begins = ops.logical_or(fresh > 0, lost)

        def begin_or_go_on(kept: Any, new: Any) -> Any:
            first = ops.reshape(begins, (-1,) + (1,) * (len(new.shape) - 1))
            return ops.where(first, new, ops.stop_gradient(ops.convert_to_tensor(kept)))

        beginning = self._beginning(problems.theta0)
        pairs = zip(self.between, keras.tree.flatten(beginning), strict=True)
        start = keras.tree.pack_sequence_as(beginning, [begin_or_go_on(*pair) for pair in pairs])
        first = ops.stop_gradient(problems.evaluate(problems.theta0, ops)[0])

        def add(total: Any, step: Any, losses: Any) -> Any:
            return total + self._score(losses, first)

        nothing, second = ops.zeros_like(first), self.second_derivatives
        end, score = unroll(self.learned, problems, start, self.chunk, add, nothing, second)
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


class GuardedAdam(keras.optimizers.Adam):
    """Adam with clipped gradients that leaves out every update that is not finite.

    Args:
        learning_rate: a number or a schedule.

    Attributes:
        skipped: how many updates were left out.
    """

    def __init__(self, learning_rate: Any, **options: Any) -> None:
        super().__init__(learning_rate, global_clipnorm=1.0, **options)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        if not self.built:
            super().build(variables)
            self.skipped = self.add_variable((), name="skipped")

    def apply(
        self, grads: Sequence[Any], trainable_variables: Sequence[keras.Variable] | None = None
    ) -> None:
        if trainable_variables is not None:
            self.build(list(trainable_variables))
        # The square decides: gradients whose norm overflows cannot be clipped either.
        finite = ops.isfinite(sum(ops.sum(ops.square(gradient)) for gradient in grads))
        touched = [*self._trainable_variables, *self.variables]
        before = [ops.copy(variable) for variable in touched]
        super().apply(grads, trainable_variables)
        for variable, value in zip(touched, before, strict=True):
            variable.assign(ops.where(finite, ops.convert_to_tensor(variable), value))
        self.skipped.assign_add(1 - ops.cast(finite, self.skipped.dtype))


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
    second_derivatives: bool = False,
    compiled: bool = True,
    checkpoint_dir: str | os.PathLike | None = None,
) -> dict[str, list[float]]:
    """Train a learned optimizer by truncated back-propagation through its own runs.

    Each problem is run for `steps` steps in chunks; after each chunk the weights are updated with
    `GuardedAdam` and the next chunk goes on where the last one ended. New problems are drawn all
    the time.

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
        second_derivatives: let meta-gradients flow through the gradients of the problems, which
            the paper takes as given (equation 6).
        compiled: False runs every operation by itself, many times slower: for comparisons only.
        checkpoint_dir: a folder of this training alone, from which it goes on when it was
            interrupted; see `resumable_fit`.

    Returns:
        One entry per epoch: the meta-loss as ``loss``, the updates left out so far as ``skipped``
        and, with `validation`, its sum as ``val_sum``; and the ``seconds``.

    Raises:
        KeyboardInterrupt: if stopped by hand; with `checkpoint_dir`, running again goes on.
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
    model = MetaModel(optimizer, example, chunk, objective, second_derivatives)
    model.compile(
        GuardedAdam(learning_rate),
        run_eagerly=not compiled,
        jit_compile=compiled,
        steps_per_execution=rounds * chunks if compiled else 1,
    )
    with tempfile.TemporaryDirectory() as own_folder:
        history = resumable_fit(
            model,
            EpochBatches(one_epoch, batch_size, seed),
            checkpoint_dir=checkpoint_dir or own_folder,
            epochs=epochs,
            callbacks=[_Trial(validation, steps)],
            progress=False,
        )
    if len(history.epoch) < epochs:
        raise KeyboardInterrupt("آموزش نیمه‌تمام ماند؛ همین خانه را دوباره اجرا کنید.")
    if validation is not None:
        optimizer.set_weights([keras.ops.convert_to_numpy(weight) for weight in model.best])
    return {**history.history, "seconds": history.seconds}


def _in_chunks(array: np.ndarray, rounds: int, chunks: int) -> np.ndarray:
    """Rows in the order of training: each batch of problems once for every chunk of its run."""
    batches = array.reshape(rounds, 1, -1, *array.shape[1:])
    repeated = np.repeat(batches, chunks, axis=1)
    return repeated.reshape(-1, *array.shape[1:])


class _Trial(keras.callbacks.Callback):
    """Try the optimizer after each epoch and keep its best weights in the `MetaModel`."""

    def __init__(self, problems: Any, steps: int) -> None:
        super().__init__()
        self._problems, self._steps = problems, steps

    def on_epoch_end(self, epoch: int, logs: dict) -> None:
        logs["skipped"] = float(self.model.optimizer.skipped)
        if self._problems is None:
            return
        losses = run_learned(self.model.learned, self._problems, self._steps)
        logs["val_sum"] = min(float(losses[:, :-1].sum(axis=1).mean()), LARGEST_SUM)
        if logs["val_sum"] < float(self.model.best_sum):
            self.model.best_sum.assign(logs["val_sum"])
            for kept, weight in zip(self.model.best, self.model.learned.weights, strict=True):
                kept.assign(ops.copy(weight))
