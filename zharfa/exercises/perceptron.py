"""Checkers of the exercises of chapter 2 (the perceptron)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from zharfa.exercises import checker

GATE_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def _separable(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Inputs with a bias column, shape (40, 3), signs ±1, and a vector that separates them."""
    rng = np.random.default_rng(seed)
    w_star = np.array([2.0, -1.0, 0.5])
    x = np.c_[rng.normal(size=(200, 2)), np.ones(200)]
    x = x[np.abs(x @ w_star) > 0.4][:40]
    return x, np.sign(x @ w_star), w_star


@checker("02-nand")
def nand(weights: Sequence[float]) -> bool | str:
    """Three numbers (w1, w2, b) that make the NAND gate."""
    if np.shape(weights) != (3,):
        return "سه عدد لازم است، به ترتیب وزن اول، وزن دوم و بایاس: (w1, w2, b)."
    z = GATE_INPUTS @ np.array(weights[:2], dtype=float) + weights[2]
    for (x1, x2), value in zip(GATE_INPUTS, z, strict=True):
        wanted = int(not (x1 and x2))
        if int(value > 0) != wanted:
            return (
                f"برای ورودی ({x1}, {x2}) مقدار z برابر {value:g} شد، ولی پاسخ باید {wanted} باشد."
            )
    return True


@checker("02-distance")
def distance(signed_distance: Callable) -> bool | str:
    """Signed distance of each row to the boundary, shape (rows,)."""
    W = np.array([3.0, 4.0, -5.0])
    x = np.array([[3.0, 4.0], [0.0, 0.0], [1.0, 0.5]])
    answer = np.asarray(signed_distance(W, x), dtype=float)
    if answer.shape != (3,):
        return "برای هر سطر یک عدد برگردانید: شکل خروجی باید (3,) باشد."
    if np.allclose(answer, [20.0, -5.0, 0.0]):
        return "این خودِ z است؛ برای فاصله باید بر اندازهٔ بردار وزن تقسیم شود."
    if np.allclose(answer, np.array([20.0, -5.0, 0.0]) / np.linalg.norm(W)):
        return "بایاس را در اندازهٔ بردار وزن نیاورید: مخرج فقط از وزن‌ها ساخته می‌شود."
    if np.allclose(answer, [4.0, 1.0, 0.0]):
        return "علامت را نگه دارید: فاصلهٔ نقطه‌های سوی «۰» باید منفی باشد."
    if not np.allclose(answer, [4.0, -1.0, 0.0]):
        return "با W=(3, 4, -5) فاصلهٔ نقطهٔ (3, 4) باید 4 و فاصلهٔ مبدأ باید -1 شود."
    return True


@checker("02-xor")
def xor(function: Callable) -> bool | str:
    """XOR of the two columns of the input, shape (rows,)."""
    answer = np.asarray(function(GATE_INPUTS.copy()))
    if answer.shape != (4,):
        return "برای هر سطر یک پاسخ برگردانید: شکل خروجی باید (4,) باشد."
    if not np.array_equal(answer, [0, 1, 1, 0]):
        return (
            f"برای چهار ورودی {answer.tolist()} آمد و باید [0, 1, 1, 0] باشد. "
            "OR و NAND را با AND ترکیب کنید."
        )
    return True


@checker("02-bound")
def bound(mistake_bound: Callable) -> bool | str:
    """Novikoff's bound (R/gamma)^2 for any length of the separating vector."""
    x, s, w_star = _separable(seed=1)
    gamma = np.min(s * (x @ w_star)) / np.linalg.norm(w_star)
    right = (np.linalg.norm(x, axis=1).max() / gamma) ** 2
    answer = float(mistake_bound(x, s, w_star))
    if np.isclose(answer, right / np.linalg.norm(w_star) ** 2):
        return "بردار جداکننده یکه نیست: حاشیه را بر اندازهٔ آن تقسیم کنید."
    if np.isclose(answer, np.sqrt(right)):
        return "نزدیک شدید: نسبت R به گاما باید به توان دو برسد."
    if not np.isclose(answer, right):
        return (
            f"برای دادهٔ آزمون {answer:.2f} آمد و باید {right:.2f} باشد. "
            "R بزرگ‌ترین و گاما کوچک‌ترین است."
        )
    return True


@checker("02-signed")
def signed(signed_epoch: Callable) -> bool | str:
    """One epoch of the perceptron rule with labels ±1; the given weights stay unchanged."""
    x, s, _ = _separable(seed=2)
    start = np.array([-1.0, 1.0, 0.0])
    given = start.copy()
    answer = np.asarray(signed_epoch(given, x.copy(), s.copy()), dtype=float)
    right = start.copy()
    for x_i, s_i in zip(x, s, strict=True):
        if s_i * (x_i @ right) <= 0:
            right += s_i * x_i
    if answer.shape != right.shape:
        return "همان تعداد وزن برگردانید که گرفته‌اید: شکل خروجی باید با W یکی باشد."
    if np.allclose(answer, start):
        return "وزن‌ها عوض نشدند: برای هر نمونهٔ خطا باید s ضرب‌در x به وزن‌ها افزوده شود."
    if not np.allclose(answer, right):
        return "وزن‌های پایان دوره درست نیست. نمونه‌ها را یکی‌یکی ببینید و هر بار با وزن تازه بسنجید."
    if not np.array_equal(given, start):
        return "پاسخ درست است، ولی وزن‌های ورودی را هم تغییر دادید: نخست از W رونوشت بگیرید."
    return True


@checker("02-averaged")
def averaged(averaged_perceptron: Callable) -> bool | str:
    """Mean of the weights after every sample, starting from zero (Freund and Schapire, 1999)."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(30, 2))
    y = (x[:, 0] + 0.8 * rng.normal(size=30) > 0).astype(int)
    inputs = np.c_[x, np.ones(30)]
    W, visited = np.zeros(3), []
    for _ in range(4):
        for x_i, y_i in zip(inputs, y, strict=True):
            W = W + (y_i - int(x_i @ W > 0)) * x_i
            visited.append(W)
    answer = np.asarray(averaged_perceptron(x, y, 4), dtype=float)
    if answer.shape != (3,):
        return "سه وزن برگردانید (بایاس در آخر): شکل خروجی باید (3,) باشد."
    if np.allclose(answer, W):
        return "این وزن‌های آخر است؛ میانگینِ همهٔ وزن‌های پس از هر نمونه را برگردانید."
    if np.allclose(answer, np.sum(visited, axis=0)):
        return "این جمع وزن‌هاست؛ آن را بر شمار همهٔ نمونه‌های دیده‌شده تقسیم کنید."
    if not np.allclose(answer, np.mean(visited, axis=0)):
        return (
            "میانگین درست نیست: پس از هر نمونه، چه خطا و چه درست، وزن‌های جاری را به جمع بیفزایید."
        )
    return True
