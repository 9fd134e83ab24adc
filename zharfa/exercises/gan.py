"""Checkers of the exercises of notebook 06-gan."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


@checker("06-gan-smoothed")
def smoothed(function: Callable) -> bool | str:
    """s p / (p + q): only the share of the real pictures shrinks."""
    p, q, s = np.array([0.2, 0.5, 0.0]), np.array([0.2, 0.1, 0.3]), 0.9
    answer = np.asarray(function(p, q, s), dtype=float)
    wrong = {
        "هدف نرم را به کار نبرده‌اید: برای target=1 درست است.": p / (p + q),
        "سهم 1-s از تصویر واقعی هم در مخرج است؛ مخرج همان p_data + p_g می‌ماند.": s
        * p
        / (s * p + q),
        "این احتمال ساختگی بودن است؛ صورت کسر باید از p_data بیاید.": q / (p + q),
        "نرم‌کردن یک‌طرفه است: هدف ساختگی‌ها صفر می‌ماند.": (s * p + (1 - s) * q) / (p + q),
    }
    if answer.shape == p.shape and np.allclose(answer, s * p / (p + q)):
        return True
    return (
        recognised(answer, wrong)
        or "مشتق s p log D + ((1-s) p + q) log(1-D) را نسبت به D صفر بگذارید."
    )


@checker("06-gan-slopes")
def slopes(function: Callable) -> bool | str:
    """-D for log(1 - D) and D - 1 for -log D."""
    for logit in (-4.6, 0.0, 2.0):
        answer = function(logit)
        belief = 1 / (1 + np.exp(-logit))
        if not isinstance(answer, tuple) or len(answer) != 2:
            return "دو عدد برگردانید: نخست شیب کمین‌بیش، سپس شیب نااشباع."
        right = -belief, belief - 1
        if np.allclose(answer, right):
            continue
        if np.allclose(answer, right[::-1]):
            return "جای دو شیب را عوض کرده‌اید؛ نخست کمین‌بیش."
        if np.allclose(np.abs(answer), np.abs(right)):
            return "اندازه‌ها درست‌اند؛ علامت را ببینید: هر دو زیان با بزرگ شدن لوجیت کم می‌شوند."
        if np.allclose(np.abs(answer), [1 / (1 - belief), 1 / belief]):
            return "این شیب نسبت به D است؛ در مشتق سیگموید، D(1-D)، هم ضرب کنید."
        return "مشتق log(1-D) نسبت به D را در مشتق سیگموید، D(1-D)، ضرب کنید."
    return True


@checker("06-gan-modes")
def modes(function: Callable) -> bool | str:
    """Each center with enough of all points nearer than the radius."""
    centers = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 4.0], [9.0, 9.0]])
    groups = {(0.1, 0.0): 50, (0.9, 0.0): 6, (0.0, 2.5): 40, (0.0, 3.9): 4}
    points = np.concatenate([np.tile(point, (count, 1)) for point, count in groups.items()])
    answer = np.asarray(function(points, centers, 1.2, 0.05))
    right = np.array([True, True, False, False])
    if answer.shape == ():
        return "برای هر مرکز یک مقدار منطقی برگردانید، نه شمار آن‌ها را."
    if answer.shape == (3,):
        return "مرکزی که هیچ نقطه‌ای ندارد از قلم افتاده است: minlength را بدهید."
    if answer.shape != (4,):
        return "آرایه‌ای به طول شمار مرکزها برگردانید."
    if answer.dtype != bool:
        return "آرایهٔ منطقی برگردانید: شمار هر مرکز را با کمترین شمار مقایسه کنید."
    if answer[2]:
        return "نقطه‌های دورتر از شعاع را نشمارید؛ و سهم را از همهٔ نقطه‌ها بگیرید."
    if np.array_equal(answer, right):
        edge = np.asarray(function(points, centers, 1.2, 0.06))
        return True if edge[1] else "سهمی درست برابر share هم کافی است."
    return "هر نقطه فقط به نزدیک‌ترین مرکزش می‌رسد، و اگر از شعاع نزدیک‌تر باشد."


@checker("06-gan-diagonal-frechet")
def diagonal_frechet(function: Callable) -> bool | str:
    """Squared differences of the means and of the standard deviations."""
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(7, 3)), rng.normal(1, 2, size=(9, 3))
    answer = np.asarray(function(first.copy(), second.copy()), dtype=float)
    if answer.shape != ():
        return "یک عدد برگردانید: جمع روی همهٔ بُعدها."
    gap = np.sum((first.mean(axis=0) - second.mean(axis=0)) ** 2)
    stds = [[rows.std(axis=0, ddof=k) for rows in (first, second)] for k in (0, 1)]
    if np.isclose(answer, gap + np.sum((stds[1][0] - stds[1][1]) ** 2)):
        return True
    wrong = {
        "واریانس‌ها را با ddof=1 بگیرید.": gap + np.sum((stds[0][0] - stds[0][1]) ** 2),
        "انحراف معیارها را از هم کم کنید، نه واریانس‌ها را.": gap
        + np.sum((stds[1][0] ** 2 - stds[1][1] ** 2) ** 2),
        "بخش پراکندگی را نیفزوده‌اید.": gap,
        "بخش میانگین‌ها را نیفزوده‌اید.": np.sum((stds[1][0] - stds[1][1]) ** 2),
    }
    return (
        recognised(answer, wrong)
        or "برای هر بُعد: مربع اختلاف میانگین‌ها به‌علاوهٔ مربع اختلاف انحراف معیارها."
    )


@checker("06-gan-extragradient")
def extragradient(function: Callable) -> bool | str:
    """A step with the gradient of the trial point, from the point itself."""
    rate, steps = 0.3, 5
    answer = np.asarray(function(1.0, 0.5, rate, steps), dtype=float)
    if answer.shape == (steps, 2):
        return "نقطهٔ آغاز را هم در مسیر بگذارید."
    if answer.shape != (steps + 1, 2):
        return "مسیری با شکل (steps + 1, 2) برگردانید."

    def path(step: Callable) -> np.ndarray:
        points = [(1.0, 0.5)]
        for _ in range(steps):
            points.append(step(*points[-1]))
        return np.array(points)

    def look_ahead(x: float, y: float) -> tuple[float, float]:
        trial = x - rate * y, y + rate * x
        return x - rate * trial[1], y + rate * trial[0]

    def from_the_trial(x: float, y: float) -> tuple[float, float]:
        x, y = x - rate * y, y + rate * x
        return x - rate * y, y + rate * x

    def in_turn(x: float, y: float) -> tuple[float, float]:
        x = x - rate * y
        return x, y + rate * x

    if np.allclose(answer, path(look_ahead)):
        return True
    wrong = {
        "این گام هم‌زمان ساده است؛ گرادیان را در نقطهٔ آزمایشی بگیرید.": lambda x, y: (
            x - rate * y,
            y + rate * x,
        ),
        "از نقطهٔ اصلی گام بزنید، نه از نقطهٔ آزمایشی.": from_the_trial,
        "این گام نوبتی است؛ هر دو بازیکن هم‌زمان گام می‌زنند.": in_turn,
    }
    if hint := recognised(answer, {hint: path(step) for hint, step in wrong.items()}):
        return hint
    if np.allclose(answer, path(lambda x, y: look_ahead(y, x)[::-1])):
        return "بازیکن x می‌کاهد و y می‌افزاید؛ علامت‌ها را ببینید."
    return "نقطهٔ آزمایشی x - rate * y و y + rate * x است؛ با گرادیان آن از نقطهٔ اصلی گام بزنید."
