"""Checkers of the exercises of notebook 07-hilbert-lstm."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


@checker("07-hlstm-parameters")
def parameters(function: Callable) -> bool | str:
    """(P + 1) (n h + 3 h) with n vectors and P = n (n + 1) / 2 pairs."""
    for inputs, hidden in [(7, 1), (1, 1), (7, 5), (5, 2)]:
        answer = function(inputs, hidden)
        n = inputs + hidden
        pairs, width = n * (n + 1) // 2, n * hidden + 3 * hidden
        own = inputs * (inputs + 1) // 2
        hints = {
            "بایاس از قلم افتاده است: یکی برای هر خروجی.": pairs * width,
            "جفت‌های برابر را یک بار بشمارید: فقط i ≤ j.": (n * n + 1) * width,
            "جفتِ هر بردار با خودش هم هست؛ k_ii نصف طول است.": (n * (n - 1) // 2 + 1) * width,
            "بردارهای حالت هم از ورودی‌های سلول‌اند: n = inputs + hidden.": (own + 1)
            * (inputs * hidden + 3 * hidden),
            "سه دروازه برای هر بردار حالت، نه سه تا برای همه.": (pairs + 1) * (n * hidden + 3),
            "لوجیت دروازه‌ها را نشمرده‌اید.": (pairs + 1) * n * hidden,
            "این حالت literal است؛ در strict هر دروازه یک عدد است.": (pairs + 1) * 4 * n * hidden,
        }
        if answer == (pairs + 1) * width:
            continue
        return recognised(answer, hints) or (
            f"برای inputs={inputs} و hidden={hidden} باید {(pairs + 1) * width} شود: شمار ویژگی‌ها "
            "به‌علاوهٔ یک، ضرب در شمار خروجی‌ها."
        )
    return True


@checker("07-hlstm-error")
def error(function: Callable) -> bool | str:
    """|step(a Q) - step(a) Q| for a step that is equivariant and two that are not."""
    rng = np.random.default_rng(0)
    a, shift = rng.normal(size=4), rng.normal(size=4)
    Q = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    steps: list[Callable] = [np.tanh, lambda v: v + shift, lambda v: -0.1 * (v @ v) * v]
    for step in steps:
        answer = function(step, a.copy(), Q.copy())
        if np.ndim(answer) != 0:
            return "یک عدد برگردانید: نُرم بردارِ تفاوت."
        right = np.linalg.norm(step(a @ Q) - step(a) @ Q)
        if np.isclose(answer, right, atol=1e-12):
            continue
        if np.isclose(answer, right**2, atol=1e-12):
            return "این مربع نُرم است."
        if np.isclose(answer, np.linalg.norm(step(a @ Q) - step(a))):
            return "گامِ بردار اصلی را هم بچرخانید و بعد تفاوت بگیرید."
        if np.isclose(answer, np.linalg.norm(step(a @ Q.T) - step(a) @ Q)):
            return "هر دو بار با یک Q بچرخانید، نه یک بار با ترانهاده‌اش."
        return "نُرم step(a @ Q) منهای step(a) @ Q را بدهید."
    return True


@checker("07-hlstm-barzilai")
def barzilai(function: Callable) -> bool | str:
    """-|s y| / y y on the gradient, -first where there is no history."""
    rng = np.random.default_rng(0)
    for m in (3, 2):
        A = rng.normal(size=(4, 2 * m + 1, 6))
        A[1, 1:] = 0
        G = A @ A.swapaxes(1, 2)
        with np.errstate(all="ignore"):
            answer = np.asarray(function(G.copy(), first=0.05), dtype=float)
        if answer.shape != G.shape[:2]:
            return "ضریب‌ها را با شکل (count, 2m+1) برگردانید؛ همه جز نخستین صفرند."
        s, y = A[:, 1], A[:, m + 1]
        sy, yy, ss = np.sum(s * y, axis=1), np.sum(y * y, axis=1), np.sum(s * s, axis=1)
        empty = yy == 0
        yy, safe_sy = np.where(empty, 1, yy), np.where(empty, 1, np.abs(sy))

        def rule(rate: np.ndarray, start: float = 0.05, empty=empty, shape=answer.shape):
            r = np.zeros(shape)
            r[:, 0] = -np.where(empty, start, rate)
            return r

        right = rule(np.abs(sy) / yy)
        if np.allclose(answer, right):
            continue
        if not np.isfinite(answer).all():
            return "جایی که هنوز تفاضلی نیست (y·y = 0) تقسیم نکنید و first را بگذارید."
        if np.allclose(answer, -right):
            return "علامت: گام به سوی منفی گرادیان است."
        if np.allclose(answer, rule(sy / yy)):
            return "قدر مطلق s·y را بگیرید تا گام به سوی بالا نرود."
        if np.allclose(answer, rule(ss / safe_sy)):
            return "این گام بلند است (s·s / s·y)؛ گام کوتاه، s·y / y·y، خواسته شده است."
        if np.allclose(answer, rule(np.abs(sy) / yy, start=0.0)):
            return "گام نخست صفر می‌شود؛ تا تفاضلی نیست منفی first را بگذارید."
        if np.allclose(answer, rule(np.abs(sy) / yy, start=0.01)):
            return "ورودی first را به کار ببرید، نه عدد ثابت 0.01 را."
        return "نخستین s در جایگاه 1 و نخستین y در جایگاه m + 1 است."
    return True


@checker("07-hlstm-radial")
def radial(function: Callable) -> bool | str:
    """Coefficients times tanh(l) / l with l from r G r."""
    rng = np.random.default_rng(0)
    A, r = rng.normal(size=(4, 6)), 0.4 * rng.normal(size=(3, 4))
    vectors = r @ A
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    answer = np.asarray(function(r.copy(), A @ A.T), dtype=float)
    if answer.shape != r.shape:
        return "ضریب‌هایی هم‌شکل r برگردانید."
    if np.allclose(answer, r * np.tanh(lengths) / lengths):
        return True
    if np.allclose(answer, np.tanh(r)):
        return "tanh روی ضریب‌ها می‌نشیند، نه روی بردارها؛ طول هر بردار را از G بیابید."
    if np.allclose(answer, r * np.tanh(lengths)):
        return "بر طول تقسیم کنید تا طول تازه tanh طول کهنه شود."
    if np.allclose(answer, r * np.tanh(lengths**2) / lengths**2):
        return "r G r مربع طول است؛ ریشه بگیرید."
    own = np.linalg.norm(r, axis=1, keepdims=True)
    if np.allclose(answer, r * np.tanh(own) / own):
        return "طولِ بردار، نه طولِ ضریب‌ها؛ ضرب‌های داخلی در G است."
    return "طول هر خروجی ریشهٔ r G r است؛ ضریب‌ها را در tanh(طول) بخش بر طول ضرب کنید."


@checker("07-hlstm-plane")
def plane(function: Callable) -> bool | str:
    """The minimum of the quadratic model over the plane of g and s."""
    rng = np.random.default_rng(0)
    for dim in (5, 3):
        M = rng.normal(size=(dim, dim))
        H, g, s = M @ M.T + np.eye(dim), rng.normal(size=dim), rng.normal(size=dim)
        A = np.stack([g, s, H @ s, H @ g])
        answer = function(A @ A.T)
        if np.shape(answer) != (2,):
            return "دو عدد برگردانید: (a, b)."
        B = A[:2]
        right = np.linalg.solve(B @ H @ B.T, -B @ g)
        if np.allclose(answer, right):
            continue
        if np.allclose(answer, -right):
            return "علامت هر دو وارونه است: گام باید f را کم کند."
        if np.allclose(answer, right[::-1]):
            return "جای a و b را عوض کرده‌اید."
        if np.allclose(answer, right / 2) or np.allclose(answer, 2 * right):
            return "ضریب نیم در تقریب درجه‌دو با مشتق گرفتن می‌رود."
        if np.allclose(answer, [-(g @ g) / (g @ H @ g), 0]):
            return "این فقط جستجو در راستای گرادیان است؛ s را هم بیاورید."
        flat = np.linalg.solve(B @ B.T, -B @ g)
        if np.allclose(answer, flat):
            return "انحنا را نیاورده‌اید: در ماتریس باید g·Hg، g·Hs و s·Hs بنشیند."
        if np.allclose(answer, np.linalg.solve(B @ H @ B.T, [-(g @ g), 0])):
            return "شیب در راستای s هم هست: g·s همیشه صفر نیست."
        return "مشتق g·p + p·Hp/2 را با p = a g + b s نسبت به a و b صفر بگذارید."
    return True
