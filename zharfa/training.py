"""Training that shows its progress in Persian, can be interrupted, and goes on where it stopped."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras

from zharfa import persian
from zharfa.batches import EpochBatches

_REDRAW_SECONDS = 0.5
_SHOWN_METRICS = {
    "loss": "زیان",
    "accuracy": "دقت",
    "val_loss": "زیان اعتبارسنجی",
    "val_accuracy": "دقت اعتبارسنجی",
}


class EpochTimer(keras.callbacks.Callback):
    """Measure each epoch; afterwards `seconds` holds one wall-clock time per epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._started = 0.0

    @property
    def mean(self) -> float:
        """Mean seconds per epoch (0.0 before the first has ended)."""
        return sum(self.seconds) / len(self.seconds) if self.seconds else 0.0

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self._started = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        self.seconds.append(time.perf_counter() - self._started)


class Progress(EpochTimer):
    """One Persian line that renews itself: epoch, metrics, time per epoch and time remaining.

    In a notebook and in a terminal the line is redrawn in place and ends as a summary, so that a
    committed notebook keeps one line. Elsewhere (a log file) only the summary is printed.
    Pass ``verbose=0`` to ``fit`` with it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._line = _line_writer()
        self._epoch = 0
        self._metrics = ""
        self._redrawn = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        super().on_epoch_begin(epoch, logs)
        self._epoch = epoch
        self._show(0.0)

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        steps = self.params.get("steps")
        if steps and time.perf_counter() - self._redrawn >= _REDRAW_SECONDS:
            self._show((batch + 1) / steps)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        super().on_epoch_end(epoch, logs)
        self._metrics = _metrics_text(logs or {})
        self._epoch = epoch + 1
        self._show(0.0)

    def on_train_end(self, logs: dict | None = None) -> None:
        if self.seconds:
            self._line.finish(
                f"{persian.digits(len(self.seconds))} دوره در "
                f"{persian.duration(sum(self.seconds))} "
                f"(هر دوره {persian.duration(self.mean)}){self._metrics}"
            )

    def _show(self, part: float) -> None:
        """Redraw the line; `part` in 0..1 is the finished share of the current epoch."""
        self._redrawn = time.perf_counter()
        epochs = self.params.get("epochs") or self._epoch
        text = f"دورهٔ {persian.digits(min(self._epoch + 1, epochs))} از {persian.digits(epochs)}"
        if part:
            text += f"، {persian.number(part, '.0%')}"
        text += self._metrics
        if self.seconds:
            remaining = max(epochs - self._epoch - part, 0) * self.mean
            text += f"؛ هر دوره {persian.duration(self.mean)}، "
            text += f"مانده {persian.duration(remaining)}"
        self._line.redraw(text)


def resumable_fit(
    model: keras.Model,
    *data: Any,
    checkpoint_dir: str | os.PathLike,
    epochs: int,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    progress: bool = True,
    **options: Any,
) -> keras.callbacks.History:
    """Train like ``model.fit``, but lose nothing when the training is interrupted.

    After each epoch the weights, the state of the optimizer and of the random generators and the
    history are written to `checkpoint_dir` (`keras.callbacks.BackupAndRestore`). Calling again
    with the same arguments goes on after the last whole epoch, also in a new process; once all
    epochs are done the checkpoint is removed and the next call begins anew. Stopping by hand
    (KeyboardInterrupt) prints a sentence and returns what there is. On `EpochBatches` the result
    is that of an uninterrupted run; the order in which ``fit`` shuffles arrays is not restored:
    then the interrupted run is as good, not equal number by number.

    Args:
        model: compiled and built (it has an Input, or was called once).
        data: passed on to ``fit``, usually ``x_train, y_train``, or `EpochBatches`.
        checkpoint_dir: a folder of this training alone.
        epochs: number of epochs altogether, those before an interruption included.
        callbacks: further callbacks. Their own state (the patience of an EarlyStopping, say)
            starts anew after an interruption.
        progress: show the Persian progress line.
        options: passed on to ``fit``; ``verbose`` is 0 unless given.

    Returns:
        A History of all epochs, those before an interruption included; its attribute `seconds`
        holds the wall-clock time of each.

    Raises:
        ValueError: if the model is not built, or the folder belongs to a model of another shape.
    """
    if "initial_epoch" in options:
        raise ValueError("initial_epoch را ننویسید: از نقطهٔ وارسی خوانده می‌شود.")
    if not model.built:
        raise ValueError("پیش از آموزش، مدل را با keras.Input یا یک بار فراخوانی روی داده بسازید.")
    folder = Path(checkpoint_dir)
    backup = keras.callbacks.BackupAndRestore(folder / "backup")
    record = _HistoryRecord(folder, model)
    if record.finished_epochs:
        done = persian.digits(record.finished_epochs)
        persian.say(f"آموزش از پایان دورهٔ {done} ادامه می‌یابد (از {folder}).")
        record.restore_random_states(model)
    if isinstance(data[0], EpochBatches):
        data[0].begin(record.finished_epochs)
        options = {"shuffle": False, **options}
    # The record comes before the backup: interrupted between the two, the history is one epoch
    # too long, which is cut on resuming; the other way round an epoch would be missing.
    chain = [*callbacks, record, backup, *([Progress()] if progress else [])]
    try:
        model.fit(*data, epochs=epochs, callbacks=chain, **{"verbose": 0, **options})
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            print()  # leave the progress line as it is
        done = persian.digits(len(record.epochs))
        persian.say(
            f"برای ادامه همین خانه را دوباره اجرا کنید. آموزش پس از {done} دورهٔ کامل از "
            f"{persian.digits(epochs)} دوره متوقف شد و این {done} دوره در {folder} نگه داشته شد."
        )
    else:
        record.remove()
    return record.history(model)


class _HistoryRecord(keras.callbacks.Callback):
    """Keep the metrics of all whole epochs in a file beside the backup of the weights."""

    def __init__(self, folder: Path, model: keras.Model) -> None:
        super().__init__()
        self._file = folder / "history.json"
        self._shapes = [list(weight.shape) for weight in model.weights]
        saved = self._read()
        self.finished_epochs = _backed_up_epochs(folder / "backup")
        if self.finished_epochs and saved.get("shapes") != self._shapes:
            raise ValueError(
                f"پوشهٔ دیگری برای checkpoint_dir بدهید یا «{folder}» را پاک کنید: "
                "آموزشِ نیمه‌تمامِ آن از مدلی با شکل دیگری است."
            )
        self.epochs: list[dict[str, float]] = saved.get("epochs", [])[: self.finished_epochs]
        self.seconds: list[float] = saved.get("seconds", [])[: self.finished_epochs]
        self._random_states: list[list[list[int]]] = saved.get("random_states", [])
        del self._random_states[self.finished_epochs :]
        self._started = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self._started = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        self.epochs.append({name: float(value) for name, value in (logs or {}).items()})
        self.seconds.append(time.perf_counter() - self._started)
        states = map(keras.ops.convert_to_numpy, _random_states(self.model))
        self._random_states.append([state.tolist() for state in states])
        self._file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._file.with_suffix(".part")
        record = {
            "shapes": self._shapes,
            "epochs": self.epochs,
            "seconds": self.seconds,
            "random_states": self._random_states,
        }
        unfinished.write_text(json.dumps(record))
        unfinished.replace(self._file)

    def restore_random_states(self, model: keras.Model) -> None:
        """Weights and optimizer are in the backup; dropout and noise go on where they were, too."""
        saved = self._random_states[-1] if self._random_states else []
        for variable, state in zip(_random_states(model), saved, strict=False):
            variable.assign(state)

    def history(self, model: keras.Model) -> keras.callbacks.History:
        whole = keras.callbacks.History()
        whole.set_model(model)
        whole.on_train_begin()
        for epoch, metrics in enumerate(self.epochs):
            whole.on_epoch_end(epoch, metrics)
        whole.seconds = list(self.seconds)
        return whole

    def remove(self) -> None:
        self._file.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            return json.loads(self._file.read_text())
        except (OSError, ValueError):
            return {}


def _random_states(model: keras.Model) -> list[keras.Variable]:
    """Variables of the random generators inside the layers; Keras does not save them."""
    return [variable for variable in model.variables if "seed_generator" in variable.path]


def _backed_up_epochs(backup: Path) -> int:
    """Return how many epochs the backup of Keras covers, 0 without one."""
    try:
        return int(json.loads((backup / "training_metadata.json").read_text())["epoch"])
    except (OSError, ValueError, KeyError):
        return 0


def _metrics_text(logs: dict[str, float]) -> str:
    shown = [
        f"{name} {persian.number(logs[key], '.3g')}"
        for key, name in _SHOWN_METRICS.items()
        if key in logs
    ]
    return "؛ " + "، ".join(shown) if shown else ""


# --- one line, in place -----------------------------------------------------------------------


class _NotebookLine:
    """A line in the output of a notebook cell, replaced in place."""

    def __init__(self) -> None:
        self._handle = None

    def redraw(self, text: str) -> None:
        from IPython.display import display

        bundle = {"text/plain": text, "text/html": f'<div dir="rtl">{text}</div>'}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)

    finish = redraw


class _TerminalLine:
    """A line in a terminal, written over itself."""

    def redraw(self, text: str) -> None:
        print(f"\r\x1b[K{text}", end="", flush=True)

    def finish(self, text: str) -> None:
        self.redraw(text)
        print()


class _LogLine:
    """Where nothing can be redrawn only the last line is written."""

    def redraw(self, text: str) -> None:
        return

    def finish(self, text: str) -> None:
        print(text)


def _line_writer() -> _NotebookLine | _TerminalLine | _LogLine:
    if persian.in_notebook():
        return _NotebookLine()
    return _TerminalLine() if sys.stdout.isatty() else _LogLine()
