"""Checkers of the exercises of notebook 03-training-well."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


@checker("03-he-normal")
def he_normal(function: Callable) -> bool | str:
    """Weights of shape (n_in, n_out) with standard deviation sqrt(2 / n_in)."""
    n_in, n_out = 800, 200
    W = np.asarray(function(np.random.default_rng(0), n_in, n_out), dtype=float)
    if W.shape != (n_in, n_out):
        return "شکل وزن‌ها باید (n_in, n_out) باشد: هر ستون یک نورون است."
    if abs(W.mean()) > 0.002:
        return "میانگین وزن‌ها باید صفر باشد؛ از rng.normal آغاز کنید."
    std = W.std()
    wrong = {
        "این واریانس است نه انحراف معیار: از دو تقسیم بر n_in ریشه بگیرید.": 2 / n_in,
        "این مقیاس LeCun است؛ برای ReLU واریانس باید دو برابر شود.": np.sqrt(1 / n_in),
        "این مقیاس Glorot است؛ در روش He فقط شمار ورودی‌ها می‌آید.": np.sqrt(2 / (n_in + n_out)),
        "به‌جای شمار ورودی‌ها شمار خروجی‌ها را گذاشته‌اید.": np.sqrt(2 / n_out),
    }
    if hint := recognised(std, wrong, rtol=0.02):
        return hint
    if not np.isclose(std, np.sqrt(2 / n_in), rtol=0.02):
        return f"انحراف معیار {std:.4f} شد و باید نزدیک {np.sqrt(2 / n_in):.4f} باشد."
    return True


@checker("03-leak-free-min-max")
def leak_free_min_max(function: Callable) -> bool | str:
    """Min-max scaling with the statistics of the training part; a constant column becomes 0."""
    x_train = np.array([[1.0, 10.0, 5.0], [3.0, 30.0, 5.0], [2.0, 20.0, 5.0]])
    x = np.array([[4.0, 15.0, 5.0], [1.0, 0.0, 6.0]])
    with np.errstate(all="ignore"):
        answer = np.asarray(function(x_train.copy(), x.copy()), dtype=float)
    if answer.shape != x.shape:
        return "خروجی باید هم‌شکل x باشد: x تبدیل می‌شود، نه x_train."
    if np.allclose(answer[:, :2], [[1.0, 1.0], [0.0, 0.0]]):
        return "کمینه و بیشینه را از x_train بگیرید، نه از x؛ وگرنه داده نشت می‌کند."
    right = np.array([[1.5, 0.25], [0.0, -0.5]])
    if np.allclose(answer[:, :2], np.clip(right, 0, 1)):
        return "نتیجه را نبُرید: مقدار اعتبارسنجی می‌تواند از بازهٔ صفر تا یک بیرون باشد."
    if not np.allclose(answer[:, :2], right):
        return "برای هر ستون: کمینهٔ آموزش را کم و بر فاصلهٔ کمینه تا بیشینهٔ آموزش تقسیم کنید."
    if not np.allclose(answer[:, 2], 0):
        return "دو ستون اول درست است؛ ستونی که در آموزش ثابت است باید صفر شود."
    return True


@checker("03-clip-global-norm")
def clip_global_norm(function: Callable) -> bool | str:
    """All gradients times limit / norm when the norm of all entries together exceeds the limit."""
    gradients = [np.array([[3.0, 0.0], [0.0, 4.0]]), np.array([12.0])]
    answer = function([g.copy() for g in gradients], 6.5)
    if not isinstance(answer, (list, tuple)) or len(answer) != 2:
        return "فهرستی با همان شمار آرایه برگردانید."
    if np.allclose(answer[0], gradients[0]) and np.allclose(answer[1], 6.5):
        return "هر آرایه را جدا بریده‌اید؛ یک نُرم برای همهٔ درایه‌ها و یک ضریب برای همهٔ آرایه‌ها."
    if not all(np.allclose(a, g / 2) for a, g in zip(answer, gradients, strict=True)):
        return "نُرم این گرادیان‌ها، یکجا، 13 است؛ با آستانهٔ 6.5 همه باید نصف شوند."
    small = function([g.copy() for g in gradients], 20.0)
    if not all(np.allclose(a, g) for a, g in zip(small, gradients, strict=True)):
        return "وقتی نُرم از آستانه کمتر است، گرادیان‌ها نباید عوض شوند (بزرگ هم نشوند)."
    with np.errstate(all="ignore"):
        zero = function([np.zeros(2)], 1.0)
    if not np.allclose(zero[0], 0):
        return "برای گرادیان صفر تقسیم بر صفر پیش آمد؛ این حالت را جدا کنید."
    return True


@checker("03-layer-norm")
def layer_norm(function: Callable) -> bool | str:
    """Mean and variance inside each row, then gamma and beta per column."""
    rng = np.random.default_rng(0)
    x, gamma, beta = 2 * rng.normal(size=(4, 3)) + 1, rng.uniform(1, 2, 3), rng.normal(size=3)
    epsilon = 0.1

    def normalised(axis: int) -> np.ndarray:
        mean, variance = x.mean(axis=axis, keepdims=True), x.var(axis=axis, keepdims=True)
        return (x - mean) / np.sqrt(variance + epsilon)

    answer = np.asarray(function(x.copy(), gamma, beta, epsilon), dtype=float)
    if answer.shape != x.shape:
        return "خروجی باید هم‌شکل x باشد."
    if np.allclose(answer, gamma * normalised(0) + beta):
        return "این نرمال‌سازی دسته‌ای است: میانگین و واریانس را درون هر سطر بگیرید (axis=1)."
    if np.allclose(answer, normalised(1)):
        return "سطرها درست نرمال شده‌اند؛ گاما و بتا را هم اعمال کنید."
    if np.allclose(answer, gamma * (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True) + beta):
        return "اپسیلون را زیر رادیکال به واریانس بیفزایید."
    if not np.allclose(answer, gamma * normalised(1) + beta):
        return "برای هر سطر: میانگین را کم و بر ریشهٔ «واریانس به‌علاوهٔ اپسیلون» تقسیم کنید."
    return True


@checker("03-fold-batch-norm")
def fold_batch_norm(function: Callable) -> bool | str:
    """Weights and biases that do what the layer and its batch normalisation do at inference."""
    rng = np.random.default_rng(0)
    x, W, b = rng.normal(size=(6, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    gamma, beta, mean = rng.uniform(0.5, 2, 3), rng.normal(size=3), rng.normal(size=3)
    variance, epsilon = rng.uniform(0.5, 3, 3), 0.1
    W_new, b_new = (np.asarray(a) for a in function(W, b, gamma, beta, mean, variance, epsilon))
    if W_new.shape != W.shape or b_new.shape != b.shape:
        return "شکل W_new و b_new باید با W و b یکی باشد؛ جای هر دو ... را پر کنید."
    factor = gamma / np.sqrt(variance + epsilon)
    if not np.allclose(W_new.astype(float), W * factor):
        return "وزن‌ها: هر ستون در گاما تقسیم بر ریشهٔ «واریانس به‌علاوهٔ اپسیلون» ضرب می‌شود."
    right = gamma * (x @ W + b - mean) / np.sqrt(variance + epsilon) + beta
    if not np.allclose(x @ W_new + b_new, right):
        return (
            "وزن‌ها درست است؛ در بایاس، میانگین را کم کنید، در همان ضریب ضرب کنید و بتا را بیفزایید."
        )
    return True


@checker("03-zca-whitening")
def zca_whitening(function: Callable) -> bool | str:
    """Whitening rotated back to the given axes, with the statistics of the training part."""
    rng = np.random.default_rng(0)
    mixing = np.array([[2.0, 0.0, 0.5], [1.0, 1.0, 0.0], [0.0, 0.3, 0.7]])
    x_train, x = rng.normal(size=(50, 3)) @ mixing + 3, rng.normal(size=(8, 3)) @ mixing + 2
    epsilon = 0.01
    variances, U = np.linalg.eigh(np.cov(x_train, rowvar=False))
    rotated = (x - x_train.mean(axis=0)) @ U / np.sqrt(variances + epsilon)
    answer = np.asarray(function(x_train.copy(), x.copy(), epsilon), dtype=float)
    if answer.shape != x.shape:
        return "خروجی باید هم‌شکل x باشد: x سفید می‌شود، نه x_train."
    if np.allclose(np.sort(np.abs(answer), axis=1), np.sort(np.abs(rotated), axis=1)):
        return "این سفیدسازی خود دفترچه است؛ حالا با ترانهادهٔ U به محورهای آغازین برگردید."
    right = rotated @ U.T
    if np.allclose(answer, right):
        return True
    if np.allclose(answer - answer.mean(axis=0), right - right.mean(axis=0)):
        return "نزدیک شدید: پیش از چرخش، میانگین x_train را از x کم کنید."
    return "چهار گام: کم کردن میانگین آموزش، ضرب در U، تقسیم بر ریشه‌ها، ضرب در ترانهادهٔ U."
