"""Checkers of the exercises of notebook 03-mlp."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from zharfa.exercises import checker

_XOR_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
_XOR = np.array([0.0, 1.0, 1.0, 0.0])


@checker("03-relu-xor")
def relu_xor(arrays: Sequence[np.ndarray]) -> bool | str:
    """Weights (2, 2), biases (2,) and output weights (2,) of a ReLU network that is XOR."""
    W1, b1, W2 = (np.asarray(array, dtype=float) for array in arrays)
    if W1.shape != (2, 2) or b1.shape != (2,) or W2.reshape(-1).shape != (2,):
        return "شکل‌ها را وارسی کنید: W1 باید (2, 2)، b1 باید (2,) و W2 باید (2,) باشد."
    hidden = np.maximum(_XOR_INPUTS @ W1 + b1, 0)
    for point, wanted, got in zip(_XOR_INPUTS, _XOR, hidden @ W2.reshape(-1), strict=True):
        if not np.isclose(got, wanted):
            x1, x2 = point
            return f"برای ورودی ({x1}, {x2}) خروجی {got:g} شد، ولی باید {wanted:g} باشد."
    return True


@checker("03-multiplications")
def multiplications(count: Callable) -> bool | str:
    """Multiplications of one forward pass of one sample."""
    got = count([5, 7, 3])
    if got == 5 * 7 + 7 * 3 + 7 + 3:
        return "بایاس‌ها را نشمارید: بایاس جمع می‌شود و ضربی ندارد."
    if got != 56:
        return "برای اندازه‌های [5, 7, 3] پاسخ 5·7 + 7·3 یعنی 56 است."
    if count([4, 8, 8, 3]) != 120:
        return "برای شبکه‌ای با سه لایه هم بیازمایید: [4, 8, 8, 3] باید 120 بدهد."
    return True


@checker("03-dense-backward")
def dense_backward(backward: Callable) -> bool | str:
    """Gradients of ``sum(delta * (a @ W + b))`` with respect to W, b and a."""
    rng = np.random.default_rng(3)
    a, W, delta = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    answer = backward(a, W, delta)
    if not isinstance(answer, (tuple, list)) or len(answer) != 3:
        return "سه چیز برگردانید، به ترتیب مشتق نسبت به وزن، بایاس و ورودی."
    wanted = {"وزن": a.T @ delta, "بایاس": delta.sum(axis=0), "ورودی": delta @ W.T}
    for (name, value), got in zip(wanted.items(), answer, strict=True):
        got = np.asarray(got, dtype=float)
        if got.shape != value.shape:
            return f"شکل مشتق نسبت به {name} باید {value.shape} باشد، نه {got.shape}."
        if np.allclose(got * len(a), value):
            return "بر شمار نمونه‌ها تقسیم نکنید: این تقسیم از پیش در delta هست."
        if not np.allclose(got, value):
            return f"مشتق نسبت به {name} درست نیست؛ آن را با تفاضل عددی بسنجید."
    return True


@checker("03-central-difference")
def central_difference(derivative: Callable) -> bool | str:
    """Numerical derivative with an error below 1e-8 for functions of size one."""
    cases = [
        (np.sin, np.cos, 0.7),
        (np.exp, np.exp, 0.3),
        (np.tanh, lambda x: 1 - np.tanh(x) ** 2, -0.4),
    ]
    errors = [abs(float(derivative(f, x)) - slope(x)) for f, slope, x in cases]
    if max(errors) > 0.1:
        return "این مشتق نیست؛ برای سینوس در 0.7 باید کسینوس 0.7 به دست آید."
    if max(errors) > 1e-8:
        return (
            f"خطا {max(errors):.0e} است. تفاضل مرکزی به کار ببرید و h را نه بزرگ بگیرید "
            "و نه خیلی کوچک."
        )
    return True


@checker("03-bump")
def bump(function: Callable) -> bool | str:
    """Difference of two steep sigmoids: 1 within [a, b], 0 outside."""
    x = np.array([-3.0, 0.2, 0.5, 0.8, 4.0])
    answer = np.asarray(function(x, 0.0, 1.0, 50.0), dtype=float)
    if answer.shape != x.shape:
        return "برای هر درایهٔ x یک عدد برگردانید."
    if np.allclose(answer, [0, -1, -1, -1, 0], atol=1e-3):
        return "علامت برعکس است: سیگمویدی که در a بالا می‌رود منهای آن که در b بالا می‌رود."
    if not np.allclose(answer, [0, 1, 1, 1, 0], atol=1e-3):
        return "با a=0 و b=1 و k=50 مقدار تابع در 0.5 باید نزدیک 1 و در -3 و 4 نزدیک 0 باشد."
    at_edge = float(np.asarray(function(np.array([2.0]), 2.0, 6.0, 10.0))[0])
    if not np.isclose(at_edge, 0.5, atol=1e-3):
        return "در خود لبهٔ a مقدار تپه باید 0.5 باشد: k را در (x - a) ضرب کنید."
    return True


@checker("03-skip-backward")
def skip_backward(backward: Callable) -> bool | str:
    """Gradient of ``sum(dA * (tanh(x @ W + b) + x))`` with respect to x."""
    rng = np.random.default_rng(4)
    x, W, b, dA = (rng.normal(size=shape) for shape in [(5, 4), (4, 4), (4,), (5, 4)])
    answer = np.asarray(backward(x, W, b, dA), dtype=float)
    main = (dA * (1 - np.tanh(x @ W + b) ** 2)) @ W.T
    if answer.shape != x.shape:
        return f"شکل پاسخ باید هم‌شکل x یعنی {x.shape} باشد."
    if np.allclose(answer, main):
        return "سهم راه میان‌بُر را هم بیفزایید: x یک بار هم بی‌واسطه به خروجی می‌رسد."
    if np.allclose(answer, dA):
        return "این فقط سهم راه میان‌بُر است؛ سهم راهی را که از tanh می‌گذرد بیفزایید."
    if not np.allclose(answer, main + dA):
        return "دو راه را جدا حساب کنید و جمع بزنید؛ شیب tanh برابر 1 - tanh² است."
    return True
