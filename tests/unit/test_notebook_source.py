"""The right-to-left wrapper of Markdown cells (book/_ext/notebook_source.py)."""

import pytest
from notebook_source import name_lexer, unwrap, unwrap_cells


def test_wrapper_is_taken_off():
    assert unwrap('<div dir="rtl">\n\n# عنوان\n\nمتن\n\n</div>') == "# عنوان\n\nمتن\n"


def test_inner_blocks_stay():
    inner = "متن\n\n<div class='x'>\n\nدرون\n\n</div>"
    assert unwrap(f'<div dir="rtl">\n\n{inner}\n\n</div>\n') == inner + "\n"


@pytest.mark.parametrize(
    "text", ["متن ساده", '<div dir="rtl">\n\nمتن', "<div>\n\nمتن\n\n</div>", 'پیش\n<div dir="rtl">']
)
def test_other_text_is_unchanged(text):
    assert unwrap(text) == text


def test_cells_as_list_of_lines_and_code_cells():
    lines = ['<div dir="rtl">\n', "\n", "متن\n", "\n", "</div>"]
    code = {"cell_type": "code", "source": ['<div dir="rtl">\n', "\n", "x\n", "\n", "</div>"]}
    notebook = {"cells": [{"cell_type": "markdown", "source": lines}, dict(code)]}
    unwrap_cells(notebook, "chapter")
    assert notebook["cells"][0]["source"] == "متن\n"
    assert notebook["cells"][1] == code


@pytest.mark.parametrize(
    ("metadata", "lexer"),
    [
        ({}, "ipython3"),
        ({"language_info": {"name": "python"}}, "ipython3"),
        ({"language_info": {"name": "python", "pygments_lexer": "python"}}, "python"),
        ({"language_info": {"name": "julia"}}, None),
    ],
)
def test_lexer_of_a_python_notebook(metadata, lexer):
    notebook = {"metadata": metadata, "cells": []}
    name_lexer(notebook, "chapter")
    assert notebook["metadata"]["language_info"].get("pygments_lexer") == lexer
