"""Checkers of the exercises of notebook 07-learning-to-optimize."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


@checker("07-l2o-score")
def score(function: Callable) -> bool | str:
    """Mean over problems of the sum of the losses of all points but the last."""
    losses = np.random.default_rng(0).uniform(1, 9, size=(4, 7))
    answer = np.asarray(function(losses.copy()), dtype=float)
    if answer.shape != ():
        return "یک عدد برگردانید: نخست جمع روی گام‌ها، سپس میانگین روی مسئله‌ها."
    hints = {
        "نقطهٔ آخر را هم شمرده‌اید؛ جمع تا یکی مانده به آخر است.": losses.sum(axis=1).mean(),
        "نقطهٔ آغاز را نشمرده‌اید؛ ستون نخست هم در جمع هست.": losses[:, 1:].sum(axis=1).mean(),
        "آغاز و پایان را جابه‌جا کنید: ستون نخست می‌آید و ستون آخر نه.": losses[:, 1:-1]
        .sum(axis=1)
        .mean(),
        "روی گام‌ها جمع بزنید و فقط روی مسئله‌ها میانگین بگیرید.": losses[:, :-1].mean(),
        "روی مسئله‌ها میانگین بگیرید، نه جمع.": losses[:, :-1].sum(),
        "سطرها مسئله‌اند: جمع روی محور ستون‌هاست.": losses[:-1].sum(axis=0).mean(),
    }
    right = losses[:, :-1].sum(axis=1).mean()
    if np.isclose(answer, right):
        return True
    return (
        recognised(answer, hints)
        or "در هر سطر همهٔ ستون‌ها جز آخری را جمع بزنید و از جمع‌ها میانگین بگیرید."
    )


@checker("07-l2o-paired")
def paired(function: Callable) -> bool | str:
    """Mean of the difference and its standard error."""
    rng = np.random.default_rng(1)
    second = rng.exponential(20, size=9)
    first = second + rng.normal(2, 3, size=9)
    answer = np.asarray(function(first.copy(), second.copy()), dtype=float)
    if answer.shape != (2,):
        return "دو عدد برگردانید: میانگین تفاضل و خطای معیار آن."
    gap = first - second
    if np.isclose(answer[0], -gap.mean()):
        return "علامت وارونه است: تفاضل را first - second بگیرید."
    if not np.isclose(answer[0], gap.mean()):
        return "عدد نخست میانگین first - second روی مسئله‌هاست."
    spread = gap.std(ddof=1)
    hints = {
        "این انحراف معیار تفاضل است؛ خطای معیار آن بخش بر ریشهٔ شمار مسئله‌هاست.": spread,
        "بر ریشهٔ شمار مسئله‌ها بخش کنید، نه بر خود آن.": spread / 9,
        "مخرج انحراف معیار را یکی کم کنید: ddof=1.": gap.std() / 3,
        "این خطای مسئله‌های جداست؛ پراکندگیِ خودِ تفاضل را بگیرید.": np.sqrt(
            (first.var(ddof=1) + second.var(ddof=1)) / 9
        ),
    }
    if hint := recognised(answer[1], hints):
        return hint
    if not np.isclose(answer[1], spread / 3):
        return "خطای معیار، انحراف معیار نااریبِ تفاضل‌ها بخش بر ریشهٔ شمار مسئله‌هاست."
    return True


@checker("07-l2o-nesterov")
def nesterov(function: Callable) -> bool | str:
    """The form of Keras: the step looks ahead along the new velocity, which is kept."""
    g, v, rate, mu = np.array([1.0, -2.0, 0.5]), np.array([0.3, 0.1, -0.7]), 0.1, 0.8
    answer = function(g.copy(), v.copy(), rate, mu)
    if not isinstance(answer, tuple) or len(answer) != 2:
        return "گام و حافظهٔ تازه را، به همین ترتیب، برگردانید."
    update, memory = (np.asarray(part, dtype=float) for part in answer)
    velocity = mu * v - rate * g
    step = mu * velocity - rate * g
    if np.allclose(memory, step) and np.allclose(update, velocity):
        return "ترتیب را وارونه کنید: نخست گام و سپس حافظه."
    if not np.allclose(memory, velocity):
        if np.allclose(memory, step):
            return "سرعتِ تازه را به یاد بسپارید، نه گام را."
        return "حافظهٔ تازه همان سرعت است: mu * v - rate * g."
    if np.allclose(update, velocity):
        return "این تکانهٔ ساده است؛ گام نستروف یک بار دیگر از سرعت تازه می‌گذرد."
    if not np.allclose(update, step):
        return "گام از سرعتِ تازه ساخته می‌شود: mu * v - rate * g با همان سرعت تازه."
    return True


@checker("07-l2o-log-sign")
def log_and_sign(function: Callable) -> bool | str:
    """The preprocessing of Andrychowicz et al. (2016), without warnings at zero."""
    g = np.array([[3.0, -3.0, 1.0], [0.0, 1e-6, -2e-5]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            answer = np.asarray(function(g.copy()), dtype=float)
        except RuntimeWarning:
            return "لگاریتمِ صفر نگیرید: اندازه را پیش از لگاریتم از پایین ببرید."
    if answer.shape != (2, 3, 2):
        return "یک محور دوتایی در پایان بیفزایید: شکل ورودی و سپس ۲."
    logs = np.log(np.maximum(np.abs(g), np.exp(-10))) / 10
    signs = np.where(np.abs(g) >= np.exp(-10), np.sign(g), g * np.exp(10))
    large = np.abs(g) >= np.exp(-10)
    if np.allclose(answer[..., 0][large], 10 * logs[large]):
        return "لگاریتم را بر p بخش کنید."
    if np.allclose(answer[..., 0], signs) and np.allclose(answer[..., 1], logs):
        return "نخست لگاریتم می‌آید و سپس علامت."
    if not np.allclose(answer[..., 0][large], logs[large]):
        return "برای گرادیان‌های بزرگ مؤلفهٔ نخست log|g| بخش بر p است."
    if not np.allclose(answer[..., 0], logs):
        return "برای گرادیان‌های کوچک‌تر از exp(-p) مؤلفهٔ نخست منفی یک است."
    if np.allclose(answer[..., 1], np.sign(g)):
        return "برای گرادیان‌های کوچک مؤلفهٔ دوم exp(p) * g است، نه علامت."
    if not np.allclose(answer[..., 1], signs):
        return "مؤلفهٔ دوم برای گرادیان‌های بزرگ علامت و برای کوچک‌ها exp(p) * g است."
    return True


@checker("07-l2o-rate-slope")
def rate_slope(function: Callable) -> bool | str:
    """Derivative of the summed loss by the rate: true, and with the gradients taken as given."""
    h, theta, rate, steps = np.array([1.0, 4.0, 7.0]), np.array([2.0, -1.0, 0.5]), 0.2, 6

    def total(step_size: float) -> float:
        powers = np.arange(1, steps + 1)[:, None]
        return float(np.sum(h * ((1 - step_size * h) ** powers * theta) ** 2) / 2)

    true = (total(rate + 1e-6) - total(rate - 1e-6)) / 2e-6
    points = (1 - rate * h) ** np.arange(steps + 1)[:, None] * theta
    given = -np.cumsum(h * points[:-1], axis=0)
    stopped = np.sum(h * points[1:] * given)
    answers = [float(function(h.copy(), theta.copy(), rate, steps, stop)) for stop in (False, True)]
    if np.isclose(answers[0], answers[1], rtol=1e-6):
        return "پاسخ شما به stop اعتنا نمی‌کند: با توقف، مشتقِ گرادیان صفر گرفته می‌شود."
    if np.allclose(answers, [stopped, true], rtol=1e-5):
        return "دو حالت جابه‌جاست: با stop جملهٔ مشتق دوم می‌رود."
    if np.allclose(answers, [-true, -stopped], rtol=1e-5):
        return "علامت وارونه است: نقطه با نرخ بزرگ‌تر بیشتر در جهت منفی گرادیان می‌رود."
    if not np.isclose(answers[0], true, rtol=1e-5):
        return (
            "بی توقف باید با تفاضل محدود بخواند: "
            "مشتق تازهٔ نقطه، مشتق پیشین منهای g منهای rate ضرب در h ضرب در مشتق پیشین است."
        )
    if not np.isclose(answers[1], stopped, rtol=1e-5):
        return "با توقف، مشتق نقطه تنها منفیِ جمعِ گرادیان‌های پیشین است."
    return True
