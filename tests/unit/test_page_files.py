"""A page loads only what it has a use for (book/_ext/page_files.py)."""

import pytest
from page_files import is_needed, unnamed


@pytest.mark.parametrize(
    ("name", "code", "body", "needed"),
    [
        ("_static/design-tabs.js", "", '<div class="sd-tab-set docutils">', True),
        ("_static/design-tabs.js", "", '<div class="sd-card docutils">', False),
        ("_static/sphinx-design.min.css", "", '<div class="sd-card docutils">', True),
        ("_static/sphinx-design.min.css", "", "<p>sd</p>", False),
        ("_static/copybutton.js", "", '<div class="highlight"><pre>', True),
        ("_static/copybutton.js", "", "<p></p>", False),
        ("", "let toggleHintShow = 'نمایش';", '<div class="admonition dropdown">', True),
        ("", "let toggleHintShow = 'نمایش';", "<p></p>", False),
        ("_static/mystnb.1a2b.css", "", '<div class="cell docutils container">', True),
        ("_static/mystnb.1a2b.css", "", "<p></p>", False),
        ("_static/rtl.css", "", "<p></p>", True),
        ("", "DOCUMENTATION_OPTIONS.pagename = 'x';", "<p></p>", True),
    ],
)
def test_files_by_what_stands_in_the_page(name, code, body, needed):
    assert is_needed(name, code, body) is needed


def test_files_that_no_page_names():
    pages = ['<script src="../_static/design-tabs.js?v=1">', "<p>a.js</p>"]
    assert unnamed(["design-tabs.js", "b.js"], pages) == {"b.js"}
    assert unnamed(["b.js"], []) == {"b.js"}
