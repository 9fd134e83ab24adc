"""Checkers of the exercises of notebook 06-dcgan."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


@checker("06-dcgan-sizes")
def sizes(function: Callable) -> bool | str:
    """(n - 1) s + k without padding, n s with padding "same"."""
    single = function(7, [(5, 3, "valid")])
    if single != 23:
        hints = {
            21: "بی حاشیه‌گذاری، هستهٔ نسخهٔ آخر از گامش بیرون می‌زند: (n-1)s + k.",
            26: "نسخهٔ آخر پس از n-1 گام آغاز می‌شود، نه n گام.",
            1: "این قاعدهٔ کانولوشن عادی است؛ ترانهاده تصویر را بزرگ می‌کند.",
        }
        return hints.get(single, "برای n=7، k=5 و s=3 بی حاشیه‌گذاری باید 23 شود.")
    if function(7, [(4, 2, "same")]) != 14:
        return "با same ضلع درست n ضرب در s است."
    if function(7, [(4, 2, "same"), (5, 3, "valid"), (2, 2, "valid")]) != 88:
        return "خروجی هر لایه ورودی لایهٔ بعد است."
    if function(9, []) != 9:
        return "بی هیچ لایه، ضلع همان می‌ماند."
    return True


@checker("06-dcgan-matrix")
def matrix(function: Callable) -> bool | str:
    """A row per window, the kernel at its place."""
    for kernel, stride, n in [([1.0, 2.0, 4.0], 2, 9), ([1.0, -3.0], 1, 5), ([2.0, 1, 5], 2, 10)]:
        answer = np.asarray(function(np.array(kernel), stride, n), dtype=float)
        rows = (n - len(kernel)) // stride + 1
        right = np.zeros((rows, n))
        for row in range(rows):
            right[row, row * stride : row * stride + len(kernel)] = kernel
        if answer.shape == (n, rows) and np.allclose(answer, right.T):
            return "ترانهادهٔ آن است: هر سطر باید یک خروجی کانولوشن را بدهد."
        if answer.shape != right.shape:
            return (
                f"با n={n}، هستهٔ {len(kernel)}تایی و گام {stride} شکل ماتریس {right.shape} است: "
                "هر پنجرهٔ کامل یک سطر."
            )
        if np.allclose(answer, right):
            continue
        flipped = np.zeros_like(right)
        for row in range(rows):
            flipped[row, row * stride : row * stride + len(kernel)] = kernel[::-1]
        if np.allclose(answer, flipped):
            return "هسته را وارونه نکنید: کانولوشن Keras همان همبستگی متقابل است."
        return "هر سطر هسته است که به اندازهٔ گام از سطر پیش راست‌تر نشسته؛ بقیه صفر."
    return True


@checker("06-dcgan-clean")
def clean(function: Callable) -> bool | str:
    """x_0 from x_t = sqrt(kept) x_0 + sqrt(1 - kept) noise."""
    x_t, kept, guess = np.array([[0.3, -1.2], [2.0, 0.4]]), 0.36, np.array([[1.0, 0.2], [-0.5, 0]])
    answer = np.asarray(function(x_t.copy(), kept, guess.copy()), dtype=float)
    if answer.shape != x_t.shape:
        return "خروجی باید هم‌شکل x_t باشد."
    if np.allclose(answer, (x_t - 0.8 * guess) / 0.6):
        return True
    wrong = {
        "ریشه را فراموش کرده‌اید: ضریب‌ها sqrt(kept) و sqrt(1-kept) اند.": (x_t - 0.64 * guess)
        / 0.36,
        "پس از برداشتن نویز، بر sqrt(kept) هم بخش کنید.": x_t - 0.8 * guess,
        "جای دو ضریب عوض شده است: نویز در sqrt(1-kept) ضرب شده بود.": (x_t - 0.6 * guess) / 0.8,
        "نویز را کم کنید، نه جمع.": (x_t + 0.8 * guess) / 0.6,
        "این x_t است که از x_0 ساخته می‌شود؛ وارونش را بنویسید.": 0.6 * x_t + 0.8 * guess,
        "نویز حدس‌زده هم در sqrt(1-kept) ضرب شده بود.": (x_t - guess) / 0.6,
    }
    return (
        recognised(answer, wrong)
        or "برابری x_t = sqrt(kept) x_0 + sqrt(1-kept) guess را برای x_0 حل کنید."
    )


@checker("06-dcgan-penalty")
def penalty(function: Callable) -> bool | str:
    """10 times the mean of (|gradient| - 1)^2 at points between real and fake."""
    rng = np.random.default_rng(0)
    real, fake, share = rng.normal(size=(6, 3)), rng.normal(size=(6, 3)), rng.uniform(size=6)

    def gradient(points: np.ndarray) -> np.ndarray:
        return np.cos(points) * np.array([1.0, 2.0, 3.0])

    def value(points: np.ndarray, factor: float = 10.0) -> float:
        norms = np.linalg.norm(gradient(points), axis=1)
        return factor * np.mean((norms - 1) ** 2)

    column = share[:, None]
    between = column * real + (1 - column) * fake
    answer = np.asarray(function(gradient, real.copy(), fake.copy(), share.copy()), dtype=float)
    if answer.shape != ():
        return "یک عدد برگردانید: میانگین روی نقطه‌ها."
    slopes = gradient(between)
    norms = np.linalg.norm(slopes, axis=1)
    wrong = {
        "ضریب لاندا، 10، را نگذاشته‌اید.": value(between, 1.0),
        "سهم share از آنِ واقعی است و یک منهای آن از آنِ ساختگی.": value(
            (1 - column) * real + column * fake
        ),
        "نُرم را برای هر نقطه جدا بگیرید و میانگین را در پایان.": 10
        * (np.linalg.norm(slopes.mean(axis=0)) - 1) ** 2,
        "نخست مربع فاصلهٔ هر نُرم از یک، سپس میانگین.": 10 * (norms.mean() - 1) ** 2,
        "نُرم همهٔ آرایه را یکجا گرفته‌اید؛ برای هر سطر جدا بگیرید.": 10
        * (np.linalg.norm(slopes) - 1) ** 2,
        "مربع نُرم را با یک سنجیده‌اید؛ خود نُرم را بسنجید.": 10 * np.mean((norms**2 - 1) ** 2),
        "جمع زده‌اید؛ میانگین بگیرید.": 10 * np.sum((norms - 1) ** 2),
        "گرادیان را در نقطه‌های میانی بگیرید، نه در واقعی‌ها.": value(real),
    }
    if np.isclose(answer, value(between)):
        return True
    return (
        recognised(answer, wrong)
        or "نقطه‌های میانی، گرادیان در آن‌ها، نُرم هر سطر، مربع فاصله از یک، میانگین، ضرب در 10."
    )


@checker("06-dcgan-operator")
def operator(function: Callable) -> bool | str:
    """Largest singular value by power iteration on forward and backward."""
    rng = np.random.default_rng(1)
    left, right = (np.linalg.qr(rng.normal(size=(8, 8)))[0] for _ in range(2))
    matrix = left @ np.diag([5.0, 3.5, 3.0, 1.0, 0.8, 0.5, 0.2, 0.1]) @ right
    calls = []

    def forward(x: np.ndarray) -> np.ndarray:
        calls.append("forward")
        return (matrix @ x.reshape(8)).reshape(4, 2)

    def backward(y: np.ndarray) -> np.ndarray:
        calls.append("backward")
        return (matrix.T @ y.reshape(8)).reshape(2, 4)

    with np.errstate(all="ignore"):
        answer = np.asarray(function(forward, backward, rng.normal(size=(2, 4))), dtype=float)
    if answer.shape != ():
        return "یک عدد برگردانید."
    if "backward" not in calls:
        return "پس از هر forward با backward به فضای ورودی برگردید."
    if np.isclose(answer, 5.0, rtol=1e-3):
        return True
    if not np.isfinite(answer) or answer > 1e6:
        return "پس از هر رفت و برگشت x را بر نُرمش بخش کنید، وگرنه بی‌کران بزرگ می‌شود."
    if np.isclose(answer, 25.0, rtol=1e-3):
        return "این مربع مقدار تکین است: نُرم forward(x) را بدهید، نه نُرم backward(forward(x))."
    if np.isclose(answer, 1.0, rtol=1e-3):
        return "نُرم x پس از بهنجار کردن همیشه یک است؛ نُرم forward(x) را بدهید."
    if len(calls) < 150:
        return "شمار گام‌ها کم است؛ صد رفت و برگشت بروید."
    return "در هر گام: forward، سپس backward، سپس بخش بر نُرم؛ در پایان نُرم forward(x)."
