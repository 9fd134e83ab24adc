"""Checkers of the exercises of notebook 01-data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zharfa.exercises import Unanswered, checker

SCALES = ("اسمی", "ترتیبی", "فاصله‌ای", "نسبی")


@checker("01-data-name-scales")
def name_scales(answer: tuple[str, ...]) -> bool | str:
    """The scales of a telephone prefix, a diploma, a year of birth and an amount of rain."""
    right = ("اسمی", "ترتیبی", "فاصله‌ای", "نسبی")
    hints = (
        "جمع یا مرتب‌کردن پیش‌شماره‌ها معنایی دارد؟",
        "از دو مدرک می‌شود گفت کدام بالاتر است، ولی فاصله‌شان عدد نیست.",
        "سال ۲۰۰۰ دو برابر سال ۱۰۰۰ نیست: صفر تقویم قراردادی است.",
        "بارش صفر یعنی هیچ، و بیست میلی‌متر دو برابر ده میلی‌متر است.",
    )
    given = [" ".join(str(part).replace("\u200c", " ").split()) for part in answer]
    plain = [scale.replace("\u200c", " ") for scale in right]
    for word, scale, hint in zip(given, plain, hints, strict=True):
        if word not in [scale.replace("\u200c", " ") for scale in SCALES]:
            return f"«{word}» یکی از چهار مقیاس نیست: {'، '.join(SCALES)}."
        if word != scale:
            return hint
    return True


@checker("01-data-phone")
def phone_number(phone: Callable) -> bool | str:
    """Eleven Latin digits from the many ways of writing a mobile number."""
    arabic = "".join(chr(0x0660 + int(digit)) for digit in "09351112233")
    cases = {
        "09121234567": "09121234567",
        "۰۹۱۲ ۳۴۵ ۶۷۸۹": "09123456789",
        "+98-912-3456789": "09123456789",
        "00989123456789": "09123456789",
        "9123456789": "09123456789",
        arabic: "09351112233",
        "۰۹۱۲\u200e۳۴۵۶۷۸۹ ": "09123456789",
    }
    for written, right in cases.items():
        answer = phone(written)
        if not isinstance(answer, str):
            return "متن برگردانید، نه عدد: صفرِ آغاز شماره در عدد گم می‌شود."
        if answer == right:
            continue
        if any(ord(letter) > 127 for letter in answer):
            return f"در پاسخ «{answer}» هنوز نویسهٔ غیرلاتین هست؛ نخست tidy را صدا بزنید."
        if not answer.isdecimal():
            return f"در پاسخ «{answer}» چیزی جز رقم مانده است: تنها رقم‌ها را نگه دارید."
        return f"برای «{written}» باید {right} شود و {answer} شد: ده رقم آخر خود شماره است."
    return True


@checker("01-data-unseen")
def unseen(encode: Callable) -> bool | str:
    """One-hot arrays of two lists, the categories from the training list alone, sorted."""
    train, test = ["یزد", "قم", "یزد", "اراک"], ["قم", "ساری", "اراک"]
    answer = encode(list(train), list(test))
    if not isinstance(answer, tuple) or len(answer) != 2:
        return "دو آرایه برگردانید: نخست آموزش، سپس آزمون."
    first, second = (np.asarray(part, dtype=float) for part in answer)
    if first.ndim != 2 or second.ndim != 2:
        return "هر آرایه یک سطر برای هر مقدار و یک ستون برای هر دسته دارد."
    if first.shape[1] == 4:
        return "شهر آزمون هم ستون گرفته است: دسته‌ها را تنها از آموزش بگیرید."
    if first.shape != (4, 3) or second.shape != (3, 3):
        return f"شکل‌ها باید (4, 3) و (3, 3) شود و {first.shape} و {second.shape} شد."
    if second[1].any():
        return "مقداری که در آموزش نبوده باید سطری سراسر صفر بگیرد."
    names = sorted(set(train))
    for values, part in ((train, first), (test, second)):
        if not np.array_equal(part, [[float(v == name) for name in names] for v in values]):
            return "ستون‌ها باید به ترتیب تابع sorted باشند و هر سطر تنها یک «۱» داشته باشد."
    return True


@checker("01-data-groups")
def groups(group_split: Callable) -> bool | str:
    """A mask of test rows that keeps every group in one part."""
    names = np.repeat([f"g{i}" for i in range(40)], np.arange(40) % 3 + 1)
    shuffled = np.random.default_rng(0).permutation(names)
    mask = np.asarray(group_split(shuffled, 0.25, 0))
    if mask.shape != shuffled.shape or mask.dtype != bool:
        return "آرایه‌ای از درست و نادرست (bool) برگردانید، یکی برای هر سطر."
    both = set(shuffled[mask]) & set(shuffled[~mask])
    if both:
        return f"{len(both)} گروه در هر دو بخش هست: گروه‌ها را بُر بزنید، نه سطرها را."
    count = len(set(shuffled[mask]))
    if abs(count - 10) > 1:
        return f"از ۴۰ گروه باید نزدیک ۱۰ گروه در آزمون باشد و {count} گروه هست."
    if not np.array_equal(mask, group_split(shuffled, 0.25, 0)):
        return "با بذر یکسان باید پاسخ یکسان بدهد: از np.random.default_rng(seed) کمک بگیرید."
    if all(np.array_equal(mask, group_split(shuffled, 0.25, seed)) for seed in (1, 2, 3)):
        return "با بذر دیگر هم همان تقسیم آمد: گروه‌ها را با seed بُر بزنید."
    return True


@checker("01-data-leap")
def leap(is_leap: Callable) -> bool | str:
    """Leap years of the Jalali calendar, by the rule of 33 years."""
    answers = {year: is_leap(year) for year in range(1340, 1440)}
    if any(not isinstance(answer, (bool, np.bool_)) for answer in answers.values()):
        return "درست یا نادرست (bool) برگردانید."
    right = {year: (25 * year + 11) % 33 < 8 for year in answers}
    if all(answers[year] == right[year - 1] for year in range(1341, 1440)):
        return "یک سال جابه‌جاست: فاصلهٔ نوروز خود سال تا نوروز سال **بعد** را بشمارید."
    for year, answer in answers.items():
        if answer != right[year]:
            kind = "کبیسه است" if right[year] else "کبیسه نیست"
            return f"سال {year} {kind}: روزهای میان نوروز آن و نوروز سال بعد را بشمارید."
    return True


def _encoded(groups: np.ndarray, y: np.ndarray, folds: np.ndarray) -> np.ndarray:
    codes = np.empty(len(y))
    for i in range(len(y)):
        others = folds != folds[i]
        same = others & (groups == groups[i])
        codes[i] = y[same if same.any() else others].mean()
    return codes


@checker("01-data-cross-encode")
def cross_encode(answer: Callable) -> bool | str:
    """Means of the target by group, each row's own fold left out."""
    rng = np.random.default_rng(1)
    groups = rng.choice(list("abcde"), 60, p=[0.4, 0.3, 0.2, 0.08, 0.02])
    y, folds = rng.normal(size=60), rng.integers(0, 5, 60)
    codes = answer(groups, y.copy(), folds)
    if codes is ...:
        raise Unanswered
    codes = np.asarray(codes, dtype=float)
    if codes.shape != y.shape:
        return "برای هر سطر یک عدد برگردانید."
    if np.isnan(codes).any():
        return "گروهی که در بخش‌های دیگر نیست کد ندارد: میانگین همهٔ سطرهای بخش‌های دیگر را بگذارید."
    means = {name: y[groups == name].mean() for name in set(groups)}
    if np.allclose(codes, [means[name] for name in groups]):
        return "این همان کدگذاری نشت‌دار است: برچسب خود سطر هم در میانگین نشسته است."
    totals = {name: (y[groups == name].sum(), np.sum(groups == name)) for name in set(groups)}
    alone = [
        (totals[g][0] - v) / (totals[g][1] - 1) if totals[g][1] > 1 else np.nan
        for g, v in zip(groups, y, strict=True)
    ]
    known = ~np.isnan(alone)
    if np.allclose(codes[known], np.array(alone)[known]):
        return "تنها خود سطر را کنار گذاشته‌اید؛ همهٔ سطرهای هم‌بخش باید کنار بروند."
    right = _encoded(groups, y, folds)
    if not np.allclose(codes, right):
        wrong = int(np.argmax(~np.isclose(codes, right)))
        return (
            f"سطر {wrong} از گروه {groups[wrong]} و بخش {folds[wrong]} باید "
            f"{right[wrong]:.3f} بگیرد و {codes[wrong]:.3f} گرفت."
        )
    return True
