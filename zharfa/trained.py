"""Trainings that are done once: what is finished is kept, and the book ships its own."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from zharfa import persian
from zharfa.training import resumable_fit

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "weights"
OWN = Path("runs")
_BEST = "best.weights.h5"


@dataclass(frozen=True)
class Trained:
    """A finished training.

    Attributes:
        name: what it is called; also the name of its files.
        settings: what distinguishes it from other trainings of this name.
        history: one list per metric, one entry per epoch, as in ``keras.callbacks.History``.
        seconds: wall-clock time of all epochs together.
        device: ``"cpu"`` or ``"gpu"``.
        backend: back end of Keras.
        date: day on which it ended, ISO 8601.
        weights: the model as a ``.keras`` file, or None if only the history was kept.
        album: what was looked at during the training, by number of finished epochs.
    """

    name: str
    settings: Mapping[str, Any]
    history: Mapping[str, list[float]]
    seconds: float
    device: str
    backend: str
    date: str
    weights: Path | None
    album: Mapping[int, np.ndarray]

    def model(self) -> keras.Model:
        """The trained model, in single precision and not compiled.

        Raises:
            FileNotFoundError: if only the history was kept.
        """
        if self.weights is None:
            raise FileNotFoundError(
                f"از آموزش «{self.name}» فقط تاریخچه نگه داشته شده است؛ دوباره آموزشش دهید."
            )
        return _with_precision(keras.models.load_model(self.weights, compile=False), "float32")


def find(name: str) -> Trained | None:
    """The training `name` that the book ships, None if there is none."""
    return _read(SHIPPED, name, name)


def train_once(
    model: keras.Model,
    *data: Any,
    name: str,
    epochs: int,
    settings: Mapping[str, Any] | None = None,
    best: str | None = None,
    keep_weights: bool = True,
    part: keras.Model | None = None,
    stored_dtype: str = "float32",
    album: Callable[[], np.ndarray] | None = None,
    album_epochs: Collection[int] = (),
    **options: Any,
) -> Trained:
    """Train `model` as `resumable_fit` does, unless the same training is finished already.

    What the book ships is used if it is the same training. The reader's own finished trainings are
    kept in the folder ``runs`` beside the notebook, one for each different `settings`; an
    unfinished one goes on from its last whole epoch. Afterwards `model` has the trained weights in
    either case (except when they were not kept).

    Args:
        model: compiled and built.
        data: passed on to ``fit``.
        name: name of the training, also of its files.
        epochs: number of epochs.
        settings: values of JSON that tell this training from others of the same name. A stored
            training with other settings, another number of epochs or other shapes is not used.
        best: keep the weights of the epoch in which this metric was highest (for instance
            ``"val_accuracy"``) instead of those of the last epoch.
        keep_weights: False keeps the history only.
        part: the part of `model` whose weights are kept and restored, for instance the generator
            of an adversarial pair; the whole model unless given.
        stored_dtype: precision of the stored weights; ``"float16"`` halves the file.
        album: called after each of the `album_epochs` (numbers of finished epochs); the arrays it
            returns are kept as `Trained.album`.
        album_epochs: when `album` is called.
        options: passed on to `resumable_fit`.

    Raises:
        KeyboardInterrupt: if stopped by hand; running again goes on.
    """
    wanted = {
        **(settings or {}),
        "epochs": epochs,
        "shapes": [list(weight.shape) for weight in model.trainable_weights],
    }
    kept = part or model
    own_name = f"{name}-{_digest(wanted)}"
    stored = _read(OWN, own_name, name) or find(name)
    if stored and stored.settings == wanted and (stored.weights or not keep_weights):
        if stored.weights:
            kept.set_weights(stored.model().get_weights())
        persian.say(
            f"این آموزش پیش‌تر انجام شده است ({persian.digits(epochs)} دوره در "
            f"{persian.duration(stored.seconds)})."
        )
        return stored
    folder = OWN / f"{own_name}.unfinished"
    callbacks = list(options.pop("callbacks", ()))
    if best:
        callbacks.append(_keep_best(best, folder))
    pages = _Album(album, album_epochs, folder / "album.npz")
    if album:
        callbacks.append(pages)
    history = resumable_fit(
        model, *data, checkpoint_dir=folder, epochs=epochs, callbacks=callbacks, **options
    )
    if len(history.epoch) < epochs:
        raise KeyboardInterrupt("آموزش نیمه‌تمام ماند؛ همین خانه را دوباره اجرا کنید.")
    if best:
        model.load_weights(folder / _BEST)
    finished = Trained(
        name=name,
        settings=wanted,
        history=history.history,
        seconds=sum(history.seconds),
        device=device(),
        backend=keras.backend.backend(),
        date=datetime.date.today().isoformat(),
        weights=_save_portable(kept, OWN / f"{own_name}.keras", stored_dtype)
        if keep_weights
        else None,
        album=pages.move(OWN / f"{own_name}.npz"),
    )
    write_record(finished, OWN / f"{own_name}.json")
    shutil.rmtree(folder, ignore_errors=True)
    return finished


def _read(folder: Path, file_name: str, name: str) -> Trained | None:
    record = folder / f"{file_name}.json"
    if not record.is_file():
        return None
    weights = folder / f"{file_name}.keras"
    fields = json.loads(record.read_text(encoding="utf-8"))
    album = _read_album(folder / f"{file_name}.npz")
    return Trained(name, weights=weights if weights.is_file() else None, album=album, **fields)


def _read_album(file: Path) -> dict[int, np.ndarray]:
    if not file.is_file():
        return {}
    with np.load(file) as pages:
        return {int(epoch): pages[epoch] for epoch in pages.files}


def _digest(settings: Mapping[str, Any]) -> str:
    """A short name for `settings`, so that other settings never overwrite a finished training."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:8]


def device() -> str:
    """What is computed on: ``"cpu"`` or ``"gpu"``."""
    try:
        return "gpu" if keras.distribution.list_devices("gpu") else "cpu"
    except RuntimeError:  # JAX without a GPU
        return "cpu"


def _keep_best(metric: str, folder: Path) -> keras.callbacks.Callback:
    """Save the weights of the best epoch so far, those before an interruption included."""
    epochs: list[dict[str, float]] = []
    if (folder / _BEST).is_file() and (folder / "history.json").is_file():
        epochs = json.loads((folder / "history.json").read_text())["epochs"]
    return keras.callbacks.ModelCheckpoint(
        folder / _BEST,
        monitor=metric,
        mode="max",
        save_best_only=True,
        save_weights_only=True,
        initial_value_threshold=max((epoch[metric] for epoch in epochs), default=None),
    )


class _Album(keras.callbacks.Callback):
    """Arrays seen after certain epochs, in a file that grows with the training."""

    def __init__(
        self, look: Callable[[], np.ndarray] | None, epochs: Collection[int], file: Path
    ) -> None:
        super().__init__()
        self._look, self._epochs, self._file = look, epochs, file
        self._pages = _read_album(file)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        if self._look and epoch + 1 in self._epochs:
            self._pages[epoch + 1] = self._look()
            self._file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self._file.with_name("unfinished.npz")
            pages = {str(number): page for number, page in self._pages.items()}
            np.savez_compressed(unfinished, **pages)
            os.replace(unfinished, self._file)

    def move(self, target: Path) -> dict[int, np.ndarray]:
        """Put the file of the finished training at `target`; return its pages."""
        if self._file.is_file():
            os.replace(self._file, target)
        return self._pages


def _with_precision(model: keras.Model, dtype: str) -> keras.Model:
    """A twin of `model`, layers and weights in `dtype`."""

    def in_that_precision(layer: keras.Layer) -> keras.Layer:
        config = layer.get_config()
        # A mask brings plain operations into the model, which know no precision.
        if isinstance(layer, keras.Layer):
            config["dtype"] = dtype
        return layer.__class__.from_config(config)

    twin = keras.models.clone_model(model, clone_function=in_that_precision)
    twin.set_weights(model.get_weights())
    return twin


def _save_portable(model: keras.Model, file: Path, dtype: str) -> Path:
    """Save `model` without its optimizer, deflated and in `dtype`, whatever it was trained in."""
    twin = _with_precision(model, dtype)
    # The clone of a compiled model is compiled too; as large again as the weights.
    bare = keras.Model(twin.inputs, twin.outputs)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"unfinished-{file.name}")
    bare.save(unfinished)
    deflated = file.with_name(f"deflated-{file.name}")
    with (
        zipfile.ZipFile(unfinished) as stored,
        zipfile.ZipFile(deflated, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as smaller,
    ):
        for member in stored.namelist():  # Keras stores them as they are
            smaller.writestr(member, stored.read(member))
    unfinished.unlink()
    os.replace(deflated, file)
    return file


def write_record(finished: Trained, file: Path) -> None:
    """Write all of `finished` but its weights and album to `file`, where `find` reads it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fields = asdict(finished)
    del fields["name"], fields["weights"], fields["album"]
    unfinished = file.with_suffix(".part")
    unfinished.write_text(json.dumps(fields), encoding="utf-8")
    os.replace(unfinished, file)
