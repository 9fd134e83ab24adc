"""Rules of Persian prose: each takes a text and returns the faults it finds, as short quotations.

Code and formulas stand in a text as one placeholder character each (see ``passages``). A rule
looks for what is certainly wrong; what only a person can judge is left to the reader of the draft.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import yaml
from passages import CODE, HEADING, ITEM, MATH, PROSE, STRING

HERE = Path(__file__).parent
GLOSSARY = HERE.parents[1] / "book" / "glossary.csv"

ZWNJ = "\u200c"
LETTER = "[\u0621-\u063a\u0641-\u064a\u0654\u066e-\u06d3]"
WORD = f"(?:{LETTER}|{ZWNJ})"
END = f"(?!{WORD})"
START = f"(?<!{LETTER})(?<!{ZWNJ})"
PERSIAN = re.compile(LETTER)
OBJECT = f"[{CODE}{MATH}]"

Rule = Callable[[str], list[str]]


@cache
def settings() -> dict:
    """Words and exceptions from ``words.yml``, each with its reason."""
    return yaml.safe_load((HERE / "words.yml").read_text(encoding="utf-8"))


@cache
def glossary() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Rows of the book's vocabulary: English, Persian, variants not to use."""
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["english"], row["persian"], tuple(filter(None, row["not_to_use"].split(";"))))
            for row in csv.DictReader(file)
        )


def _quotations(pattern: str | re.Pattern[str], text: str) -> list[str]:
    """Every match of ``pattern`` with a little of the text around it."""
    return [
        text[max(0, match.start() - 15) : match.end() + 15].replace("\n", " ")
        for match in re.finditer(pattern, text)
    ]


def arabic_letters(text: str) -> list[str]:
    """Arabic ye, kaf, te marbuta and digits, heh with built-in hamza, and the stretching line."""
    return _quotations("[\u064a\u0649\u0643\u0629\u0660-\u0669\u06c0\u06c2\u0640]", text)


def half_space(text: str) -> list[str]:
    """A plain space (or none) where the parts of one word are joined by a half-space."""
    suffixes = "ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?"
    patterns = [
        rf"{START}ن?می {LETTER}{{2}}",  # می شود
        rf"{START}ن?می(?:شو|شد|کن|کرد|توان|خواه|گوی|ده[دمین]|دهیم|آی|رود|رفت|گیر|باش|بین[دمی]|ساز|رس[دی])",
        rf"{LETTER} {suffixes}{END}",  # شبکه ها
        rf"{LETTER} تر(?:ین)?{END}",  # بزرگ تر
        rf"ه (?:ای|ام|ایم|اید|اند){END}",  # شده اند
        rf"{LETTER}{ZWNJ}(?=[\s،؛؟.:!»)]|$)",  # half-space at the end of a word
        rf"(?<![{LETTER[1:-1]}{CODE}{MATH}A-Za-z0-9۰-۹»)])({ZWNJ}|^{ZWNJ})",
        f"{ZWNJ}{{2}}",
    ]
    faults = [quotation for pattern in patterns for quotation in _quotations(pattern, text)]
    # After a letter that never joins (ر، د، و ...) the half-space changes nothing one can see.
    for match in re.finditer(rf"{START}({LETTER}+(?![ادذرزژو]){LETTER}){suffixes}{END}", text):
        if match[1] not in settings()["words_that_end_in_ha"]:
            faults.append(match[0])
    for right in (*settings()["compounds"], *(p for _, p, _ in glossary() if ZWNJ in p)):
        faults += _quotations(rf"{START}{right.replace(ZWNJ, ' ')}{END}", text)
    return faults


def hamza(text: str) -> list[str]:
    """The ezafe after a silent heh is a hamza: «شبکهٔ عصبی»، not «شبکه‌ی عصبی» or «شبکه عصبی»."""
    faults = _quotations(rf"ه{ZWNJ}ی{END}", text)
    for _, term, _ in glossary():
        if "هٔ " in term:
            faults += _quotations(rf"{START}{term.replace('هٔ', 'ه')}{END}", text)
    for right in settings()["with_hamza"]:
        faults += _quotations(rf"{START}{right.replace('هٔ', 'ه')}{END}", text)
    return faults


def latin_punctuation(text: str) -> list[str]:
    """Comma, semicolon, question mark, quotes and per cent of Latin beside Persian."""
    here = rf"(?:{LETTER}|[۰-۹»٪)]|{OBJECT})"
    return [
        quotation
        for pattern in (
            rf"{here} ?[,;?]",
            rf"[,;?] ?{LETTER}",
            r"[۰-۹][.,][۰-۹]",  # ٫ and ٬
            r"[۰-۹] ?%|% ?[۰-۹]|٪ ?[۰-۹]",
            "[\"“”]|(?<![A-Za-z])'|'(?![A-Za-z])",
        )
        for quotation in _quotations(pattern, text)
    ]


def latin_digits(text: str) -> list[str]:
    """Latin digits, except in Latin names and versions: Keras 3, CIFAR-10, 3D, 0.1.0."""
    latin_name = r"[A-Za-z][\w.+-]*(?:[ -]v?\d[\d.]*)*|\d+[A-Za-z]+|\d+\.\d+\.\d+"
    return _quotations(r"\d[\d.,]*", re.sub(latin_name, CODE, _ascii_only(text)))


def _ascii_only(text: str) -> str:
    """``text`` with Persian digits hidden from ``\\d``, which would match them."""
    return re.sub("[۰-۹]", "\ue002", text)


def spacing(text: str) -> list[str]:
    """Two spaces, a space before a closing mark or after an opening one, none after a comma."""
    return [
        quotation
        for pattern in (
            r"(?<=\S)[ \u00a0]{2,}(?=\S)",
            rf"(?<=[{LETTER[1:-1]}۰-۹»)٪{CODE}{MATH}]) +[،؛؟!»)٪]",
            rf"(?<=[{LETTER[1:-1]}۰-۹»)٪{CODE}{MATH}]) +[.:](?=\s|$)",
            r"[«(] ",
            rf"[،؛؟!](?=[{LETTER[1:-1]}۰-۹«({CODE}{MATH}A-Za-z])",
            rf"{LETTER}[.:]{LETTER}",
            rf"{WORD}[(«]|[)»]{LETTER}{{2,}}",
        )
        for quotation in _quotations(pattern, text)
        if not re.search(r"[»)](?:ی|ها|های)(?!\w)", quotation)
    ]


def starts_with_latin(text: str) -> list[str]:
    """A right-to-left paragraph that begins with Latin, code or a formula looks turned around."""
    return _quotations(rf"^[\s«(]*(?:[A-Za-z]|{OBJECT})", text)


def glossary_terms(text: str) -> list[str]:
    """Variants that the book's vocabulary replaces by another word."""
    allowed = settings()["allowed_variants"]
    faults = []
    for _, term, variants in glossary():
        for variant in variants:
            if variant not in allowed:
                pattern = rf"{START}{variant}(?:{ZWNJ}?ها(?:ی(?:ی)?)?|ی|\u0654)?{END}"
                elsewhere = text.replace(term, CODE)
                faults += [f"{found} → {term}" for found in _quotations(pattern, elsewhere)]
    return faults


def hype(text: str) -> list[str]:
    """Words that praise instead of saying something, and stiff phrases."""
    words = "|".join(map(re.escape, settings()["hype"] + settings()["stiff"]))
    return _quotations(rf"{START}(?:{words}){END}", text)


def persian_digits_in_code(code: str) -> list[str]:
    """Persian digits where a reader would copy or compute: formulas and inline code."""
    return _quotations("[۰-۹٠-٩٫]", code)


ALL_KINDS: tuple[Rule, ...] = (
    arabic_letters,
    half_space,
    hamza,
    latin_punctuation,
    glossary_terms,
    hype,
)
RULES: dict[str, tuple[Rule, ...]] = {
    PROSE: (*ALL_KINDS, latin_digits, spacing, starts_with_latin),
    ITEM: (*ALL_KINDS, latin_digits, spacing, starts_with_latin),
    HEADING: (*ALL_KINDS, latin_digits, spacing),
    "table cell": (*ALL_KINDS, latin_digits, spacing),
    STRING: ALL_KINDS,
}


def faults(text: str, kind: str = PROSE) -> list[str]:
    """All faults of one passage as ``rule: quotation``; a text that is not Persian has none."""
    if len(PERSIAN.findall(text)) <= len(re.findall("[A-Za-z]", text)):
        return []
    return [f"{rule.__name__}: {found}" for rule in RULES[kind] for found in rule(text)]


def missing_english(headings: Iterable[str], paragraphs: Iterable[str]) -> list[str]:
    """Terms of the headings whose first paragraph lacks their English in parentheses.

    A term inside a longer one, as «پرسپترون» inside «پرسپترون چندلایه», does not count as its use;
    everyday words need no English.
    """
    terms = [(english, term) for english, term, _ in glossary()]
    found = []
    for english, term in terms:
        if term in settings()["everyday_terms"]:
            continue
        longer = [other for _, other in terms if term in other and term != other]
        use = re.compile(rf"{START}{term}{END}")
        if not any(use.search(_without(longer, heading)) for heading in headings):
            continue
        first = next((p for p in paragraphs if use.search(_without(longer, p))), None)
        bare = re.sub(r" \(.*\)", "", english)
        given = rf"{term}[^.()]{{0,12}}\([^)]*{re.escape(bare)}"
        if first is not None and not re.search(given, first, re.IGNORECASE):
            found.append(f"{term} ({bare})")
    return found


def _without(words: Iterable[str], text: str) -> str:
    for word in words:
        text = text.replace(word, CODE)
    return text
