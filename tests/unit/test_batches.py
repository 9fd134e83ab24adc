"""Batches that are drawn from a seed and the number of the epoch alone."""

from __future__ import annotations

import numpy as np

from zharfa.batches import EpochBatches


def points(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.normal(size=(32, 2)), rng.normal(2, 1, (32, 2))


def test_epochs_are_drawn_from_seed_and_number_alone():
    batches = EpochBatches(points, 12, seed=3)
    assert len(batches) == 2  # eight rows are left over
    first = batches[0]
    batches.on_epoch_end()
    second = batches[0]
    assert not np.array_equal(first[0], second[0])
    again = EpochBatches(points, 12, seed=3)
    again.begin(1)
    np.testing.assert_array_equal(again[0][1], second[1])
    other = EpochBatches(points, 12, seed=4)
    assert not np.array_equal(other[0][0], first[0])


def test_inputs_may_be_several_arrays():
    batches = EpochBatches(lambda rng: ((np.arange(6), np.arange(6) + 10), np.arange(6)), 3)
    (first, second), target = batches[1]
    assert first.tolist() == target.tolist() == [3, 4, 5]
    assert second.tolist() == [13, 14, 15]


def test_an_epoch_is_drawn_once_and_only_when_it_is_asked_for():
    drawn = []

    def draw(rng):
        drawn.append(rng)
        return points(rng)

    batches = EpochBatches(draw, 8)
    batches.begin(3)
    assert drawn == []
    for index in range(len(batches)):
        batches[index]
    batches.on_epoch_end()
    assert len(drawn) == 1
