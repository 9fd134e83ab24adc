"""Exercises of the book: every chapter registers checkers, the reader calls :func:`check`.

A chapter's module holds functions like this one::

    @checker("02-margin")
    def margin(answer):
        if answer([1.0], 2.0) > 0:
            return True
        return "علامت حاشیه را با یک نقطهٔ روشن بیازمایید."

A checker returns ``True`` for a right answer and otherwise a Persian hint. Whatever the reader
wrote, :func:`check` only prints a sentence and never raises.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from zharfa import persian

__all__ = ["RIGHT", "UNTOUCHED", "WRONG", "Unanswered", "Verdict", "check", "checker", "recognised"]

# The number in front of an exercise's id names the chapter, and so the modules with its checkers.
MODULES = {
    "01": ("tabular_data", "learning", "evaluation", "limits"),
    "02": ("perceptron",),
    "03": (
        "mlp",
        "activations_losses",
        "gradient_descent",
        "optimizers",
        "training_well",
        "regularization",
        "house_prices",
    ),
    "04": ("convolution", "feature_maps", "cifar10", "residual", "inside"),
    "05": ("rnn", "lstm", "text_generation", "sentiment", "multilabel", "attention", "speech"),
    "06": ("gan", "dcgan"),
    "07": ("learning_to_optimize", "hilbert_lstm", "beyond_hilbert"),
}

RIGHT = "✓"
WRONG = "✗"
UNTOUCHED = "هنوز چیزی ننوشته‌اید: به‌جای سه‌نقطه پاسخ خود را بنویسید و این خانه را دوباره اجرا کنید."
NO_RETURN = "پاسخ را با return برگردانید: تابع شما چیزی برنگرداند."
_PRAISE = "آفرین، درست است."

_Checker = Callable[[Any], "bool | str"]
_checkers: dict[str, _Checker] = {}


class Unanswered(Exception):
    """The reader's answer is still the stub; a checker may raise it too."""


class _NoReturn(Exception):
    """The reader's function ran to its end without a ``return``."""


class Verdict(int):
    """Outcome of :func:`check`, true or false, that shows nothing as a cell's last value."""

    def __repr__(self) -> str:
        return str(bool(self))

    def _ipython_display_(self) -> None:
        """The sentence has been printed already: no extra output."""


def checker(name: str) -> Callable[[_Checker], _Checker]:
    """Register the decorated function as the checker of exercise ``name`` (like ``02-margin``).

    Raises:
        ValueError: if the name is taken.
    """

    def register(function: _Checker) -> _Checker:
        if name in _checkers:
            raise ValueError(f"two checkers for exercise {name!r}")
        _checkers[name] = function
        return function

    return register


def check(name: str, answer: Any) -> Verdict:
    """Check ``answer`` to exercise ``name``, print a Persian sentence, return whether it is right.

    The answer may be a value, a tuple of values, a function or a class. Never raises.
    """
    try:
        text, right = _outcome(name, answer)
    except Unanswered:
        text, right = UNTOUCHED, False
    except _NoReturn:
        text, right = f"{WRONG} {NO_RETURN}", False
    except Exception as error:  # the reader's code may fail in any way
        text, right = f"{WRONG} {_about_error(error)}", False
    persian.say(text)
    return Verdict(right)


def recognised(answer: Any, mistakes: Mapping[str, Any], **tolerance: float) -> str | None:
    """The hint to the first of known mistakes that gives `answer`, or None.

    Args:
        answer: numbers.
        mistakes: hints, each with the numbers that the mistake gives.
        tolerance: ``rtol`` or ``atol`` of `numpy.allclose`.
    """
    for hint, value in mistakes.items():
        if np.shape(answer) == np.shape(value) and np.allclose(answer, value, **tolerance):
            return hint
    return None


def _outcome(name: str, answer: Any) -> tuple[str, bool]:
    function = _find(name)
    if function is None:
        return f"نام تمرین را از متن کتاب دوباره بنویسید: تمرینی با نام «{name}» نیست.", False
    if _is_stub(answer):
        raise Unanswered
    result = function(_watched(answer))
    if isinstance(result, (bool, np.bool_)) and result:
        return f"{RIGHT} {_PRAISE}", True
    if isinstance(result, str) and result:
        return f"{WRONG} {result}", False
    raise TypeError(f"checker of {name} returned {result!r}, neither True nor a hint")


def _find(name: str) -> _Checker | None:
    for module in MODULES.get(name.partition("-")[0], ()):
        importlib.import_module(f"{__name__}.{module}")
    return _checkers.get(name)


def _is_stub(answer: Any) -> bool:
    if isinstance(answer, (tuple, list)):
        return any(_is_stub(part) for part in answer)
    return answer is None or answer is ...


def _watched(answer: Any) -> Any:
    """``answer`` with every function in it wrapped, so that a stub or a lost result is noticed."""
    if isinstance(answer, tuple):
        return tuple(_watched(part) for part in answer)
    if not inspect.isfunction(answer):
        return answer

    @functools.wraps(answer)
    def call(*arguments: Any, **options: Any) -> Any:
        result = answer(*arguments, **options)
        if result is None:
            raise _NoReturn
        if _is_stub(result):
            raise Unanswered
        return result

    return call


def _about_error(error: Exception) -> str:
    detail = str(error).strip().splitlines()
    return (
        "کد خود را با یک مثال کوچک اجرا کنید؛ هنگام آزمودن این خطا را داد:\n"
        f"{type(error).__name__}{': ' + detail[0] if detail else ''}"
    )
