"""What templates say in English is translated; what programs and authors write is not."""

from __future__ import annotations

import pytest
from persian_strings import persian_page


@pytest.mark.parametrize(
    ("english", "persian"),
    [
        ('<nav aria-label="Main">', '<nav aria-label="فهرست کتاب">'),
        ('<button title="Toggle primary sidebar">', '<button title="فهرست کتاب">'),
        ("<span> Show code cell source </span>", "<span> نمایش کد </span>"),
    ],
)
def test_the_interface_is_translated(english, persian):
    assert persian_page(english) == persian


@pytest.mark.parametrize(
    "html",
    [
        '<span class="nb">next</span>(it)',
        '<span class="n">previous</span>',
        '<span class="k">class</span> <span class="nc">Page</span>',
        "<code>Main</code>",
    ],
)
def test_programs_are_left_alone(html):
    assert persian_page(html) == html
