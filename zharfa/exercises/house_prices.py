"""Checkers of the exercises of notebook 03-house-prices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker


@checker("03-test-size")
def test_size(houses_needed: float) -> bool | str:
    """Smallest test set whose 95 % interval of an accuracy near 0.9 is 2 points to each side."""
    answer = float(houses_needed)
    right = 0.9 * 0.1 * (1.96 / 0.02) ** 2
    if np.isclose(answer, right / 1.96**2, rtol=0.02):
        return "این اندازه برای یک خطای معیارِ ۲ درصدی است؛ بازهٔ ۹۵٪ نزدیک به دو خطای معیار است."
    if np.isclose(answer, right / 4, rtol=0.02):
        return "نیم‌پهنا باید ۰٫۰۲ باشد، نه ۰٫۰۴: فاصلهٔ میانه تا هر سرِ بازه را بگیرید."
    if np.isclose(answer, 0.25 * (1.96 / 0.02) ** 2, rtol=0.02):
        return "این بدترین حالت (p=0.5) است؛ اینجا دقت نزدیک به ۰٫۹ را می‌دانیم."
    # 1.96 and 2 are both in use.
    if not right * 0.99 <= answer <= 0.9 * 0.1 * (2 / 0.02) ** 2 * 1.01:
        return "از 1.96 * sqrt(0.9 * 0.1 / n) = 0.02 مقدار n را به دست آورید."
    return True


@checker("03-scale-safely")
def scale_safely(scale: Callable) -> bool | str:
    """Both parts standardised with the mean and the deviation of the training part."""
    rng = np.random.default_rng(0)
    x_train, x_test = rng.normal(5, [1, 20], (40, 2)), rng.normal(8, [2, 10], (10, 2))
    given = x_train.copy(), x_test.copy()
    answer = scale(*given)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return "دو آرایه برگردانید: نخست آموزش، سپس آزمون."
    train, test = (np.asarray(part, dtype=float) for part in answer)
    if train.shape != x_train.shape or test.shape != x_test.shape:
        return "شکل دو آرایه نباید عوض شود."
    both = np.r_[x_train, x_test]
    if np.allclose(train, (x_train - both.mean(0)) / both.std(0)):
        return "نشت داده: میانگین و انحراف معیار را تنها از بخش آموزش بگیرید."
    if np.allclose(test, (x_test - x_test.mean(0)) / x_test.std(0)):
        return "بخش آزمون را هم با میانگین و انحراف معیار آموزش مقیاس کنید، نه با عددهای خودش."
    if np.allclose(train, (x_train - x_train.mean()) / x_train.std()):
        return "هر ستون میانگین و انحراف معیار خودش را دارد: axis=0 را از یاد نبرید."
    deviations = x_train.std(0), x_train.std(0, ddof=1)
    if not any(np.allclose(train, (x_train - x_train.mean(0)) / s) for s in deviations):
        return "در بخش آموزش، میانگین هر ستون باید صفر و انحراف معیارش یک شود."
    if not any(np.allclose(test, (x_test - x_train.mean(0)) / s) for s in deviations):
        return "بخش آموزش درست است؛ همان تبدیل را روی آزمون هم اجرا کنید."
    if not (np.array_equal(given[0], x_train) and np.array_equal(given[1], x_test)):
        return "پاسخ درست است، ولی آرایه‌های ورودی را تغییر دادید: با رونوشت کار کنید."
    return True


@checker("03-iris-network")
def iris_network(fit_iris: Callable) -> bool | str:
    """A net with two hidden layers: (history, probabilities of the validation part)."""
    from sklearn.datasets import load_iris
    from sklearn.model_selection import train_test_split

    x, y = load_iris(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(
        x, y, test_size=0.2, stratify=y, random_state=1
    )
    # A flower as large as a house: a scaler that has seen it squashes all the others.
    x_odd, y_odd = np.r_[x_test, [[5000.0] * 4]], np.r_[y_test, 0]
    answer = fit_iris(x_train, y_train, x_odd, y_odd)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return "دو چیز برگردانید: history و احتمال‌های بخش اعتبارسنجی."
    history, probabilities = answer
    if not hasattr(history, "history"):
        return "نخستین خروجی باید همان چیزی باشد که model.fit برمی‌گرداند."
    missing = {"loss", "val_loss", "accuracy", "val_accuracy"} - set(history.history)
    if missing:
        return (
            f"برای رسم منحنی‌ها این‌ها هم لازم است: {', '.join(sorted(missing))}. "
            "به metrics و validation_data نگاه کنید."
        )
    dense = [layer for layer in history.model.layers if hasattr(layer, "units")]
    if len(dense) != 3:
        return f"دو لایهٔ پنهان و یک لایهٔ خروجی لازم است؛ شبکهٔ شما {len(dense)} لایهٔ Dense دارد."
    probabilities = np.asarray(probabilities, dtype=float)
    if probabilities.shape != (len(y_odd), 3):
        return "برای هر گل سه احتمال برگردانید: خروجی model.predict روی بخش اعتبارسنجی."
    if np.abs(probabilities.sum(axis=1) - 1).max() > 1e-3:
        return "جمع سه احتمال هر گل باید یک باشد: لایهٔ آخر softmax می‌خواهد."
    accuracy = np.mean(probabilities[:-1].argmax(axis=1) == y_test)
    if accuracy < 0.9:
        return (
            f"دقت اعتبارسنجی {accuracy:.2f} شد و باید دست‌کم 0.9 باشد. مقیاس را تنها از بخش آموزش "
            "گرفته‌اید؟ دوره‌ها و نرخ یادگیری هم بس باشد."
        )
    return True


@checker("03-wilson")
def wilson(wilson_interval: Callable) -> bool | str:
    """Wilson's 95 % interval for a share: (low, high)."""
    for right, n in ((198, 219), (20, 20)):
        answer = np.asarray(wilson_interval(right, n), dtype=float)
        if answer.shape != (2,):
            return "دو عدد برگردانید: پایین و بالای بازه."
        p, z = right / n, 1.96
        plain = z * np.sqrt(p * (1 - p) / n)
        centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
        if np.allclose(answer, [p - plain, p + plain], atol=1e-6):
            return "این بازهٔ ساده است؛ برای ۲۰ پاسخ درست از ۲۰ پهنایش صفر است. ویلسون را بنویسید."
        if np.allclose(answer, [p - half, p + half], atol=1e-6):
            return "نیم‌پهنا درست است، ولی میانهٔ بازهٔ ویلسون خود p نیست."
        if not np.allclose(answer, [centre - half, centre + half], atol=2e-3):
            return (
                f"برای {right} پاسخ درست از {n} باید نزدیک "
                f"({centre - half:.3f}, {centre + half:.3f}) شود."
            )
    return True


@checker("03-mcnemar")
def mcnemar(mcnemar_test: Callable) -> bool | str:
    """Exact McNemar test: two-sided p-value from the houses on which just one model is right."""
    from scipy.stats import binomtest

    rng = np.random.default_rng(2)
    for flip_first, flip_second in ((0.3, 0.1), (0.1, 0.12), (0.1, 0.0)):
        y = rng.integers(0, 2, 60)
        first = np.where(rng.random(60) < flip_first, 1 - y, y)
        second = np.where(rng.random(60) < flip_second, 1 - y, y)
        b = int(np.sum((first == y) & (second != y)))
        c = int(np.sum((first != y) & (second == y)))
        right = binomtest(b, b + c).pvalue
        answer = float(mcnemar_test(y, first, second))
        if not 0 <= answer <= 1:
            return "پاسخ یک احتمال است و باید میان صفر و یک باشد."
        if np.isclose(answer, binomtest(b, 60).pvalue):
            return "تنها خانه‌هایی را بشمارید که درست یکی از دو مدل پاسخشان را می‌داند."
        if not np.isclose(answer, right):
            return (
                f"برای b={b} و c={c} باید {right:.4f} شود: "
                "binomtest(b, b + c).pvalue از scipy.stats."
            )
    y = np.array([0, 1, 1])
    if not np.isclose(float(mcnemar_test(y, y, y)), 1):
        return "وقتی دو مدل همیشه هم‌نظرند شاهدی نیست: 1 برگردانید."
    return True


@checker("03-calibration-temperature")
def temperature(best_temperature: Callable) -> bool | str:
    """The temperature that minimises the cross-entropy of sigmoid(z / T)."""
    for scale in (4.0, 0.5):
        rng = np.random.default_rng(3)
        true_z = rng.normal(0, 2, 4000)
        y = (rng.random(4000) < 1 / (1 + np.exp(-true_z))).astype(int)
        z = scale * true_z
        grid = np.geomspace(0.1, 20, 2000)[:, None]
        s = (2 * y - 1) * z
        right = float(grid[np.argmin(np.logaddexp(0, -s / grid).mean(axis=1)), 0])
        answer = float(best_temperature(y, z))
        if answer <= 0:
            return "دما عددی مثبت است."
        if np.isclose(answer, 1 / right, rtol=0.03):
            return "وارونه شد: z بر T تقسیم می‌شود، نه ضرب در آن."
        if not np.isclose(answer, right, rtol=0.03):
            return (
                f"برای دادهٔ آزمون {answer:.2f} آمد و باید نزدیک {right:.2f} باشد. آنتروپی متقاطع "
                "را برای دماهای میان ۰٫۱ تا ۲۰ حساب کنید و کمینه را بردارید."
            )
    return True
