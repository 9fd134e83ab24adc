"""Batches that an interrupted training finds again as they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np


class EpochBatches(keras.utils.PyDataset):
    """Batches drawn anew for each epoch, from nothing but a seed and the number of the epoch.

    A training on them that was interrupted goes on exactly as it would have gone: `resumable_fit`
    begins with the batches of the right epoch.

    Args:
        draw: given a random generator, returns what ``fit`` is to get in one epoch, ``(x, y)``;
            x and y are arrays, or tuples of arrays, with one row per sample.
        batch_size: rows per batch; what is left over at the end of an epoch is not used.
        seed: seed of all epochs.
    """

    def __init__(
        self,
        draw: Callable[[np.random.Generator], tuple[Any, Any]],
        batch_size: int,
        seed: int = 0,
    ) -> None:
        super().__init__()
        self._draw, self._batch_size, self._seed = draw, batch_size, seed
        self.begin(0)

    def begin(self, epoch: int) -> None:
        """Go to `epoch` (counted from 0); its arrays are drawn when they are asked for."""
        self._epoch, self._drawn = epoch, None

    def _arrays(self) -> tuple[Any, Any]:
        if self._drawn is None:
            self._drawn = self._draw(np.random.default_rng([self._seed, self._epoch]))
        return self._drawn

    def __len__(self) -> int:
        return len(keras.tree.flatten(self._arrays())[0]) // self._batch_size

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        rows = slice(index * self._batch_size, (index + 1) * self._batch_size)
        return keras.tree.map_structure(lambda array: array[rows], self._arrays())

    def on_epoch_end(self) -> None:
        self.begin(self._epoch + 1)
