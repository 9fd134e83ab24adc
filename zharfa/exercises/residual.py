"""Checkers of the exercises of notebook 04-residual."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker


@checker("04-two-views")
def two_views(function: Callable) -> bool | str:
    """Mean of the predictions for images (n, 32, 32, 3) and for their left-right mirrors."""
    rng = np.random.default_rng(0)
    images, weights = rng.random((3, 32, 32, 3)), rng.random((32 * 32 * 3, 10))

    def predict(batch: np.ndarray) -> np.ndarray:
        return np.asarray(batch).reshape(len(batch), -1) @ weights

    answer = np.asarray(function(predict, images.copy()), dtype=float)
    if answer.shape != (3, 10):
        return "برای هر تصویر یک سطر با ده عدد برگردانید."
    mirrored = (predict(images) + predict(images[:, :, ::-1])) / 2
    if np.allclose(answer, 2 * mirrored):
        return "جمع دو پیش‌بینی را بر دو بخش کنید تا باز احتمال باشد."
    if np.allclose(answer, (predict(images) + predict(images[:, ::-1])) / 2):
        return "تصویر را سروته کرده‌اید: محور دوم سطرهاست و محور سوم ستون‌ها."
    if np.allclose(answer, (predict(images) + predict(images[..., ::-1])) / 2):
        return "جای رنگ‌ها را عوض کرده‌اید: محور آخر کانال‌هاست."
    if not np.allclose(answer, mirrored):
        return "میانگین predict(images) و predict برای تصویرهای آینه‌ای را برگردانید."
    return True


@checker("04-stage-parameters")
def stage_parameters(function: Callable) -> bool | str:
    """Two 3x3 convolutions without bias, each followed by batch normalisation (4 per channel)."""
    for channels, filters in ((24, 64), (64, 160), (7, 5)):
        answer = function(channels, filters)
        first, second, norm = 9 * channels * filters, 9 * filters**2, 4 * filters
        hints = {
            first + second: "پارامترهای دو نرمال‌سازی را هم بشمارید.",
            first + second + norm: (
                "نرمال‌سازی پس از هر کانولوشن یک بار است و هر بار برای هر کانال چهار عدد دارد."
            ),
            2 * first + 2 * norm: "کانولوشن دوم از filters کانال می‌خواند، نه از channels_in.",
            first + second + 2 * norm + 2 * filters: "این کانولوشن‌ها بایاس ندارند.",
        }
        if answer == first + second + 2 * norm:
            continue
        return hints.get(answer, f"برای {channels} کانال و {filters} فیلتر عدد دیگری می‌شود.")
    return True


@checker("04-mixup")
def mixup(function: Callable) -> bool | str:
    """Convex combinations of images and of labels with the same weight for each row."""
    rng = np.random.default_rng(1)
    images, labels = rng.random((4, 5, 5, 3)), np.eye(4)
    weight, order = np.array([1.0, 0.5, 0.25, 0.8]), np.array([2, 3, 0, 1])
    answer = function(images.copy(), labels.copy(), weight.copy(), order.copy())
    if not isinstance(answer, tuple) or len(answer) != 2:
        return "دو چیز برگردانید: تصویرهای آمیخته و برچسب‌های آمیخته."
    mixed, targets = (np.asarray(part, dtype=float) for part in answer)
    if mixed.shape != images.shape or targets.shape != labels.shape:
        return "شکل تصویرها و برچسب‌ها نباید عوض شود؛ به weight محورهای تازه بدهید."
    w, v = weight[:, None, None, None], weight[:, None]
    if np.allclose(mixed, w * images[order] + (1 - w) * images):
        return "وزن w از آنِ خود تصویر است و 1-w از آنِ تصویر دوم."
    if not np.allclose(mixed, w * images + (1 - w) * images[order]):
        return "تصویرها: وزن ضرب در خود تصویر، به‌علاوهٔ یک منهای وزن ضرب در images[order]."
    if np.allclose(targets, labels):
        return "تصویرها درست‌اند؛ برچسب‌ها هم باید با همان وزن آمیخته شوند."
    if not np.allclose(targets, v * labels + (1 - v) * labels[order]):
        return "برچسب‌ها را با همان وزن و همان order بیامیزید."
    return True


@checker("04-rate")
def rate(function: Callable) -> bool | str:
    """Linear from 0.2 peak to the peak, then half a cosine to zero: CosineDecay of Keras."""
    import keras

    steps, warm, peak = 100, 20, 0.4
    schedule = keras.optimizers.schedules.CosineDecay(
        0.2 * peak, steps - warm, warmup_target=peak, warmup_steps=warm
    )
    for step in (0, 10, 19, 20, 21, 60, 99, 100):
        answer = float(function(step, steps, warm, peak))
        right = float(schedule(step))
        if np.isclose(answer, right, rtol=1e-3, atol=1e-6):
            continue
        if step == 0 and np.isclose(answer, 0):
            return "گرم‌کردن از صفر آغاز نمی‌شود؛ از 0.2 اوج."
        part = "گرم‌کردن" if step < warm else "فرود کسینوسی"
        return f"در گام {step} ({part}) نرخ باید {right:.4f} باشد و {answer:.4f} شد."
    return True


@checker("04-jacobian-norms")
def jacobian_norms(function: Callable) -> bool | str:
    """Frobenius norms of W_L ... W_1 and of (I + W_L) ... (I + W_1)."""
    rng = np.random.default_rng(2)
    matrices = list(0.2 * rng.normal(size=(6, 4, 4)))
    plain, residual, reverse = np.eye(4), np.eye(4), np.eye(4)
    for W in matrices:
        plain, residual, reverse = W @ plain, residual + W @ residual, reverse @ W
    answer = function([W.copy() for W in matrices])
    if not isinstance(answer, tuple) or len(answer) != 2:
        return "دو عدد برگردانید: بی‌اتصال و با اتصال."
    first, second = float(answer[0]), float(answer[1])
    if np.isclose(first, np.linalg.norm(reverse)) and not np.isclose(first, np.linalg.norm(plain)):
        return "ترتیب ضرب وارونه است: لایهٔ بعدی از چپ ضرب می‌شود."
    if not np.isclose(first, np.linalg.norm(plain)):
        return "حالت بی‌اتصال: ماتریس‌ها را به ترتیب، از چپ، در هم ضرب کنید و نُرم بگیرید."
    if np.isclose(second, np.linalg.norm(np.eye(4) + plain)):
        return "اتصال در هر لایه است: هر بار در همانی به‌علاوهٔ ماتریس همان لایه ضرب کنید."
    if not np.isclose(second, np.linalg.norm(residual)):
        return "حالت نخست درست است؛ در دومی هر لایه ماتریس همانی به‌علاوهٔ W است."
    return True
