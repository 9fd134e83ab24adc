"""Numbers and durations in Persian."""

from __future__ import annotations

import numpy as np
import pytest

from zharfa import persian

LRM = "\u200e"


def test_digits_changes_digits_only():
    assert persian.digits("NumPy 2.4: 100%") == "NumPy ۲.۴: ۱۰۰%"
    assert persian.digits(1234567890) == "۱۲۳۴۵۶۷۸۹۰"


@pytest.mark.parametrize(
    ("value", "spec", "written"),
    [
        (0.936, ".1%", "۹۳٫۶٪"),
        (1.0, ".0%", "۱۰۰٪"),
        (1234567, ",d", "۱٬۲۳۴٬۵۶۷"),
        (1234.5, ",.2f", "۱٬۲۳۴٫۵۰"),
        (0.5, "g", "۰٫۵"),
        (20, "g", "۲۰"),
        (-5, "g", LRM + "−۵"),
        (-0.25, ".0%", LRM + "−۲۵٪"),
        (3, "+d", LRM + "+۳"),
        (1e-7, "g", LRM + "۱×۱۰⁻⁷"),
        (2.5e12, ".1e", LRM + "۲٫۵×۱۰¹²"),
        (float("inf"), "g", "∞"),
        (float("-inf"), "g", LRM + "−∞"),
        (float("nan"), ".1%", "نامعین"),
        (np.float32(0.5), ".2f", "۰٫۵۰"),
        (np.int64(7), "d", "۷"),
        (True, "d", "۱"),
    ],
)
def test_number(value, spec, written):
    assert persian.number(value, spec) == written


def test_number_refuses_a_spec_that_does_not_fit():
    with pytest.raises(ValueError):
        persian.number(0.5, "d")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "۰ ثانیه"),
        (0.0042, "۰٫۰۰۴ ثانیه"),
        (0.43, "۰٫۴ ثانیه"),
        (0.97, "۱ ثانیه"),
        (3.21, "۳٫۲ ثانیه"),
        (9.97, "۱۰ ثانیه"),
        (59.7, "۱ دقیقه"),
        (130, "۲ دقیقه و ۱۰ ثانیه"),
        (3600, "۱ ساعت"),
        (3900, "۱ ساعت و ۵ دقیقه"),
        (90000, "۱ روز و ۱ ساعت"),
    ],
)
def test_duration(seconds, words):
    assert persian.duration(seconds) == words


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf")])
def test_duration_refuses_nonsense(seconds):
    with pytest.raises(ValueError):
        persian.duration(seconds)
