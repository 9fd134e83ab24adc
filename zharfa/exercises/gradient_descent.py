"""Checkers of the exercises of notebook 03-gradient-descent."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker


@checker("03-best-rate")
def best_rate(function: Callable) -> bool | str:
    """Best constant rate 2/(low + high) and its factor (κ-1)/(κ+1) for a symmetric Hessian."""
    rotation = np.array([[0.6, -0.8], [0.8, 0.6]])
    H = rotation @ np.diag([4.0, 1.0]) @ rotation.T
    answer = function(H)
    if np.shape(answer) != (2,):
        return "دو عدد برگردانید: بهترین نرخ و ضریب همگرایی."
    rate, factor = (float(number) for number in answer)
    if np.isclose(rate, 0.25):
        return "این 1/λmax است؛ پایدار است، ولی بهترین نیست: ضریب دو سر طیف را برابر کنید."
    if np.isclose(rate, 0.5):
        return "این 2/λmax، مرز واگرایی است؛ کوچک‌ترین مقدار ویژه را هم در مخرج بیاورید."
    if not np.isclose(rate, 0.4):
        return (
            f"برای هسی با مقدارهای ویژهٔ 1 و 4 نرخ {rate:g} آمد و باید 0.4 باشد. "
            "مقدارهای ویژه را با np.linalg.eigvalsh بگیرید."
        )
    if not np.isclose(factor, 0.6):
        return "نرخ درست است؛ ضریب همگرایی باید (κ−1)/(κ+1) باشد."
    H = np.diag([2.0, 3.0, 10.0])
    if not np.allclose(function(H), [1 / 6, 2 / 3]):
        return "با بیش از دو مقدار ویژه فقط کوچک‌ترین و بزرگ‌ترین به کار می‌آیند."
    return True


@checker("03-step-count")
def step_count(function: Callable) -> bool | str:
    """Least number of steps until |1 - rate * curvature|**t <= fraction."""
    if not np.isclose(function(0.5, 2.0, 1e-6), 1):
        return "وقتی نرخ یک‌برانحناست، ضریب صفر می‌شود و یک گام بس است؛ این حالت را جدا کنید."
    for rate in (1.0, 1.01):
        if not np.isposinf(function(rate, 2.0, 0.1)):
            return f"با نرخ {rate} و انحنای 2 خطا کم نمی‌شود: np.inf برگردانید."
    right = int(np.ceil(np.log(1e-3) / np.log(0.8)))
    for rate in (0.1, 0.9):
        answer = function(rate, 2.0, 1e-3)
        if np.isclose(answer, right - 1):
            return "یک گام کم است: لگاریتم را رو به بالا گرد کنید."
        if not np.isclose(answer, right):
            return (
                f"با نرخ {rate} و انحنای 2، برای یک‌هزارم باید {right} گام شود، نه {answer}. "
                "اندازهٔ ضریب مهم است، نه علامتش."
            )
    return True


@checker("03-mini-batches")
def mini_batches(function: Callable) -> bool | str:
    """Shuffled batches that cover every sample exactly once."""
    batches = function(10, 4, np.random.default_rng(0))
    sizes = [len(batch) for batch in batches]
    if sizes != [4, 4, 2]:
        return f"برای 10 نمونه و دستهٔ 4تایی اندازه‌ها باید [4, 4, 2] باشد، نه {sizes}."
    numbers = np.concatenate([np.asarray(batch) for batch in batches])
    if not np.array_equal(np.sort(numbers), np.arange(10)):
        return "هر شماره باید درست یک بار بیاید: همه را از یک جایگشت برش بزنید."
    many = np.concatenate(list(function(100, 7, np.random.default_rng(1))))
    if np.array_equal(many, np.arange(100)):
        return "نمونه‌ها به ترتیب‌اند: پیش از برش، آن‌ها را با rng.permutation درهم کنید."
    if np.array_equal(many, np.concatenate(list(function(100, 7, np.random.default_rng(2))))):
        return "با مولد دیگر هم همان ترتیب آمد: از rng که داده شده استفاده کنید."
    return True


@checker("03-inverse-root")
def inverse_root(function: Callable) -> bool | str:
    """Linear warm-up to the peak, then peak * sqrt(steps / t)."""
    if not np.isclose(float(function(0, 0.1, 50)), 0):
        return "در گام صفر نرخ باید صفر باشد."
    if not np.isclose(float(function(25, 0.1, 50)), 0.05):
        return "در نیمهٔ گرم‌کردن نرخ باید نصف اوج باشد."
    if not np.isclose(float(function(50, 0.1, 50)), 0.1):
        return "در پایان گرم‌کردن نرخ باید خودِ اوج باشد؛ ضریب 1/√t را طوری بگیرید که نپرد."
    if not np.isclose(float(function(200, 0.1, 50)), 0.05):
        return "چهار برابر دورتر از پایان گرم‌کردن، نرخ باید نصف اوج باشد: peak·√(steps/t)."
    t = np.arange(300)
    right = np.where(t < 50, t / 50, np.sqrt(50 / np.maximum(t, 1)))
    answer = np.asarray(function(t, 1.0, 50), dtype=float)
    if answer.shape != t.shape or not np.allclose(answer, right):
        return "برای یک عدد درست است، ولی با آرایه نه: np.where یا np.minimum به کار ببرید."
    return True


def _valley(x: np.ndarray) -> float:
    return float(x[0] ** 2 + 50 * x[1] ** 2)


@checker("03-backtracking")
def backtracking(function: Callable) -> bool | str:
    """Halve the step from 1 until Armijo's condition with 1e-4 holds."""
    x = np.array([1.0, 1.0])
    g = np.array([2.0, 100.0])
    a = float(function(_valley, x, -g, g))
    if np.isclose(a, 1):
        return "گام کامل هزینه را بالا می‌برد: تا شرط برقرار نشده نصفش کنید."
    if not np.isclose(np.log2(a), np.round(np.log2(a))):
        return "طول گام باید از ۱ و با نصف شدن به دست آید."
    if not np.isclose(a, 1 / 64):
        return f"در درهٔ آزمون طول گام باید 1/64 شود، نه {a:g}: نخستین گامی که شرط را برمی‌آورد."
    newton = -np.array([1.0, 1.0])
    if not np.isclose(float(function(_valley, x, newton, g)), 1):
        return "جهت نیوتن شرط را با همان گام ۱ برمی‌آورد؛ بی‌دلیل نصف نکنید."
    # A full step to the mirror point lowers nothing, so mere "not higher" is too weak.
    mirror = np.array([0.0, -2.0])
    if not np.isclose(float(function(_valley, x, mirror, g)), 0.5):
        return "«بالا نرفتن» کافی نیست: کاهش باید دست‌کم 1e-4 برابر a ضرب‌در شیب باشد."
    return True


@checker("03-saddle-free")
def saddle_free(function: Callable) -> bool | str:
    """Newton's step with |eigenvalues|, at least floor, in place of the eigenvalues."""
    rotation = np.array([[0.6, -0.8], [0.8, 0.6]])
    g = np.array([1.0, 2.0])
    valley = rotation @ np.diag([1.0, 25.0]) @ rotation.T
    answer = np.asarray(function(valley, g), dtype=float)
    newton = -np.linalg.solve(valley, g)
    if answer.shape != (2,):
        return "جابه‌جایی هم‌شکل گرادیان است: یک بردار با شکل (2,) برگردانید."
    if np.allclose(answer, -newton):
        return "علامت وارونه است: جابه‌جایی باید خلاف گرادیان باشد."
    if not np.allclose(answer, newton):
        return "در دره، که همهٔ مقدارهای ویژه مثبت‌اند، باید همان گام نیوتن شود."
    saddle = rotation @ np.diag([2.0, -4.0]) @ rotation.T
    right = -rotation @ (rotation.T @ g / [2.0, 4.0])
    answer = np.asarray(function(saddle, g), dtype=float)
    if np.allclose(answer, -np.linalg.solve(saddle, g)):
        return "این همان گام نیوتن است و به زین می‌رود: قدر مطلق مقدارهای ویژه را بگیرید."
    if not np.allclose(answer, right):
        return "در زین گام درست نیست: گرادیان را به راستاهای ویژه ببرید، تقسیم کنید و برگردانید."
    flat = np.diag([1.0, 1e-9])
    if not np.allclose(function(flat, g, 0.5), [-1.0, -4.0]):
        return "راستای تقریباً هموار گام بی‌کران می‌سازد: کف (floor) را رعایت کنید."
    return True
