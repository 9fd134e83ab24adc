"""The functions of the data notebook on data other than those of the chapter."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest
from chapter_code import chapter_code
from sklearn.linear_model import LinearRegression

from zharfa import used_cars

CODE = "01-data"


@pytest.fixture(scope="module")
def cars() -> pd.DataFrame:
    """Another table than the chapter's, cleaned by the chapter's code."""
    code = chapter_code(CODE)
    parsed = code.parse(used_cars.dirty_table(1200, seed=11))
    return code.fix_units(parsed.drop_duplicates()).reset_index(drop=True)


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  كرمان ", "کرمان"),
        ("يزد\u200f", "یزد"),
        ("پژو   ۲۰۶", "پژو 206"),
        ("٣٬٤٥٠٫٥", "3450.5"),
        ("دنده‌ای", "دنده‌ای"),
    ],
)
def test_text_is_tidied(typed, tidied):
    assert chapter_code(CODE).tidy(typed) == tidied


def test_numbers_are_read_and_other_text_is_missing():
    typed = pd.Series(["12,300", "84.5", "توافقی", "-", ""])
    np.testing.assert_array_equal(
        chapter_code(CODE).to_number(typed), [12300, 84.5, np.nan, np.nan, np.nan]
    )


def test_jalali_dates_across_leap_years():
    """Known days of the official calendar, leap days among them."""
    known = {
        (1357, 11, 22): (1979, 2, 11),
        (1375, 12, 30): (1997, 3, 20),
        (1399, 12, 30): (2021, 3, 20),
        (1400, 1, 1): (2021, 3, 21),
        (1403, 12, 30): (2025, 3, 20),
        (1405, 7, 1): (2026, 9, 23),
    }
    for jalali, gregorian in known.items():
        assert chapter_code(CODE).to_gregorian(*jalali) == datetime.date(*gregorian)


def test_another_table_is_restored_but_for_a_few_cells(cars):
    truth = used_cars.clean_table(1200, seed=11).set_index("شماره")
    truth = truth.loc[cars["شماره"].astype(int)]
    assert len(cars) == 1200
    for name in ("خودرو", "شهر", "گیربکس"):
        assert (cars[name].to_numpy() == truth[name].to_numpy()).all()
    for name in ("سال", "کارکرد", "مالکان", "قیمت"):
        known = cars[name].notna().to_numpy()
        right = np.isclose(cars[name].to_numpy(float)[known], truth[name].to_numpy(float)[known])
        assert known.mean() > 0.85
        assert right.mean() > 0.995


def test_fill_learns_from_the_training_rows_alone(cars):
    train, test = cars.iloc[:600], cars.iloc[600:]
    filled = chapter_code(CODE).fill(test, train)
    assert filled[["کارکرد", "مالکان", "بدنه"]].notna().all(axis=None)
    other = test.assign(**{"کارکرد": test["کارکرد"] * 100})
    hidden = test["کارکرد"].isna()
    again = chapter_code(CODE).fill(other, train)
    np.testing.assert_array_equal(filled["کارکرد"][hidden], again["کارکرد"][hidden])


def test_one_hot_rows_of_unknown_values_are_zero():
    coded = chapter_code(CODE).one_hot(["ب", "ج", "الف"], ["الف", "ب"])
    np.testing.assert_array_equal(coded, [[0, 1], [0, 0], [1, 0]])


def test_relatives_stay_together_only_when_grouped(cars):
    split = chapter_code(CODE).split
    train, test = split(cars, seed=5)
    assert not set(train["کد خودرو"]) & set(test["کد خودرو"])
    assert len(train) + len(test) == len(cars)
    train, test = split(cars, seed=5, grouped=False)
    assert set(train["کد خودرو"]) & set(test["کد خودرو"])


def test_a_linear_model_finds_the_formula_of_another_table(cars):
    code = chapter_code(CODE)
    known = cars[cars["قیمت"].notna()]
    effects = np.exp(code.fit(LinearRegression(), known).coef_)
    assert effects[0] == pytest.approx(used_cars.AGE_FACTOR, abs=0.01)
    assert effects[1] == pytest.approx(used_cars.DISTANCE_FACTOR, abs=0.01)
    train, test = code.split(known, seed=1)
    assert 0.08 < code.error(code.fit(LinearRegression(), train), test, train) < 0.14


def test_standardized_columns_use_the_training_rows():
    rng = np.random.default_rng(0)
    train, test = rng.normal(3, 5, (50, 2)), rng.normal(9, 1, (20, 2))
    code = chapter_code(CODE)
    np.testing.assert_allclose(code.standardize(train, train).std(axis=0), 1)
    np.testing.assert_allclose(
        code.standardize(test, train), (test - train.mean(axis=0)) / train.std(axis=0)
    )


@pytest.mark.parametrize(("frequency", "heard"), [(200, 200), (3000, 3000), (6000, 2000)])
def test_a_tone_is_heard_where_the_sampling_rate_puts_it(frequency, heard):
    code = chapter_code(CODE)
    sound = code.tone(frequency, seconds=1, rate=8000)
    assert len(sound) == 8000
    assert code.peak_frequency(sound, rate=8000) == pytest.approx(heard)
