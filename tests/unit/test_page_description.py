"""Description and meta elements of a page (book/_ext/page_description.py)."""

from page_description import LIMIT, meta_tags, shorten

COLOURS = {"light": "#fff", "dark": "#000"}


def test_short_text_is_only_put_on_one_line():
    assert shorten(" نورون\n  یک خط\tمی‌کشد. ") == "نورون یک خط می‌کشد."


def test_long_text_ends_at_a_word():
    text = "کلمه‌ای، " * 40
    short = shorten(text)
    assert len(short) <= LIMIT
    assert short.endswith("کلمه‌ای…")
    assert shorten("ک" * 400) == "ک" * (LIMIT - 1) + "…"


def test_values_are_escaped_and_empty_ones_left_out():
    tags = meta_tags('«"x" < y»', "", "ژرفا", COLOURS)
    assert 'content="«&quot;x&quot; &lt; y»"' in tags
    assert "description" not in tags
    assert "og:url" not in tags
    assert tags.count("theme-color") == 2


def test_address_when_the_site_knows_it():
    tags = meta_tags("عنوان", "شرح", "ژرفا", COLOURS, "https://example.ir/a.html")
    assert '<meta property="og:url" content="https://example.ir/a.html">' in tags
    assert tags.startswith('<meta name="description" content="شرح">\n')
