"""Checkers of the exercises of notebook 03-regularization."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker


@checker("03-trials-needed")
def trials_needed(function: Callable) -> bool | str:
    """Fewest random trials, one of which is in the top share with the given probability."""
    for top, confidence in [(0.05, 0.95), (0.01, 0.95), (0.05, 0.99), (0.2, 0.5)]:
        right = int(np.ceil(np.log(1 - confidence) / np.log(1 - top)))
        answer = float(function(top, confidence))
        if answer != round(answer):
            return f"شمار آزمایش‌ها عددی صحیح است، ولی {answer:.2f} آمد: رو به بالا گرد کنید."
        if answer == right - 1:
            return "احتمال هنوز کمتر از خواسته است: به‌جای رو به پایین، رو به بالا گرد کنید."
        if answer != right:
            return (
                f"برای سهم {top:g} و احتمال {confidence:g} عدد {answer:.0f} آمد، نه {right}. "
                "از احتمال آغاز کنید که هیچ آزمایشی در سهم بالایی نیفتد."
            )
    return True


@checker("03-where-to-stop")
def where_to_stop(function: Callable) -> bool | str:
    """Epochs, counted from 1, in which training stops and of the weights it gives back."""
    plateau = [0.9, 0.6, 0.6, 0.6, 0.6, 0.1]
    cases = [
        ([0.9, 0.6, 0.7, 0.5, 0.55, 0.52, 0.4], 2, (6, 4)),
        ([0.9, 0.6, 0.7, 0.5, 0.55, 0.52, 0.4], 3, (7, 7)),
        ([0.5, 0.6, 0.7], 1, (2, 1)),
        ([0.5, 0.4, 0.45], 10, (3, 2)),
    ]
    for losses, patience, right in cases:
        answer = function(list(losses), patience)
        if np.shape(answer) != (2,):
            return "دو عدد برگردانید: نخست دورهٔ ایستادن و سپس دورهٔ بهترین وزن‌ها."
        answer = tuple(int(value) for value in answer)
        if answer == (right[0] - 1, right[1] - 1):
            return "شماره‌ها یکی کم‌اند: دورهٔ نخست شمارهٔ ۱ دارد، نه صفر."
        if answer == right[::-1] and answer != right:
            return "جای دو عدد را عوض کنید: نخست دورهٔ ایستادن."
        if answer != right:
            return (
                f"برای زیان‌های {losses} و شکیبایی {patience} پاسخ {answer} آمد، نه {right}. "
                "با هر رکورد تازه شمردن دوره‌های بی‌پیشرفت از نو آغاز می‌شود."
            )
    if tuple(function(plateau, 3)) != (5, 2):
        return "زیان برابر با بهترین، پیشرفت نیست: شکیبایی باید شمرده شود."
    return True


@checker("03-dropout-layer")
def dropout_layer(function: Callable) -> bool | str:
    """Inverted dropout in training, the identity in prediction."""
    a = np.random.default_rng(1).normal(size=(400, 50)) + 3.0
    given = a.copy()
    calm = np.asarray(function(a, 0.2, False, np.random.default_rng(0)))
    if calm.shape != a.shape or not np.allclose(calm, given):
        return "هنگام پیش‌بینی حذف وارون هیچ کاری نمی‌کند: خود ورودی را برگردانید."
    noisy = np.asarray(function(a, 0.2, True, np.random.default_rng(0)), dtype=float)
    if noisy.shape != a.shape:
        return "شکل خروجی باید همان شکل ورودی باشد."
    if not np.array_equal(a, given):
        return "آرایهٔ ورودی را تغییر ندهید: حاصل‌ضرب را در آرایه‌ای تازه بگذارید."
    dropped = np.mean(noisy == 0)
    if 0.7 < dropped < 0.9:
        return "هشتاد درصد درایه‌ها صفر شد: rate احتمال حذف است، نه احتمال ماندن."
    if not 0.17 < dropped < 0.23:
        return f"سهم درایه‌های صفر {dropped:.2f} شد و باید نزدیک 0.2 باشد."
    off = noisy == 0
    if np.all(off == off[:1]) or np.all(off == off[:, :1]):
        return "هر درایه نقاب خودش را دارد: نقاب را به شکل a بسازید."
    ratio = noisy[noisy != 0] / a[noisy != 0]
    if np.allclose(ratio, 1):
        return "این حذف ساده است: آنچه می‌ماند باید بر احتمال ماندن تقسیم شود."
    if np.allclose(ratio, 5):
        return "بر احتمال ماندن تقسیم کنید، یعنی یک منهای rate، نه بر خود rate."
    if not np.allclose(ratio, 1.25):
        return f"درایهٔ مانده در {ratio.mean():.2f} ضرب شد؛ با rate=0.2 باید در 1.25 ضرب شود."
    return True


@checker("03-elastic-step")
def elastic_step(function: Callable) -> bool | str:
    """One proximal step with both penalties."""
    w = np.array([1.0, -0.8, 0.05, -0.02, 0.0])
    g = np.array([0.5, -0.2, 0.1, 0.3, -2.0])
    rate, l1, l2 = 0.1, 0.6, 0.3

    def right(w_decay: float, threshold: float) -> np.ndarray:
        moved = w - rate * (g + w_decay * w)
        return np.sign(moved) * np.maximum(np.abs(moved) - threshold, 0)

    answer = np.asarray(function(w.copy(), g.copy(), rate, l1, l2), dtype=float)
    if answer.shape != w.shape:
        return "همان شمار وزن برگردانید که گرفته‌اید."
    if np.allclose(answer, right(2 * l2, l1)):
        return "آستانه باید در نرخ یادگیری ضرب شود: گام دوم هم به اندازهٔ همان گام است."
    if np.allclose(answer, right(l2, rate * l1)):
        return "مشتق مربع وزن، دو برابر وزن است: ضریب 2 را در جملهٔ L2 بیاورید."
    if np.allclose(answer, w - rate * (g + 2 * l2 * w + l1 * np.sign(w))):
        return (
            "این گام زیرگرادیان است و صفر دقیق نمی‌سازد: به‌جای علامت وزن، آستانهٔ نرم به کار ببرید."
        )
    if not np.allclose(answer, right(2 * l2, rate * l1)):
        return "نخست گام گرادیان را برای هزینه و L2 بردارید و سپس حاصل را از آستانهٔ نرم بگذرانید."
    return True


@checker("03-smoothing-floor")
def smoothing_floor(function: Callable) -> bool | str:
    """Smallest cross-entropy with smoothed targets: the entropy of the target."""
    for classes, smoothing in [(10, 0.1), (3, 0.3), (1000, 0.1)]:
        low = smoothing / classes
        high = 1 - smoothing + low
        right = -(high * np.log(high) + (classes - 1) * low * np.log(low))
        answer = float(function(classes, smoothing))
        if np.isclose(answer, -np.log(high)):
            return "سهم دیگر کلاس‌ها را هم بیاورید: هر کدام اندکی هدف و جمله‌ای در زیان دارند."
        if np.isclose(answer, -np.log(1 - smoothing)):
            return "هدف کلاس درست، سهم خود از مقدار پخش‌شده را هم دارد و دیگر کلاس‌ها هم صفر نیستند."
        if np.isclose(answer, -right):
            return "علامت وارونه است: زیان منفی نمی‌شود."
        if not np.isclose(answer, right):
            return (
                f"با {classes} کلاس و اپسیلون {smoothing:g}، {answer:.4f} آمد، نه {right:.4f}. "
                "زیان وقتی کمینه است که پیش‌بینی با هدف نرم یکی شود."
            )
    return True


@checker("03-hidden-penalty")
def hidden_penalty(function: Callable) -> bool | str:
    """Expected squared error of a linear model with inverted dropout on its inputs."""
    rng = np.random.default_rng(4)
    x, w = rng.normal(size=(30, 4)), np.array([1.0, -2.0, 0.5, 3.0])
    y = x @ w + rng.normal(size=30)
    for rate in (0.5, 0.2):
        plain = np.mean((y - x @ w) ** 2)
        spread = np.mean(np.sum((x * w) ** 2, axis=1))
        right = plain + rate / (1 - rate) * spread
        answer = float(function(w.copy(), x.copy(), y.copy(), rate))
        if np.isclose(answer, plain):
            return "این خطای بی‌حذف است: پراکندگی پیش‌بینی روی نقاب‌ها را هم بیفزایید."
        if np.isclose(answer, plain + rate * (1 - rate) * spread):
            return "این واریانس حذف ساده است: در حذف وارون نقاب بر یک منهای rate تقسیم می‌شود."
        if np.isclose(answer, plain + (1 - rate) / rate * spread) and rate != 0.5:
            return "کسر وارونه است: هرچه احتمال حذف بیشتر، پراکندگی بیشتر."
        if not np.isclose(answer, right, rtol=1e-6):
            return (
                f"با rate={rate:g} عدد {answer:.3f} آمد و باید {right:.3f} باشد. "
                "مربع خطا را به مربع میانگین خطا و واریانس پیش‌بینی بشکنید."
            )
    return True
