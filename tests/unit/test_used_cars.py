"""The made-up table of used cars: clean, priced by its formula, and spoilt as it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from zharfa import used_cars
from zharfa.used_cars import BODY_FACTORS, FAULTS, clean_table, dirty_table, fair_price

MANY = 4000
NUMBERS = ["سال", "کارکرد", "مالکان", "قیمت"]
LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫", "01234567890123456789.", "٬,")
PERSIAN = str.maketrans("يك", "یک", "\u200f")


@pytest.fixture(scope="module")
def clean() -> pd.DataFrame:
    return clean_table(MANY, seed=3)


@pytest.fixture(scope="module")
def dirty() -> pd.DataFrame:
    """The dirty table beside the truth of each of its rows."""
    table = dirty_table(MANY, seed=3)
    truth = clean_table(MANY, seed=3).set_index("شماره").loc[table["شماره"].astype(int)]
    return table.join(truth.reset_index(drop=True).add_suffix(" راستین"))


def numbers(column: pd.Series) -> pd.Series:
    """Numbers of a column whose digits are of any kind; NaN for other text."""
    return pd.to_numeric(column.map(lambda cell: cell.translate(LATIN)), errors="coerce")


@pytest.mark.parametrize("make", [clean_table, dirty_table])
def test_a_seed_names_one_table(make):
    pd.testing.assert_frame_equal(make(300, seed=5), make(300, seed=5))
    assert not make(300, seed=5).equals(make(300, seed=6))


def test_the_default_table_is_large_enough_for_the_chapter():
    assert len(clean_table()) >= 1000


def test_the_clean_table_has_no_fault(clean):
    assert list(clean["شماره"]) == list(range(1, MANY + 1))
    assert clean.drop(columns="بیعانه").notna().all(axis=None)
    assert set(clean["بدنه"]) == set(BODY_FACTORS)
    assert set(clean["خودرو"]) == set(used_cars.BASE_PRICES)
    assert set(clean["شهر"]) == set(used_cars.CITIES)
    assert clean["کد خودرو"].str.fullmatch(r"\d{5}").all()
    assert clean["تاریخ"].str.fullmatch(r"1404/0[1-6]/(0[1-9]|[12]\d|3[01])").all()
    assert clean["سال"].between(1385, 1403).all()
    assert clean["کارکرد"].between(3000, 800_000).all()
    assert clean["مالکان"].ge(1).all()
    assert clean["قیمت"].gt(0).all()


def test_the_formula_prices_a_car_worked_out_by_hand():
    car = {
        "خودرو": ["دنا"],
        "سال": [1402],
        "کارکرد": [20_000],
        "گیربکس": ["خودکار"],
        "بدنه": ["لکه رنگ"],
        "مالکان": [2],
    }
    by_hand = 1050 * 0.94 * 0.95**2 * 0.985**2 * 0.99 * 1.12
    assert fair_price(pd.DataFrame(car)).item() == pytest.approx(by_hand)
    manual = fair_price(pd.DataFrame(car | {"گیربکس": ["دنده‌ای"]})).item()
    assert manual == pytest.approx(by_hand / 1.12)


def test_prices_scatter_about_the_formula_as_documented(clean):
    luck = np.log(clean["قیمت"] / fair_price(clean))
    assert luck.mean() == pytest.approx(0, abs=0.01)
    expected = np.hypot(used_cars.CAR_NOISE, used_cars.HAGGLING_NOISE)
    assert luck.std() == pytest.approx(expected, rel=0.05)
    within = luck.groupby(clean["کد خودرو"]).transform("mean")
    twins = clean["کد خودرو"].duplicated(keep=False)
    assert (luck - within)[twins].std() < 1.5 * used_cars.HAGGLING_NOISE


def test_advertisements_of_one_car_agree_in_what_the_car_is(clean):
    per_car = clean.groupby("کد خودرو")
    assert per_car.size().max() == 3
    fixed = ["خودرو", "شهر", "سال", "گیربکس", "بدنه", "مالکان", "فروشنده"]
    assert per_car[fixed].nunique().eq(1).all(axis=None)
    assert per_car["کارکرد"].agg(np.ptp).max() <= 300


def test_city_and_seller_have_no_effect_on_the_price(clean):
    luck = np.log(clean["قیمت"] / fair_price(clean))
    one = clean.drop_duplicates("کد خودرو")
    assert luck.loc[one.index].groupby(one["شهر"]).mean().abs().max() < 0.03
    dealers = one[one["فروشنده"] < 2000]
    assert luck.loc[dealers.index].groupby(dealers["فروشنده"]).mean().abs().mean() < 0.04


def test_a_deposit_is_a_tenth_of_the_price_of_a_sold_car(clean):
    share = (clean["بیعانه"] / clean["قیمت"]).dropna()
    assert share.between(0.094, 0.106).all()
    assert len(share) / MANY == pytest.approx(0.6, abs=0.03)


def test_the_dirty_table_is_all_text_and_repeats_rows(dirty):
    columns = clean_table(1).columns
    assert dirty[columns].map(lambda cell: isinstance(cell, str)).all(axis=None)
    assert dirty["شماره"].duplicated().sum() == round(FAULTS["repeated_rows"] * MANY)
    assert set(dirty["شماره"].astype(int)) == set(range(1, MANY + 1))


def test_what_is_typed_is_the_truth_but_for_letters_marks_and_spaces(dirty):
    for column in ("خودرو", "شهر", "گیربکس"):
        typed = dirty[column].map(lambda cell: " ".join(cell.translate(PERSIAN).split()))
        assert (typed == dirty[f"{column} راستین"]).all()
        assert (typed != dirty[column]).mean() > 0.1


def test_letters_and_marks_are_spoilt_in_the_documented_share(dirty):
    has_either = dirty["شهر راستین"].str.contains("ی|ک")
    arabic = dirty.loc[has_either, "شهر"].str.contains("ي|ك").mean()
    assert arabic == pytest.approx(FAULTS["arabic_letters"], abs=0.03)
    hidden = dirty["شهر"].str.contains("\u200f").mean()
    assert hidden == pytest.approx(FAULTS["hidden_mark"], abs=0.02)
    other_digits = dirty["سال"].str.contains("[۰-۹٠-٩]").mean()
    assert other_digits == pytest.approx(FAULTS["digits"], abs=0.03)


@pytest.mark.parametrize(
    ("column", "ratio", "share"),
    [
        ("قیمت", 1_000_000, "price_in_toman"),
        ("قیمت", 10, "price_in_rial"),
        ("کارکرد", 0.001, "distance_in_thousands"),
    ],
)
def test_wrong_units_are_what_they_claim(dirty, column, ratio, share):
    found = numbers(dirty[column]) / dirty[f"{column} راستین"]
    assert np.isclose(found, ratio).mean() == pytest.approx(FAULTS[share], abs=0.015)


def test_years_are_written_in_three_ways(dirty):
    year, true = numbers(dirty["سال"]), dirty["سال راستین"]
    gregorian, short = year == true + 621, dirty["سال"].str.len() == 2
    assert (gregorian | short | (year == true)).all()
    assert (year[short] == true[short] % 100).all()
    assert gregorian.mean() == pytest.approx(FAULTS["year_gregorian"], abs=0.012)
    assert short.mean() == pytest.approx(FAULTS["year_two_digits"], abs=0.012)


def test_every_other_number_is_the_truth(dirty):
    """Once the documented faults are put right, nothing else differs."""
    distance, price = numbers(dirty["کارکرد"]), numbers(dirty["قیمت"])
    distance = distance.mask(distance.isin(used_cars.PLACEHOLDERS))
    for column, value, factors in (
        ("کارکرد", distance, (1, 0.001)),
        ("قیمت", price, (1, 10, 1_000_000)),
        ("مالکان", numbers(dirty["مالکان"]), (1,)),
    ):
        ratio = value / dirty[f"{column} راستین"]
        right = [np.isclose(ratio, factor) for factor in factors]
        assert (np.any(right, axis=0) | ratio.isna()).all()
    on_request = dirty["قیمت"] == used_cars.ON_REQUEST
    assert on_request.mean() == pytest.approx(FAULTS["price_on_request"], abs=0.01)


def test_missing_values_have_their_share_and_are_not_missing_at_random(dirty):
    for column, name in (("کارکرد", "distance"), ("بدنه", "body"), ("مالکان", "owners")):
        blank = dirty[column].str.strip().str.rstrip("\u200f").str.strip().isin(used_cars.BLANKS)
        blank |= dirty[column].str.translate(PERSIAN).str.strip().isin(used_cars.BLANKS)
        assert blank.mean() == pytest.approx(FAULTS[f"missing_{name}"], abs=0.02)
        if column == "کارکرد":
            true = dirty["کارکرد راستین"]
            assert true[blank].mean() > 1.2 * true[~blank].mean()
        if column == "بدنه":
            bad = dirty["بدنه راستین"] == "تصادفی"
            assert bad[blank].mean() > 2 * bad[~blank].mean()


def test_a_cleaner_can_tell_the_faults_apart(clean, dirty):
    """Distances in thousands lie below all true ones, and no placeholder is a true distance."""
    assert clean["کارکرد"].min() > 1000
    assert not clean["کارکرد"].isin(used_cars.PLACEHOLDERS).any()
    assert numbers(dirty["سال"]).between(100, 1300).sum() == 0
