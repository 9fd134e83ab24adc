"""The text font and its letters (book/_ext/text_font.py)."""

import json
import re
from pathlib import Path

from text_font import CHARACTERS, FONT, with_preload

ROOT = Path(__file__).parents[2]


def prose():
    for page in sorted((ROOT / "book").glob("*.md")):
        yield page.name, page.read_text(encoding="utf-8")
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            yield notebook.name, "".join(cell["source"])


def test_every_persian_letter_of_the_book_is_in_the_font():
    persian = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")
    missing = {
        (name, letter)
        for name, text in prose()
        for letter in persian.findall(text)
        if ord(letter) not in CHARACTERS
    }
    assert missing == set()


def test_the_alphabet_is_whole():
    alphabet = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءأؤئۀةكيىًٌٍَُِّْٰٕٓٔ،؛؟٪٫٬۰۱۲۳۴۵۶۷۸۹«»\u200c"
    assert {letter for letter in alphabet if ord(letter) not in CHARACTERS} == set()


def test_preload_stands_early_and_relative_to_the_page():
    page = '<html lang="fa" data-content_root="../"><head><title>x</title></head></html>'
    head = with_preload(page).partition("</head>")[0]
    assert f'href: "../_static/{FONT}"' in head
    assert with_preload("<html><title>x</title></html>") == "<html><title>x</title></html>"
