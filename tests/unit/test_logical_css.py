"""The mechanical rewriting of physical to logical CSS (book/_ext/logical_css.py)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_ext"))

from logical_css import logical

REWRITTEN = {
    "margin": ("a{margin-left:1px}", "a{margin-inline-start:1px}"),
    "padding": ("a { padding-right: 2em; }", "a { padding-inline-end: 2em; }"),
    "negative and calc": (
        "a{margin-right:calc(-1 * var(--left, 2px))}",
        "a{margin-inline-end:calc(-1 * var(--left, 2px))}",
    ),
    "border": ("a{border-left:1px solid}", "a{border-inline-start:1px solid}"),
    "border part": ("a{border-right-color:red}", "a{border-inline-end-color:red}"),
    "corner": (
        "a{border-top-left-radius:0;border-bottom-right-radius:1px}",
        "a{border-start-start-radius:0;border-end-end-radius:1px}",
    ),
    "inset": ("a{left:0;right:auto}", "a{inset-inline-start:0;inset-inline-end:auto}"),
    "text-align": ("a{text-align:right}", "a{text-align:end}"),
    "text-align last": ("a{text-align-last:left}", "a{text-align-last:start}"),
    "float and clear": (
        "a{float:right;clear:left}",
        "a{float:inline-end;clear:inline-start}",
    ),
    "justify": ("a{justify-content: left}", "a{justify-content: start}"),
    "scroll": ("a{scroll-margin-left:1px}", "a{scroll-margin-inline-start:1px}"),
    "important": ("a{left:0 !important}", "a{inset-inline-start:0 !important}"),
    "important, tight": ("a{text-align:left!important}", "a{text-align:start!important}"),
    "important shorthand": (
        "a{margin:1px 2px 3px 4px!important}",
        "a{margin-block:1px 3px!important;margin-inline:4px 2px!important}",
    ),
    "margin shorthand": (
        "a{margin:0 auto 1px -2px}",
        "a{margin-block:0 1px;margin-inline:-2px auto}",
    ),
    "padding shorthand with functions": (
        "a{padding:0 calc(1px + 2px) 0 var(--x, 3px)}",
        "a{padding-block:0 0;padding-inline:var(--x, 3px) calc(1px + 2px)}",
    ),
    "inset shorthand": (
        "a{inset:0 auto auto 0}",
        "a{inset-block:0 auto;inset-inline:0 auto}",
    ),
    "border-width shorthand": (
        "a{border-width:0 0 0 3px}",
        "a{border-block-width:0 0;border-inline-width:3px 0}",
    ),
    "border-color shorthand": (
        "a{border-color:red rgb(1, 2, 3) blue green}",
        "a{border-block-color:red blue;border-inline-color:green rgb(1, 2, 3)}",
    ),
    "radius of four": (
        "a{border-radius:1px 2px 3px 4px}",
        "a{border-start-start-radius:1px;border-start-end-radius:2px;"
        "border-end-end-radius:3px;border-end-start-radius:4px}",
    ),
    "radius of two": (
        "a{border-radius:1px 0}",
        "a{border-start-start-radius:1px;border-start-end-radius:0;"
        "border-end-end-radius:1px;border-end-start-radius:0}",
    ),
    "elliptical radius": (
        "a{border-radius:1px 2px / 5px}",
        "a{border-start-start-radius:1px 5px;border-start-end-radius:2px 5px;"
        "border-end-end-radius:1px 5px;border-end-start-radius:2px 5px}",
    ),
    "transition": (
        "a{transition:left .3s ease,margin-right 1s var(--left)}",
        "a{transition:inset-inline-start .3s ease,margin-inline-end 1s var(--left)}",
    ),
    "will-change": ("a{will-change:left}", "a{will-change:inset-inline-start}"),
    "upper case": ("a{MARGIN-LEFT:0;Float:LEFT}", "a{margin-inline-start:0;float:inline-start}"),
    "last without a semicolon, minified": (
        "a{color:red;left:0}b{right:0}",
        "a{color:red;inset-inline-start:0}b{inset-inline-end:0}",
    ),
    "in a media query": (
        "@media (min-width:1px){a{left:0}}",
        "@media (min-width:1px){a{inset-inline-start:0}}",
    ),
    "nested": ("a{&:hover{left:0}right:0}", "a{&:hover{inset-inline-start:0}inset-inline-end:0}"),
    "keyframes": (
        "@keyframes x{from{left:0}to{left:9px}}",
        "@keyframes x{from{inset-inline-start:0}to{inset-inline-start:9px}}",
    ),
    "after a comment": (
        "a{/* left: 1px; */ left: 2px /* right */;}",
        "a{/* left: 1px; */ inset-inline-start: 2px /* right */;}",
    ),
    "after a string with a brace": (
        'a::after{content:"}{left:0;";left:0}',
        'a::after{content:"}{left:0;";inset-inline-start:0}',
    ),
    "after an escaped quote": (
        r'a::after{content:"\"";left:0}',
        r'a::after{content:"\"";inset-inline-start:0}',
    ),
    "after an address with a semicolon": (
        "a{background:url(data:image/svg+xml;utf8,<svg style='left:0;'/>);left:0}",
        "a{background:url(data:image/svg+xml;utf8,<svg style='left:0;'/>);inset-inline-start:0}",
    ),
}

UNTOUCHED = {
    "comment": "/* a{left:0} */",
    "open comment": "a{color:red}/* b{left:0}",
    "string": 'a::after{content:"left:0;right:1px"}',
    "address": "a{background:url(left.png)}",
    "quoted address": 'a{background:url("x;left:0")}',
    "custom property": ":root{--bs-left:0;--margin-left:1px}",
    "selector": 'a.left:hover,[data-side="left"]{color:red}',
    "supports": "@supports (margin-left:0){a{color:red}}",
    "import": '@import "left.css";',
    "symmetric shorthand": "a{margin:1px 2px 3px 2px;padding:0 1px}",
    "symmetric radius": "a{border-radius:1px 1px 0 0}",
    "radius of one": "a{border-radius:3px}",
    "variable": "a{margin:var(--left)}",
    "centring": "a{left:50%;transform:translateX(-50%)}",
    "centring in the window": "a{left:50vw;transform:translate(-50%)}",
    "background position": "a{background-position:right .75rem center}",
    "centre": "a{text-align:center;float:none;justify-content:flex-end}",
    "direction asked": '[dir="rtl"] a{left:0}',
    "direction asked outside": "html:dir(rtl){a{left:0}}",
    "placed by a script": ".tooltip[data-popper-placement^=right] .arrow{left:0}",
    "printed page": "@page{margin:1cm 2cm 1cm 3cm}",
    "already logical": "a{margin-inline-start:0;text-align:start;float:inline-end}",
    "family name": "a{font-family:left,right}",
    "hack": "a{*left:0;_right:0}",
    "unbalanced": "}a{color:red}}",
    "empty": "",
}


@pytest.mark.parametrize(("physical", "expected"), REWRITTEN.values(), ids=REWRITTEN)
def test_sides_become_logical(physical: str, expected: str) -> None:
    assert logical(physical) == expected


@pytest.mark.parametrize("css", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_is_no_side_stays(css: str) -> None:
    assert logical(css) == css


@pytest.mark.parametrize(("physical", "expected"), REWRITTEN.values(), ids=REWRITTEN)
def test_rewriting_twice_changes_nothing_more(physical: str, expected: str) -> None:
    assert logical(logical(physical)) == logical(physical)
