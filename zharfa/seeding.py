"""Seed Keras when it is imported, so that a set-up cell need not import it."""

from __future__ import annotations

import importlib.util
import random
import sys

import numpy as np


class _KerasFinder:
    """An import hook that waits for ``import keras`` once, then seeds it and goes away."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.searching = False

    def find_spec(self, name: str, path: object = None, target: object = None):
        if name != "keras" or self.searching:
            return None
        self.searching = True  # the other finders are asked below, this one not again
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self.searching = False
        if spec is None or spec.loader is None:
            return spec
        original = spec.loader.exec_module

        def execute_and_seed(module) -> None:
            # What the chapter has drawn so far must not be drawn again: Python and NumPy, which
            # `setup` has seeded already, go on where they were before the import.
            python_state, numpy_state = random.getstate(), np.random.get_state()
            original(module)
            if self in sys.meta_path:
                sys.meta_path.remove(self)
            module.utils.set_random_seed(self.seed)
            random.setstate(python_state)
            np.random.set_state(numpy_state)

        spec.loader.exec_module = execute_and_seed
        return spec


def seed_keras_on_import(seed: int) -> None:
    """Arrange for ``keras.utils.set_random_seed(seed)`` right after Keras is first imported."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _KerasFinder)]
    sys.meta_path.insert(0, _KerasFinder(seed))
