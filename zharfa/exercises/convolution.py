"""Checkers of the exercises of notebook 04-convolution."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker


@checker("04-conv-stack")
def stack(function: Callable) -> bool | str:
    """Weights and biases of square convolutions one after another."""
    for channels, kernel in (([3, 32, 32], 3), ([1, 4, 6, 5], 5), ([7, 2], 1)):
        pairs = list(itertools.pairwise(channels))
        answer = function(list(channels), kernel)
        right = sum((kernel**2 * c_in + 1) * c_out for c_in, c_out in pairs)
        if answer == right:
            continue
        if answer == sum(kernel**2 * c_in * c_out for c_in, c_out in pairs):
            return "بایاس‌ها جا افتاده است: هر فیلتر یک بایاس دارد."
        if answer == sum((kernel * c_in + 1) * c_out for c_in, c_out in pairs):
            return "هسته دوبعدی است: به‌جای پهنای هسته مربع آن را بگذارید."
        if answer == sum((kernel**2 + 1) * c_out for _, c_out in pairs):
            return "کانال‌های ورودی جا افتاده است: هر فیلتر برای هر کانال ورودی هسته‌ای دارد."
        if answer == sum(kernel**2 * c_in * c_out + 1 for c_in, c_out in pairs):
            return "هر فیلتر بایاس خودش را دارد، نه هر لایه."
        if answer == (kernel**2 * channels[0] + 1) * channels[1]:
            return "این فقط لایهٔ نخست است؛ همهٔ لایه‌ها را جمع کنید."
        return f"برای کانال‌های {channels} و هستهٔ {kernel} پاسخ {right} است، نه {answer}."
    return True


@checker("04-conv-one-dimension")
def one_dimension(function: Callable) -> bool | str:
    """Cross-correlation of two vectors, without padding, with a stride."""
    x, k = np.array([1.0, 4.0, 2.0, 0.0, 3.0, 5.0, 7.0, 6.0]), np.array([1.0, 2.0, 5.0])
    plain = np.correlate(x, k, mode="valid")
    for stride in (1, 2, 3):
        answer = np.asarray(function(x.copy(), k.copy(), stride), dtype=float)
        right = plain[::stride]
        if answer.shape == right.shape and np.allclose(answer, right):
            continue
        flipped = np.convolve(x, k, mode="valid")[::stride]
        if answer.shape == right.shape and np.allclose(answer, flipped):
            return "هسته را نچرخانید: اینجا همبستگی متقابل خواسته شده است."
        if answer.shape == plain.shape and np.allclose(answer, plain):
            return "با گام یک درست است؛ از جاهای پنجره هر stride تا یکی را بردارید."
        if answer.shape == (len(plain) // stride,):
            return "آخرین جای پنجره را هم بشمارید: شمار خروجی‌ها کفِ مسافت بر گام به‌علاوهٔ یک است."
        if answer.shape != right.shape:
            return f"با گام {stride} باید {len(right)} خروجی داشته باشید، نه {answer.size}."
        return "هر خروجی ضرب داخلیِ هسته در عددهای زیر پنجره است؛ پنجرهٔ بعد stride خانه جلوتر است."
    return True


@checker("04-conv-half-padding")
def half_padding(function: Callable) -> bool | str:
    """Zeros on each side so that stride one keeps the size: d (K - 1) / 2."""
    for kernel in (1, 3, 5, 7):
        answer = function(kernel, 1)
        if answer == kernel - 1 != 0:
            return "این مجموع دو سو است؛ صفرهای هر سو نصف آن است."
        if answer != (kernel - 1) // 2:
            return f"برای هستهٔ {kernel} بی فراخش، {(kernel - 1) // 2} صفر از هر سو لازم است."
    for kernel, dilation in ((3, 2), (5, 3), (1, 4)):
        answer, right = function(kernel, dilation), dilation * (kernel - 1) // 2
        if answer == (kernel - 1) // 2 != right:
            return "فراخش را به حساب نیاورده‌اید: هستهٔ فراخیده پهن‌تر است."
        if answer == dilation * kernel // 2 != right:
            return "هسته kernel - 1 فاصله دارد، نه kernel تا؛ هر فاصله dilation پیکسل است."
        if answer != right:
            return "در فرمول اندازه، خروجی را برابر ورودی بگذارید و حاشیه را به دست آورید."
    if not isinstance(function(3, 2), (int, np.integer)):
        return "شمار صفرها عدد صحیح است؛ با // تقسیم کنید."
    return True


@checker("04-conv-pointwise")
def pointwise(function: Callable) -> bool | str:
    """A 1x1 convolution: one matrix product over the channels, in every pixel."""
    rng = np.random.default_rng(0)
    x, W, b = rng.normal(size=(2, 4, 3, 5)), rng.normal(size=(5, 6)), rng.normal(size=6)
    answer = np.asarray(function(x.copy(), W.copy(), b.copy()), dtype=float)
    if answer.shape == (24, 6) and np.allclose(answer, x.reshape(-1, 5) @ W + b):
        return "عددها درست است؛ شکل را برگردانید: نمونه، سطر، ستون، فیلتر."
    if answer.shape != (2, 4, 3, 6):
        return f"شکل خروجی باید (2, 4, 3, 6) باشد، نه {answer.shape}: فقط کانال‌ها عوض می‌شوند."
    if np.allclose(answer, x @ W):
        return "بایاس را هم بیفزایید."
    if not np.allclose(answer, x @ W + b):
        return "در هر پیکسل، بردار کانال‌ها در W ضرب می‌شود؛ @ روی بُعد آخر کار می‌کند."
    return True


@checker("04-conv-depthwise")
def depthwise(function: Callable) -> bool | str:
    """Every channel with a kernel of its own, stride one, no padding."""
    rng = np.random.default_rng(0)
    x, W = rng.normal(size=(2, 6, 5, 3)), rng.normal(size=(3, 2, 3))
    right = _depthwise(x, W)
    answer = np.asarray(function(x.copy(), W.copy()), dtype=float)
    if answer.shape in ((2, 4, 4), (2, 4, 4, 1)):
        return "کانال‌ها را با هم جمع کرده‌اید؛ هر کانال خروجیِ خودش را دارد."
    if answer.shape != right.shape:
        return f"شکل خروجی باید {right.shape} باشد، نه {answer.shape}."
    if np.allclose(answer, _depthwise(x, W[::-1, ::-1])):
        return "هسته را نچرخانید: همبستگی متقابل خواسته شده است."
    if np.allclose(answer, np.repeat(right.sum(axis=-1, keepdims=True), 3, axis=-1)):
        return "جمع روی کانال‌ها نباید باشد: هر کانال فقط هستهٔ خودش را می‌بیند."
    if not np.allclose(answer, right):
        return "پنجرهٔ هر کانال را درایه به درایه در W[:, :, c] ضرب و روی پنجره جمع کنید."
    return True


def _depthwise(x: np.ndarray, W: np.ndarray) -> np.ndarray:
    height, width, _ = W.shape
    rows, columns = x.shape[1] - height + 1, x.shape[2] - width + 1
    parts = [
        x[:, u : u + rows, v : v + columns] * W[u, v] for u in range(height) for v in range(width)
    ]
    return np.sum(parts, axis=0)


@checker("04-conv-transposed")
def transposed(function: Callable) -> bool | str:
    """Every input drops its weights into the output, ``stride`` apart; overlaps add up."""
    rng = np.random.default_rng(0)
    g, W = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(3, 2, 6, 5))
    for stride in (1, 2, 4):
        right = _transposed(g, W, stride)
        answer = np.asarray(function(g.copy(), W.copy(), stride), dtype=float)
        if answer.shape != right.shape:
            return f"با گام {stride} شکل خروجی باید {right.shape} باشد، نه {answer.shape}."
        if np.allclose(answer, right):
            continue
        if np.allclose(answer, _transposed(g, W, stride, add=False)):
            return "در هم‌پوشانی‌ها مقدار تازه جای پیشین را گرفته است؛ با += جمع کنید."
        if np.allclose(answer, _transposed(g, W[::-1, ::-1], stride)):
            return "هسته را نچرخانید: وزن W[u, v] در u سطر و v ستون جلوتر می‌ریزد."
        return "خانهٔ (i, j) وزن W[u, v] را در سطر i * stride + u و ستون j * stride + v می‌ریزد."
    return True


def _transposed(g: np.ndarray, W: np.ndarray, stride: int, add: bool = True) -> np.ndarray:
    n, rows, columns, _ = g.shape
    height, width, channels, _ = W.shape
    shape = (n, (rows - 1) * stride + height, (columns - 1) * stride + width, channels)
    y = np.zeros(shape)
    for u, v in np.ndindex(height, width):
        place = np.s_[:, u : u + rows * stride : stride, v : v + columns * stride : stride]
        y[place] = add * y[place] + g @ W[u, v].T
    return y
