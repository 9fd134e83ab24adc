"""Checkers of the exercises of notebook 05-rnn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised

EDGES = {
    1: {"T": 2, "P": 3},
    2: {"S": 2, "X": 4},
    3: {"T": 3, "V": 5},
    4: {"X": 3, "S": 6},
    5: {"P": 4, "V": 6},
    6: {"E": 0},
}


@checker("05-rnn-parameters")
def parameters(function: Callable) -> bool | str:
    """Input, recurrent and output weights, and two biases."""
    for d, m, units in [(57, 800, 57), (3, 5, 2)]:
        answer = function(d, m, units)
        hints = {
            "وزن‌های حالت به حالت از قلم افتاده است: هر واحد به هر واحد وصل است.": m * m,
            "بایاس لایهٔ بازگشتی از قلم افتاده است.": m,
            "بایاس لایهٔ خروجی از قلم افتاده است.": units,
            "دو بایاس از قلم افتاده است: یکی برای هر لایه.": m + units,
            "لایهٔ خروجی را نشمرده‌اید.": m * units + units,
        }
        right = d * m + m * m + m + m * units + units
        for hint, missing in hints.items():
            if answer == right - missing:
                return hint
        if answer != right:
            return f"برای d={d}، m={m} و K={units} باید {right} شود: سه دسته وزن و دو بایاس."
    return True


@checker("05-rnn-legal")
def legal(function: Callable) -> bool | str:
    """Follow the edges from state 1 and end in state 0."""
    for string in ["BTXSE", "BPVVE", "BTSSXXTVVE", "BPVPXVPXVPXVVE"]:
        if not function(string, EDGES):
            return f"رشتهٔ {string} مجاز است؛ یال‌ها را یکی‌یکی از حالت 1 دنبال کنید."
    wrong = {
        "BPVPXPVPXPVVE": "پس از BPVPX ماشین در حالت 3 است و آنجا P نیست.",
        "BTXS": "این رشته پایان ندارد: حالت آخر باید صفر باشد.",
        "TXSE": "رشته باید با B آغاز شود.",
        "BTXSEE": "پس از نماد پایان چیزی نمی‌آید.",
        "": "رشتهٔ تهی مجاز نیست.",
        "BBTXSE": "نماد B فقط یک بار، در آغاز، می‌آید.",
    }
    for string, hint in wrong.items():
        if function(string, EDGES):
            return hint
    return True


@checker("05-rnn-jordan-states")
def jordan_states(function: Callable) -> bool | str:
    """s_1 = 0 and s_{t+1} = mu s_t + y_t."""
    outputs, mu = np.random.default_rng(0).uniform(size=(5, 3)), 0.4
    answer = np.asarray(function(outputs.copy(), mu), dtype=float)
    after = np.zeros((6, 3))
    for t, output in enumerate(outputs):
        after[t + 1] = mu * after[t] + output
    if answer.shape == (6, 3):
        return "حالتِ پس از گام آخر را هیچ گامی نمی‌خواند؛ T سطر برگردانید."
    if answer.shape != (5, 3):
        return "خروجی باید هم‌شکل outputs باشد."
    if np.allclose(answer, after[1:]):
        return "این‌ها حالت‌های پس از هر گام‌اند؛ گام نخست باید صفر را بخواند."
    if np.allclose(answer[1:], outputs[:-1]):
        return "حلقهٔ لایهٔ حالت را فراموش کرده‌اید: mu ضرب در حالت پیشین."
    if not np.allclose(answer, after[:-1]):
        return "از صفر آغاز کنید و در هر گام mu ضرب در حالت پیشین را با خروجی پیشین جمع کنید."
    return True


@checker("05-rnn-jacobian")
def jacobian(function: Callable) -> bool | str:
    """Product of W_h diag(1 - h^2) from the first step to the last."""
    rng = np.random.default_rng(0)
    H, W_h = np.tanh(rng.normal(size=(4, 3))), rng.normal(size=(3, 3))
    answer = np.asarray(function(H.copy(), W_h.copy()), dtype=float)
    if answer.shape != (3, 3):
        return "ماتریسی با شکل (m, m) برگردانید."

    def product(states: np.ndarray, factor: Callable) -> np.ndarray:
        result = np.eye(3)
        for h in states:
            result = result @ factor(h)
        return result

    wrong = {
        "مشتق tanh را نگذاشته‌اید: در هر گام یک منهای مربع h.": product(H[1:], lambda h: W_h),
        "حالت آغاز، H[0]، مشتقی ندارد؛ از H[1] شروع کنید.": product(H, lambda h: W_h * (1 - h**2)),
        "گام‌ها را تا H[T] ببرید، نه تا یکی مانده به آخر.": product(
            H[:-1], lambda h: W_h * (1 - h**2)
        ),
        "مشتق tanh از آنِ واحد مقصد است: ستون‌های W_h را ضرب کنید، نه سطرها را.": product(
            H[1:], lambda h: W_h * (1 - h**2)[:, None]
        ),
        "ضرب‌ها را برعکس چیده‌اید: در قرارداد سطری گام 1 در سمت چپ می‌آید.": product(
            H[:0:-1], lambda h: W_h * (1 - h**2)
        ),
    }
    right = product(H[1:], lambda h: W_h * (1 - h**2))
    if np.allclose(answer, right):
        return True
    if np.allclose(answer, right.T):
        return "ترانهاده است: سطر i برای حالت آغاز و ستون j برای حالت پایان."
    return (
        recognised(answer, wrong) or "قاعدهٔ زنجیره‌ای: در هر گام W_h با ستون‌های ضرب‌شده در 1 - h**2."
    )


@checker("05-rnn-projection")
def projection(function: Callable) -> bool | str:
    """The projection onto the space of the patterns, with zeros on the diagonal."""
    patterns = np.random.default_rng(0).choice([-1.0, 1.0], (4, 20))
    patterns[3] = np.where(np.arange(20) < 3, -patterns[2], patterns[2])
    answer = np.asarray(function(patterns.copy()), dtype=float)
    if answer.shape != (20, 20):
        return "ماتریس وزن باید به اندازهٔ شمار نورون‌ها باشد: (N, N)."
    full = np.linalg.pinv(patterns) @ patterns
    right = full - np.diag(np.diag(full))
    hebb = patterns.T @ patterns / 20
    if np.allclose(answer, full):
        return "قطر را صفر کنید: نورون به خودش وصل نیست."
    if any(np.allclose(answer, hebb - k * np.diag(np.diag(hebb))) for k in (0, 1)):
        return "این قاعدهٔ هب است؛ وارون ماتریس P در P را، که شباهت الگوهاست، در میان بگذارید."
    if not np.allclose(answer, right):
        return "فرمول را با np.linalg.pinv بنویسید و سپس قطر را صفر کنید."
    return True
