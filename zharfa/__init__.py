"""Helpers for the chapters of «ژرفا», the Persian deep-learning textbook.

Importing the package is cheap: its submodules are loaded when first used.
"""

from __future__ import annotations

import importlib

__version__ = "0.1.0"

_SUBMODULES = ("data", "diagrams", "exercises", "notebook", "persian", "plotting", "training")
_FUNCTIONS = {"setup": "notebook", "glue": "notebook"}

__all__ = [
    "__version__",
    "data",
    "diagrams",
    "exercises",
    "glue",
    "persian",
    "plotting",
    "setup",
    "training",
]


def __getattr__(name: str):
    if name in _SUBMODULES:
        return importlib.import_module(f"{__name__}.{name}")
    if name in _FUNCTIONS:
        return getattr(importlib.import_module(f"{__name__}.{_FUNCTIONS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
