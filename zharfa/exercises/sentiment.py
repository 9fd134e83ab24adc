"""Checkers of the exercises of notebook 05-sentiment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


@checker("05-sentiment-encode")
def encode(function: Callable) -> bool | str:
    """Ranks shifted by three behind the start mark; rare and unknown words are 2."""
    ranks = {"the": 1, "film": 2, "was": 3, "dull": 7, "rare": 90}
    answer = list(function(["the", "film", "was", "dull"], dict(ranks), 50))
    if answer == [1, 1, 2, 3, 7] or answer == [1, 2, 3, 7]:
        return "شماره، رتبه به‌اضافهٔ سه است."
    if answer == [4, 5, 6, 10]:
        return "نقد با نشانهٔ آغاز، یعنی 1، شروع می‌شود."
    if answer != [1, 4, 5, 6, 10]:
        return "برای رتبه‌های 1، 2، 3 و 7 باید [1, 4, 5, 6, 10] بیاید."
    if list(function(["the", "xyz"], dict(ranks), 50)) != [1, 4, 2]:
        return "واژه‌ای که در فهرست نیست 2 می‌شود."
    if list(function(["rare", "dull"], dict(ranks), 10)) != [1, 2, 2]:
        return "شرط روی شماره است، نه رتبه: شمارهٔ 10 با words=10 هم بیرون است."
    return True


@checker("05-sentiment-pad")
def pad(function: Callable) -> bool | str:
    """Zeros behind, cut behind."""
    rows = [[4, 5], [1, 2, 3, 4, 5], [], [7, 8, 9]]
    answer = np.asarray(function([list(row) for row in rows], 3))
    if answer.shape != (4, 3):
        return "شکل نتیجه (شمار متن‌ها، length) است."
    if list(answer[0]) == [0, 4, 5]:
        return "صفرها باید پشت متن بیایند، نه جلوی آن."
    if list(answer[1]) == [3, 4, 5]:
        return "از پشت ببرید تا آغاز متن بماند؛ شما آغاز را بریده‌اید."
    if not np.array_equal(answer, [[4, 5, 0], [1, 2, 3], [0, 0, 0], [7, 8, 9]]):
        return "هر سطر: نخستین length شماره و سپس صفر؛ متن تهی هم یک سطر صفر است."
    return True


@checker("05-sentiment-pool")
def pool(function: Callable) -> bool | str:
    """Softmax over the filled places only, safe for large scores."""
    rng = np.random.default_rng(0)
    states, scores = rng.normal(size=(3, 5, 2)), rng.normal(size=(3, 5))
    ids = np.array([[3, 1, 4, 0, 0], [2] * 5, [9, 0, 0, 0, 0]])

    def pooled(filled: np.ndarray) -> np.ndarray:
        weights = np.where(filled, np.exp(scores), 0)
        weights = weights / weights.sum(axis=1, keepdims=True)
        return np.einsum("nt,ntm->nm", weights, states)

    answer = np.asarray(function(states.copy(), scores.copy(), ids.copy()), dtype=float)
    if answer.shape != (3, 2):
        return "شکل نتیجه (n, m) است: برای هر نمونه یک بردار."
    if np.allclose(answer, pooled(np.ones_like(ids, dtype=bool))):
        return "جایگاه‌های پرشده با صفر هم وزن گرفته‌اند؛ نقاب بگذارید."
    everywhere = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    if np.allclose(answer, np.einsum("nt,ntm->nm", everywhere * (ids > 0), states)):
        return "وزن جایگاه‌های پر باید جمعش یک شود: نقاب پیش از سافت‌مکس."
    if not np.allclose(answer, pooled(ids > 0)):
        return "سافت‌مکس امتیازهای جایگاه‌های پر، ضرب در حالت‌ها، جمع روی جایگاه‌ها."
    with np.errstate(all="ignore"):
        large = np.asarray(function(states.copy(), scores + 2000, ids.copy()), dtype=float)
    if not np.allclose(large, pooled(ids > 0)):
        return "با امتیازهای بزرگ سرریز شد؛ پیش از exp بیشینه را کم کنید."
    return True


@checker("05-sentiment-negation")
def negation(function: Callable) -> bool | str:
    """The word before a negation is marked, the negation itself goes."""
    negations = {"نبود", "نیست"}
    answer = list(function(["غذا", "خوب", "نبود", "ولی", "ارزان"], set(negations)))
    if "نبود" in answer:
        return "خود منفی‌ساز باید حذف شود."
    if answer != ["غذا", "خوب_نه", "ولی", "ارزان"]:
        return "واژهٔ پیش از منفی‌ساز به شکل واژه_نه درمی‌آید: غذا خوب_نه ولی ارزان."
    if list(function(["نیست", "چیزی"], set(negations))) != ["نیست", "چیزی"]:
        return "منفی‌سازِ آغاز جمله چیزی پیش از خود ندارد و می‌ماند."
    if list(function([], set(negations))) != []:
        return "فهرست تهی، نتیجهٔ تهی می‌دهد."
    return True


@checker("05-sentiment-tfidf")
def tfidf(function: Callable) -> bool | str:
    """Sublinear counts, smoothed document frequencies, rows of norm one."""
    rng = np.random.default_rng(1)
    counts = rng.poisson(0.8, size=(7, 5))
    counts[3] = 0
    counts[0, 0], counts[1, 4] = 6, 3
    with np.errstate(all="ignore"):
        answer = np.asarray(function(counts.copy()), dtype=float)
    if answer.shape != counts.shape:
        return "شکل نتیجه همان شکل شمارهاست."
    if not np.isfinite(answer).all():
        return "لگاریتم صفر یا تقسیم بر صفر پیش آمد: شمار صفر و سطر تمام‌صفر را جدا کنید."
    found = np.sum(counts > 0, axis=0)
    weight = 1 + np.log((1 + len(counts)) / (1 + found))
    tf = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0)

    def unit(rows: np.ndarray) -> np.ndarray:
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(norms > 0, norms, 1)

    wrong = {
        "سطرها را با نُرم یک کنید.": tf * weight,
        "به‌جای c بگذارید 1 + log c.": unit(counts * weight),
        "وزن کم‌یابی، یعنی عامل دوم، به کار نرفت.": unit(tf),
        "در مخرج، شمار نظرهایی که واژه را دارند می‌آید، نه جمع شمارها.": unit(
            tf * (1 + np.log((1 + len(counts)) / (1 + counts.sum(axis=0))))
        ),
    }
    if hint := recognised(answer, wrong):
        return hint
    if not np.allclose(answer, unit(tf * weight)):
        return "سه گام: 1 + log c، ضرب در 1 + log((1+n)/(1+n_w))، تقسیم هر سطر بر نُرمش."
    return True
