"""The sample in plain Sphinx: the same pages and extensions without Jupyter Book."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[4] / "book" / "_ext"))

project = html_title = "نمونه"
author = "نویسندگان ژرفا"
copyright = "۱۴۰۵"
language = "fa"
extensions = [
    "sphinx_togglebutton",
    "sphinx_copybutton",
    "myst_nb",
    "sphinx_thebe",
    "sphinx_external_toc",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "sphinx_multitoc_numbering",
    "rtl",
    "look",
    "isolation",
    "persian_strings",
    "persian_digits",
    "persian_code",
    "without_thebe",
    "math_prerender",
    "text_font",
]
exclude_patterns = ["_build", "plain"]
external_toc_exclude_missing = True
nb_execution_mode = "off"
numfig = True
math_numfig = True
bibtex_bibfiles = [str(Path(__file__).parents[1] / "references.bib")]
myst_enable_extensions = [
    "amsmath",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "substitution",
    "tasklist",
]
html_theme = "sphinx_book_theme"
html_theme_options = {
    "navbar_persistent": [],
    "search_bar_text": "جستجو در کتاب…",
    "repository_url": "https://github.com/zharfa/zharfa",
    "repository_branch": "main",
    "path_to_docs": "tests/site/sample",
    "use_repository_button": True,
    "use_issues_button": True,
    "use_edit_page_button": True,
    "launch_buttons": {"colab_url": "https://colab.research.google.com"},
}
