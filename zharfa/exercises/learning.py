"""Checkers of the exercises of notebook 01-learning."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from zharfa import persian
from zharfa.exercises import checker

_KINDS = (
    "regression",
    "classification",
    "clustering",
    "reinforcement",
    "classification",
    "regression",
)


@checker("01-learning-which")
def which(kinds: Sequence[str]) -> bool | str:
    """The way of learning of six everyday problems."""
    if isinstance(kinds, str) or len(kinds) != len(_KINDS):
        return "فهرستی با شش واژه بنویسید، به همان ترتیب مسئله‌ها."
    given = [str(kind).strip().lower() for kind in kinds]
    unknown = sorted(set(given) - set(_KINDS))
    if unknown:
        return f"فقط همان چهار واژهٔ صورت تمرین را به کار ببرید، نه «{unknown[0]}»."
    hints = {
        "regression": "پاسخش عددی پیوسته است.",
        "classification": "پاسخش نامی از میان نام‌های از پیش معلوم است.",
        "clustering": "گروه‌ها از پیش معلوم نیستند و برچسبی هم نیست.",
        "reinforcement": "پاسخ درست هیچ حرکت معلوم نیست؛ فقط نتیجهٔ پایانی معلوم است.",
    }
    for number, (mine, right) in enumerate(zip(given, _KINDS, strict=True), start=1):
        if mine != right:
            return f"مسئلهٔ {persian.digits(number)} را دوباره ببینید: {hints[right]}"
    return True


@checker("01-learning-neighbours")
def neighbours(function: Callable) -> bool | str:
    """Majority vote of the nearest neighbours, the smaller label at a draw."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(60, 3)), rng.integers(0, 3, 60)
    differ = 0
    for sample in rng.normal(size=(40, 3)):
        order = np.argsort(((x - sample) ** 2).sum(axis=1))
        for k in (1, 3, 7):
            right = int(np.bincount(y[order[:k]]).argmax())
            answer = np.asarray(function(x.copy(), y.copy(), sample.copy(), k))
            if answer.shape != ():
                return "یک برچسب برگردانید، نه آرایه‌ای از برچسب‌ها."
            if int(answer) != right:
                far = int(np.bincount(y[order[::-1][:k]]).argmax())
                if int(answer) == far and k == 1:
                    return "دورترین نمونه را برداشتید: فاصله‌ها را از کوچک به بزرگ مرتب کنید."
                if k > 1 and int(answer) == int(y[order[0]]):
                    return "فقط نزدیک‌ترین نمونه رأی داده است: برچسب همهٔ k همسایه را بشمارید."
                differ += 1
    if differ:
        return (
            f"{persian.digits(differ)} پاسخ از ۱۲۰ پاسخ نادرست بود: رأی‌ها را بشمارید و در برابری، "
            "برچسب کوچک‌تر را برگردانید."
        )
    return True


@checker("01-learning-kmeans")
def kmeans_step(function: Callable) -> bool | str:
    """One step of k-means in which an empty cluster keeps its centre."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(50, 2))
    far = np.array([[90.0, 90.0]])
    for centres in (x[:3].copy(), np.concatenate([x[:2], far])):
        cluster = ((x[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
        right = np.array(
            [
                x[cluster == k].mean(axis=0) if np.any(cluster == k) else centre
                for k, centre in enumerate(centres)
            ]
        )
        given = centres.copy()
        with np.errstate(all="ignore"):
            answer = np.asarray(function(x.copy(), given), dtype=float)
        if not np.array_equal(given, centres):
            return "آرایهٔ مرکزها را همان‌جا تغییر ندهید: نسخه‌ای تازه بسازید."
        if answer.shape != right.shape:
            return "برای هر مرکز یک سطر برگردانید، به شکل خود centres."
        if np.isnan(answer).any():
            return "خوشهٔ خالی nan شد: اگر نمونه‌ای به مرکزی نپیوست، خود آن مرکز را بگذارید."
        if np.allclose(answer, centres) and not np.allclose(right, centres):
            return "مرکزها تکان نخوردند: هر مرکز باید به میانگین نمونه‌های خوشه‌اش برود."
        if not np.allclose(answer, right):
            return "هر نمونه را به نزدیک‌ترین مرکز بدهید و میانگین هر خوشه را ستون‌به‌ستون بگیرید."
    return True


@checker("01-learning-components")
def components(function: Callable) -> bool | str:
    """Fewest principal components that keep a share of the variance."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(200, 8)) * [9, 5, 4, 3, 2, 1, 0.5, 0.1] + 7
    lengths = np.linalg.svd(x - x.mean(axis=0), compute_uv=False)
    kept = np.cumsum(lengths**2) / np.sum(lengths**2)
    plain = np.cumsum(lengths) / lengths.sum()
    raw = np.linalg.svd(x, compute_uv=False)
    raw_kept = np.cumsum(raw**2) / np.sum(raw**2)
    for share in (0.5, 0.8, 0.9, 0.99):
        right = int(np.argmax(kept >= share)) + 1
        answer = int(function(x.copy(), share))
        if answer == right:
            continue
        if answer == int(np.argmax(plain >= share)) + 1:
            return "سهم پراکندگی از مربع طول‌ها می‌آید: پیش از جمع زدن به توان دو برسانید."
        if answer == int(np.argmax(raw_kept >= share)) + 1:
            return "پیش از SVD میانگین هر ستون را کم کنید."
        if answer == right - 1:
            return "یکی کم است: شمردن پایتون از صفر است و شمار مؤلفه‌ها از یک."
        return (
            f"برای سهم {persian.number(share)} پاسخ {persian.digits(answer)} آمد، نه "
            f"{persian.digits(right)}: سهم‌ها را از بزرگ به کوچک روی هم جمع کنید."
        )
    return True


@checker("01-learning-return")
def returns(function: Callable) -> bool | str:
    """Discounted sum of the rewards from every step on."""
    rng = np.random.default_rng(3)
    for discount in (0.9, 0.5, 1.0):
        rewards = rng.integers(-5, 6, 7).astype(float)
        total, right = 0.0, []
        for reward in rewards[::-1]:
            total = reward + discount * total
            right.append(total)
        right = np.array(right[::-1])
        answer = np.asarray(function(list(rewards), discount), dtype=float)
        if answer.shape == () and np.isclose(answer, right[0]):
            return "این مجموع گام نخست است: برای هر گام یک عدد برگردانید."
        if answer.shape != right.shape:
            return "به شمار پاداش‌ها عدد برگردانید، یکی برای هر گام."
        if np.allclose(answer, right[::-1]) and not np.allclose(right, right[::-1]):
            return "ترتیب وارونه است: حلقه از آخر می‌رود، پس فهرست را در پایان برگردانید."
        if discount < 1 and np.allclose(answer, np.cumsum(rewards[::-1])[::-1]):
            return "پاداش‌های دورتر باید در توان‌های ضریب تنزیل ضرب شوند."
        if discount < 1 and np.allclose(answer, discount * right):
            return "پاداش خود گام تنزیل نمی‌شود: نخستین ضریب یک است."
        if not np.allclose(answer, right):
            return "از گام آخر آغاز کنید: مجموع هر گام، پاداش آن به‌علاوهٔ ضریب در مجموع گام بعد است."
    return True


@checker("01-learning-density")
def density(function: Callable) -> bool | str:
    """Core, border and noise points of DBSCAN."""
    line = np.array([[0.0], [1.0], [2.0], [3.0], [10.0], [11.0]])
    cases = [(line, 1.0, 3), (np.random.default_rng(4).normal(size=(80, 2)), 0.4, 5)]
    for x, eps, least in cases:
        near = np.sqrt(((x[:, None] - x) ** 2).sum(axis=2)) <= eps

        def roles(core: np.ndarray, near: np.ndarray = near) -> np.ndarray:
            touched = (near & core).any(axis=1)
            return np.where(core, "core", np.where(touched, "border", "noise"))

        right = roles(near.sum(axis=1) >= least)
        answer = np.asarray(function(x.copy(), eps, least))
        if answer.shape != right.shape:
            return "برای هر نمونه یک واژه برگردانید."
        answer = answer.astype(str)
        if not set(answer) <= {"core", "border", "noise"}:
            return "فقط همان سه واژهٔ صورت تمرین را برگردانید."
        if np.array_equal(answer, right):
            continue
        if np.array_equal(answer, roles(near.sum(axis=1) - 1 >= least)):
            return "خود نمونه هم همسایهٔ خودش شمرده می‌شود."
        if np.array_equal(answer, roles(near.sum(axis=1) > least)):
            return "همسایه‌ها باید «دست‌کم» min_samples باشند: برابر هم پذیرفته است."
        if np.array_equal(answer == "core", right == "core"):
            return "هسته‌ها درست‌اند. مرز، نمونه‌ای ناهسته است که دست‌کم یک هسته در شعاعش هست."
        return "از هسته‌ها آغاز کنید: فاصلهٔ هر دو نمونه را بسنجید و همسایه‌های هر سطر را بشمارید."
    return True
