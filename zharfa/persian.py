"""Persian digits, numbers, durations, and the shaping of Persian text for matplotlib."""

from __future__ import annotations

import functools
import importlib.util
import math
import re
import sys

_TO_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_TO_PERSIAN_NUMBER = str.maketrans("0123456789.,%-", "۰۱۲۳۴۵۶۷۸۹٫٬٪−")
_TO_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

# A number that begins with a sign or holds a «×» would be turned around inside a
# right-to-left sentence («5−»). The invisible left-to-right mark keeps its order.
_LEFT_TO_RIGHT_MARK = "\u200e"
_RIGHT_TO_LEFT_MARK = "\u200f"

# Strong right-to-left letters. Digits and the marks ٫ ٬ ٪ are not letters: a string made of
# them alone keeps its left-to-right order.
_ARABIC_LETTER = re.compile("[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff]")
_FIRST_STRONG_IS_LATIN = re.compile(
    r"[^\u0590-\u08ff\ufb1d-\ufefcA-Za-z\u0370-\u03ff]*[A-Za-z\u0370-\u03ff]"
)
_MATH = re.compile(r"(?<!\\)(\$(?:\\\$|[^$])+\$)")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069"))

# Before shaping: without a shaping engine the hamza of «هٔ» would float beside its letter, so it
# becomes the one-letter form. After shaping: its isolated form is missing in common fonts.
_HEH_WITH_HAMZA = ("ه\u0654", "\u06c0")
_ISOLATED_HEH_WITH_HAMZA = ("\ufba4", "\u06c0")


def digits(text: object) -> str:
    """Return ``str(text)`` with its Latin digits replaced by Persian ones, all else kept."""
    return str(text).translate(_TO_PERSIAN_DIGITS)


def number(value: float, spec: str = "g") -> str:
    """Write a number the Persian way.

    Args:
        value: any real number (NumPy scalars included).
        spec: a Python format specification, for instance ``".1%"``, ``",d"`` or ``".3g"``.

    Returns:
        The formatted number with Persian digits, «٫» for the decimal point, «٬» for thousands,
        «٪» for per cent, «−» for minus and «×۱۰» with raised digits for an exponent, so
        ``number(0.936, ".1%") == "۹۳٫۶٪"``. A sign or an exponent is preceded by an invisible
        left-to-right mark, because the order would otherwise be reversed within a sentence.

    Raises:
        ValueError: if ``spec`` does not fit the value (Python's own error).
    """
    value = value.item() if hasattr(value, "item") else value  # a NumPy scalar
    text = format(value, spec).strip()
    if isinstance(value, float) and not math.isfinite(value):
        text = "نامعین" if math.isnan(value) else text.lower().replace("inf", "∞")
    mantissa, exponent_mark, exponent = text.partition("e" if "e" in text else "E")
    written = mantissa.translate(_TO_PERSIAN_NUMBER)
    if exponent_mark:
        power = str(int(exponent)).translate(_TO_SUPERSCRIPT)
        written += "×" + digits(10) + power
    if exponent_mark or written[:1] in "−+":
        written = _LEFT_TO_RIGHT_MARK + written
    return written


def duration(seconds: float) -> str:
    """Write a time span in Persian words, its two largest units only.

    Args:
        seconds: length in seconds, not negative.

    Returns:
        For instance «۲ دقیقه و ۱۰ ثانیه», «۱ ساعت», «۳٫۲ ثانیه», «۰٫۰۰۴ ثانیه».
    """
    if seconds < 0 or not math.isfinite(seconds):
        raise ValueError(f"زمان را عددی از صفر به بالا بدهید، نه {seconds}.")
    if seconds < 9.95:
        rounded = round(seconds, 1) if seconds >= 0.95 else float(f"{seconds:.1g}")
        plain = f"{rounded:.9f}".rstrip("0").rstrip(".")
        return f"{plain.translate(_TO_PERSIAN_NUMBER)} ثانیه"
    whole = round(seconds)
    units = [("روز", 86400), ("ساعت", 3600), ("دقیقه", 60), ("ثانیه", 1)]
    largest = next(i for i, (_, size) in enumerate(units) if whole >= size)
    parts = []
    for name, size in units[largest : largest + 2]:
        count, whole = divmod(whole, size)
        if count:
            parts.append(f"{digits(count)} {name}")
    return " و ".join(parts)


def say(text: str) -> None:
    """Print Persian lines so that their words keep their order where output runs left to right.

    Notebook front ends lay printed text out from left to right, which scrambles a Persian line
    that holds Latin words or numbers. There each line is isolated by invisible marks.
    """
    if in_notebook():
        text = "\n".join(f"{_RIGHT_TO_LEFT_MARK}\u2067{line}\u2069" for line in text.split("\n"))
    print(text, flush=True)


def in_notebook() -> bool:
    """Tell whether the code runs in the kernel of a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def is_persian(text: str) -> bool:
    """Tell whether the text holds at least one letter of the Arabic script."""
    return bool(_ARABIC_LETTER.search(text))


def shape(text: str) -> str:
    """Prepare one line of Persian text for matplotlib of whichever generation is installed.

    From 3.11 on matplotlib shapes text itself and the line comes back as it is, save for an
    invisible mark in front of a line that begins with a Latin word, so that it still runs from
    right to left. On 3.10 the letters are joined (arabic_reshaper, harakat kept) and put into
    visual order (python-bidi, base direction right to left); when one of these two packages is
    missing the line comes back unshaped.

    Mathematics between dollar signs is kept as it is. No generation of matplotlib shapes a line
    that holds ``$…$``, so the Persian parts around it are shaped here in both, and the parts are
    laid out from right to left. Limits: such a line needs the two packages on 3.11 too; a bracket
    or quotation mark pair that is opened before a formula and closed after it is mirrored part
    by part and may look reversed; Persian *inside* ``$…$`` is not shaped; symbols that the text
    font lacks (arrows, Greek) are borrowed from another font only outside such lines: put them
    into the formula. On 3.10 harakat sit near their letter, not exactly on it.

    `zharfa.plotting.use_persian_style` makes matplotlib call this by itself for every text, so
    chapter code has no need to; never shape a string twice.
    """
    if not is_persian(text):
        return text
    if text.count("$") - text.count(r"\$") >= 2:
        return _shape_around_math(text)
    if matplotlib_shapes_natively():
        starts_latin = _FIRST_STRONG_IS_LATIN.match(text)
        return _RIGHT_TO_LEFT_MARK + text if starts_latin else text
    return _reshape(text)


@functools.cache
def matplotlib_shapes_natively() -> bool:
    """Tell whether the installed matplotlib (3.11 and later) joins Persian letters itself."""
    import matplotlib

    major, minor = matplotlib.__version__.split(".")[:2]
    return (int(major), int(minor)) >= (3, 11)


def missing_shapers() -> list[str]:
    """Return the PyPI names of the shaping packages that are not installed."""
    packages = {"arabic-reshaper": "arabic_reshaper", "python-bidi": "bidi"}
    return [name for name, module in packages.items() if importlib.util.find_spec(module) is None]


def _shape_around_math(text: str) -> str:
    parts = [part for part in _MATH.split(text) if part]
    if not any(is_persian(part) for part in parts if not _MATH.fullmatch(part)):
        return text
    return "".join(part if _MATH.fullmatch(part) else _reshape(part) for part in reversed(parts))


@functools.lru_cache(maxsize=4096)
def _reshape(text: str) -> str:
    """Join the letters and put one line into visual order, for a renderer that does neither."""
    try:
        from bidi.algorithm import get_display
    except ImportError:
        return text
    reshaper = _reshaper()
    if reshaper is None:
        return text
    joined = reshaper.reshape(text.replace(*_HEH_WITH_HAMZA))
    joined = joined.replace(*_ISOLATED_HEH_WITH_HAMZA)
    visual = str(get_display(joined, base_dir="R"))
    return visual.translate(_INVISIBLE)


@functools.cache
def _reshaper():
    """Return the configured joiner of letters, or None when the package is missing."""
    try:
        from arabic_reshaper import ArabicReshaper
    except ImportError:
        return None
    # Its default configuration deletes harakat and would lose the hamza of «هٔ».
    return ArabicReshaper(
        configuration={"delete_harakat": False, "delete_tatweel": False, "support_zwj": True}
    )
