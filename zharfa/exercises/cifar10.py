"""Checkers of the exercises of notebook 04-cifar10."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


@checker("04-one-hot")
def one_hot(function: Callable) -> bool | str:
    """Rows with a single one, as many columns as classes even if the last class is missing."""
    numbers = np.array([2, 0, 1, 2, 2])
    answer = np.asarray(function(numbers.copy(), 5), dtype=float)
    right = np.array([[1.0 if k == c else 0.0 for k in range(5)] for c in numbers])
    if answer.shape == (5, 3):
        return "شمار ستون‌ها باید classes باشد، نه بزرگ‌ترین شماره به‌علاوهٔ یک."
    if answer.shape != right.shape:
        return f"شکل خروجی باید (5, 5) باشد: هر نمونه یک سطر؛ شکل شما {answer.shape} است."
    if np.allclose(answer, right.T):
        return "سطر و ستون جابه‌جا شده است: هر سطر باید یک نمونه باشد."
    if not np.allclose(answer.sum(axis=1), 1):
        return "در هر سطر باید درست یک عدد یک باشد و بقیه صفر."
    if not np.allclose(answer, right):
        return "جای یکِ هر سطر باید همان شمارهٔ کلاس باشد؛ شمردن از صفر است."
    other = np.asarray(function(np.array([9, 1]), 10), dtype=float)
    if other.shape != (2, 10) or other[0, 9] != 1 or other[1, 1] != 1:
        return "با شماره‌های 9 و 1 و ده کلاس درست کار نکرد."
    return True


@checker("04-class-crossentropy")
def class_crossentropy(function: Callable) -> bool | str:
    """Mean of -log of the probability of the right class; labels come with shape (n, 1)."""
    numbers = np.array([[2], [0], [1], [1]], dtype=np.uint8)
    probabilities = np.array(
        [[0.2, 0.3, 0.5], [0.7, 0.2, 0.1], [0.05, 0.9, 0.05], [0.25, 0.25, 0.5]]
    )
    chosen = np.array([0.5, 0.7, 0.9, 0.25])
    right = -np.log(chosen).mean()
    answer = np.asarray(function(numbers.copy(), probabilities.copy()), dtype=float)
    if answer.shape != ():
        return "یک عدد برگردانید: میانگین همهٔ نمونه‌ها."
    spread = -np.log(probabilities[np.arange(4), numbers]).mean()
    wrong = {
        "علامت منفی را فراموش کرده‌اید: لگاریتم احتمال منفی است.": -right,
        "به‌جای میانگین، جمع گرفته‌اید.": 4 * right,
        "لگاریتم را بر پایهٔ e بگیرید: np.log.": right / np.log(2),
        "اول میانگین احتمال‌ها را گرفته‌اید؛ اول لگاریتم، بعد میانگین.": -np.log(chosen.mean()),
        "هر سطر با همهٔ شماره‌ها جفت شد؛ محور دوم را بردارید: numbers[:, 0].": spread,
    }
    if hint := recognised(answer, wrong):
        return hint
    if not np.isclose(answer, right):
        return "در هر سطر فقط احتمال کلاس درست؛ سپس لگاریتم، میانگین و علامت منفی."
    certain = np.array([[1.0, 0.0], [0.0, 1.0]])
    with np.errstate(all="ignore"):
        answer = float(function(np.array([[1], [1]]), certain))
    if not np.isfinite(answer):
        return "احتمال صفر به بی‌نهایت رسید: پیش از لگاریتم، کف 1e-7 بگذارید."
    if not np.isclose(answer, -np.log(1e-7) / 2, rtol=1e-3):
        return "احتمال‌های کوچک‌تر از کف باید درست به همان کف برسند."
    return True


@checker("04-top-k")
def top_k(function: Callable) -> bool | str:
    """Share of the rows whose right class is among the k largest probabilities."""
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(6), size=50)
    numbers = rng.integers(6, size=50)
    order = np.argsort(-probabilities, axis=1)

    def share(k: int, ranked: np.ndarray = order) -> float:
        return float(np.mean([c in row[:k] for c, row in zip(numbers, ranked, strict=True)]))

    answers = [np.asarray(function(numbers.copy(), probabilities.copy(), k)) for k in (1, 3, 6)]
    if any(answer.shape != () for answer in answers):
        return "یک عدد برگردانید: سهم نمونه‌ها، میان صفر و یک."
    if np.allclose([float(a) for a in answers], [50 * share(k) for k in (1, 3, 6)]):
        return "این شمار نمونه‌هاست؛ بر شمار همه تقسیم کنید."
    if np.isclose(float(answers[1]), share(3, order[:, ::-1])):
        return "کوچک‌ترین احتمال‌ها را برداشته‌اید؛ مرتب‌سازی باید از بزرگ به کوچک باشد."
    if np.isclose(float(answers[1]), share(3) / 3):
        return "میانگین را روی همهٔ خانه‌های جدول گرفته‌اید؛ نخست در هر سطر any، بعد میانگین."
    if not np.allclose([float(a) for a in answers], [share(k) for k in (1, 3, 6)]):
        return "برای هر سطر ببینید کلاس درست میان k شمارهٔ نخستِ argsort نزولی هست یا نه."
    return True


@checker("04-stop-epoch")
def stop_epoch(function: Callable) -> bool | str:
    """Epoch at which training stops and the best epoch until then, counted from one."""
    cases = {
        ((1.0, 0.8, 0.9, 0.85, 0.95, 0.3), 3): (5, 2),
        ((1.0, 0.9, 0.8, 0.7), 2): (4, 4),
        ((0.5, 0.6, 0.4, 0.41, 0.39, 0.42, 0.43), 2): (7, 5),
        ((0.5, 0.5, 0.5, 0.4), 2): (3, 1),
        ((0.9, 1.0, 0.8), 1): (2, 1),
    }
    for (losses, patience), (stopped, best) in cases.items():
        answer = tuple(int(value) for value in function(list(losses), patience))
        shown = f"برای {list(losses)} با شکیبایی {patience}"
        if answer == (stopped, best):
            continue
        if answer == (stopped - 1, best - 1):
            return "شمردن از یک است: به هر دو عدد یکی بیفزایید."
        if answer == (best, stopped):
            return "ترتیب: نخست دورهٔ توقف، بعد دورهٔ بهترین."
        if answer[0] == stopped and answer[1] == int(np.argmin(losses)) + 1 != best:
            return "دوره‌های پس از توقف را شبکه هرگز ندیده است: بهترین را فقط تا توقف بجویید."
        if losses[0] == losses[1]:
            return f"{shown} پاسخ ({stopped}, {best}) است؛ زیانِ برابر کمینهٔ تازه نیست."
        if answer[0] in (stopped - 1, stopped + 1) and stopped < len(losses):
            return f"{shown} باید در دورهٔ {stopped} بایستد؛ شمارش شکیبایی یکی پس‌وپیش است."
        return f"{shown} پاسخ ({stopped}, {best}) است."
    return True


@checker("04-channel-stats")
def channel_stats(function: Callable) -> bool | str:
    """Mean and standard deviation of each channel over 255, never all images as floats at once."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, (256, 180, 90), size=(330, 16, 16, 3)).astype(np.uint8)
    images[-30:] //= 3
    scaled = images / 255
    right = scaled.mean(axis=(0, 1, 2)), scaled.std(axis=(0, 1, 2))
    del scaled
    tracemalloc.start()
    try:
        answer = function(images.copy(), 100)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    mean, std = (np.asarray(part, dtype=float) for part in answer)
    if mean.shape != (3,) or std.shape != (3,):
        return "دو آرایه با شکل (3,) برگردانید: یکی میانگین و یکی انحراف معیار کانال‌ها."
    if np.allclose(mean, 255 * right[0]):
        return "پیکسل‌ها را بر 255 تقسیم کنید."
    batches = [images[first : first + 100] / 255 for first in range(0, 330, 100)]
    if np.allclose(mean, np.mean([b.mean(axis=(0, 1, 2)) for b in batches], axis=0)):
        return "میانگینِ میانگین‌ها گرفته‌اید؛ دستهٔ آخر کوتاه‌تر است. جمع‌ها را روی هم بیاورید."
    if np.allclose(mean, np.mean([b.mean(axis=(0, 1, 2)) for b in batches[:3]], axis=0)):
        return "دستهٔ آخر، که کوتاه‌تر است، جا مانده است."
    if not np.allclose(mean, right[0]):
        return "میانگین‌ها درست نیست: جمع هر کانال بر شمار پیکسل‌ها (نه شمار تصویرها)."
    if np.allclose(std, right[1] ** 2):
        return "این واریانس است؛ ریشه بگیرید."
    if np.allclose(std, np.mean([b.std(axis=(0, 1, 2)) for b in batches], axis=0), atol=1e-6):
        return "میانگینِ انحراف معیار دسته‌ها انحراف معیار کل نیست؛ مربع‌ها را جمع کنید."
    if not np.allclose(std, right[1]):
        return "انحراف معیار درست نیست؛ مربع‌ها را پس از تبدیل به اعشاری بگیرید، نه در uint8."
    if peak > images.size * 8 * 0.75 + images.nbytes:
        return "عددها درست‌اند، ولی همهٔ تصویرها یکجا اعشاری شدند؛ دسته‌به‌دسته پیش بروید."
    return True


@checker("04-stack-parameters")
def stack_parameters(function: Callable) -> bool | str:
    """Parameters of a stack of convolutions, poolings and dense layers."""
    shape = (32, 32, 3)
    single = [("conv", 3, 32)]
    answer = int(function(shape, single))
    if answer == 3 * 3 * 32 + 32 or answer == 3 * 3 * 32:
        return "هر فیلتر همهٔ کانال‌های ورودی را می‌بیند: وزن‌ها را در channels هم ضرب کنید."
    if answer == 3 * 3 * 3 * 32:
        return "هر فیلتر یک بایاس هم دارد."
    if answer == 3 * 3 * 3 * 32 + 1:
        return "بایاس برای هر فیلتر یکی است، نه یکی برای همهٔ لایه."
    if answer != 896:
        return "لایهٔ اول شبکهٔ کلاسیک 896 پارامتر دارد؛ آن را با دست بشمارید."
    block = [*single, ("conv", 3, 32), ("pool", 2)]
    if int(function(shape, block)) != 896 + 9248:
        return "پس از هر کانولوشن، شمار کانال‌ها همان شمار فیلترهای آن است؛ ادغام پارامتر ندارد."
    tail = [("flatten",), ("dense", 10)]
    answer = int(function(shape, block + tail))
    if answer == 896 + 9248 + (32 * 32 * 32 + 1) * 10:
        return "ادغام، طول و عرض را کوچک می‌کند؛ پیش از Flatten شکل را دنبال کنید."
    if answer != 896 + 9248 + (16 * 16 * 32 + 1) * 10:
        return "لایهٔ کاملاً متصل: (ورودی‌ها به‌علاوهٔ یک) ضرب در شمار نورون‌ها."
    classic = [*block, ("conv", 3, 64), ("conv", 3, 64), ("pool", 2), ("flatten",)]
    if int(function(shape, [*classic, ("dense", 512), ("dense", 10)])) != 2_168_362:
        return "برای شبکهٔ کلاسیک باید 2168362 شود؛ ورودی لایهٔ کاملاً متصلِ دوم 512 است."
    other = [("conv", 5, 6), ("pool", 2), ("conv", 5, 4), ("pool", 3), ("flatten",), ("dense", 7)]
    expected = (25 * 2 + 1) * 6 + (25 * 6 + 1) * 4 + (2 * 3 * 4 + 1) * 7
    if int(function((13, 20, 2), other)) != expected:
        return "با ورودی (13, 20, 2) درست نشد: طول و عرض جدا، و باقی‌ماندهٔ ادغام دور ریخته."
    return True
