"""Checkers of the exercises of notebook 01-limits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker


@checker("01-limits-abstain")
def abstain(function: Callable) -> bool | str:
    """The most probable class, or −1 below the threshold."""
    p = np.array([[0.7, 0.2, 0.1], [0.4, 0.35, 0.25], [0.1, 0.5, 0.4], [0.05, 0.05, 0.9]])
    answer = np.asarray(function(p.copy(), 0.5))
    if answer.shape != (4,):
        return "برای هر سطر یک عدد برگردانید: بیشینه را روی ستون‌ها بگیرید (axis=1)."
    if np.array_equal(answer, [0, -1, -1, 2]):
        return "اطمینانِ برابر با آستانه کمتر از آستانه نیست: سطر سوم باید پاسخ بگیرد."
    if np.allclose(answer, [0.7, -1, 0.5, 0.9]):
        return "شمارهٔ کلاس را برگردانید، نه خود احتمال را: argmax."
    if not np.array_equal(answer, [0, -1, 1, 2]):
        return f"برای چهار سطر آزمون باید [0, -1, 1, 2] بیاید، ولی {answer.tolist()} آمد."
    if not np.array_equal(function(p.copy(), 0.0), [0, 0, 1, 2]):
        return "با آستانهٔ صفر هیچ سطری رد نمی‌شود."
    return True


@checker("01-limits-gap")
def gap(function: Callable) -> bool | str:
    """Largest difference between the accuracies of the groups."""
    y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 1, 1])
    predicted = np.array([1, 0, 1, 1, 0, 0, 0, 1, 1, 0])
    group = np.array(["تهران"] * 6 + ["یزد"] * 3 + ["ایلام"])
    answer = float(function(y, predicted, group))
    if np.isclose(answer, 2 / 3):
        return "گروه سوم جا مانده است: همهٔ گروه‌ها را با np.unique پیدا کنید."
    if np.isclose(answer, -1):
        return "علامت برعکس است: از بیشترین دقت، کمترین را کم کنید."
    if np.isclose(answer, 0.7) or np.isclose(answer, 0.3):
        return "میانگین کل به کار نمی‌آید: دقت هر گروه را جدا حساب کنید."
    if not np.isclose(answer, 1):
        return f"دقت سه گروه آزمون 1 و 1/3 و 0 است؛ شکاف 1 است، ولی {answer:.3f} آمد."
    if not np.isclose(function(y, y, group), 0):
        return "وقتی همه درست باشند شکافی نیست."
    numbers = np.array([3, 3, 7, 7, 7])
    right = float(function(np.array([1, 1, 1, 1, 1]), np.array([1, 0, 1, 1, 0]), numbers))
    if not np.isclose(right, 2 / 3 - 1 / 2):
        return "نام گروه‌ها شاید عدد باشد: گروه را با برابری بسنجید، نه با شماره‌اش."
    return True


@checker("01-limits-threshold")
def threshold(function: Callable) -> bool | str:
    """Largest score that keeps at least the wanted share."""
    scores = np.array([0.9, 0.2, 0.8, 0.4, 0.6, 0.7, 0.3, 0.95, 0.5, 0.1])
    given = scores.copy()
    for kept in (0.8, 0.75, 0.5, 1.0, 0.1):
        enough = int(np.ceil(round(kept * len(scores), 9)))
        right = np.sort(given)[len(given) - enough]
        answer = float(function(scores, kept))
        if not np.array_equal(scores, given):
            return "فهرست نمره‌ها را جابه‌جا نکنید: به‌جای sort خود آرایه، np.sort به کار ببرید."
        if answer not in given:
            return f"آستانه باید یکی از خود نمره‌ها باشد، ولی {answer:.3f} در فهرست نیست."
        if np.mean(given >= answer) < kept - 1e-9:
            return f"با آستانهٔ {answer:g} تنها {np.mean(given >= answer):.2f} می‌ماند، نه {kept:g}."
        if answer != right:
            return f"با سهم {kept:g} آستانهٔ بزرگ‌تری هم هست: {right:g} به جای {answer:g}."
    return True


@checker("01-limits-weights")
def weights(function: Callable) -> bool | str:
    """Weights with equal totals of the groups and mean one."""
    for group in (np.array(["الف"] * 6 + ["ب"] * 3 + ["پ"]), np.array([4, 4, 4, 9])):
        answer = np.asarray(function(group), dtype=float)
        if answer.shape != group.shape:
            return "برای هر سطر یک وزن برگردانید، به همان ترتیب سطرها."
        totals = np.array([answer[group == name].sum() for name in np.unique(group)])
        counts = np.array([np.sum(group == name) for name in np.unique(group)])
        if np.allclose(totals / totals.sum(), counts**2 / np.sum(counts**2)):
            return "وزن‌ها وارون شده‌اند: گروه کوچک‌تر باید وزن بیشتری بگیرد."
        if not np.allclose(totals, totals[0]):
            return f"مجموع وزن گروه‌ها برابر نیست: {np.round(totals, 2).tolist()}."
        if not np.isclose(answer.mean(), 1):
            return f"گروه‌ها هم‌وزن‌اند، ولی میانگین وزن‌ها {answer.mean():.2f} است، نه 1."
    return True


@checker("01-limits-curves")
def curves(function: Callable) -> bool | str:
    """One curve of predictions for every row."""
    x = np.random.default_rng(0).normal(size=(5, 3))
    given, grid = x.copy(), np.array([-1.0, 0.5, 2.0, 3.0])

    def predict(table: np.ndarray) -> np.ndarray:
        return table[:, 0] * table[:, 1] + table[:, 2] ** 2

    right = given[:, :1] * grid + given[:, 2:] ** 2
    answer = np.asarray(function(predict, x, 1, grid), dtype=float)
    if not np.array_equal(x, given):
        return "جدول خواننده عوض شد: پیش از تغییر ستون، از آن رونوشت بگیرید (copy)."
    if answer.shape == right.T.shape and np.allclose(answer, right.T):
        return "سطر و ستون جابه‌جاست: هر سطر باید منحنی یک نفر باشد (ترانهاده بگیرید)."
    if answer.shape == grid.shape and np.allclose(answer, right.mean(axis=0)):
        return "میانگین نگیرید: این همان وابستگی جزئی است."
    if answer.shape != right.shape:
        return f"شکل باید (شمار سطرها، شمار مقدارها) یعنی {right.shape} باشد، نه {answer.shape}."
    if not np.allclose(answer, right):
        return "درایهٔ i و j پاسخ مدل برای سطر i است، وقتی تنها ستون column آن grid[j] باشد."
    return True


@checker("01-limits-joint")
def joint(function: Callable) -> bool | str:
    """Drop of the score when columns are shuffled together."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(400, 3))
    x[:, 2] = x[:, 0]
    y, given = x[:, 0] > 0, x.copy()
    seen: list[np.ndarray] = []

    def score(table: np.ndarray, labels: np.ndarray) -> float:
        seen.append(np.array(table))
        return float(np.mean((table[:, 0] + table[:, 2] > 0) == labels))

    drop = float(function(score, x, y, [0, 2], np.random.default_rng(0)))
    if not np.array_equal(x, given):
        return "جدول خواننده عوض شد: روی رونوشتی از x کار کنید."
    mixed = [table for table in seen if not np.array_equal(table, given)]
    if not mixed:
        return "سنجه روی جدولِ بُرخورده حساب نشد."
    if not all(np.array_equal(table[:, 1], given[:, 1]) for table in mixed):
        return "ستونی که در columns نیست نباید جابه‌جا شود."
    if not all(np.array_equal(table[:, 0], table[:, 2]) for table in mixed):
        return "دو ستون جداگانه بُر خوردند: یک جایگشت برای همه به کار ببرید."
    if any(not np.array_equal(np.sort(table[:, 0]), np.sort(given[:, 0])) for table in mixed):
        return "مقدارهای ستون باید همان‌ها باشند، تنها با ترتیبی دیگر: بی تکرار بُر بزنید."
    if drop < -0.3:
        return "علامت برعکس است: سنجهٔ جدول اصلی منهای سنجهٔ جدول بُرخورده."
    if not 0.4 < drop < 0.6:
        return f"افت باید نزدیک نیم باشد، ولی {drop:.2f} آمد."
    return True
