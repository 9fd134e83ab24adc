"""Checkers of the exercises of notebook 04-inside."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import checker, recognised


@checker("04-recall-precision")
def recall_precision(function: Callable) -> bool | str:
    """Diagonal over the sums of rows and of columns; precision 0 where nothing was predicted."""
    confusion = np.array([[6, 2, 0], [1, 9, 0], [3, 2, 0]])
    with np.errstate(all="ignore"):
        answer = function(confusion.copy())
    if not isinstance(answer, tuple) or len(answer) != 2:
        return "دو بردار برگردانید: return recall, precision"
    recall, precision = (np.asarray(part, dtype=float) for part in answer)
    if recall.shape != (3,) or precision.shape != (3,):
        return "هر دو برداری به طول شمار کلاس‌هایند: برای هر کلاس یک عدد."
    right_recall, right_precision = np.array([0.75, 0.9, 0]), np.array([0.6, 9 / 13, 0])
    if np.allclose(precision[:2], right_recall[:2]) and np.allclose(recall[:2], 6 / 10, atol=0.1):
        return "جای این دو عوض شده: فراخوانی از جمع سطر می‌آید و صحت از جمع ستون."
    if not np.allclose(recall, right_recall):
        return "فراخوانی: قطر تقسیم بر جمع هر سطر (axis=1)، چون سطر کلاس واقعی است."
    if not np.allclose(precision[:2], right_precision[:2]):
        return "فراخوانی درست است. صحت: قطر تقسیم بر جمع هر ستون (axis=0)."
    if not np.allclose(precision, right_precision):
        return "کلاس سوم هرگز پیش‌بینی نشده؛ صحت آن باید صفر باشد، نه نامعین."
    return True


@checker("04-with-temperature")
def with_temperature(function: Callable) -> bool | str:
    """Softmax of the scores divided by the temperature, without overflow."""
    z, temperature = np.array([[2.0, 0.0, -1.0], [0.5, 0.5, 3.0]]), 2.5

    def softmax(scores: np.ndarray, axis: int = 1) -> np.ndarray:
        powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
        return powers / powers.sum(axis=axis, keepdims=True)

    answer = np.asarray(function(z.copy(), temperature), dtype=float)
    wrong = {
        "در دما ضرب کرده‌اید؛ لوجیت‌ها بر دما تقسیم می‌شوند.": softmax(z * temperature),
        "این احتمال‌ها دما ندارند؛ پیش از سافت‌مکس بر دما تقسیم کنید.": softmax(z),
        "دما باید پیش از تابع نمایی بیاید؛ احتمال‌ها را بر آن تقسیم نکنید.": softmax(z)
        / temperature,
        "جمع هر سطر باید یک شود، نه هر ستون.": softmax(z / temperature, axis=0),
    }
    if answer.shape != z.shape:
        return f"خروجی باید هم‌شکل z باشد: {z.shape}، نه {answer.shape}."
    if hint := recognised(answer, wrong):
        return hint
    if not np.allclose(answer, softmax(z / temperature)):
        return "سافت‌مکسِ «لوجیت تقسیم بر دما» را روی هر سطر حساب کنید."
    with np.errstate(all="ignore"):
        large = np.asarray(function(1000 * z, 1.0), dtype=float)
    if not np.allclose(large, softmax(1000 * z)):
        return "برای لوجیت‌های بزرگ سرریز شد: پیش از تابع نمایی، بیشینهٔ هر سطر را کم کنید."
    return True


@checker("04-centre-crop")
def centre_crop(function: Callable) -> bool | str:
    """The largest square in the middle; an odd pixel is dropped at the bottom or on the right."""
    for height, width in [(6, 10), (11, 4), (5, 5), (4, 7)]:
        image = np.arange(height * width * 3).reshape(height, width, 3)
        answer, side = np.asarray(function(image.copy())), min(height, width)
        if answer.shape != (side, side, 3):
            return (
                f"برای عکسی با شکل {image.shape} خروجی باید شکل {(side, side, 3)} داشته باشد، "
                f"نه {answer.shape}."
            )
        top, left = (height - side) // 2, (width - side) // 2
        if np.array_equal(answer, image[top : top + side, left : left + side]):
            continue
        if np.array_equal(answer, image[:side, :side]):
            return "این گوشهٔ بالا و چپ است؛ مربع باید وسط باشد."
        return "مربع باید از نیمهٔ اختلاف دو ضلع (تقسیم درست با //) آغاز شود."
    return True


@checker("04-adaptive-ece")
def adaptive_ece(function: Callable) -> bool | str:
    """Weighted mean of |accuracy - confidence| over groups of equal size."""
    rng = np.random.default_rng(0)
    p = rng.dirichlet(0.3 * np.ones(4), size=103)
    y = np.where(rng.random(103) < 0.6, p.argmax(axis=1), rng.integers(0, 4, 103))
    confidence, correct = p.max(axis=1), p.argmax(axis=1) == y
    groups = np.array_split(np.argsort(confidence), 10)
    gaps = np.array([correct[g].mean() - confidence[g].mean() for g in groups])
    sizes = np.array([len(g) for g in groups]) / len(y)
    right = np.sum(sizes * np.abs(gaps))
    answer = function(p.copy(), y.copy(), 10)
    if np.ndim(answer) != 0:
        return "یک عدد برگردانید."
    answer = float(answer)
    if np.isclose(answer, right, rtol=1e-9):
        return True
    if np.isclose(answer, np.sum(sizes * gaps)) or np.isclose(answer, -np.sum(sizes * gaps)):
        return "قدر مطلق فاصله‌ها را بگیرید؛ وگرنه بیش و کم یکدیگر را پنهان می‌کنند."
    if np.isclose(answer, np.abs(gaps).mean()):
        return "گروه‌ها هم‌اندازه نیستند (۱۰۳ پاسخ در ۱۰ گروه)؛ با شمارشان وزن بدهید."
    place = np.minimum((10 * confidence).astype(int), 9)
    wide = sum(
        abs(correct[place == b].mean() - confidence[place == b].mean()) * np.mean(place == b)
        for b in np.unique(place)
    )
    if np.isclose(answer, wide):
        return "این بازه‌های هم‌پهناست؛ اینجا هر گروه باید به یک اندازه پاسخ داشته باشد."
    unsorted = [np.mean(correct[g]) - confidence[g].mean() for g in np.array_split(range(103), 10)]
    if np.isclose(answer, np.sum(sizes * np.abs(unsorted))):
        return "پیش از بریدن، پاسخ‌ها را بر پایهٔ اطمینان مرتب کنید."
    return f"پاسخ {answer:.4f} شد و باید {right:.4f} باشد: مرتب کنید، ببُرید، وزن‌دار میانگین بگیرید."


@checker("04-occlusion-grid")
def occlusion_grid(function: Callable) -> bool | str:
    """Fall of the value when a square is covered, at every place where the square fits."""
    rng = np.random.default_rng(0)
    image, weights = rng.random((8, 11, 3)), rng.random((8, 11, 3))
    calls = []

    def predict(images: np.ndarray) -> np.ndarray:
        images = np.asarray(images)
        calls.append(images.shape)
        return np.sum(images * weights, axis=(1, 2, 3))

    size, stride, fill = 3, 2, 0.25
    kept = image.copy()
    answer = np.asarray(function(predict, image, size, stride, fill), dtype=float)
    if not np.array_equal(image, kept):
        return "تصویر اصلی عوض شد؛ پیش از پوشاندن از آن رونوشت بگیرید."
    if any(len(shape) != 4 for shape in calls):
        return "تابع predict یک دسته می‌گیرد: محور اول شمارهٔ تصویر است."
    if answer.shape != (3, 5):
        return (
            "برای تصویر 8 در 11، مربع 3 و گام 2 باید آرایه‌ای 3 در 5 برگردانید، "
            f"نه {answer.shape}: مربع فقط جاهایی می‌نشیند که کامل جا شود."
        )
    right = np.array(
        [
            [
                np.sum(((image - fill) * weights)[r : r + size, c : c + size])
                for c in range(0, 9, stride)
            ]
            for r in range(0, 6, stride)
        ]
    )
    if np.allclose(answer, -right):
        return "علامت برعکس است: عدد تصویر اصلی منهای عدد تصویر پوشیده."
    if not np.allclose(answer, right):
        return "هر خانه باید افتِ یک پوشش تنها باشد؛ پوشش‌های پیشین را در رونوشت تازه نگه ندارید."
    if len(calls) > 2:
        return "درست است، ولی همهٔ تصویرهای پوشیده را با یک فراخوانی predict بسنجید."
    return True


@checker("04-class-map")
def class_map(function: Callable) -> bool | str:
    """Maps weighted by the column of the class; their mean is the logit without its bias."""
    rng = np.random.default_rng(0)
    maps, W = rng.normal(size=(4, 5, 3)), rng.normal(size=(3, 6))
    answer = np.asarray(function(maps.copy(), W.copy(), 2), dtype=float)
    right = np.sum(maps * W[:, 2], axis=-1)
    if answer.shape != (4, 5):
        return f"خروجی یک نقشه با شکل (h, w) است: اینجا (4, 5)، نه {answer.shape}."
    if np.allclose(answer, right):
        return True
    if np.allclose(answer, np.maximum(right, 0)):
        return "منفی‌ها را صفر نکنید: آن‌ها هم در لوجیت سهم دارند و میانگین را جابه‌جا می‌کنند."
    if np.allclose(answer, right / 20):
        return "جمع این نقشه لوجیت است؛ خواسته این است که میانگینش لوجیت باشد."
    if np.allclose(answer, maps.sum(axis=-1)):
        return "هر کانال را پیش از جمع در وزن همان کانال برای کلاس c ضرب کنید."
    return "برای هر خانه: جمعِ «مقدار کانال ضرب در وزن آن کانال در ستون c»."
