"""Progress in Persian, and training that survives an interruption."""

from __future__ import annotations

import json
import os
import re

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from zharfa import training

EPOCHS = 5
X = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)


def new_model(units: int = 4) -> keras.Model:
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(units, "tanh"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse", run_eagerly=True)
    return model


class InterruptAt(keras.callbacks.Callback):
    """Stop like a press of the stop button, in the middle of an epoch."""

    def __init__(self, epoch: int) -> None:
        super().__init__()
        self.epoch = epoch
        self.current = 0

    def on_epoch_begin(self, epoch, logs=None):
        self.current = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self.current == self.epoch and batch == 1:
            raise KeyboardInterrupt


def fit(folder, *, model=None, epochs=EPOCHS, callbacks=(), **options) -> keras.callbacks.History:
    return training.resumable_fit(
        model or new_model(),
        X,
        Y,
        checkpoint_dir=folder,
        epochs=epochs,
        callbacks=callbacks,
        batch_size=8,
        shuffle=False,
        **options,
    )


def test_interrupted_training_resumes_and_returns_the_whole_history(tmp_path, capsys):
    straight = new_model()
    reference = straight.fit(X, Y, epochs=EPOCHS, batch_size=8, shuffle=False, verbose=0)
    partial = fit(tmp_path / "run", callbacks=[InterruptAt(2)])
    assert partial.epoch == [0, 1]
    assert "آموزش پس از ۲ دورهٔ کامل از ۵ دوره متوقف شد" in capsys.readouterr().out

    resumed = new_model()
    history = fit(tmp_path / "run", model=resumed)
    assert "از پایان دورهٔ ۲ ادامه می‌یابد" in capsys.readouterr().out
    assert history.epoch == list(range(EPOCHS))
    # Equal losses need the weights and the state of Adam to be back, not just the epoch number.
    assert history.history["loss"] == pytest.approx(reference.history["loss"], rel=1e-4)
    for ours, theirs in zip(resumed.get_weights(), straight.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5)


def test_interrupted_twice(tmp_path):
    fit(tmp_path, callbacks=[InterruptAt(1)])
    assert fit(tmp_path, callbacks=[InterruptAt(3)]).epoch == [0, 1, 2]
    assert len(fit(tmp_path).history["loss"]) == EPOCHS


def test_interrupted_before_the_first_epoch_ends(tmp_path):
    assert fit(tmp_path, callbacks=[InterruptAt(0)]).epoch == []
    assert len(fit(tmp_path).epoch) == EPOCHS


def test_finished_training_leaves_nothing_and_begins_anew(tmp_path, capsys):
    fit(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert len(fit(tmp_path).epoch) == EPOCHS
    assert "ادامه می‌یابد" not in capsys.readouterr().out


def test_history_longer_than_the_backup_is_cut(tmp_path):
    """As when the power fails between writing the history and the weights."""
    fit(tmp_path, callbacks=[InterruptAt(2)])
    record = json.loads((tmp_path / "history.json").read_text())
    record["epochs"].append({"loss": -1.0})
    (tmp_path / "history.json").write_text(json.dumps(record))
    history = fit(tmp_path)
    assert history.epoch == list(range(EPOCHS))
    assert -1.0 not in history.history["loss"]


def test_folder_of_another_model_is_refused(tmp_path):
    fit(tmp_path, callbacks=[InterruptAt(2)])
    with pytest.raises(ValueError, match="پوشهٔ دیگری"):
        fit(tmp_path, model=new_model(units=5))
    assert fit(tmp_path).epoch == list(range(EPOCHS)), "the refusal must not harm the checkpoint"


def test_unbuilt_model_is_refused_with_a_remedy(tmp_path):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"keras\.Input"):
        fit(tmp_path, model=model)


def test_validation_metrics_are_kept(tmp_path):
    fit(tmp_path, callbacks=[InterruptAt(1)], validation_data=(X, Y))
    history = fit(tmp_path, validation_data=(X, Y)).history
    assert {name: len(values) for name, values in history.items()} == {"loss": 5, "val_loss": 5}


def test_a_log_gets_one_line(tmp_path, capsys):
    fit(tmp_path)
    (line,) = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"۵ دوره در .+ ثانیه \(هر دوره .+ ثانیه\)؛ زیان [۰-۹٫]+", line)


def test_quiet_without_progress(tmp_path, capsys):
    fit(tmp_path, progress=False)
    assert capsys.readouterr().out == ""


def test_progress_tells_epoch_share_and_remaining_time(monkeypatch):
    shown = []
    progress = training.Progress()
    monkeypatch.setattr(progress._line, "redraw", shown.append)
    monkeypatch.setattr(training, "_REDRAW_SECONDS", 0)
    progress.set_params({"epochs": 3, "steps": 4})
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr(training.time, "perf_counter", lambda: next(clock))
    progress.on_epoch_begin(0)
    progress.on_train_batch_end(1)
    progress.on_epoch_end(0, {"loss": 0.25, "accuracy": 0.5})
    assert shown[0] == "دورهٔ ۱ از ۳"
    assert shown[1] == "دورهٔ ۱ از ۳، ۵۰٪"
    seconds = progress.seconds[0]
    assert shown[2] == (
        "دورهٔ ۲ از ۳؛ زیان ۰٫۲۵، دقت ۰٫۵؛ "
        f"هر دوره {training.persian.duration(seconds)}، "
        f"مانده {training.persian.duration(2 * seconds)}"
    )


def test_notebook_line_is_replaced_in_place(monkeypatch):
    calls = []

    class Handle:
        def update(self, bundle, raw):
            calls.append(("update", bundle["text/plain"]))

    def display(bundle, raw, display_id):
        calls.append(("display", bundle["text/plain"]))
        assert bundle["text/html"].startswith('<div dir="rtl">')
        return Handle()

    monkeypatch.setattr("IPython.display.display", display)
    line = training._NotebookLine()
    for text in ("یک", "دو", "سه"):
        line.redraw(text)
    assert calls == [("display", "یک"), ("update", "دو"), ("update", "سه")]


def test_epoch_timer():
    timer = training.EpochTimer()
    new_model().fit(X, Y, epochs=3, verbose=0, callbacks=[timer])
    assert len(timer.seconds) == 3 and timer.mean == pytest.approx(np.mean(timer.seconds))
    assert training.EpochTimer().mean == 0.0
