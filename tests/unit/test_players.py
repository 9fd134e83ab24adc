"""Two optimizers as one, and a game whose interrupted training ends in the same state."""

from __future__ import annotations

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from zharfa import training
from zharfa.batches import EpochBatches
from zharfa.players import PlayerOptimizers

layers = keras.layers


class Duel(keras.Model):
    """The first player moves points so that the second takes them for those of the data."""

    def __init__(self) -> None:
        super().__init__()
        self.mover = keras.Sequential([keras.Input((2,)), layers.Dense(2)])
        self.judge = keras.Sequential(
            [keras.Input((2,)), layers.Dense(8, "relu"), layers.Dropout(0.3), layers.Dense(1)]
        )
        self.built = True

    def call(self, noise, training=False):
        return self.mover(noise)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        apart = self.judge(y, training=training) - self.judge(y_pred, training=training)
        return keras.ops.mean(keras.ops.square(apart))


def new_duel(first: float = 0.1, second: float = 0.01) -> Duel:
    keras.utils.set_random_seed(0)
    duel = Duel()
    pair = PlayerOptimizers(
        keras.optimizers.SGD(first), keras.optimizers.Adam(second, beta_1=0.5), 2
    )
    duel.compile(pair)
    return duel


def points(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.normal(size=(32, 2)).astype("float32"), rng.normal(2, 1, (32, 2)).astype("float32")


def test_each_player_is_trained_by_its_own_optimizer():
    start, moved = new_duel(), new_duel(first=0.0)
    moved.fit(*points(np.random.default_rng(0)), epochs=1, verbose=0)
    for kept, now in zip(start.mover.get_weights(), moved.mover.get_weights(), strict=True):
        np.testing.assert_array_equal(now, kept)
    pairs = zip(start.judge.get_weights(), moved.judge.get_weights(), strict=True)
    # Adam's first step is the rate itself, whatever the size of the gradient.
    assert 0.005 < max(np.abs(now - kept).max() for kept, now in pairs) <= 0.0101


def test_the_pair_carries_the_state_of_both():
    duel = new_duel()
    duel.fit(*points(np.random.default_rng(0)), epochs=1, verbose=0)
    pair = duel.optimizer
    assert len(pair.first.variables) + len(pair.second.variables) < len(pair.variables)
    for player in (pair, pair.first, pair.second):
        assert int(player.iterations.numpy()) == 1


class InterruptInThirdEpoch(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self.epoch == 2 and batch == 1:
            raise KeyboardInterrupt


def play(folder, *callbacks) -> tuple[Duel, keras.callbacks.History]:
    duel = new_duel()
    history = training.resumable_fit(
        duel,
        EpochBatches(points, 8, seed=3),
        checkpoint_dir=folder,
        epochs=4,
        callbacks=callbacks,
        progress=False,
    )
    return duel, history


def test_interrupted_game_ends_in_the_state_of_an_uninterrupted_one(tmp_path):
    whole, whole_history = play(tmp_path / "whole")
    _, half = play(tmp_path / "parts", InterruptInThirdEpoch())
    assert len(half.epoch) == 2
    resumed, history = play(tmp_path / "parts")
    assert history.history == whole_history.history
    pairs = zip(whole.optimizer.variables, resumed.optimizer.variables, strict=True)
    for one, other in [*pairs, *zip(whole.variables, resumed.variables, strict=True)]:
        np.testing.assert_array_equal(one.numpy(), other.numpy(), err_msg=one.path)


@pytest.mark.parametrize("count", [0, 4])
def test_a_player_may_not_be_left_without_variables(count):
    pair = PlayerOptimizers(keras.optimizers.SGD(), keras.optimizers.SGD(), count)
    with pytest.raises(ValueError, match="میان ۱ و ۳"):
        pair.build([keras.Variable([1.0]) for _ in range(4)])
