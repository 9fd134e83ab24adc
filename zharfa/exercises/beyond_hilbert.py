"""Checkers of the exercises of notebook 07-beyond."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


@checker("07-beyond-share")
def share(function: Callable) -> bool | str:
    """(base - trained) / (base - floor)."""
    for base, trained, floor in [(40.0, 25.0, 10.0), (15.0, 14.0, 9.0)]:
        answer = float(function(base, trained, floor))
        if np.isclose(answer, (base - trained) / (base - floor)):
            continue
        if np.isclose(answer, (base - trained) / base):
            return "این درصد بهبود است؛ مخرج فاصلهٔ base تا کف است، نه خود base."
        if np.isclose(answer, (trained - floor) / (base - floor)):
            return "این سهمی است که باز مانده؛ سهم بسته‌شده را بدهید."
        if np.isclose(answer, (base - floor) / (base - trained)):
            return "کسر وارونه است."
        return "آنچه آموزش کم کرده، بخش بر فاصلهٔ base تا کف."
    return True


@checker("07-beyond-length")
def exact_length(function: Callable) -> bool | str:
    """-(g p) / (p q), the step that makes the new gradient orthogonal to p."""
    rng = np.random.default_rng(0)
    for dim in (3, 6):
        root, g, p = rng.normal(size=(dim, dim)), rng.normal(size=dim), rng.normal(size=dim)
        q = root @ root.T @ p
        answer = function(g.copy(), p.copy(), q.copy())
        if np.ndim(answer) != 0:
            return "یک عدد برگردانید: مضربِ p."
        if np.isclose(answer, -(g @ p) / (p @ q)):
            continue
        if np.isclose(answer, (g @ p) / (p @ q)):
            return "علامت: اگر g و p هم‌جهت باشند باید به عقب رفت."
        if np.isclose(answer, -(g @ p) / (q @ q)):
            return "مخرج p·q است؛ با q·q گرادیان کوچک می‌شود، نه زیان."
        if np.isclose(answer, -(g @ q) / (q @ q)):
            return "این طول گرادیانِ تازه را کمینه می‌کند، نه زیان را."
        if np.isclose(answer, -(g @ p) / (p @ p)):
            return "انحنا را نیاورده‌اید: q هم باید به کار رود."
        if np.isclose(answer, (g @ g) / (p @ q)):
            return "این فقط وقتی درست است که p = -g باشد."
        return "گرادیانِ تازه، g به‌علاوهٔ مضربِ q، باید بر p عمود باشد."
    return True


@checker("07-beyond-long-scale")
def long_scale(function: Callable) -> bool | str:
    """Sums that forget, then their ratio."""
    rng = np.random.default_rng(0)
    for count, gamma in [(6, 0.9), (4, 0.5)]:
        S = rng.normal(size=(count, 5))
        Y = S * np.arange(1, 6) + 0.1 * rng.normal(size=S.shape)
        answer = float(function(S.copy(), Y.copy(), gamma))

        def ratio(powers: np.ndarray, above: np.ndarray, below: np.ndarray) -> float:
            return float(powers @ np.sum(above, axis=1) / (powers @ np.sum(below, axis=1)))

        newest_last = gamma ** np.arange(count)[::-1]
        right = ratio(newest_last, S * S, S * Y)
        if np.isclose(answer, right):
            continue
        hints = {
            "تازه‌ترین تفاضل باید بیشترین وزن را داشته باشد.": ratio(
                newest_last[::-1], S * S, S * Y
            ),
            "فراموشی نیست: هر جمع را پیش از افزودن در gamma ضرب کنید.": ratio(
                np.ones(count), S * S, S * Y
            ),
            "این مقیاس کوتاه است؛ بلند s·s بخش بر s·y است.": ratio(newest_last, S * Y, Y * Y),
            "کسر وارونه است.": 1 / right,
            "این میانگینِ نسبت‌هاست؛ نسبتِ جمع‌ها را بدهید.": float(
                newest_last @ (np.sum(S * S, 1) / np.sum(S * Y, 1)) / newest_last.sum()
            ),
        }
        if hint := recognised(answer, hints):
            return hint
        if np.isclose(answer, ratio(0.9 ** np.arange(count)[::-1], S * S, S * Y)):
            return "ورودی gamma را به کار ببرید، نه عدد ثابت 0.9 را."
        return "از a = b = 0 آغاز کنید و سطر به سطر پیش بروید؛ در پایان a / b."
    return True


@checker("07-beyond-axes")
def axes(function: Callable) -> bool | str:
    """The singular values, U' b and V' start."""
    rng = np.random.default_rng(0)
    W, b, start = rng.normal(size=(5, 5)), rng.normal(size=5), rng.normal(size=5)
    answer = function(W.copy(), b.copy(), start.copy())
    if not isinstance(answer, tuple) or len(answer) != 3:
        return "سه بردار برگردانید: (s, y, start)."
    s, y, first = (np.asarray(part, dtype=float) for part in answer)
    if any(part.shape != (5,) for part in (s, y, first)):
        return "هر سه باید برداری به طول d باشند."
    values = np.linalg.svd(W, compute_uv=False)
    if not np.allclose(np.sort(np.abs(s)), values[::-1]):
        if np.allclose(np.sort(s), (values**2)[::-1]):
            return "خود مقدارهای تکین را بدهید، نه مربعشان."
        return "بردار s مقدارهای تکین W است؛ تابع svd را ببینید."
    loss = np.sum((s * first - y) ** 2)
    gradient = np.linalg.norm(2 * s * (s * first - y))
    residual = W @ start - b
    if not np.isclose(np.linalg.norm(y), np.linalg.norm(b)):
        return "ضرب در ماتریس متعامد طول y را عوض نمی‌کند؛ y را از b بسازید."
    if not np.isclose(np.linalg.norm(first), np.linalg.norm(start)):
        return "آغاز را هم با V بچرخانید؛ طولش عوض نمی‌شود."
    if np.isclose(loss, residual @ residual) and np.isclose(
        gradient, np.linalg.norm(2 * W.T @ residual)
    ):
        return True
    return "زیانِ آغاز عوض شده است: b را با ترانهادهٔ U و آغاز را با ترانهادهٔ V بچرخانید."
