"""Words of a Persian text as a search engine should see them: one table of rules, two languages.

A reader types «شبكه‌ عصبي», the book writes «شبکهٔ عصبی» or «شبکه‌های عصبی»; both must become the same
words. Every rule is a pair (pattern, replacement) whose pattern means the same in Python's ``re``
and in JavaScript's ``RegExp`` with the flag ``u``; ``javascript()`` writes the table out for the
reader's browser, so that the index (made in Python) and the query (read in JavaScript) cannot drift
apart. Nothing here imports Sphinx.

Three steps:

* ``words(text)``: the words, half-space and diacritics kept inside them;
* ``tidy(word)``: the spelling the book itself uses, without endings: it can be found (and
  highlighted) in the text as it stands;
* ``stem(word)``: ``tidy`` and then letters that readers mix up made one, the half-space closed:
  what the index holds.
"""

from __future__ import annotations

import json
import re

ZWNJ = "\u200c"
# Harakat and the combining hamza and madda, superscript alef, Koranic marks.
_DIACRITICS = "\u064b-\u065f\u0670\u06d6-\u06ed"
# Tatweel, joiner, direction marks, soft hyphen, byte order mark: they are seen by no reader.
_INVISIBLE = "\u0640\u200d-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff"
_INSIDE_A_WORD = ZWNJ + _DIACRITICS + _INVISIBLE

# ``^`` and ``$`` differ between the two languages where a line ends; these do not.
_START = r"(?<![\s\S])"
_END = r"(?![\s\S])"

PLURALS = ("ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان")
"""Plural endings: dropped behind a half-space and, from three letters on, when written joined."""

ENDINGS = (
    *PLURALS,
    *("ی", "ای", "یی"),  # ه‌ی is هٔ
    *("ام", "ات", "اش", "ایم", "اید", "اند", "است"),
    *("مان", "تان", "شان"),
)
"""Endings dropped behind a half-space only: joined they are too often part of the word."""

_PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"

SPELLING: tuple[tuple[str, str], ...] = (
    (f"[{_DIACRITICS}{_INVISIBLE}]", ""),
    ("[يى]", "ی"),
    ("[كڪ]", "ک"),
    ("[ةۀۂہھە]", "ه"),
    # Persian and not Latin digits: Sphinx's own query reader throws Latin ones away.
    *(
        (f"[{latin}{arabic}]", persian)
        for latin, arabic, persian in zip(
            "0123456789", _ARABIC_DIGITS, _PERSIAN_DIGITS, strict=True
        )
    ),
    (f"{_START}{ZWNJ}+|{ZWNJ}+{_END}", ""),
    (f"(?<=[^{ZWNJ}])(?:{ZWNJ}+(?:{'|'.join(ENDINGS)}))+{_END}", ""),
    (f"(?<=[^{ZWNJ}]{{3}})(?:{'|'.join(PLURALS)}){_END}", ""),
)
"""Rules of ``tidy``, in order."""

FOLDING: tuple[tuple[str, str], ...] = (
    ("[آأإٱ]", "ا"),
    ("ؤ", "و"),
    ("ئ", "ی"),
    (f"[ء{ZWNJ}]", ""),
)
"""Rules that ``stem`` adds to those of ``tidy``."""

STOP_WORDS = frozenset(
    {
        *("و", "در", "به", "از", "که", "این", "آن", "را", "با", "است", "بر", "برای", "یک", "تا"),
        *("هم", "نیز", "اما", "ولی", "یا", "هر", "چه", "اگر", "پس", "خود", "آنها", "اینها"),
        *("ها", "های", "هایی", "ای", "می", "نمی"),
        *("شود", "شد", "شده", "کند", "کرد", "کرده", "بود", "باشد", "هست"),
    }
)
"""Words on nearly every page; they are neither indexed nor looked for."""

_PYTHON_WORD = re.compile(rf"[\w{_INSIDE_A_WORD}]+")
_TEX_COMMAND = re.compile(r"\\[A-Za-z]+")
_JAVASCRIPT_WORD = rf"[\p{{L}}\p{{N}}_{_INSIDE_A_WORD}]+"


def _compile(rules: tuple[tuple[str, str], ...]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), replacement) for pattern, replacement in rules]


_SPELLING = _compile(SPELLING)
_FOLDING = _compile(FOLDING)


def _apply(rules: list[tuple[re.Pattern[str], str]], word: str) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word


def tidy(word: str) -> str:
    """The word in lower case and in the book's own spelling, without plural and other endings."""
    return _apply(_SPELLING, word.lower())


def stem(word: str) -> str:
    """The form under which the index keeps the word; ``""`` for a word of invisible signs."""
    return _apply(_FOLDING, tidy(word))


_STOP_STEMS = frozenset(map(stem, STOP_WORDS))


def is_stop_word(word: str) -> bool:
    """Whether the word (in any spelling) is left out of index and query."""
    return stem(word) in _STOP_STEMS


def words(text: str) -> list[str]:
    """The words of the text in their order, as they are written."""
    return _PYTHON_WORD.findall(text)


def query_words(text: str) -> list[str]:
    """What is looked for when a reader types ``text``: tidied words without the stop words."""
    return [tidy(word) for word in words(text) if stem(word) not in _STOP_STEMS | {""}]


def index_words(text: str) -> list[str]:
    """The words to index: those of the text, and the parts of each compound behind it.

    The parts let «پیش بینی», typed with a space, find «پیش‌بینی». The commands of formulas
    (``\\frac``) are nobody's query.
    """
    found = []
    for word in words(_TEX_COMMAND.sub(" ", text)):
        found.append(word)
        parts = tidy(word).split(ZWNJ)
        if len(parts) > 1:
            found.extend(parts)
    return found


def javascript() -> str:
    """A script that defines ``PersianText`` = {words, tidy, stem, queryWords}, as above."""
    return _JAVASCRIPT.format(
        word=json.dumps(_JAVASCRIPT_WORD),
        spelling=json.dumps(SPELLING),
        folding=json.dumps(FOLDING),
        stop_stems=json.dumps(sorted(_STOP_STEMS)),
    )


_JAVASCRIPT = """\
const PersianText = (() => {{
  const word = new RegExp({word}, "gu");
  const compile = (rules) => rules.map(([pattern, text]) => [new RegExp(pattern, "gu"), text]);
  const apply = (rules, text) =>
    rules.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
  const spelling = compile({spelling});
  const folding = compile({folding});
  const stopStems = new Set({stop_stems});

  const words = (text) => text.match(word) || [];
  const tidy = (text) => apply(spelling, text.toLowerCase());
  const stem = (text) => apply(folding, tidy(text));
  const isWanted = (text) => stem(text) !== "" && !stopStems.has(stem(text));
  const queryWords = (text) => words(text).filter(isWanted).map(tidy);
  return {{ words, tidy, stem, queryWords }};
}})();
"""
