"""The provenance line and its Solar Hijri date (book/_ext/provenance.py, persian_numbers.py)."""

import datetime

import pytest
from persian_numbers import jalali, jalali_text
from provenance import add_provenance, provenance_line

RECORD = {
    "device": "cpu",
    "cores": 2,
    "seconds_total": 95.2,
    "date": "2025-11-20T16:00:00+00:00",
    "data": [{"name": "digits", "sha256": "0", "sample": False}],
}


@pytest.mark.parametrize(
    ("gregorian", "solar"),
    [
        ("1979-02-11", (1357, 11, 22)),
        ("2021-03-20", (1399, 12, 30)),  # last day of a leap year
        ("2021-03-21", (1400, 1, 1)),
        ("2024-02-29", (1402, 12, 10)),
        ("2024-03-20", (1403, 1, 1)),
        ("2024-09-21", (1403, 6, 31)),
        ("2024-09-22", (1403, 7, 1)),
        ("2025-03-20", (1403, 12, 30)),
        ("2025-03-21", (1404, 1, 1)),
        ("2025-11-20", (1404, 8, 29)),
        ("1925-03-21", (1304, 1, 1)),
        ("2123-03-20", (1501, 12, 29)),
    ],
)
def test_solar_dates(gregorian, solar):
    assert jalali(datetime.date.fromisoformat(gregorian)) == solar


@pytest.mark.parametrize("date", [datetime.date(1925, 3, 20), datetime.date(2123, 3, 21)])
def test_dates_outside_the_rule_are_refused(date):
    with pytest.raises(ValueError, match="only dates"):
        jalali(date)


def test_date_in_words():
    assert jalali_text(datetime.date(2025, 11, 20)) == "۲۹ آبان ۱۴۰۴"


def test_line_of_a_real_run():
    line = provenance_line(RECORD)
    assert line.startswith("اجراشده روی پردازندهٔ ۲هسته‌ای در ۲ دقیقه، با داده‌های واقعی، ")
    assert '<time datetime="2025-11-20">۲۹ آبان ۱۴۰۴</time>' in line


def test_sample_data_seconds_and_gpu_are_told():
    sample = [{"name": "mnist", "sha256": "0", "sample": True}]
    line = provenance_line(RECORD | {"data": sample, "device": "NVIDIA <T4>", "seconds_total": 7.6})
    assert '<bdi dir="ltr">NVIDIA &lt;T4&gt;</bdi> در ۸ ثانیه، با دادهٔ نمونه' in line
    both = provenance_line(RECORD | {"data": sample + RECORD["data"]})
    assert "داده‌های واقعی و نمونه" in both
    assert "داده" not in provenance_line(RECORD | {"data": []})


def notebook(provenance):
    source = ["# عنوان\n", "\n", "متن"]
    return {
        "metadata": {"zharfa": {"provenance": provenance} if provenance else {}},
        "cells": [{"cell_type": "markdown", "metadata": {}, "source": source}],
    }


def test_line_stands_between_title_and_text():
    chapter = notebook(RECORD)
    add_provenance(chapter, "chapter")
    title, line, text = chapter["cells"][0]["source"].split("\n\n", 2)
    assert title == "# عنوان"
    assert line.startswith('<p class="provenance">')
    assert text.strip() == "متن"


def test_without_a_record_nothing_changes():
    chapter = notebook(None)
    add_provenance(chapter, "chapter")
    assert chapter == notebook(None)
