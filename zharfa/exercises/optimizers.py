"""Checkers of the exercises of notebook 03-optimizers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from zharfa.exercises import checker

_EPSILON = 1e-7
_GRADIENTS = np.random.default_rng(7).normal(size=(6, 3))


def _path(update: Callable) -> np.ndarray:
    """Parameters after each of the six gradients, from (1, 2, 3), shape (6, 3)."""
    theta, path = np.array([1.0, 2.0, 3.0]), []
    for g in _GRADIENTS:
        theta = np.asarray(update(theta.copy(), g.copy()), dtype=float)
        path.append(theta)
    return np.array(path)


def _not_an_update(update: object) -> str | None:
    if not callable(update):
        return "باید تابعی برگردانید که (theta, g) می‌گیرد و theta تازه را می‌دهد."
    return None


@checker("03-two-steps")
def two_steps(values: Sequence[float]) -> bool | str:
    """x after one and two steps of momentum on x**2."""
    first, second = (float(value) for value in values)
    if not np.isclose(first, 0.8):
        return "در گام اول v منهای 0.1 برابر شیب است و شیب تابع در 1 برابر 2 است."
    if np.isclose(second, 0.64):
        return "این گرادیان کاهشی ساده است؛ نیمی از سرعت گام اول را هم بیفزایید."
    if np.isclose(second, 0.5):
        return "گرادیان گام دوم را در x = 0.8 حساب کنید، نه در 1."
    if not np.isclose(second, 0.54):
        return (
            "در گام دوم v نصف سرعت قبلی است منهای 0.1 برابر شیب در 0.8، "
            "و x از 0.8 به اندازهٔ v می‌رود."
        )
    return True


@checker("03-effective-rate")
def effective_rate(rate: Callable) -> bool | str:
    """Learning rate of plain descent that equals momentum on a constant gradient."""
    answer = float(rate(0.02, 0.9))
    if np.isclose(answer, 0.02 / 0.9):
        return "بر mu تقسیم کرده‌اید؛ اصطکاک 1 - mu است."
    if np.isclose(answer, 0.002):
        return "برعکس است: تکانه گام را بلندتر می‌کند، نه کوتاه‌تر."
    if not (np.isclose(answer, 0.2) and np.isclose(rate(0.1, 0.5), 0.2)):
        return "سرعت نهایی از v = mu · v - learning_rate · g به دست می‌آید؛ v را تنها کنید."
    return True


@checker("03-rms-momentum")
def rms_momentum(method: Callable) -> bool | str:
    """RMSprop whose scaled gradient feeds a momentum."""
    update = method(0.1, 0.8)
    if fault := _not_an_update(update):
        return fault
    G, v, theta, wanted = 0.0, 0.0, np.array([1.0, 2.0, 3.0]), []
    for g in _GRADIENTS:
        G = 0.9 * G + 0.1 * g**2
        v = 0.8 * v - 0.1 * g / np.sqrt(G + _EPSILON)
        theta = theta + v
        wanted.append(theta)
    got = _path(update)
    if not np.allclose(got[0], wanted[0]):
        return "گام اول درست نیست: G = 0.1 · g² است و v = -learning_rate · g / √(G + ε)."
    if not np.allclose(got, wanted):
        return "گام اول درست است و گام‌های بعد نه: G و v را میان گام‌ها نگه دارید (nonlocal)."
    again = _path(method(0.1, 0.8))
    if not np.allclose(again, wanted):
        return "هر بار که روش را می‌سازید حافظه باید از نو صفر شود."
    return True


@checker("03-clipped")
def clipped(method: Callable) -> bool | str:
    """The gradient is shortened to ``limit`` when its norm is larger."""
    update = method(lambda theta, g: theta - g, 2.0)
    if fault := _not_an_update(update):
        return fault
    zero = np.zeros(2)
    long, short = (np.asarray(update(zero, np.array(g))) for g in ([6.0, 8.0], [0.3, 0.4]))
    if np.allclose(long, [-2.0, -2.0]):
        return "هر درایه را جدا نبرید: جهت گرادیان باید بماند و فقط طولش کوتاه شود."
    if not np.allclose(short, [-0.3, -0.4]):
        return "گرادیانی که نُرمش از limit کوچک‌تر است نباید عوض شود."
    if not np.allclose(long, [-1.2, -1.6]):
        return "گرادیان (6, 8) نُرم 10 دارد؛ با limit=2 باید (1.2, 1.6) شود."
    if not np.isfinite(update(zero, zero)).all():
        return "با گرادیان صفر هم بیازمایید: تقسیم بر نُرم صفر پیش می‌آید."
    return True


@checker("03-amsgrad")
def amsgrad(method: Callable) -> bool | str:
    """Adam without bias correction that divides by the largest second moment so far."""
    update = method(0.1)
    if fault := _not_an_update(update):
        return fault
    m, v, largest, theta, wanted = 0.0, 0.0, 0.0, np.zeros(1), []
    gradients = [np.array([g]) for g in (1.0, 30.0, 0.1, 0.1, -0.2)]
    for g in gradients:
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        largest = np.maximum(largest, v)
        theta = theta - 0.1 * m / (np.sqrt(largest) + _EPSILON)
        wanted.append(theta)
    theta, got = np.zeros(1), []
    for g in gradients:
        theta = np.asarray(update(theta, g), dtype=float)
        got.append(theta)
    if np.isclose(got[0][0], -0.1):
        return "اصلاح سوگیری را بردارید: گام اول بی‌اصلاح بلندتر از learning_rate است."
    if not np.allclose(got[:2], wanted[:2]):
        return "دو گام اول درست نیست: m و v را مانند Adam به‌روز کنید و میان گام‌ها نگه دارید."
    if not np.allclose(got, wanted, rtol=1e-9, atol=0):
        return "در مخرج بزرگ‌ترین v از آغاز تا کنون را بگذارید، نه v کنونی را."
    return True


@checker("03-best-momentum")
def best_momentum(settings: Callable) -> bool | str:
    """Learning rate and coefficient of the fastest momentum on a quadratic."""
    rate, mu = (float(value) for value in settings(1.0, 25.0))
    if not np.isclose(rate, 1 / 9):
        return "برای خمیدگی‌های 1 و 25 نرخ باید (2 / (1 + 5))² یعنی 1/9 باشد."
    if np.isclose(mu, 2 / 3):
        return "توان دوم را فراموش کرده‌اید: mu توان دوم همین عدد است."
    if not np.isclose(mu, 4 / 9):
        return "برای κ = 25 ضریب تکانه باید ((5 - 1) / (5 + 1))² یعنی 4/9 باشد."
    if not np.allclose(settings(4.0, 4.0), (0.25, 0.0)):
        return "با خمیدگی‌های برابر به هر دو ورودی نیاز دارید: پاسخ باید (0.25, 0) باشد."
    return True
