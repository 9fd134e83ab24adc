"""Checkers of the exercises of notebook 05-multilabel."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


def _example(seed: int, n: int = 60, labels: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Labels of falling frequency and answers that agree with most of them."""
    rng = np.random.default_rng(seed)
    y = (rng.random((n, labels)) < np.linspace(0.6, 0.1, labels)).astype(int)
    return y, (y == 1) ^ (rng.random((n, labels)) < 0.15)


def _f1(y: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    hits = np.sum((y == 1) & chosen, axis=0)
    return 2 * hits / np.maximum(chosen.sum(axis=0) + y.sum(axis=0), 1)


@checker("05-multilabel-constant")
def constant(function: Callable) -> bool | str:
    """Share of rows whose largest label, the first of equals, is the given column."""
    y = np.array([[1, 0, 0], [0, 0, 0], [0, 0, 0], [0, 1, 1], [0, 0, 1]])
    answer = function(y.copy(), 0)
    if np.isclose(answer, 1 / 5):
        return "سطرهای تمام‌صفر را فراموش کردید: argmax آن‌ها خانهٔ نخست است."
    if np.isclose(answer, 3 / 5) and np.isclose(function(y.copy(), 1), 1 / 5):
        return True if np.isclose(function(y.copy(), 2), 1 / 5) else "ستون سوم را هم بیازمایید."
    if np.isclose(answer, 3):
        return "شمار را بر شمار سطرها تقسیم کنید."
    return "در چند سطر، argmax برچسب‌ها با column یکی است؟ سهم آن‌ها را برگردانید."


@checker("05-multilabel-micro")
def micro(function: Callable) -> bool | str:
    """F1 from the counts of all labels together."""
    y, chosen = _example(0)
    right = 2 * np.sum((y == 1) & chosen) / (chosen.sum() + y.sum())
    answer = function(y.copy(), chosen.copy())
    if np.ndim(answer):
        return "یک عدد برگردانید: شمارها را روی همهٔ برچسب‌ها جمع کنید."
    if np.isclose(answer, _f1(y, chosen).mean()):
        return "این میانگین سادهٔ امتیازهاست؛ اول شمارها را جمع کنید، بعد تقسیم."
    if np.isclose(answer, np.mean((y == 1) == chosen)):
        return "این دقت دودویی است؛ خانه‌هایی که هر دو صفرند نباید شمرده شوند."
    if np.isclose(answer, right / 2):
        return "ضریب دو را در صورت فراموش کردید."
    if not np.isclose(answer, right):
        return "برخوردها، گفته‌ها و بوده‌ها را روی همهٔ خانه‌ها بشمارید: دو برابر برخورد بر مجموع."
    return True


@checker("05-multilabel-floor")
def floor(function: Callable) -> bool | str:
    """The smallest threshold whose precision reaches the floor; infinity without one."""
    y = np.array([0, 1, 0, 1, 0, 1, 1])
    p = np.array([0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.9])
    answer = function(y.copy(), p.copy(), 0.75)
    if np.isclose(answer, 0.7):
        return "صحت با آستانه یکنوا نیست: آستانهٔ کوچک‌تری هم شرط را دارد."
    if np.isclose(answer, 0.6):
        return "جملهٔ هم‌اندازه با آستانه هم برگزیده است: >= نه >."
    if not np.isclose(answer, 0.5):
        return "آستانه‌ها را از کوچک به بزرگ بیازمایید و نخستینِ کافی را برگردانید."
    if not np.isinf(function(np.array([1, 0]), np.array([0.2, 0.8]), 0.9)):
        return "اگر هیچ آستانه‌ای کافی نیست، np.inf برگردانید."
    order = np.random.default_rng(0).permutation(len(y))
    if not np.isclose(function(y[order], p[order], 0.75), 0.5):
        return "ترتیب جمله‌ها نباید اثری داشته باشد؛ احتمال‌ها را مرتب کنید."
    return True


@checker("05-multilabel-weighted")
def weighted(function: Callable) -> bool | str:
    """Mean over all cells of the cross-entropy whose positive part carries its label's weight."""
    y, _ = _example(1, n=12)
    p = np.random.default_rng(2).uniform(0.05, 0.95, y.shape)
    weights = np.array([1.0, 2.0, 5.0, 9.0])
    positive, negative = y * np.log(p), (1 - y) * np.log(1 - p)
    answer = function(y.copy(), p.copy(), weights.copy())
    if np.ndim(answer):
        return "یک عدد برگردانید: میانگین روی همهٔ خانه‌ها."
    wrong = {
        "علامت منفی را فراموش کردید؛ زیان باید مثبت باشد.": np.mean(weights * positive + negative),
        "وزن را به بخش منفی هم داده‌اید.": -np.mean(weights * (positive + negative)),
        "وزن‌ها به کار نرفت.": -np.mean(positive + negative),
        "به‌جای جمع میانگین بگیرید.": -np.sum(weights * positive + negative),
    }
    if hint := recognised(answer, wrong):
        return hint
    if not np.isclose(answer, -np.mean(weights * positive + negative)):
        return "برای y=1 جملهٔ weights·log(p) و برای y=0 جملهٔ log(1-p)؛ سپس منفیِ میانگین."
    return True


@checker("05-multilabel-paired")
def paired(function: Callable) -> bool | str:
    """Share of the resamples in which the first model has the larger macro F1."""
    y, first = _example(3)
    rng = np.random.default_rng(4)
    second = (y == 1) ^ (rng.random(y.shape) < 0.17)
    rows = rng.integers(0, len(y), size=(80, len(y)))
    right = np.mean([_f1(y[r], first[r]).mean() > _f1(y[r], second[r]).mean() for r in rows])
    answer = function(y.copy(), first.copy(), second.copy(), rows.copy())
    if np.ndim(answer):
        return "یک عدد برگردانید: سهم بازنمونه‌ها."
    if np.isclose(answer, 1 - right):
        return "سهم برد مدل نخست را خواسته‌ایم، نه دومی را."
    if not np.isclose(answer, right):
        return "هر سطر rows یک بازنمونه است: هر دو مدل را روی همان بسنجید و بردها را بشمارید."
    if function(y, first, first, rows) != 0:
        return "برابری برد نیست: > نه >=."
    return True
