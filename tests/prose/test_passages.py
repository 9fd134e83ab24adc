"""What is cut out of Markdown and code is what a reader reads, no more and no less."""

from __future__ import annotations

import pytest
import references
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, writes
from passages import (
    CELL,
    CODE,
    HEADING,
    ITEM,
    MATH,
    PROSE,
    STRING,
    VALUE,
    code_passages,
    formulas,
    inline_code,
    markdown_passages,
    notebook_passages,
)


def cut(markdown):
    return [(passage.kind, passage.text) for passage in markdown_passages(markdown, "page")]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("یک\nدو\n\nسه", [(PROSE, "یک دو"), (PROSE, "سه")]),
        ("## عنوان\nمتن", [(HEADING, "عنوان"), (PROSE, "متن")]),
        ("- یک\n  ادامه\n- دو", [(ITEM, "یک ادامه"), (ITEM, "دو")]),
        ("1. یک\n2. دو", [(ITEM, "یک"), (ITEM, "دو")]),
        ("| الف | ب |\n|---|:---:|\n| پ | ت |", [(CELL, c) for c in ["الف", "ب", "پ", "ت"]]),
        ("> **دام.** متن", [(PROSE, "دام. متن")]),
        ("نماد\n: معنا: این", [(PROSE, "نماد"), (PROSE, "معنا: این")]),
        ("متن\n\n```python\nx = 'كد'\n```\n\nپایان", [(PROSE, "متن"), (PROSE, "پایان")]),
        ("تابع `print()` و $x_1$", [(PROSE, f"تابع {CODE} و {MATH}")]),
        ("پیش\n$$\nx, y\n$$\nپس", [(PROSE, "پیش"), (PROSE, "پس")]),
        ("کلید {kbd}`Enter` را", [(PROSE, f"کلید {CODE} را")]),
        ("گفته‌اند {cite:t}`key2020`.", [(PROSE, "گفته‌اند.")]),
        ("[این صفحه](a.md){.sd-btn}", [(PROSE, "این صفحه")]),
        ("![تصویر خط](a.png)", [(PROSE, "تصویر خط")]),
        ("نشانی https://a.ir/x?y=1 است", [(PROSE, f"نشانی {CODE} است")]),
        (":::{grid-item-card} عنوان\n:shadow: md\nمتن\n:::", [(PROSE, "عنوان"), (PROSE, "متن")]),
        ("(name)=\n<!-- نه -->\n<b>متن</b>", [(PROSE, "متن")]),
        ("**پاسخ:** -0.1\n\nچون", [(PROSE, "پاسخ:"), (PROSE, "چون")]),
        ('سهم <span data-glue="a:.1%">۹۳٪</span> شد', [(PROSE, "سهم ۹۳٪ شد")]),
    ],
)
def test_markdown(markdown, expected):
    assert cut(markdown) == expected


def test_comments_and_strings_of_code():
    source = '!echo سلام\n# شمار دورها\nprint(f"از {n} تا")\nx = "label"\ny = "برای load(1)"'
    assert [(p.kind, p.text) for p in code_passages(source, "cell")] == [
        (PROSE, "شمار دورها"),
        (STRING, f"از {VALUE} تا"),
        (STRING, f"برای {CODE}"),
    ]


def test_notebook_with_its_alt_texts(tmp_path):
    picture = new_code_cell("# خط", metadata={"mystnb": {"image": {"alt": "یک خط"}}})
    path = tmp_path / "a.ipynb"
    path.write_text(writes(new_notebook(cells=[new_markdown_cell("متن"), picture])))
    assert [p.text for p in notebook_passages(path)] == ["متن", "خط", "یک خط"]


def test_formulas_and_inline_code():
    markdown = r"از $x=1 \text{ تا ۲}$ و `a = 3` تا $$y$$ {cite}`key`"
    assert formulas(markdown) == ["$$y$$", "$x=1 $"]
    assert inline_code(markdown) == ["`a = 3`"]


def test_broken_links(tmp_path):
    (tmp_path / "there.md").touch()
    markdown = (
        "[a](there.md) [b](there.md#x) [c](gone.md) [d](known) [e](unknown) [f](#عنوان-یک) "
        "[g](#نیست) [h](https://example.org) `[i](code.md)` ![j](gone.png)\n\n## عنوان یک\n"
    )
    broken = references.broken_links(markdown, tmp_path, {"known"})
    assert broken == ["gone.md", "unknown", "#نیست", "gone.png"]


def test_labels_and_citations():
    assert references.labels("(run-it)=\n## اجرا") == {"run-it"}
    keys = references.bibliography_keys("@article{one1960,\n  a = 1}\n@book{two,}")
    assert keys == {"one1960", "two"}
    assert references.unknown_citations("{cite:t}`one1960, three` {cite}`two`", keys) == ["three"]


def test_undescribed_images():
    assert references.undescribed_images("![خط](a.png) <img src='a' alt='خط'>") == []
    for bare in ("![](a.png)", '<img src="a">', '<img alt="">', "```{image} a.png\n```"):
        assert len(references.undescribed_images(bare)) == 1
    assert references.undescribed_images("```{figure} a.png\n:alt: خط\n```") == []
