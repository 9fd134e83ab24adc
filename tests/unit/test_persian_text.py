"""The search rules: what must become one word does, in Python and in JavaScript alike."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import persian_text
import pytest

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / ".venv" / "book" / "bin" / "node"

SAME = [
    ("شبکه", "شبكه", "شبكه‌", "شبکهٔ", "شبکۀ", "شبکه‌ی", "شبکه‌ها", "شبکه‌های", "شبکه‌هایی", "شبکة"),
    ("عصبی", "عصبي", "عصبى", "عَصَبی"),
    ("درخت", "درخت‌ها", "درختها", "درخت‌های", "درختهای", "درختهایی", "درخت‌هایشان"),
    ("یادگیری", "يادگيري", "یادگیــری"),
    ("آموزش", "اموزش", "آموزش‌ها"),
    ("می‌رود", "میرود"),
    ("۱۴۰۵", "1405", "١٤٠٥"),
    ("مدرس", "مُدَرِّس"),
    ("مسأله", "مساله", "مسأله‌ی"),
    ("رؤیا", "رویا"),
    ("جزئی", "جزیی"),
    ("Perceptron", "perceptron", "perceptron‌ها"),
]
DIFFERENT = [
    ("تنها", "تن"),
    ("کتاب", "کتابخانه"),
    ("ماشین", "ماشینی"),
    ("بار", "باران"),
    ("w1", "w2"),
]


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms[0])
def test_spellings_of_one_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert {persian_text.stem(form) for form in forms} == {persian_text.stem(forms[0])}


@pytest.mark.parametrize("pair", DIFFERENT, ids=lambda pair: pair[0])
def test_different_words_stay_different(pair: tuple[str, str]) -> None:
    assert persian_text.stem(pair[0]) != persian_text.stem(pair[1])


def test_a_word_keeps_its_halfspace_and_diacritics() -> None:
    text = "«شبکه‌های عصبی» (مُدل) را با np.zeros می‌سازیم؛ ۲٫۵"
    assert persian_text.words(text) == [
        *("شبکه‌های", "عصبی", "مُدل", "را", "با", "np", "zeros", "می‌سازیم", "۲", "۵"),
    ]


@pytest.mark.parametrize("text", ["شبکه عصبی", "شبكه‌ عصبي", "شبکه‌های عصبی", "این شبکه ها را عصبی"])
def test_the_queries_of_the_issue_are_one(text: str) -> None:
    assert persian_text.query_words(text) == ["شبکه", "عصبی"]


def test_tidied_words_stand_in_the_text() -> None:
    """Highlighting looks for the tidied word in the page as it is written."""
    for written, typed in [("آموزش", "آموزش"), ("مسئلهٔ", "مسئله‌ی"), ("پیش‌بینی‌ها", "پیش‌بینی")]:
        assert persian_text.tidy(typed) in written


def test_a_compound_is_found_by_its_parts() -> None:
    indexed = {persian_text.stem(word) for word in persian_text.index_words("پیش‌بینی‌ها")}
    assert {persian_text.stem(word) for word in persian_text.query_words("پیش بینی")} <= indexed
    assert persian_text.stem("پیشبینی") in indexed


def test_commands_of_formulas_are_not_indexed() -> None:
    assert persian_text.index_words(r"\mathbf{w} \leftarrow \frac{a}{b}") == ["w", "a", "b"]


def in_javascript(texts: list[str]) -> list[dict[str, object]]:
    """``words``, ``tidy``, ``stem`` and ``queryWords`` of each text, computed by Node."""
    if not NODE.exists():
        pytest.skip("Node در محیط کتاب نیست: نخست make book")
    script = persian_text.javascript() + (
        "const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "const {words, tidy, stem, queryWords} = PersianText;"
        "console.log(JSON.stringify(texts.map(t =>"
        " ({words: words(t), tidy: tidy(t), stem: stem(t), query: queryWords(t)}))));"
    )
    done = subprocess.run(
        [NODE, "-e", script],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def in_python(text: str) -> dict[str, object]:
    return {
        "words": persian_text.words(text),
        "tidy": persian_text.tidy(text),
        "stem": persian_text.stem(text),
        "query": persian_text.query_words(text),
    }


def random_texts(count: int) -> list[str]:
    """Strings of whole endings, single letters, marks, digits, line ends and foreign letters."""
    pieces = [
        *persian_text.ENDINGS,
        *persian_text.STOP_WORDS,
        *"ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیيىكةۀأإآٱؤئءہھە",
        *"\u200c\u200c\u200c\u200d\u200e\u200f\u0640\u064e\u0651\u0654\u0670\ufeff",
        *"0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩ \n\r\u2028.,،؛؟«»()-_'\"\\$",
        *"aZéßΣİ中🙂𝒘½²",
    ]
    choose = random.Random(1405)
    return ["".join(choose.choices(pieces, k=choose.randrange(12))) for _ in range(count)]


def test_python_and_javascript_agree() -> None:
    texts = [form for forms in SAME for form in forms]
    texts += [word for pair in DIFFERENT for word in pair]
    texts += random_texts(4000)
    differing = [
        (text, ours, theirs)
        for text, theirs in zip(texts, in_javascript(texts), strict=True)
        if (ours := in_python(text)) != theirs
    ]
    assert differing == []
