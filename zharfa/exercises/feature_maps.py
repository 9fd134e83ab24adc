"""Checkers of the exercises of notebook 04-feature-maps."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from zharfa.exercises import checker


@checker("04-gaussian-kernel")
def gaussian_kernel(function: Callable) -> bool | str:
    """A square kernel of odd size, proportional to exp(-r² / 2 sigma²), with sum one."""
    for size, sigma in [(3, 1.0), (5, 0.8), (7, 2.0)]:
        answer = np.asarray(function(size, sigma), dtype=float)
        if answer.shape != (size, size):
            return f"برای اندازهٔ {size} آرایه‌ای با شکل ({size}, {size}) برگردانید."
        distance = np.arange(size) - size // 2
        line = np.exp(-(distance**2) / (2 * sigma**2))
        right = np.outer(line, line)
        if np.allclose(answer, right):
            return "شکل درست است؛ بر مجموع همهٔ خانه‌ها تقسیم کنید تا روشنایی عوض نشود."
        if not np.isclose(answer.sum(), 1):
            return "مجموع خانه‌های هسته باید یک باشد."
        if np.unravel_index(answer.argmax(), answer.shape) != (size // 2, size // 2):
            return "بزرگ‌ترین خانه باید خانهٔ میانی باشد: فاصله‌ها را از میانهٔ هسته بسنجید."
        wrong = np.exp(-(distance**2) / sigma**2)
        if np.allclose(answer, np.outer(wrong, wrong) / wrong.sum() ** 2):
            return "در مخرج توان، عدد ۲ پیش از مربع سیگما جا افتاده است."
        if not np.allclose(answer, right / right.sum()):
            return (
                "هر خانه با نماییِ «منفی مربع فاصله تا میانه، تقسیم بر دو برابر مربع سیگما» "
                "متناسب است."
            )
    return True


@checker("04-global-average")
def global_average(function: Callable) -> bool | str:
    """The mean of every feature map: (n, rows, columns, maps) becomes (n, maps)."""
    maps = np.random.default_rng(0).normal(size=(3, 4, 5, 2))
    answer = np.asarray(function(maps.copy()), dtype=float)
    right = maps.mean(axis=(1, 2))
    if answer.shape == (3, 1, 1, 2):
        return "عددها درست است؛ دو بُعد تک‌خانه‌ای را هم بردارید."
    if answer.shape != right.shape:
        return f"شکل خروجی باید (نمونه، نقشه) یعنی {right.shape} باشد، نه {answer.shape}."
    if np.allclose(answer, maps.max(axis=(1, 2))):
        return "این ادغام بیشینهٔ سراسری است؛ میانگین بگیرید."
    if np.allclose(answer, maps.sum(axis=(1, 2))):
        return "این مجموع هر نقشه است؛ بر شمار خانه‌های نقشه تقسیم کنید."
    if not np.allclose(answer, right):
        return "برای هر نمونه و هر نقشه، روی سطرها و ستون‌ها میانگین بگیرید."
    return True


def _pool(x: np.ndarray, size: int, stride: int, reduce: Callable) -> np.ndarray:
    windows = sliding_window_view(x, (size, size), axis=(1, 2))
    return reduce(windows[:, ::stride, ::stride], axis=(-2, -1))


@checker("04-max-pool")
def max_pool(function: Callable) -> bool | str:
    """Max pooling of (n, rows, columns, maps) with any size and stride, without padding."""
    x = np.random.default_rng(1).normal(size=(2, 7, 10, 3)) - 9
    for size, stride in [(2, 2), (3, 2), (2, 1), (3, 3)]:
        answer = np.asarray(function(x.copy(), size, stride), dtype=float)
        right = _pool(x, size, stride, np.max)
        if answer.shape != right.shape:
            return (
                f"با اندازهٔ {size} و گام {stride}، شکل خروجی باید {right.shape} باشد، "
                f"نه {answer.shape}."
            )
        if np.allclose(answer, _pool(x, size, stride, np.mean)):
            return "این ادغام میانگین است؛ در هر پنجره بیشینه را بردارید."
        if answer.min() >= 0:
            return "همهٔ عددهای ورودی منفی‌اند و بیشینه هم منفی است: از صفر آغاز نکنید."
        if not np.allclose(answer, right):
            return (
                f"با اندازهٔ {size} و گام {stride} درست نیست: روی سطر و ستونِ هر پنجره بیشینه "
                "بگیرید، برای هر نمونه و هر نقشه جداگانه."
            )
    return True


@checker("04-field-range")
def field_range(function: Callable) -> bool | str:
    """First and last input pixel that output ``index`` sees, without padding."""
    for layers, index in [
        ([(3, 1, 1)], 4),
        ([(3, 1, 1), (2, 2, 1), (3, 1, 1)], 2),
        ([(5, 2, 1), (3, 1, 2), (2, 2, 1)], 3),
    ]:
        jump, field = 1, 1
        for kernel, stride, dilation in layers:
            field += (kernel - 1) * dilation * jump
            jump *= stride
        right = index * jump, index * jump + field - 1
        answer = tuple(int(edge) for edge in function(layers, index))
        if len(answer) != 2:
            return "دو عدد برگردانید: نخستین و آخرین پیکسل."
        if answer == right:
            continue
        if answer == (right[0], right[1] + 1):
            return "آخرین پیکسلِ درون میدان را بخواهید، نه پیکسل پس از آن را: یکی کم کنید."
        if answer == (index, index + field - 1):
            return "آغاز میدان در ورودی، شمارهٔ خروجی ضرب در فاصلهٔ دو خروجی همسایه است."
        if answer[1] - answer[0] != right[1] - right[0]:
            return f"پهنای میدان برای {layers} باید {field} پیکسل باشد؛ بازگشت میدان را مرور کنید."
        return f"پهنا درست است؛ برای {layers} خروجی شمارهٔ {index} از پیکسل {right[0]} آغاز می‌کند."
    return True


@checker("04-dilations")
def dilations(answer: list[int]) -> bool | str:
    """Four dilations of 3×3 layers with a field of 31 pixels and no hole in it."""
    steps = list(np.atleast_1d(answer))
    if len(steps) != 4 or any(step < 1 or step != int(step) for step in steps):
        return "فهرستی از چهار عدد درست و مثبت بنویسید."
    field = 1 + 2 * sum(steps)
    if field != 31:
        return f"میدان این چهار لایه {field} پیکسل است، نه 31: هر فراخش دو برابر خودش می‌افزاید."
    seen = {sum(parts) for parts in product(*[(-step, 0, step) for step in steps])}
    if len(seen) != field:
        return (
            f"پهنا 31 است، ولی خروجی تنها {len(seen)} پیکسل از آن را می‌بیند؛ "
            "فراخش‌ها را آهسته‌تر بزرگ کنید تا سوراخی نماند."
        )
    return True


@checker("04-rotation-kernel")
def rotation_kernel(function: Callable) -> bool | str:
    """The mean of the four rotations of a kernel by right angles."""
    rng = np.random.default_rng(2)
    for size in (3, 5):
        kernel = rng.normal(size=(size, size))
        answer = np.asarray(function(kernel.copy()), dtype=float)
        turns = [np.rot90(kernel, turn) for turn in range(4)]
        if answer.shape != kernel.shape:
            return "هستهٔ تازه باید هم‌شکل هستهٔ داده‌شده باشد."
        if not np.allclose(answer, np.rot90(answer)):
            return "هسته‌تان با چرخش ۹۰ درجه عوض می‌شود؛ هر چهار چرخش را به یک اندازه به کار ببرید."
        if np.allclose(answer, sum(turns)):
            return "متقارن است، ولی چهار برابر بزرگ: هستهٔ متقارن باید بی‌تغییر بماند."
        if not np.allclose(answer, np.mean(turns, axis=0)):
            return "متقارن است، ولی میانگینِ چهار چرخشِ خود هسته نیست."
    return True
