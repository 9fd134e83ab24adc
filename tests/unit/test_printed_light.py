"""Style sheets that print the dark theme like the light one (book/_ext/printed_light.py)."""

import pytest
from printed_light import printed_light

CASES = {
    "light": (
        "html[data-theme=light]{--ink:black}",
        "html[data-theme=light]{--ink:black}@media print{html[data-theme=dark]{--ink:black}}",
    ),
    "dark": (
        'html[data-theme="dark"] .k { color: white }',
        '@media screen{html[data-theme="dark"] .k{ color: white }}',
    ),
    "both": ("html[data-theme=dark],html[data-theme=light]{margin:0}",) * 2,
    "dark and others": (
        ".a:not(.b,.c),html[data-theme=dark] .d{margin:0}",
        ".a:not(.b,.c){margin:0}@media screen{html[data-theme=dark] .d{margin:0}}",
    ),
    "behind a comment and an import": (
        '/* x; y {} */@import "a.css";html[data-theme=dark]{margin:0}',
        '/* x; y {} */@import "a.css";@media screen{html[data-theme=dark]{margin:0}}',
    ),
    "inside a query": (
        "@media (min-width:9px){html[data-theme=dark]{margin:0}}",
        "@media (min-width:9px){@media screen{html[data-theme=dark]{margin:0}}}",
    ),
    "no theme": ("a{margin:0}/* html[data-theme=dark]{} */",) * 2,
}


@pytest.mark.parametrize("case", CASES)
def test_rules_by_theme(case):
    before, after = CASES[case]
    assert printed_light(before) == after
    assert printed_light(after) == after
