"""Rewrite physical CSS (left, right) to logical CSS (inline-start, inline-end).

The themes and extensions of the book are written for left-to-right pages. Their style sheets become
right by themselves on a right-to-left page once every side is named relative to the direction of
the text, and inside a left-to-right island (code, mathematics) the same rule still means the left.

The rewriting is purely mechanical, and rewriting twice changes nothing more. What it leaves alone:

* comments, strings, ``url()``, selectors, custom properties, ``@page``;
* ``left: 50%`` (or ``50vw``): centring, which goes with a physical ``translate``;
* rules whose selector already asks for the direction (``[dir=…]``, ``:dir()``) or for the side on
  which a script has put something (``data-popper-placement``).
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
    /\*.*?(?:\*/|\Z)                            # comment
  | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*'       # string
  | url\(\s*(?!["'\s])(?:\\.|[^)\\])*\)         # unquoted address
  | \\.                                         # escaped character
  | [{};()]
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_DECLARATION = re.compile(
    r"(?P<before>(?:\s|/\*.*?\*/)*)(?P<name>[a-z-]+)(?P<colon>\s*:\s*)(?P<value>.*?)"
    r"(?P<important>\s*!\s*important)?(?P<after>(?:\s|/\*.*?\*/)*)",
    re.DOTALL | re.IGNORECASE,
)
_KNOWS_ITS_SIDE = re.compile(r"\[dir\b|:dir\(|data-popper-placement", re.IGNORECASE)

_SIDES = {"left": "start", "right": "end"}
_CORNERS = {
    "top-left": "start-start",
    "top-right": "start-end",
    "bottom-right": "end-end",
    "bottom-left": "end-start",
}
_NAMES = (
    {side: f"inset-inline-{logical}" for side, logical in _SIDES.items()}
    | {
        f"{box}-{side}": f"{box}-inline-{logical}"
        for box in ("margin", "padding", "border", "scroll-margin", "scroll-padding")
        for side, logical in _SIDES.items()
    }
    | {
        f"border-{side}-{part}": f"border-inline-{logical}-{part}"
        for part in ("width", "style", "color")
        for side, logical in _SIDES.items()
    }
    | {
        f"border-{corner}-radius": f"border-{logical}-radius"
        for corner, logical in _CORNERS.items()
    }
)
_FLOATS = {side: f"inline-{logical}" for side, logical in _SIDES.items()}
_KEYWORDS = {
    "text-align": _SIDES,
    "text-align-last": _SIDES,
    "justify-content": _SIDES,
    "justify-items": _SIDES,
    "justify-self": _SIDES,
    "float": _FLOATS,
    "clear": _FLOATS,
}
#: Four-value shorthands and the pair of logical shorthands that says the same.
_BOXES = {
    **{
        box: (f"{box}-block", f"{box}-inline")
        for box in ("margin", "padding", "inset", "scroll-margin", "scroll-padding")
    },
    **{
        f"border-{part}": (f"border-block-{part}", f"border-inline-{part}")
        for part in ("width", "style", "color")
    },
}
_PROPERTY_LISTS = {"transition", "transition-property", "will-change"}


def logical(css: str) -> str:
    """Return the style sheet ``css`` with its sides named relative to the text's direction."""
    output: list[str] = []
    selectors: list[str] = []
    start = depth = 0
    for token in _TOKEN.finditer(css):
        mark = token.group()
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth = max(0, depth - 1)
        elif mark in "{};" and depth == 0:
            segment = css[start : token.start()]
            if mark == "{":
                selectors.append(segment)
            else:
                segment = _rewritten_declaration(segment, selectors)
                if mark == "}" and selectors:
                    selectors.pop()
            output += segment, mark
            start = token.end()
    output.append(css[start:])
    return "".join(output)


def _rewritten_declaration(segment: str, selectors: list[str]) -> str:
    """Rewrite the one declaration in ``segment``, inside blocks opened by ``selectors``."""
    declaration = _DECLARATION.fullmatch(segment)
    if (
        not declaration
        or not selectors
        or any(_KNOWS_ITS_SIDE.search(selector) for selector in selectors)
        or "@page" in selectors[0].lower()
    ):
        return segment
    name = declaration["name"].lower()
    value = declaration["value"]
    important = declaration["important"] or ""
    colon = declaration["colon"]
    declarations = _logical_declarations(name, value)
    if declarations is None:
        return segment
    text = ";".join(
        f"{new_name}{colon}{new_value}{important}" for new_name, new_value in declarations
    )
    return f"{declaration['before']}{text}{declaration['after']}"


def _logical_declarations(name: str, value: str) -> list[tuple[str, str]] | None:
    """The declarations that say ``name: value`` logically; ``None`` where it may stay as it is."""
    if name in _NAMES:
        centred = name in _SIDES and value in ("50%", "50vw")
        return None if centred else [(_NAMES[name], value)]
    if name in _KEYWORDS:
        keyword = _KEYWORDS[name].get(value.lower())
        return [(name, keyword)] if keyword else None
    if name in _BOXES:
        return _box(name, value)
    if name == "border-radius":
        return _corners(value)
    if name in _PROPERTY_LISTS:
        return [(name, _property_list(value))]
    return None


def _box(name: str, value: str) -> list[tuple[str, str]] | None:
    """``margin: top right bottom left`` and its like, when right and left differ."""
    parts = _components(value)
    if len(parts) != 4 or parts[1] == parts[3]:
        return None
    top, right, bottom, left = parts
    block, inline = _BOXES[name]
    return [(block, f"{top} {bottom}"), (inline, f"{left} {right}")]


def _corners(value: str) -> list[tuple[str, str]] | None:
    """``border-radius`` whose left and right corners differ."""
    axes = [_four_corners(_components(axis)) for axis in _split(value, "/")]
    if len(axes) > 2 or not all(axes):
        return None
    if all(top_left == top_right and bl == br for top_left, top_right, br, bl in axes):
        return None
    return [
        (f"border-{corner}-radius", " ".join(radii))
        for corner, radii in zip(_CORNERS.values(), zip(*axes, strict=True), strict=True)
    ]


def _four_corners(radii: list[str]) -> list[str]:
    """Fill up one to four radii as CSS does: top-left, top-right, bottom-right, bottom-left."""
    if not 1 <= len(radii) <= 4:
        return []
    top_left = radii[0]
    top_right = radii[1] if len(radii) > 1 else top_left
    bottom_right = radii[2] if len(radii) > 2 else top_left
    bottom_left = radii[3] if len(radii) > 3 else top_right
    return [top_left, top_right, bottom_right, bottom_left]


def _property_list(value: str) -> str:
    """Rename the properties that a transition watches, and nothing inside parentheses."""
    pieces = re.split(r"(\([^()]*(?:\([^()]*\)[^()]*)*\))", value)
    pieces[::2] = [
        re.sub(
            r"(?<![\w-])[a-z-]+(?![\w(-])",
            lambda word: _NAMES.get(word.group(), word.group()),
            piece,
        )
        for piece in pieces[::2]
    ]
    return "".join(pieces)


def _components(value: str) -> list[str]:
    return _split(value, None)


def _split(value: str, separator: str | None) -> list[str]:
    """Split at a separator (``None``: white space) that is not inside parentheses or a string."""
    parts = [""]
    depth = 0
    for piece in re.findall(r"\"[^\"]*\"|'[^']*'|/\*.*?\*/|.", value, re.DOTALL):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if depth == 0 and (piece.isspace() if separator is None else piece == separator):
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts if part.strip()]
