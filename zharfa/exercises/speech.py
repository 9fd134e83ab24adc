"""Checkers of the exercises of chapter 5, speech."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, pairwise, product

import numpy as np

from zharfa.exercises import checker


@checker("05-speech-frames")
def frame_count(function: Callable) -> bool | str:
    """Whole windows of a sound: 1 + (samples - window) // step."""
    for samples, window, step in (
        (16_000, 512, 256),
        (512, 512, 256),
        (767, 512, 256),
        (99, 25, 4),
    ):
        answer = function(samples, window, step)
        right = 1 + (samples - window) // step
        if answer == right:
            continue
        if answer == right - 1:
            return "نخستین قاب را هم بشمارید: حتی صدایی به طول یک پنجره، یک قاب دارد."
        if answer == samples // step:
            return "قاب آخر هم باید کامل باشد: پنجره از صدا بیرون نزند."
        if answer == 1 + (samples - window) / step:
            return "شمار قاب‌ها عدد صحیح است؛ قاب نیمه‌کاره نداریم."
        return f"برای {samples} نمونه، پنجرهٔ {window} و گام {step} باید {right} شود."
    return True


@checker("05-speech-cmn")
def mean_normalisation(function: Callable) -> bool | str:
    """Coefficients (frames, 13) minus their mean over the frames of the utterance."""
    features = np.random.default_rng(0).normal(3, 2, size=(40, 13))
    answer = np.asarray(function(features.copy()), dtype=float)
    if answer.shape != features.shape:
        return "شکل ویژگی‌ها نباید عوض شود."
    right = features - features.mean(axis=0)
    if np.allclose(answer, features - features.mean()):
        return "هر ضریب میانگین خودش را دارد: میانگین را روی قاب‌ها بگیرید، نه روی همه."
    if np.allclose(answer, features - features.mean(axis=1, keepdims=True)):
        return "میانگین را روی قاب‌ها بگیرید (محور صفر)، نه روی ضریب‌های یک قاب."
    if np.allclose(answer, right / features.std(axis=0)):
        return "فقط میانگین را کم کنید؛ تقسیم بر انحراف معیار لازم نیست."
    if not np.allclose(answer, right):
        return "از هر ضریب، میانگین آن روی همهٔ قاب‌های گفته را کم کنید."
    return True


def _collapse(path: tuple[int, ...]) -> list[int]:
    return [label for label, _ in groupby(path) if label]


@checker("05-speech-expand")
def path_of(function: Callable) -> bool | str:
    """A path of the shortest length that collapses to the given phonemes."""
    for phones in ([1, 2, 3], [1, 1], [2, 2, 2, 1], [5], [4, 7, 7, 4]):
        path = [int(symbol) for symbol in function(list(phones))]
        shortest = len(phones) + sum(a == b for a, b in pairwise(phones))
        if _collapse(tuple(path)) != phones:
            return f"مسیر {path} پس از فشردن {_collapse(tuple(path))} می‌شود، نه {phones}."
        if len(path) > shortest:
            return f"برای {phones} مسیری با طول {shortest} هست؛ تهی را فقط جای لازم بگذارید."
    return True


@checker("05-speech-counts")
def edit_counts(function: Callable) -> bool | str:
    """Shares of a longer and of a wrong transcript: error rate against accuracy of positions."""
    pairs = [
        ([1, 2, 3, 4], [1, 2, 3, 4]),
        ([1, 2, 3, 4], [2, 3, 4]),
        ([1], [2, 3, 4]),
        ([5, 6], []),
    ]
    said, heard = [a for a, _ in pairs], [b for _, b in pairs]
    distances = [0, 1, 3, 2]
    answer = float(function(said, heard, lambda a, b: distances[pairs.index((list(a), list(b)))]))
    right = sum(distances) / sum(map(len, said))
    per_utterance = np.mean([d / len(a) for d, a in zip(distances, said, strict=True)])
    if np.isclose(answer, right):
        return True
    if np.isclose(answer, per_utterance):
        return "میانگینِ نرخ‌ها گفتهٔ یک‌واجی را هم‌وزن گفتهٔ بلند می‌کند؛ جمع‌ها را بر هم بخش کنید."
    if np.isclose(answer, sum(distances) / sum(map(len, heard))):
        return "مخرج، شمار واج‌های گفته‌شده است، نه شنیده‌شده."
    if np.isclose(answer, min(1.0, right)):
        return "نرخ خطا می‌تواند از یک بیشتر شود؛ آن را نبُرید."
    return f"باید {right:.3f} شود و {answer:.3f} شد."


@checker("05-speech-align")
def alignment(function: Callable) -> bool | str:
    """Most probable path that collapses to the phonemes, compared with trying all paths."""
    rng = np.random.default_rng(3)
    for frames, phones in ((4, [1, 2]), (5, [1, 1]), (3, [2]), (6, [1, 2, 1]), (6, [2, 2])):
        p = rng.dirichlet(np.ones(3), size=frames)
        path = [int(symbol) for symbol in function(p.copy(), list(phones))]
        if len(path) != frames:
            return f"برای هر قاب یک نماد لازم است: {frames} نماد، نه {len(path)}."
        if _collapse(tuple(path)) != phones:
            return f"مسیر {path} پس از فشردن {_collapse(tuple(path))} می‌شود، نه {phones}."
        allowed = (q for q in product(range(3), repeat=frames) if _collapse(q) == phones)
        best = max(allowed, key=lambda q: np.prod(p[np.arange(frames), q]))
        if path != list(best):
            return f"برای {phones} در {frames} قاب، مسیر {list(best)} محتمل‌تر از {path} است."
    return True
