"""The vocabulary: reading, checks, and the two alphabetical orders."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import glossary_terms as glossary  # noqa: E402


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["english,persian,not_to_use", *rows]) + "\n", encoding="utf-8")
    return path


def test_persian_order_follows_the_alphabet_not_the_code_points():
    words = ["یادگیری", "هسته", "گیت", "ژرفا", "زیان", "پیکسل", "تعبیه", "ابر", "آستانه"]
    ordered = ["آستانه", "ابر", "پیکسل", "تعبیه", "زیان", "ژرفا", "گیت", "هسته", "یادگیری"]
    assert sorted(words, key=glossary.persian_key) == ordered


def test_space_sorts_before_letters_and_half_space_and_hamza_do_not_count():
    assert glossary.persian_key("شبکهٔ عصبی") == glossary.persian_key("شبکه عصبی")
    assert glossary.persian_key("پیش‌خور") == glossary.persian_key("پیشخور")
    words = ["تابعی", "تابع هزینه", "تابع"]
    assert sorted(words, key=glossary.persian_key) == ["تابع", "تابع هزینه", "تابعی"]


def test_latin_letters_and_digits_sort_after_persian_ones():
    assert sorted(["امتیاز F1", "امتیاز یک"], key=glossary.persian_key) == [
        "امتیاز یک",
        "امتیاز F1",
    ]


def test_english_order_ignores_case_hyphens_and_brackets():
    words = ["tanh", "Adam", "bias (neuron)", "back-propagation", "bias trick"]
    assert sorted(words, key=glossary.english_key) == [
        "Adam", "back-propagation", "bias (neuron)", "bias trick", "tanh",
    ]  # fmt: skip


def test_terms_are_read_with_their_variants(tmp_path):
    path = write(tmp_path / "g.csv", "dataset,مجموعه‌داده,دیتاست;دادگان", "norm,نُرم,")
    dataset, norm = glossary.read_terms(path)
    assert dataset.not_to_use == ("دیتاست", "دادگان")
    assert norm.not_to_use == ()
    assert dataset.anchor == "term-dataset"


def test_groups_carry_every_term_once(tmp_path):
    path = write(tmp_path / "g.csv", "state,حالت,", "channel,کانال,", "hidden state,حالت پنهان,")
    terms = glossary.read_terms(path)
    groups = glossary.by_persian(terms)
    assert [letter for letter, _ in groups] == ["ح", "ک"]
    assert [t.persian for t in groups[0][1]] == ["حالت", "حالت پنهان"]
    assert [letter for letter, _ in glossary.by_english(terms)] == ["C", "H", "S"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["bias,بایاس,", "Bias,سوگیری,"], "defined twice"),
        (["bias,,"], r"g\.csv:2.*both"),
        (["bias"], r"g\.csv:2.*3 cells"),
        (["bias,بایاس,,,"], r"g\.csv:2.*3 cells"),
    ],
)
def test_faults_of_the_vocabulary_are_refused(tmp_path, rows, message):
    with pytest.raises(glossary.GlossaryError, match=message):
        glossary.read_terms(write(tmp_path / "g.csv", *rows))


def test_unknown_columns_are_refused(tmp_path):
    path = tmp_path / "g.csv"
    path.write_text("english,farsi\nbias,بایاس\n", encoding="utf-8")
    with pytest.raises(glossary.GlossaryError, match="columns"):
        glossary.read_terms(path)


def test_the_books_own_vocabulary_is_sound_and_spelled_as_the_book_spells():
    terms = glossary.read_terms(ROOT / "book" / "glossary.csv")
    assert len(terms) > 180
    for term in terms:
        for text in (term.persian, *term.not_to_use):
            assert not set("يكىة") & set(text), f"Arabic letters: {text!r}"
            assert not re.search(r"^\u200c|\u200c$|\u200c[ \u200c]| \u200c", text), repr(text)
        assert not re.search(r"ه\u200cی(?!\w)|\bمی ", term.persian), term.persian
        assert term.persian not in term.not_to_use, term.english
