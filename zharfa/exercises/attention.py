"""Checkers of the exercises of notebook 05-attention."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from zharfa.exercises import checker


def _softmax(e: np.ndarray) -> np.ndarray:
    weights = np.exp(e - e.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


@checker("05-attention-context")
def context(function: Callable) -> bool | str:
    """Mean of the encoder's states, weighted by the softmax of the scaled dot products."""
    rng = np.random.default_rng(0)
    s, H = rng.normal(size=4), rng.normal(size=(6, 4))
    answer = np.asarray(function(s.copy(), H.copy()), dtype=float)
    e = H @ s
    if answer.shape == (6,):
        return "این وزن‌ها هستند؛ میانگین وزن‌دار سطرهای H را برگردانید."
    if answer.shape != s.shape:
        return "بردار بافت هم‌درازای هر سطر H است."
    if np.allclose(answer, _softmax(e) @ H):
        return "امتیازها را بر ریشهٔ دوم درازای بردار تقسیم نکرده‌اید."
    if np.allclose(answer, _softmax(e / 4) @ H):
        return "بر خود درازا تقسیم کرده‌اید؛ ریشهٔ دومش لازم است."
    if np.allclose(answer, _softmax(e / np.sqrt(6)) @ H):
        return "ریشهٔ درازای بردار لازم است، نه ریشهٔ شمار حالت‌ها."
    if not np.allclose(answer, _softmax(e / 2) @ H):
        return "سه گام: ضرب داخلی با هر سطر و تقسیم، سافت‌مکس، میانگین وزن‌دار سطرها."
    if not np.all(np.isfinite(function(1e3 * s, H))):
        return "برای امتیازهای بزرگ سرریز می‌کند؛ پیش از نمایی، بیشینه را کم کنید."
    return True


@checker("05-attention-count")
def count(function: Callable) -> bool | str:
    """12 d² + 13 d parameters of one encoder block of a Transformer."""
    answer = function(64)
    hints = {
        12 * 64**2: "بایاس‌ها و نرمال‌سازی‌ها را نشمرده‌اید.",
        12 * 64**2 + 9 * 64: "دو نرمال‌سازی لایه‌ای را هم بشمارید.",
        12 * 64**2 + 4 * 64: "بایاس‌ها را هم بشمارید.",
        12 * 64**2 + 11 * 64: "نرمال‌سازی لایه‌ای دو بار می‌آید.",
        8 * 64**2 + 9 * 64: "توجه چندسر چهار ماتریس و چهار بایاس دارد.",
    }
    if answer in hints:
        return hints[answer]
    if answer != 12 * 64**2 + 13 * 64:
        return "جمع کنید: چهار ماتریس توجه، دو لایهٔ متصل، دو نرمال‌سازی؛ همه با بایاس."
    return True if function(96) == 12 * 96**2 + 13 * 96 else "پاسخ باید برای هر d درست باشد."


@checker("05-attention-local")
def local(function: Callable) -> bool | str:
    """Softmax inside the window, zero outside of it."""
    e = np.array([0.3, 2.0, -1.0, 0.5, 1.2, 3.0])
    answer = np.asarray(function(e.copy(), 3, 1), dtype=float)
    if answer.shape != e.shape:
        return "برای همهٔ جایگاه‌ها وزن برگردانید؛ بیرون پنجره صفر."
    if np.allclose(answer, np.where(np.abs(np.arange(6) - 3) <= 1, _softmax(e), 0)):
        return "وزن‌های درون پنجره باید دوباره جمع یک داشته باشند."
    if np.any(answer[[0, 1, 5]] > 1e-12):
        return "بیرون از پنجره باید درست صفر باشد."
    if not np.allclose(answer[2:5], _softmax(e[2:5])):
        return "پنجره هر دو سرش را هم دربردارد: با p=3 و D=1 جایگاه‌های 2 و 3 و 4."
    edge = np.asarray(function(e.copy(), 0, 2), dtype=float)
    if not np.allclose(edge, [*_softmax(e[:3]), 0, 0, 0]):
        return "پنجره‌ای که از آغاز دنباله بیرون می‌زند، باید همان‌جا بریده شود."
    return True


@checker("05-attention-causal")
def causal(function: Callable) -> bool | str:
    """Row t of the weights sees columns 0 … t only."""
    rng = np.random.default_rng(0)
    Q, K = rng.normal(size=(5, 9)), rng.normal(size=(5, 9))
    e = Q @ K.T / 3
    answer = np.asarray(function(Q.copy(), K.copy()), dtype=float)
    if answer.shape != (5, 5):
        return "ماتریسی با یک سطر برای هر پرسش و یک ستون برای هر کلید برگردانید."
    if np.allclose(answer, _softmax(e)):
        return "این وزن‌ها نقاب ندارند: درایه‌های بالای قطر باید صفر باشند."
    if np.allclose(answer, np.tril(_softmax(e))):
        return "نقاب پیش از سافت‌مکس است؛ جمع هر سطر باید یک باشد."
    if np.allclose(answer, _softmax(np.where(np.tri(5, dtype=bool), 3 * e, -np.inf))):
        return "بر ریشهٔ دوم درازای کلید تقسیم نکرده‌اید."
    if np.allclose(np.tril(answer, -1), 0):
        return "نقاب وارونه است: سطر t باید ستون‌های پیش از خود را ببیند، نه پس از خود."
    if not np.allclose(answer, _softmax(np.where(np.tri(5, dtype=bool), e, -np.inf))):
        return "امتیازها، سپس منفی بی‌نهایت بالای قطر، سپس سافت‌مکس هر سطر."
    return True


_FIRST = np.log([0.6, 0.4])
_SECOND = np.log([[0.55, 0.45], [0.9, 0.1]])
_THIRD = np.log([0.3, 0.7])


def _step(prefix: tuple) -> np.ndarray:
    """Log-probabilities of a tiny model in which greed goes wrong at once."""
    if len(prefix) == 0:
        return _FIRST
    return _SECOND[prefix[0]] if len(prefix) == 1 else _THIRD


@checker("05-attention-beam")
def beam(function: Callable) -> bool | str:
    """The most probable prefix that a beam of the given width finds."""

    def total(path: tuple) -> float:
        return sum(_step(path[:i])[token] for i, token in enumerate(path))

    greedy, best = (0, 0, 1), max(product((0, 1), repeat=3), key=total)
    answer = function(_step, 2, 3)
    if not isinstance(answer, (tuple, list)) or len(answer) != 3:
        return "پیشوندی با length توکن برگردانید، نه لگاریتم احتمالش."
    if tuple(answer) == greedy:
        return "این پاسخ حریصانه است: در هر گام باید width پیشوند را نگه دارید."
    if tuple(answer) != best:
        return "در هر گام همهٔ ادامه‌ها را با جمع لگاریتم‌ها بسنجید و بهترین‌ها را نگه دارید."
    if tuple(function(_step, 1, 3)) != greedy:
        return "با پهنای یک باید به همان پاسخ حریصانه برسید."
    return True


@checker("05-attention-ctc")
def ctc(function: Callable) -> bool | str:
    """Sum over all paths that collapse to the target, also with a doubled symbol."""
    p = np.random.default_rng(0).dirichlet(np.ones(3), size=5)

    def collapsed(path: tuple) -> tuple:
        before = (None, *path[:-1])
        return tuple(k for k, b in zip(path, before, strict=True) if k != 0 and k != b)

    def expected(target: tuple) -> float:
        paths = (q for q in product(range(3), repeat=5) if collapsed(q) == target)
        return sum(np.prod(p[range(5), path]) for path in paths)

    def close(target: tuple) -> bool:
        return bool(np.isclose(function(p.copy(), target), expected(target), rtol=1e-9))

    if np.isclose(function(p.copy(), (1, 2)), -np.log(expected((1, 2)))):
        return "خود احتمال را برگردانید، نه منفیِ لگاریتمش."
    if not close((1, 2)):
        return "برای پاسخ دونمادی درست نیست؛ با شمردن همهٔ مسیرهای کوتاه بسنجید."
    if not close((1, 1)):
        return "دو نماد یکسان پیاپی: پرش از روی تهی میان آن‌ها مجاز نیست."
    if not close((2,)):
        return "برای پاسخ تک‌نمادی هم بیازمایید: پایان در دو جایگاه آخر است."
    return True
