"""Checkers of the exercises of notebook 03-activations-losses."""

from __future__ import annotations

import tracemalloc
import warnings
from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker


def _softmax(z: np.ndarray) -> np.ndarray:
    """Softmax over the last axis."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@checker("03-softsign")
def softsign(d_softsign: Callable) -> bool | str:
    """Derivative of z / (1 + |z|), element by element."""
    z = np.array([[-3.0, -0.5, 0.0], [0.25, 1.0, 9.0]])
    answer = np.asarray(d_softsign(z.copy()), dtype=float)
    if answer.shape != z.shape:
        return "برای هر درایهٔ z یک مشتق برگردانید: شکل خروجی باید همان شکل z باشد."
    if np.allclose(answer, z / (1 + np.abs(z))):
        return "این خود تابع است؛ از آن با قاعدهٔ خارج‌قسمت مشتق بگیرید."
    if np.allclose(answer, 1 / (1 + np.abs(z))):
        return "نزدیک شدید: مخرج مشتق خارج‌قسمت به توان دو می‌رسد."
    if np.any(answer[z < 0] < 0):
        return "تابع صعودی است و مشتقش منفی نمی‌شود: برای z منفی هم قدر مطلق بگیرید."
    if not np.allclose(answer, 1 / (1 + np.abs(z)) ** 2):
        return "در z=0 مشتق باید 1 و در z=1 باید 0.25 باشد؛ برای z مثبت و منفی جداگانه مشتق بگیرید."
    return True


@checker("03-log-sigmoid")
def log_sigmoid(function: Callable) -> bool | str:
    """Logarithm of the sigmoid without overflow and without warnings."""
    z = np.array([-1000.0, -5.0, 0.0, 5.0, 40.0, 1000.0])
    right = np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer = np.asarray(function(z.copy()), dtype=float)
    if answer.shape != z.shape:
        return "برای هر درایهٔ z یک عدد برگردانید: شکل خروجی باید همان شکل z باشد."
    if not np.all(np.isfinite(answer)):
        return "خروجی nan یا بی‌نهایت شد: برای z=-1000 پاسخ باید -1000 باشد. اول σ را حساب نکنید."
    if not np.allclose(answer[1:4], right[1:4]):
        return f"برای z=0 پاسخ باید {right[2]:.4f} باشد، یعنی منفیِ لگاریتم ۲."
    if not np.allclose(answer, right):
        return "برای z=±1000 درست نیست: دو حالت مثبت و منفی را جدا کنید تا توان همیشه منفی باشد."
    if caught:
        return "عددها درست‌اند، ولی NumPy هشدار سرریز داد: np.where هر دو شاخه را حساب می‌کند."
    if not np.allclose(answer[4], right[4], rtol=1e-6, atol=0):
        return "برای z=40 پاسخ نباید دقیقاً صفر باشد: به‌جای log(1 + x) از np.log1p(x) استفاده کنید."
    return True


@checker("03-pinball")
def pinball(function: Callable) -> bool | str:
    """Mean quantile loss, for labels of shape (n,) and (n, 1)."""
    y, y_pred = np.array([1.0, 2.0, 5.0, -1.0]), np.array([2.0, 0.0, 5.0, 3.0])
    e = y - y_pred
    right = np.mean(np.maximum(0.9 * e, -0.1 * e))
    answer = np.asarray(function(y, y_pred, 0.9), dtype=float)
    if answer.shape != ():
        return "میانگین روی نمونه‌ها را برگردانید: خروجی باید یک عدد باشد."
    if np.isclose(answer, np.mean(np.maximum(-0.9 * e, 0.1 * e))):
        return "علامت خطا وارونه است: اینجا e برابر y منهای y_pred است."
    if np.isclose(answer, 4 * right):
        return "این جمع زیان‌هاست؛ میانگین بگیرید."
    if answer < 0:
        return "زیان منفی شد: ضریب شاخهٔ e منفی q-1 است که خودش منفی است."
    if not np.isclose(answer, right):
        return f"برای دادهٔ آزمون با q=0.9 عدد {float(answer):.3f} آمد و باید {right:.3f} باشد."
    if not np.isclose(function(y[:, None], y_pred, 0.9), right):
        return "با y ستونی پاسخ عوض شد (دام ۳): پیش از تفاضل هر دو را با np.ravel یک‌بعدی کنید."
    return True


@checker("03-sparse-gradient")
def sparse_gradient(crossentropy_gradient: Callable) -> bool | str:
    """Gradient of the mean cross-entropy with integer labels, by the logits."""
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(5, 3)), np.array([0, 2, 1, 1, 2])
    given = z.copy()
    p, one_hot = _softmax(z), np.eye(3)[y]
    answer = np.asarray(crossentropy_gradient(y.copy(), given), dtype=float)
    if answer.shape != z.shape:
        return "گرادیان باید هم‌شکل z باشد: (n, K)."
    if np.allclose(answer, p - one_hot):
        return "این گرادیان هر نمونه است؛ هزینه میانگین است، پس بر شمار نمونه‌ها تقسیم کنید."
    if np.allclose(answer, (one_hot - p) / 5):
        return "علامت وارونه است: پیش‌بینی منهای برچسب."
    if np.allclose(answer, p / 5):
        return "برچسب هنوز کم نشده است: از احتمال کلاس درست هر سطر ۱ کم کنید."
    if not np.allclose(answer, (p - one_hot) / 5):
        return "جمع هر سطر باید صفر شود: سافت‌مکس روی محور آخر، منهای ۱ فقط در کلاس درست."
    if not np.array_equal(given, z):
        return "پاسخ درست است، ولی z ورودی را تغییر دادید: روی آرایهٔ تازه کار کنید."
    return True


@checker("03-softmax-backward")
def softmax_backward(function: Callable) -> bool | str:
    """Product of the softmax Jacobian with an arriving gradient, without building the Jacobian."""
    rng = np.random.default_rng(1)
    p, g = _softmax(rng.normal(size=(4, 6))), rng.normal(size=(4, 6))
    right = np.stack([(np.diag(row) - np.outer(row, row)) @ v for row, v in zip(p, g, strict=True)])
    answer = np.asarray(function(p.copy(), g.copy()), dtype=float)
    if answer.shape != p.shape:
        return "خروجی باید هم‌شکل p باشد: (n, K). در جمع، keepdims=True را فراموش نکنید."
    if np.allclose(answer, p * g):
        return "این فقط سهم قطر ژاکوبی بی جملهٔ p_j است: جملهٔ منفی p_i p_j را هم بیاورید."
    if np.allclose(answer, p * (1 - p) * g):
        return "فقط قطر ژاکوبی را دیدید؛ هر لوجیت بر احتمال‌های دیگر هم اثر دارد."
    if np.allclose(answer, p * (g - np.sum(p * g))):
        return "جمع را روی همهٔ دسته گرفتید؛ برای هر سطر جداگانه جمع بزنید (axis=-1)."
    if not np.allclose(answer, right):
        return "جمع هر سطر باید صفر شود. از فرمول ژاکوبی، p_j را از جمع روی i بیرون بکشید."
    p = g = np.full((2, 1000), 1e-3)
    tracemalloc.start()
    function(p, g)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    if peak > p.shape[1] ** 2:
        return "عددها درست‌اند، ولی ماتریسی K در K ساختید: جمع روی i را با p * g بگیرید."
    return True
