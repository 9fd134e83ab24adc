"""What every page says on its first element (book/_ext/rtl.py)."""

import pytest
from rtl import light_at_first, right_to_left


@pytest.mark.parametrize("theme", ["", ' data-theme="auto"', ' data-theme="light"'])
def test_a_theme_is_named_for_readers_without_scripts(theme):
    page = f'<!DOCTYPE html>\n<html lang="fa"{theme}>\n<head></head>'
    expected = '<!DOCTYPE html>\n<html lang="fa" data-theme="light">\n<head></head>'
    assert light_at_first(page) == expected


def test_direction_is_written_once():
    page = right_to_left('<html lang="fa">')
    assert page == '<html dir="rtl" lang="fa">'
    assert right_to_left(page) == page
