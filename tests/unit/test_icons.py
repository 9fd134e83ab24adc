"""Of Font Awesome only what the site uses (book/_ext/icons.py)."""

import pytest
from icons import (
    icon_codepoints,
    prune_icon_rules,
    used_icons,
    with_subset_fonts,
    without_icon_script,
)

VERSION_6 = (
    '.fa-at:before{content:"\\@"}.fa-home:before,.fa-house:before{content:"\\f015"}'
    '.fa-list:before{content:"\\f03a"}.fa-solid{font-weight:900}'
)
VERSION_7 = '.fa-at{--fa:"\\@"}.fa-home,.fa-house{--fa:"\\f015"}.fa-list{--fa:"\\f03a"}'


def test_icons_are_found_in_pages_and_scripts():
    page = '<i class="fas fa-house"></i><span class="my-fa-x">'
    assert used_icons([page, "icon.className = 'fa-solid fa-list'"]) == {
        "fa-house",
        "fa-solid",
        "fa-list",
    }


@pytest.mark.parametrize("css", [VERSION_6, VERSION_7])
def test_rules_of_unused_icons_go(css):
    pruned = prune_icon_rules(css, {"fa-house"})
    assert "fa-house" in pruned
    assert "fa-list" not in pruned
    assert "fa-at" not in pruned
    assert ("font-weight:900" in pruned) == ("font-weight:900" in css)
    assert prune_icon_rules(pruned, {"fa-house"}) == pruned


def test_codepoints_of_rules_of_variables_and_written_as_they_are():
    css = (
        '.fa-list{--fa:"\\f03a"}html{--divider:"\\f105"}'
        'a:after{content:"\ue0b4"}b{content:"\\2014"}'
    )
    assert icon_codepoints(css) == {0xF03A, 0xF105, 0xE0B4}


@pytest.mark.parametrize(
    "sources",
    [
        'src:url(../fonts/fa-solid-900.woff2) format("woff2"),'
        'url(../fonts/fa-solid-900.ttf) format("truetype")',
        "src:url(../fonts/fa-solid-900.woff2)",
    ],
)
def test_faces_come_from_the_small_font(sources):
    face = f"@font-face{{font-family:F;{sources}}}a{{color:red}}"
    expected = (
        '@font-face{font-family:F;src:url(../fonts/fa-solid-900.min.woff2) format("woff2")}'
        "a{color:red}"
    )
    assert with_subset_fonts(face) == expected
    assert with_subset_fonts(expected) == expected


def test_page_loses_the_script_of_all_icons_only():
    page = (
        '<head>\n<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>\n'
        '<script defer src="../_static/scripts/bootstrap.js?digest=1"></script>\n'
        '<link rel="preload" as="font" href="../_static/webfonts/fa-solid-900.woff2" />\n</head>'
    )
    assert without_icon_script(page) == (
        '<head>\n<script defer src="../_static/scripts/bootstrap.js?digest=1"></script>\n</head>'
    )
