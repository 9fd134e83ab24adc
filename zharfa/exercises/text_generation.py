"""Checkers of the exercises of notebook 05-text-generation."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker


@checker("05-text-generation-perplexity")
def perplexity(function: Callable) -> bool | str:
    """Bits per character and perplexity from losses in nats."""
    nats = np.array([0.5, 2.0, 1.0, 3.5])
    bits, value = function(nats.copy())
    if np.ndim(bits) or np.ndim(value):
        return "هر دو پاسخ یک عددند: اول میانگین همهٔ نویسه‌ها را بگیرید."
    right = nats.mean() / np.log(2)
    if np.isclose(bits, nats.mean()):
        return "این هنوز نات است؛ برای بیت بر لگاریتم طبیعی دو تقسیم کنید."
    if np.isclose(bits, nats.mean() * np.log(2)):
        return "در لگاریتم دو ضرب کرده‌اید؛ باید تقسیم کنید، چون هر بیت از یک نات کوچک‌تر است."
    if not np.isclose(bits, right):
        return f"بیت این آرایه باید {right:.3f} باشد: میانگین نات‌ها تقسیم بر لگاریتم طبیعی دو."
    if np.isclose(value, np.mean(np.exp(nats))):
        return "نخست میانگین بگیرید و بعد به نما ببرید، نه برعکس."
    if np.isclose(value, 2 ** nats.mean()):
        return "پایهٔ نما با واحد می‌خواند: دو برای بیت و عدد نپر برای نات."
    if not np.isclose(value, np.exp(nats.mean())):
        return f"بیت درست است؛ سرگشتگی باید {np.exp(nats.mean()):.2f} باشد: دو به توان بیت."
    return True


@checker("05-text-generation-windows")
def windows(function: Callable) -> bool | str:
    """Pairs of input and target of full length without overlap."""
    for text, steps in [("abcdefghij", 4), ("abcdefghi", 4), ("abcdefgh", 4), ("ab", 4)]:
        pairs = function(text, steps)
        if not isinstance(pairs, (list, tuple)):
            return "فهرستی از جفت‌های ورودی و هدف برگردانید."
        pairs = [tuple(pair) for pair in pairs]
        if any(len(x) != steps or len(y) != steps for x, y in pairs):
            return (
                f"برای متنی با {len(text)} نویسه و پنجرهٔ {steps}، ورودی یا هدفی ناقص دارید؛ "
                "آخرین هدف به یک نویسه پس از آخرین ورودی نیاز دارد."
            )
        if any(y[:-1] != x[1:] for x, y in pairs):
            return "هدف باید همان ورودی باشد که یک نویسه جلو رفته است."
        starts = range(0, (len(text) - 1) // steps * steps, steps)
        right = [(text[s : s + steps], text[s + 1 : s + 1 + steps]) for s in starts]
        if len(pairs) > len(right):
            return "پنجره‌ها نباید هم‌پوشانی داشته باشند: گام آغازها همان steps است."
        if len(pairs) < len(right):
            return f"از متنی با {len(text)} نویسه {len(right)} پنجرهٔ {steps}تایی درمی‌آید."
        if pairs != right:
            return "پنجره‌ها را از آغاز متن و پشت سر هم بردارید."
    return True


@checker("05-text-generation-min-p")
def min_p(function: Callable) -> bool | str:
    """Characters at least a share as likely as the likeliest of their own row."""
    p = np.array([[0.46, 0.3, 0.14, 0.1], [0.01, 0.04, 0.9, 0.05], [0.4, 0.2, 0.25, 0.15]])
    with np.errstate(all="ignore"):
        answer = np.asarray(function(p.copy(), 0.5), dtype=float)
    if answer.shape != p.shape:
        return "خروجی باید هم‌شکل p باشد؛ جای حذف‌شده‌ها صفر بگذارید."
    kept = np.where(p >= 0.5 * p.max(axis=1, keepdims=True), p, 0)
    right = kept / kept.sum(axis=1, keepdims=True)
    if np.allclose(answer, kept):
        return "گزینش درست است؛ هر سطر را بر جمع خودش تقسیم کنید."
    if np.array_equal(answer > 0, p >= 0.5):
        return "حد، نسبی است: share برابر بیشینهٔ هر سطر، نه خود share."
    if np.array_equal(answer > 0, p >= 0.5 * p.max()):
        return "بیشینه را در هر سطر جدا بگیرید (axis=-1 و keepdims)."
    if np.array_equal(answer > 0, p > 0.5 * p.max(axis=1, keepdims=True)):
        return "نویسه‌ای که درست روی حد است هم می‌ماند: بزرگ‌تر یا مساوی."
    if not np.allclose(answer, right):
        return "در هر سطر آنچه از share برابر بیشینه کمتر است صفر شود و بقیه جمعشان یک."
    return True


@checker("05-text-generation-shared")
def shared(function: Callable) -> bool | str:
    """A longest common contiguous piece of two texts, and fast."""
    for a, b, length in [("سلام دنیا", "این دنیا", 5), ("abc", "xyz", 0), ("abab", "babab", 4)]:
        piece = function(a, b)
        if not isinstance(piece, str):
            return "خود پارهٔ مشترک را برگردانید که رشته است (اگر نبود، رشتهٔ تهی)."
        if piece not in a or piece not in b:
            return f"«{piece}» پاره‌ای پیوسته از هر دو رشته نیست؛ دنبالهٔ گسسته نمی‌خواهیم."
        if len(piece) < length:
            return f"بلندترین پارهٔ «{a}» و «{b}» {length} نویسه دارد، فاصله هم نویسه است."
    rng = np.random.default_rng(0)
    a, b = ("".join(rng.choice(list("abcd"), 10000)) for _ in range(2))
    common = "".join(rng.choice(list("abcd"), 60))
    b = b[:7000] + common + b[7060:]
    a = a[:2000] + common + a[2060:]
    start = time.process_time()
    if common not in function(a, b):
        return "در رشته‌های بلند پارهٔ بلندتری هست؛ جست‌وجو را روی طول پاره انجام دهید."
    if time.process_time() - start > 10:
        return "درست است ولی کند: روی طول جست‌وجوی دودویی کنید و پاره‌ها را در مجموعه بگذارید."
    return True


@checker("05-text-generation-rhyme")
def rhyme(function: Callable) -> bool | str:
    """The last two letters in front of the words both lines end in."""
    cases = [
        ("به نام خداوند جان و خرد", "کزین برتر اندیشه برنگذرد", True, "دو حرف آخر هر دو «رد» است."),
        ("درختی که امروز یک برگ داشت", "شبی بود و باران و تنها چراغ", False, "پایان‌ها یکی نیست."),
        (
            "دل ما شاد کجاست",
            "غم آن یار کجاست",
            False,
            "«کجاست» ردیف است؛ آن را بردارید و «شاد» را با «یار» بسنجید.",
        ),
        ("رخ تو ماه من است", "سر تو راه من است", True, "ردیف دو واژه است؛ همه را بردارید."),
        ("باز آمد باز", "باز آمد باز", False, "مصراع تکراری قافیه نیست: چیزی نمی‌ماند."),
        ("آمد باز", "یار آمد باز", False, "از یکی پس از ردیف چیزی نماند؛ باید False باشد."),
    ]
    for first, second, right, hint in cases:
        answer = function(first, second)
        if answer is Ellipsis or answer is None:
            return "تابع باید True یا False برگرداند."
        if bool(answer) != right:
            return f"«{first}» و «{second}»: {hint}"
    return True
