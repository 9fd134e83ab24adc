"""Checkers of the exercises of notebook 05-lstm."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


@checker("05-lstm-bias")
def bias(function: Callable) -> bool | str:
    """The logit of the forget gate that halves the memory in so many steps."""
    steps = np.array([1.0, 10.0, 100.0])
    answer = np.array([float(function(k)) for k in steps])
    gate = 0.5 ** (1 / steps)
    if np.allclose(answer, gate):
        return "این خود دروازه است؛ بایاس، وارونِ سیگموید (لوجیت) آن است."
    if np.allclose(answer, np.log(gate)):
        return "وارونِ سیگموید، لگاریتمِ «دروازه تقسیم بر یک منهای دروازه» است."
    if np.allclose(answer, -np.log(gate / (1 - gate))):
        return "علامت وارونه است: نیم‌عمر بلندتر، بایاس بزرگ‌تر می‌خواهد."
    euler = np.exp(-1 / steps)
    if np.allclose(answer, np.log(euler / (1 - euler))):
        return "نیم‌عمر را بخواهید، نه زمانی که حافظه به یک‌برعددِ نپر می‌رسد: از توان ۰٫۵ آغاز کنید."
    if not np.allclose(answer, np.log(gate / (1 - gate)), atol=1e-6):
        return "نخست دروازه‌ای را بیابید که پس از این شمار گام، نیمی را نگه می‌دارد؛ سپس لوجیت آن."
    return True


@checker("05-lstm-parameters")
def parameters(function: Callable) -> bool | str:
    """Number of parameters of three layers, for sizes of which no two are alike."""
    for d, m in [(3, 5), (10, 20), (7, 1)]:
        lstm = 4 * (d * m + m * m + m)
        if (answer := function("lstm", d, m)) != lstm:
            if answer == 4 * (d * m + m * m):
                return "در LSTM بایاس‌ها را هم بشمارید: برای هر دروازه و هر واحد یکی."
            return "در LSTM چهار گروه وزن هست و هر گروه از ورودی، از حالت پنهان و از بایاس می‌آید."
        if (answer := function("peephole", d, m)) != lstm + 3 * m:
            if answer == lstm + 4 * m:
                return "نامزد روزنه ندارد: سه بردار، نه چهار تا."
            if answer == lstm + 3 * m * m:
                return "این روزنهٔ کامل است؛ در گونهٔ قطری هر دروازه یک بردار دارد."
            return "روزنهٔ قطری به LSTM برای هر دروازه یک بردار می‌افزاید."
        gru = 3 * (d * m + m * m + 2 * m)
        if (answer := function("gru", d, m)) != gru:
            if answer == 3 * (d * m + m * m + m):
                return "این شکل کتابی است؛ پیش‌فرض Keras دو ردیف بایاس دارد."
            return "در GRU سه گروه وزن هست و در Keras دو ردیف بایاس."
    return True


@checker("05-lstm-grammar")
def grammar(function: Callable) -> bool | str:
    """Membership in the embedded Reber grammar."""
    legal = ["BTBTXSETE", "BPBPVVEPE", "BPBTSSXXTVVEPE", "BTBPTVPXVVETE"]
    for word in legal:
        if not function(word):
            return f"رشتهٔ {word} مجاز است و پاسخ شما آن را رد کرد."
    wrong = {
        "نماد دوم و نماد پیش از پایان باید یکی باشند.": "BTBTXSEPE",
        "رشتهٔ درونی باید خودش از دستور ربر باشد.": "BTBTXXSETE",
        "رشتهٔ درونی پیش از رسیدن به E تمام شده است و نباید پذیرفته شود.": "BTBTXSTE",
        "پس از E درونی دیگر نمادی از رشتهٔ درونی نمی‌آید.": "BTBTXSEETE",
        "نماد دوم فقط T یا P است.": "BSBTXSESE",
        "رشتهٔ سادهٔ ربر، بی پوشش بیرونی، از این دستور نیست.": "BTXSE",
        "رشتهٔ بی‌پایان پذیرفته نیست: نماد آخر باید E باشد.": "BTBTXSET",
        "رشتهٔ تهی از این دستور نیست.": "",
    }
    for hint, word in wrong.items():
        if function(word):
            return hint
    return True


@checker("05-lstm-reverse")
def reverse(function: Callable) -> bool | str:
    """Each row reversed up to its length, padding kept at the end."""
    rng = np.random.default_rng(0)
    lengths = np.array([5, 3, 1])
    x = rng.normal(size=(3, 5, 2)) * (np.arange(5) < lengths[:, None])[..., None]
    given = x.copy()
    answer = np.asarray(function(given, lengths), dtype=float)
    right = np.stack([np.r_[row[:k][::-1], row[k:]] for row, k in zip(x, lengths, strict=True)])
    if answer.shape != x.shape:
        return "خروجی باید هم‌شکل x باشد."
    if np.allclose(answer, x[:, ::-1]):
        return "همهٔ سطر را وارونه کرده‌اید و صفرهای پرکننده به آغاز آمده‌اند."
    if np.allclose(answer, x):
        return "چیزی وارونه نشد."
    if not np.allclose(answer, right):
        if np.allclose(answer[1], right[1][::-1]):
            return "صفرها باید در ته سطر بمانند."
        return "در هر سطر فقط گام‌های واقعی را وارونه کنید و باقی را دست نزنید."
    if not np.allclose(given, x):
        return "پاسخ درست است، ولی آرایهٔ ورودی را عوض کرده‌اید؛ نخست رونوشتی بردارید."
    return True


@checker("05-lstm-gru-step")
def gru_step(function: Callable) -> bool | str:
    """One step of the GRU with the reset gate before the recurrent product."""
    rng = np.random.default_rng(0)
    n, d, m = 4, 3, 5
    x, H = rng.normal(size=(n, d)), rng.normal(size=(n, m))
    W_x, W_h, b = (rng.normal(size=s) for s in [(d, 3 * m), (m, 3 * m), 3 * m])
    answer = np.asarray(function(x, H, W_x, W_h, b), dtype=float)
    if answer.shape != H.shape:
        return "خروجی باید هم‌شکل H باشد."

    def step(first: int = 0, second: int = 1, after: bool = False, swap: bool = False):
        parts = [np.s_[k * m : (k + 1) * m] for k in range(3)]
        before = x @ W_x + b
        Z = _sigmoid(before[:, parts[first]] + H @ W_h[:, parts[first]])
        R = _sigmoid(before[:, parts[second]] + H @ W_h[:, parts[second]])
        product = R * (H @ W_h[:, parts[2]]) if after else (R * H) @ W_h[:, parts[2]]
        candidate = np.tanh(before[:, parts[2]] + product)
        return (1 - Z) * H + Z * candidate if swap else Z * H + (1 - Z) * candidate

    wrong = {
        "این بازنشانی پس از ضرب است؛ نخست R را در H ضرب کنید، سپس در وزن‌های بازگشتی.": {
            "after": True
        },
        "جای Z و یک منهای Z وارونه است: Z سهم ماندن است.": {"swap": True},
        "ترتیب دروازه‌ها: اول به‌روزرسانی، بعد بازنشانی.": {"first": 1, "second": 0},
    }
    if np.allclose(answer, step()):
        return True
    mistakes = {hint: step(**options) for hint, options in wrong.items()}
    return (
        recognised(answer, mistakes)
        or "معادله‌ها را یکی‌یکی بنویسید: Z و R با سیگموید، نامزد با tanh، سپس میانگین وزن‌دار."
    )


@checker("05-lstm-partial")
def partial(function: Callable) -> bool | str:
    """Derivative of the last cell state with respect to the bias of its forget gate."""
    rng = np.random.default_rng(0)
    f, i, g = rng.uniform(0.2, 0.9, 6), rng.uniform(0.1, 0.9, 6), rng.uniform(-1, 1, 6)

    def last_cell(shift: float) -> float:
        cell = 0.0
        for gate, written, value in zip(f, i, g, strict=True):
            cell = _sigmoid(np.log(gate / (1 - gate)) + shift) * cell + written * value
        return cell

    right = (last_cell(1e-5) - last_cell(-1e-5)) / 2e-5
    answer = float(function(f, i, g))
    late = kept = slope = cell = 0.0
    for gate, written, value in zip(f, i, g, strict=True):
        slope = gate * slope + cell * gate
        kept += cell * gate * (1 - gate)
        cell = gate * cell + written * value
        late = gate * late + cell * gate * (1 - gate)
    wrong = {
        "مشتق به حالت پیشین سلول نیاز دارد؛ آن را پیش از سلول به‌روز کنید.": late,
        "مشتقِ سیگموید جا مانده است: دروازه ضرب در یک منهای دروازه.": slope,
        "مشتق‌های پیشین هم باید در هر گام در دروازهٔ فراموشی ضرب شوند.": kept,
    }
    if np.isclose(answer, right, atol=1e-6):
        return True
    return (
        recognised(answer, wrong, atol=1e-6)
        or "در هر گام: مشتق تازه = f ضرب در مشتق پیشین، به‌علاوهٔ سلول پیشین ضرب در f(1-f)."
    )
