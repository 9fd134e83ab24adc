"""Isolation of Persian text inside highlighted code (book/_ext/persian_code.py)."""

from __future__ import annotations

import re
import sys
from html import unescape
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_ext"))

from persian_code import isolated

CASES = {
    "comment": (
        '<span class="c1"># جمع وزن‌ها.</span>',
        '<span class="c1"># <bdi dir="rtl">جمع وزن‌ها.</bdi></span>',
    ),
    "string": (
        '<span class="s2">&quot;سلام!&quot;</span>',
        '<span class="s2">&quot;<bdi dir="rtl">سلام!</bdi>&quot;</span>',
    ),
    "docstring": (
        '<span class="sd">&quot;&quot;&quot;میانگین.&quot;&quot;&quot;</span>',
        '<span class="sd">&quot;&quot;&quot;<bdi dir="rtl">میانگین.</bdi>&quot;&quot;&quot;</span>',
    ),
    "call inside a comment": (
        '<span class="c1"># میانگین x.mean() را</span>',
        '<span class="c1"># <bdi dir="rtl">میانگین <bdi dir="ltr">x.mean()</bdi> را</bdi></span>',
    ),
    "signed number inside a comment": (
        '<span class="c1"># از -3.5 تا 2</span>',
        '<span class="c1"># <bdi dir="rtl">از <bdi dir="ltr">-3.5</bdi> تا 2</bdi></span>',
    ),
    "markup inside a comment": (
        '<span class="c1"># اگر a &lt; b &amp; c</span>',
        '<span class="c1"># <bdi dir="rtl">اگر a &lt; b &amp; c</bdi></span>',
    ),
    "formatted string": (
        '<span class="sa">f</span><span class="s2">&quot;دوره </span><span class="si">{</span>'
        '<span class="n">n</span><span class="si">}</span><span class="s2"> از ده&quot;</span>',
        '<span class="sa">f</span><span class="s2">&quot;</span><bdi dir="rtl"><span class="s2">'
        '<bdi dir="rtl">دوره</bdi> </span><bdi dir="ltr"><span class="si">{</span>'
        '<span class="n">n</span><span class="si">}</span></bdi><span class="s2"> '
        '<bdi dir="rtl">از ده</bdi></span></bdi><span class="s2">&quot;</span>',
    ),
    "words after a command": (
        '<span class="o">||</span><span class="w"> </span><span class="nb">echo</span>'
        '<span class="w"> </span>اینترنت<span class="w"> </span>را<span class="w"> </span>ببینید.',
        '<span class="o">||</span><span class="w"> </span><span class="nb">echo</span>'
        '<span class="w"> </span><bdi dir="rtl">اینترنت را ببینید.</bdi>',
    ),
    "a Persian value of a Latin option": (
        'x=سلام<span class="w"> </span>y=دوستان',
        'x=<bdi dir="rtl">سلام</bdi><span class="w"> </span>y=<bdi dir="rtl">دوستان</bdi>',
    ),
    "output": (
        "<pre><span></span>مقدار: -3.5 و x[0]\n</pre>",
        '<pre><span></span><span class="persian-line">مقدار: <bdi dir="ltr">-3.5</bdi> و '
        '<bdi dir="ltr">x[0]</bdi></span>\n</pre>',
    ),
}
UNTOUCHED = {
    "Latin comment": '<span class="c1"># sum of weights -3</span>',
    "Latin string": '<span class="s2">&quot;x[0]&quot;</span>',
    "Latin formatted string": '<span class="sa">f</span><span class="s2">&quot;</span>'
    '<span class="si">{</span><span class="n">x</span><span class="si">}</span>'
    '<span class="s2">&quot;</span>',
    "name": '<span class="n">x</span><span class="p">[</span>',
    "Latin output": "<pre><span></span>x[0] = -3.5\n</pre>",
}


@pytest.mark.parametrize(("highlighted", "expected"), CASES.values(), ids=CASES)
def test_persian_text_gets_its_own_direction(highlighted: str, expected: str) -> None:
    assert isolated(highlighted) == expected


@pytest.mark.parametrize("highlighted", UNTOUCHED.values(), ids=UNTOUCHED)
def test_latin_text_stays(highlighted: str) -> None:
    assert isolated(highlighted) == highlighted


@pytest.mark.parametrize(("highlighted", "expected"), CASES.values(), ids=CASES)
def test_the_text_itself_does_not_change(highlighted: str, expected: str) -> None:
    def text(html: str) -> str:
        return unescape(re.sub(r"<[^>]*>", "", html))

    assert text(isolated(highlighted)) == text(highlighted)
