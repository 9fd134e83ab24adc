"""A finished training is used again, only where it is the same, and goes to the right place."""

from __future__ import annotations

import os
import zipfile

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from zharfa import trained

X = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")
Y = (X.sum(axis=1) > 0).astype("int32")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trained, "SHIPPED", tmp_path / "shipped")
    return tmp_path / "runs"


def new_model(units: int = 4, policy: str = "float32") -> keras.Model:
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(units, "tanh", dtype=policy),
            keras.layers.Dense(2, "softmax"),
        ]
    )
    optimizer = keras.optimizers.SGD(0.5, momentum=0.9)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def train(model=None, epochs=3, **options) -> trained.Trained:
    options = {"name": "small", "settings": {"sample": True}, **options}
    return trained.train_once(
        model or new_model(), X, Y, epochs=epochs, validation_data=(X, Y), **options
    )


def test_the_second_time_nothing_is_trained(capsys):
    first_model, second_model = new_model(), new_model()
    first = train(first_model)
    assert len(first.history["loss"]) == 3 and first.seconds > 0
    capsys.readouterr()
    second = train(second_model)
    assert "پیش‌تر انجام شده است" in capsys.readouterr().out
    assert second.history == first.history and second.seconds == first.seconds
    assert second_model.optimizer.iterations == 0
    for ours, theirs in zip(second_model.get_weights(), first_model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("units", "options"), [(4, {"epochs": 2}), (4, {"settings": {"sample": False}}), (5, {})]
)
def test_another_training_of_the_same_name_is_trained(units, options):
    train()
    model = new_model(units)
    train(model, **options)
    assert model.optimizer.iterations > 0


def test_other_settings_do_not_overwrite_a_finished_training():
    first = train()
    other = train(settings={"sample": False})
    assert first.weights.is_file() and first.weights != other.weights
    model = new_model()
    train(model)
    assert model.optimizer.iterations == 0


def test_a_shipped_training_is_used_where_it_is_the_same(own_folder, tmp_path):
    weights = train().weights
    shipped = tmp_path / "shipped"
    own_folder.rename(shipped)
    for file in (shipped / weights.name, shipped / weights.with_suffix(".json").name):
        file.rename(shipped / f"small{file.suffix}")
    model = new_model()
    train(model)
    assert model.optimizer.iterations == 0
    assert trained.find("small").weights == shipped / "small.keras"
    train(settings={"sample": False})
    assert trained.find("small").weights == shipped / "small.keras", "the book's, not the reader's"
    assert trained.find("unknown") is None


def test_the_stored_model_is_in_single_precision_and_has_no_optimizer():
    model = new_model(policy="mixed_bfloat16")
    finished = train(model)
    stored = keras.models.load_model(finished.weights)
    assert {layer.dtype_policy.name for layer in stored.layers} == {"float32"}
    assert not getattr(stored, "optimizer", None)
    np.testing.assert_allclose(stored.predict(X, verbose=0), model.predict(X, verbose=0), atol=0.02)


def test_the_stored_model_is_deflated():
    with zipfile.ZipFile(train(epochs=1).weights) as stored:
        assert all(member.compress_type == zipfile.ZIP_DEFLATED for member in stored.infolist())
        assert "model.weights.h5" in stored.namelist()


def test_a_model_with_a_mask_is_stored_too():
    inputs = keras.Input((None, 3))
    masked = keras.layers.Masking()(inputs)
    model = keras.Model(inputs, keras.layers.LSTM(2)(masked))
    model.compile("adam", "mse")
    x = np.pad(X.reshape(4, 8, 3), ((0, 0), (0, 2), (0, 0)))
    finished = trained.train_once(model, x, x[:, 0, :2], name="masked", epochs=1, verbose=0)
    stored = finished.model()
    np.testing.assert_allclose(stored.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-6)


def test_the_best_epoch_is_kept_also_over_an_interruption():
    """The metric falls after the first epoch: its weights are those that must come back."""

    class Falling(keras.callbacks.Callback):
        def __init__(self, stop_at: int | None = None) -> None:
            super().__init__()
            self.stop_at = stop_at
            self.first: list[np.ndarray] = []

        def on_epoch_begin(self, epoch, logs=None):
            if epoch == self.stop_at:
                raise KeyboardInterrupt

        def on_epoch_end(self, epoch, logs=None):
            logs["score"] = -float(epoch)
            if epoch == 0:
                self.first = self.model.get_weights()

    falling = Falling(stop_at=1)
    with pytest.raises(KeyboardInterrupt):
        train(best="score", callbacks=[falling])
    model = new_model()
    finished = train(model, best="score", callbacks=[Falling()])
    assert finished.history["score"] == [0.0, -1.0, -2.0]
    for ours, theirs in zip(model.get_weights(), falling.first, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_history_alone():
    finished = train(keep_weights=False)
    assert finished.weights is None and not list(trained.OWN.glob("*.keras"))
    assert train(keep_weights=False).seconds == finished.seconds
    with pytest.raises(FileNotFoundError, match="دوباره آموزشش دهید"):
        finished.model()
    model = new_model()
    train(model)
    assert model.optimizer.iterations > 0, "without weights the training is not the same"


def test_nothing_unfinished_is_left(own_folder):
    train(best="val_accuracy")
    assert sorted(file.suffix for file in own_folder.iterdir()) == [".json", ".keras"]


def test_a_part_is_kept_and_restored_in_half_precision(own_folder):
    def with_part():
        model = new_model()
        part = keras.Sequential([keras.Input((3,)), model.layers[0]])
        return model, {"part": part, "stored_dtype": "float16"}

    model, options = with_part()
    first = train(model, **options)
    stored = first.model().get_weights()
    assert len(stored) == 2 and stored[0].dtype == "float32"
    whole = train(name="whole", part=with_part()[1]["part"])
    assert first.weights.stat().st_size < whole.weights.stat().st_size
    again, options = with_part()
    untouched = again.layers[1].get_weights()
    train(again, **options)
    kernel = model.layers[0].get_weights()[0]
    np.testing.assert_array_equal(again.layers[0].get_weights()[0], kernel.astype("float16"))
    np.testing.assert_array_equal(again.layers[1].get_weights()[0], untouched[0])


def test_the_album_survives_an_interruption(own_folder):
    class InterruptInThirdEpoch(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise KeyboardInterrupt

    def with_album(*callbacks):
        model = new_model()
        return train(
            model,
            epochs=4,
            album=lambda: model.get_weights()[0],
            album_epochs=(1, 4),
            callbacks=callbacks,
        )

    with pytest.raises(KeyboardInterrupt):
        with_album(InterruptInThirdEpoch())
    finished = with_album()
    assert list(finished.album) == [1, 4]
    assert not np.array_equal(finished.album[1], finished.album[4])
    stored = with_album()
    for epoch, page in finished.album.items():
        np.testing.assert_array_equal(stored.album[epoch], page)
    assert len(list(own_folder.glob("*.npz"))) == 1
