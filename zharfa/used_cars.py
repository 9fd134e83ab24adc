"""A made-up table of used cars for sale, as it should be and as such tables arrive.

No row describes a real car, person or price. `clean_table` draws cars at random and prices them
with `fair_price`, whose formula is known, so that whatever a chapter finds can be checked.
`dirty_table` spoils the same table on purpose, in the ways and shares of `FAULTS`. The datasheet is
``data/used-cars.md``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

CURRENT_YEAR = 1404
"""Jalali year of the advertisements."""

CAR_NOISE = 0.12
"""Standard deviation of the log price between cars that look alike in all columns."""

HAGGLING_NOISE = 0.02
"""Standard deviation of the log price between advertisements of one car."""

BASE_PRICES = {
    "پراید": 350,
    "تیبا": 420,
    "کوییک": 520,
    "پژو پارس": 640,
    "سمند": 700,
    "شاهین": 850,
    "دنا": 1050,
    "تارا": 1200,
}
"""Million toman of a car of the current year, never driven, manual gearbox, sound body."""

BODY_FACTORS = {"تصادفی": 0.7, "دور رنگ": 0.84, "لکه رنگ": 0.94, "سالم": 1.0}
"""Effect of the body's condition, from the worst to the best."""

AUTOMATIC_FACTOR = 1.12
AGE_FACTOR = 0.95
DISTANCE_FACTOR = 0.985
OWNER_FACTOR = 0.99

CITIES = ("تهران", "مشهد", "اصفهان", "شیراز", "تبریز", "کرج", "کرمان", "اهواز")

FAULTS = {
    "arabic_letters": 0.25,
    "spaces": 0.10,
    "hidden_mark": 0.05,
    "digits": 0.45,
    "separator": 0.20,
    "distance_in_thousands": 0.05,
    "distance_placeholder": 0.02,
    "year_gregorian": 0.04,
    "year_two_digits": 0.04,
    "price_in_toman": 0.05,
    "price_in_rial": 0.03,
    "price_on_request": 0.03,
    "missing_distance": 0.08,
    "missing_body": 0.06,
    "missing_owners": 0.05,
    "repeated_rows": 0.04,
}
"""Share of cells (or rows) that `dirty_table` spoils in each way."""

PLACEHOLDERS = (0, 1, 999_999)
BLANKS = ("", "-", "نامشخص")
ON_REQUEST = "توافقی"

# Code points, because the letters themselves have no place in a Persian source.
_ARABIC_LETTERS = {0x06CC: 0x064A, 0x06A9: 0x0643}
_HIDDEN_MARK = chr(0x200F)
_FIRST_DIGITS = (0x30, 0x06F0, 0x0660)
_TEXT_COLUMNS = ("خودرو", "شهر", "گیربکس", "بدنه")


def fair_price(cars: pd.DataFrame) -> pd.Series:
    """Price in million toman that the formula gives to each car, before any luck.

    The base price of the model times ``AGE_FACTOR`` per year, ``DISTANCE_FACTOR`` per 10,000 km,
    ``OWNER_FACTOR`` per owner after the first, the body's factor, and ``AUTOMATIC_FACTOR`` for an
    automatic gearbox. City, seller and date have no effect.

    Args:
        cars: rows with the columns «خودرو», «سال», «کارکرد», «گیربکس», «بدنه» and «مالکان».
    """
    price = cars["خودرو"].map(BASE_PRICES) * cars["بدنه"].map(BODY_FACTORS)
    price = price * AGE_FACTOR ** (CURRENT_YEAR - cars["سال"])
    price = price * DISTANCE_FACTOR ** (cars["کارکرد"] / 10_000)
    price = price * OWNER_FACTOR ** (cars["مالکان"] - 1)
    return price.where(cars["گیربکس"] != "خودکار", price * AUTOMATIC_FACTOR).rename("قیمت")


def clean_table(count: int = 1500, seed: int = 0) -> pd.DataFrame:
    """Advertisements of used cars without a fault; a car may be advertised up to three times.

    Args:
        count: advertisements, at least one.
        seed: the same seed gives the same table.

    Returns:
        One row per advertisement, in the order of «شماره» (1, 2, …), with «کد خودرو» (five digits
        as text; equal for advertisements of one car), «خودرو», «شهر», «سال» (Jalali), «کارکرد»
        (km), «گیربکس», «بدنه», «مالکان», «فروشنده» (a code), «تاریخ» (Jalali, ``1404/07/03``),
        «قیمت» and «بیعانه» (both million toman; the latter is known for sold cars only, else NaN).
    """
    rng = np.random.default_rng(seed)
    cars = _draw_cars(count, rng)
    times = rng.choice([1, 2, 3], count, p=[0.6, 0.25, 0.15])
    rows = np.repeat(np.arange(count), times)[:count]
    table = cars.loc[rng.permutation(rows)].reset_index(drop=True)
    table.insert(0, "شماره", np.arange(1, count + 1))
    # Between two advertisements of a car it is driven a little and its owner changes the price.
    table["کارکرد"] += 100 * rng.integers(0, 4, count)
    table["تاریخ"] = _jalali_dates(rng.integers(0, 186, count))
    luck = np.exp(table.pop("بخت") + rng.normal(0, HAGGLING_NOISE, count))
    table["قیمت"] = (fair_price(table) * luck).round().astype(int)
    deposit = (table["قیمت"] * rng.uniform(0.095, 0.105, count)).round(1)
    table["بیعانه"] = deposit.where(rng.random(count) < 0.6)
    return table


def _draw_cars(count: int, rng: np.random.Generator) -> pd.DataFrame:
    """`count` different cars, with the luck of each one's price in the column «بخت»."""
    models = np.array(list(BASE_PRICES))
    model = rng.choice(models, count, p=[0.2, 0.1, 0.12, 0.2, 0.13, 0.1, 0.1, 0.05])
    age = 1 + (16 * rng.beta(1.6, 2.4, count)).astype(int)
    yearly = rng.gamma(9, 2000, count)
    # One car in a hundred has been a taxi: a true value that looks like an error.
    distance = np.where(rng.random(count) < 0.01, rng.uniform(450e3, 650e3, count), age * yearly)
    body = rng.choice(list(BODY_FACTORS), count, p=[0.08, 0.17, 0.3, 0.45])
    automatic = np.isin(model, ["شاهین", "دنا", "تارا"]) & (rng.random(count) < 0.5)
    dealer, private = rng.integers(1000, 1040, count), 2000 + rng.permutation(count)
    return pd.DataFrame(
        {
            "کد خودرو": [f"{code:05d}" for code in rng.permutation(np.arange(1, 30_000))[:count]],
            "خودرو": model,
            "شهر": rng.choice(CITIES, count, p=[0.3, 0.14, 0.13, 0.11, 0.1, 0.09, 0.06, 0.07]),
            "سال": CURRENT_YEAR - age,
            "کارکرد": (np.maximum(distance, 3000) / 100).round().astype(int) * 100,
            "گیربکس": np.where(automatic, "خودکار", "دنده‌ای"),
            "بدنه": body,
            "مالکان": 1 + rng.poisson(age / 6, count),
            "فروشنده": np.where(rng.random(count) < 0.35, dealer, private),
            "بخت": rng.normal(0, CAR_NOISE, count),
        }
    )


def _jalali_dates(days: np.ndarray) -> list[str]:
    """Dates of the first half of the current year, whose months have 31 days each."""
    return [f"{CURRENT_YEAR}/{1 + day // 31:02d}/{1 + day % 31:02d}" for day in days]


def dirty_table(count: int = 1500, seed: int = 0) -> pd.DataFrame:
    """`clean_table` as people would have typed it: all cells are text, many are faulty.

    Letters and digits of Arabic, Persian and Latin keyboards are mixed, there are needless spaces
    and invisible marks, wrong units, placeholders, blanks of several kinds, and rows that come
    twice, typed differently. A distance is missing more often the longer it is, the condition of a
    body more often the worse it is: what is missing is not missing at random.

    Args:
        count: advertisements before rows are repeated.
        seed: the same as for `clean_table`, which then is the truth behind this table.

    Returns:
        Text in every column of `clean_table`; rows in random order, «شماره» and «کد خودرو» intact.
    """
    clean = clean_table(count, seed)
    rng = np.random.default_rng([seed, 1])
    repeated = clean.sample(round(FAULTS["repeated_rows"] * count), random_state=seed)
    wrong = _spoil_units(clean, rng)
    rows = pd.concat([wrong, wrong.loc[repeated.index]]).sample(frac=1, random_state=seed)
    text = rows.reset_index(drop=True)
    for column in _TEXT_COLUMNS:
        text[column] = [_typed_text(cell, rng) for cell in text[column]]
    for column in ("سال", "کارکرد", "مالکان", "قیمت", "تاریخ", "بیعانه"):
        text[column] = [_typed_number(cell, rng) for cell in text[column]]
    for column in ("شماره", "فروشنده"):
        text[column] = text[column].astype(str)
    return text


def _spoil_units(clean: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """A copy with wrong units, placeholders and blanks, as text in Latin digits."""
    rows = clean.copy()
    distance, year, price = rows["کارکرد"], rows["سال"], rows["قیمت"]
    more_often = {
        "کارکرد": distance.rank(pct=True) * 2,
        "بدنه": rows["بدنه"].map({"تصادفی": 3.0, "دور رنگ": 1.5}).fillna(0.5),
        "مالکان": pd.Series(1.0, rows.index),
    }
    hit = {name: rng.random(len(rows)) < share for name, share in FAULTS.items()}
    rows = rows.map(lambda value: "" if pd.isna(value) else str(value))
    thousands = distance.map(lambda value: f"{value / 1000:g}")
    placeholder = rng.choice(PLACEHOLDERS, len(rows)).astype(str)
    rows["کارکرد"] = rows["کارکرد"].mask(hit["distance_in_thousands"], thousands)
    rows["کارکرد"] = rows["کارکرد"].mask(hit["distance_placeholder"], placeholder)
    rows["سال"] = rows["سال"].mask(hit["year_gregorian"], (year + 621).astype(str))
    two_digits = (year % 100).map(lambda value: f"{value:02d}")
    rows["سال"] = rows["سال"].mask(hit["year_two_digits"], two_digits)
    rows["قیمت"] = rows["قیمت"].mask(hit["price_in_toman"], (price * 1_000_000).astype(str))
    rows["قیمت"] = rows["قیمت"].mask(hit["price_in_rial"], (price * 10).astype(str))
    rows["قیمت"] = rows["قیمت"].mask(hit["price_on_request"], ON_REQUEST)
    for column, name in (("کارکرد", "distance"), ("بدنه", "body"), ("مالکان", "owners")):
        chance = FAULTS[f"missing_{name}"] * more_often[column]
        blank = rng.choice(BLANKS, len(rows))
        rows[column] = rows[column].mask(rng.random(len(rows)) < chance, blank)
    return rows


def _typed_text(cell: str, rng: np.random.Generator) -> str:
    if rng.random() < FAULTS["arabic_letters"]:
        cell = cell.translate(_ARABIC_LETTERS)
    if rng.random() < FAULTS["spaces"]:
        cell = rng.choice([f" {cell}", f"{cell}  ", cell.replace(" ", "  ")])
    if rng.random() < FAULTS["hidden_mark"]:
        cell += _HIDDEN_MARK
    return _typed_digits(str(cell), rng)


def _typed_number(cell: str, rng: np.random.Generator) -> str:
    whole = cell.isdecimal() and len(cell) > 4
    if whole and rng.random() < FAULTS["separator"]:
        cell = f"{int(cell):,}"
    return _typed_digits(cell, rng)


def _typed_digits(cell: str, rng: np.random.Generator) -> str:
    """The cell in Latin, Persian or Arabic digits, with the separators that belong to them."""
    if rng.random() < FAULTS["digits"]:
        first = int(rng.choice(_FIRST_DIGITS[1:]))
    elif any(ord(letter) >= 0x06F0 and letter.isdecimal() for letter in cell):
        return cell
    else:
        first = _FIRST_DIGITS[0]
    changed = "".join(chr(first + int(c)) if c.isdecimal() else c for c in cell)
    if first == _FIRST_DIGITS[0]:
        return changed
    return changed.replace(",", "٬").replace(".", "٫")
