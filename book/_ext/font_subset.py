"""Web fonts with only the characters that the book uses."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from vendored import made_once

# Under Sphinx its reports on every table would end up on the terminal.
logging.getLogger("fontTools").setLevel(logging.WARNING)


def subset_font(font: bytes, codepoints: Iterable[int]) -> bytes:
    """``font`` (any format) as woff2 with the glyphs of ``codepoints`` that it has.

    Variation axes stay, and so do the layout features that join Arabic letters and place marks. A
    font that has none of the characters keeps one of its own: browsers refuse an empty font.
    """
    options = subset.Options(flavor="woff2")
    options.drop_tables += ["FFTM"]  # editor's time stamps
    face = subset.load_font(io.BytesIO(font), options)
    subsetter = subset.Subsetter(options)
    own = face.getBestCmap()
    subsetter.populate(unicodes=own.keys() & set(codepoints) or {min(own)})
    subsetter.subset(face)
    buffer = io.BytesIO()
    subset.save_font(face, buffer, options)
    return buffer.getvalue()


def cached_subset(cache: Path, font: Path, codepoints: Iterable[int]) -> Path:
    """File with the subset of ``font``; made once per font, characters and text of this module."""
    wanted = sorted(set(codepoints))
    recipe = f"{wanted}{Path(__file__).read_text(encoding='utf-8')}"
    return made_once(cache, recipe, font.read_bytes(), lambda data: subset_font(data, wanted))
