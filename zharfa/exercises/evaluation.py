"""Checkers of the exercises of notebook 01-evaluation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa import persian
from zharfa.exercises import checker


@checker("01-evaluation-scores")
def scores(function: Callable) -> bool | str:
    """Accuracy, precision, recall and F1 from the four counts."""
    names = ("دقت", "صحت", "فراخوانی", "F1")
    for tp, fp, fn, tn in [(15, 40, 5, 940), (30, 10, 20, 40), (0, 0, 20, 980), (0, 5, 0, 9)]:
        right = (
            (tp + tn) / (tp + fp + fn + tn),
            tp / max(tp + fp, 1),
            tp / max(tp + fn, 1),
            2 * tp / max(2 * tp + fp + fn, 1),
        )
        try:
            answer = np.asarray(function(tp, fp, fn, tn), dtype=float)
        except ZeroDivisionError:
            return "وقتی مخرج صفر است، به‌جای تقسیم صفر برگردانید."
        if answer.shape != (4,):
            return "چهار عدد برگردانید، به ترتیب دقت، صحت، فراخوانی و F1."
        if np.isnan(answer).any():
            return "وقتی مخرج صفر است، به‌جای nan صفر برگردانید."
        if np.allclose(answer, right):
            continue
        if np.allclose(answer[[0, 2, 1, 3]], right):
            return "جای صحت و فراخوانی عوض شده است: مخرج صحت پیش‌بینی‌های مثبت است."
        if np.allclose(answer[:3], right[:3]) and np.isclose(answer[3], np.mean(right[1:3])):
            return "میانگین F1 همساز است، نه ساده."
        wrong = int(np.argmax(~np.isclose(answer, right)))
        return (
            f"با TP={tp}، FP={fp}، FN={fn} و TN={tn}، {names[wrong]} {answer[wrong]:.3f} آمد، "
            f"نه {right[wrong]:.3f}."
        )
    return True


@checker("01-evaluation-baseline")
def baseline(function: Callable) -> bool | str:
    """Accuracy on the test set of always saying the commonest class of the training set."""
    cases = [
        (np.array([3, 3, 3, 1, 2]), np.array([1, 1, 3, 1])),
        (np.array([0, 0, 1]), np.array([1, 0, 0, 0, 1])),
        (np.array([-1, 5, 5]), np.array([5, 5, -1])),
    ]
    for y_train, y_test in cases:
        values, counts = np.unique(y_train, return_counts=True)
        right = np.mean(y_test == values[counts.argmax()])
        answer = float(function(y_train.copy(), y_test.copy()))
        if np.isclose(answer, right):
            continue
        if np.isclose(answer, np.unique(y_test, return_counts=True)[1].max() / len(y_test)):
            return "کلاس پرتکرار را از آموزش بردارید: مبنا هم نباید آزمون را ببیند."
        if np.isclose(answer, counts.max() / len(y_train)):
            return "این دقت روی آموزش است؛ همان کلاس را با برچسب‌های آزمون بسنجید."
        return f"برای آموزش {y_train.tolist()} و آزمون {y_test.tolist()} باید {right:.2f} بیاید."
    return True


@checker("01-evaluation-forward")
def forward(function: Callable) -> bool | str:
    """Windows at the end of the data, each with everything before it for training."""
    for count, windows, length in [(20, 3, 4), (100, 5, 7), (11, 1, 2)]:
        answer = list(function(count, windows, length))
        if len(answer) != windows:
            return f"{persian.digits(windows)} جفت برگردانید، نه {persian.digits(len(answer))} تا."
        pairs = [[np.asarray(part) for part in pair] for pair in answer]
        if any(len(pair) != 2 for pair in pairs):
            return "هر عضو یک جفت است: نخست شمارهٔ روزهای آموزش و سپس روزهای آزمون."
        starts = [count - length * left for left in range(windows, 0, -1)]
        if windows > 1 and int(pairs[0][1].min()) == starts[-1]:
            return "ترتیب پنجره‌ها وارونه است: از قدیم به جدید."
        for (train, test), start in zip(pairs, starts, strict=True):
            if np.intersect1d(train, test).size:
                return "روزی هم در آموزش و هم در آزمون است."
            if len(train) and train.max() > test.min():
                return "در آموزش روزی هست که از آزمون جدیدتر است؛ آینده را نبینید."
            if not np.array_equal(test, np.arange(start, start + length)):
                return "پنجره‌های آزمون باید پشت سر هم باشند و آخری با آخرین روز پایان بگیرد."
            if not np.array_equal(train, np.arange(start)):
                return "آموزش هر پنجره همهٔ روزهای پیش از آن است، از روز صفر."
    return True


@checker("01-evaluation-stratified")
def stratified(function: Callable) -> bool | str:
    """Folds in which every class is spread evenly."""
    rng = np.random.default_rng(5)
    for y, k in [(np.repeat([0, 1], [90, 10]), 5), (rng.integers(0, 4, 83), 6)]:
        answer = np.asarray(function(y.copy(), k))
        if answer.shape != y.shape:
            return "برای هر نمونه شمارهٔ یک بخش برگردانید."
        if set(np.unique(answer)) != set(range(k)):
            return "شمارهٔ بخش‌ها از صفر تا یکی کمتر از k است و همهٔ آن‌ها باید به کار بروند."
        for label in np.unique(y):
            counts = np.bincount(answer[y == label].astype(int), minlength=k)
            if np.ptp(counts) > 1:
                return (
                    f"کلاس {persian.digits(label)} نامساوی پخش شد (بخش‌ها: "
                    f"{persian.digits('، '.join(map(str, counts)))}): هر کلاس را جدا شماره بزنید."
                )
    return True


@checker("01-evaluation-cost")
def cost(function: Callable) -> bool | str:
    """The threshold with the lowest cost of the two errors."""
    rng = np.random.default_rng(6)
    y = rng.integers(0, 2, 60)
    p = np.clip(0.3 * y + rng.random(60) * 0.7, 0, 1)
    for miss, alarm in [(1, 1), (10, 1), (1, 10)]:

        def total(threshold: float, miss: float = miss, alarm: float = alarm) -> float:
            said = p >= threshold
            return miss * np.sum((y == 1) & ~said) + alarm * np.sum((y == 0) & said)

        best = min(total(t) for t in p)
        answer = float(function(y.copy(), p.copy(), miss, alarm))
        if not np.isclose(p, answer).any():
            return "یکی از خود احتمال‌های p را برگردانید، نه هزینه یا شمارهٔ آن را."
        if total(answer) == best:
            continue
        if total(answer, alarm, miss) == min(total(t, alarm, miss) for t in p):
            return "دو هزینه جابه‌جا شده‌اند: miss برای مثبتی است که ندیدیم."
        return (
            f"با miss={miss} و alarm={alarm} هزینهٔ آستانهٔ شما {total(answer):g} است و کمتر از آن، "
            f"{best:g}، هم شدنی است."
        )
    return True


@checker("01-evaluation-auc")
def auc(function: Callable) -> bool | str:
    """Area under the ROC curve by counting pairs, a draw for one half."""
    rng = np.random.default_rng(7)
    for levels in (1000, 4):
        y = rng.integers(0, 2, 70)
        score = rng.integers(0, levels, 70) + levels * 0.3 * y // 1
        gap = score[y == 1][:, None] - score[y == 0]
        right = np.mean((np.sign(gap) + 1) / 2)
        answer = float(function(y.copy(), score.copy()))
        if np.isclose(answer, right):
            continue
        if np.isclose(answer, 1 - right):
            return "وارونه است: جفتی امتیاز می‌گیرد که مثبت بالاتر از منفی باشد."
        if np.isclose(answer, np.mean(gap > 0)):
            return "جفت‌های برابر را هم بشمارید، هر کدام نیم."
        if np.isclose(answer, np.mean(gap >= 0)):
            return "جفت برابر نیم می‌ارزد، نه یک."
        return f"{answer:.4f} آمد، نه {right:.4f}: هر مثبت را با هر منفی یک بار بسنجید."
    return True
