"""Links, citations and picture descriptions of Markdown: what they point at must exist."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from passages import FENCED_CODE, IMAGE, INLINE_CODE, LINK

CITATION = re.compile(r"\{cite(?::\w+)?\}`([A-Za-z][\w:, -]*)`")
LABEL = re.compile(r"^\(([\w-]+)\)=[ \t]*$", re.M)
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)
HTML_IMAGE = re.compile(r"<img\b[^>]*>")
IMAGE_DIRECTIVE = re.compile(r"^([`:]{3,})\{(?:image|figure)\}.*?^\1", re.M | re.S)
BIB_KEY = re.compile(r"^@\w+\{([^,\s]+),", re.M)


def labels(markdown: str) -> set[str]:
    """The names that ``(name)=`` gives to places."""
    return set(LABEL.findall(markdown))


def bibliography_keys(bibliography: str) -> set[str]:
    """The keys of a BibTeX file."""
    return set(BIB_KEY.findall(bibliography))


def broken_links(markdown: str, folder: Path, known_labels: set[str]) -> list[str]:
    """Links to a file that is not there (seen from ``folder``), or to no label or heading."""
    text = INLINE_CODE.sub("", FENCED_CODE.sub("", markdown))
    text = IMAGE.sub(lambda match: f"[image]({match['target']})", text)
    here = known_labels | anchors(markdown)
    broken = []
    for match in LINK.finditer(text):
        target = unquote(match["target"].split(" ")[0].strip("<>"))
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target) or target in known_labels:
            continue
        found = (folder / path).exists() if path else anchor in here
        if not found:
            broken.append(target)
    return broken


def anchors(markdown: str) -> set[str]:
    """The anchors that GitHub and the site give to the headings of ``markdown``."""
    found = set()
    for heading in HEADING.findall(FENCED_CODE.sub("", markdown)):
        words = re.sub(r"[^\w\u200c -]", "", heading.lower())
        found |= {words.replace(" ", "-"), words.replace("\u200c", "").replace(" ", "-")}
    return found


def unknown_citations(markdown: str, keys: set[str]) -> list[str]:
    """Citation keys that the bibliography lacks."""
    cited = (key.strip() for found in CITATION.findall(markdown) for key in found.split(","))
    return [key for key in cited if key not in keys]


def undescribed_images(markdown: str) -> list[str]:
    """Pictures without a description for those who do not see them."""
    bare = [m[0] for m in IMAGE.finditer(FENCED_CODE.sub("", markdown)) if not m["alt"].strip()]
    for tag in HTML_IMAGE.findall(markdown):
        if not re.search(r"""\balt=(["'])\s*\S.*?\1""", tag):
            bare.append(tag)
    for directive in IMAGE_DIRECTIVE.finditer(markdown):
        if not re.search(r"^:alt: *\S", directive[0], re.M):
            bare.append(directive[0])
    return bare
