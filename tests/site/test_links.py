"""Links: inside the book all lead somewhere, outside it the buttons name files that exist."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from book_site import ROOT, documents, notebooks, pages
from page_visit import visiting
from playwright.sync_api import Browser

COLAB = "https://colab.research.google.com/github/"


class _Addresses(HTMLParser):
    """The addresses a page refers to, and the anchors it offers."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.anchors.update(filter(None, (attributes.get("id"), attributes.get("name"))))
        for name in ("href", "src", "data"):
            if attributes.get(name) is not None and (tag, name) != ("base", "href"):
                self.links.append(attributes[name])


@cache
def addresses(path: Path) -> _Addresses:
    parser = _Addresses()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser


def broken(page: Path) -> list[str]:
    """The links of a page inside the book that lead to no file or to no place in it."""
    found = []
    for link in addresses(page).links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        if not target.is_file():
            found.append(f"no file: {link}")
        elif parts.fragment and target.suffix == ".html":
            anchor = unquote(parts.fragment)
            if anchor not in addresses(target).anchors:
                found.append(f"no such place: {link}")
    return found


@pytest.mark.parametrize("name", pages())
def test_links_inside_the_book_lead_somewhere(html: Path, name: str) -> None:
    assert broken((html / f"{name}.html").resolve()) == []


@pytest.mark.parametrize("name", pages())
def test_no_page_names_another_host_for_what_it_shows(html: Path, name: str) -> None:
    """Links may lead away; scripts, styles, fonts and pictures may not come from elsewhere."""
    text = (html / f"{name}.html").read_text(encoding="utf-8")
    loaded = re.findall(r'<(?:script|img|iframe|source|video|audio)\b[^>]*\ssrc="([^"]+)"', text)
    for tag in re.findall(r"<link\b[^>]*>", text):
        if re.search(r'rel="(?:stylesheet|preload|icon|preconnect|dns-prefetch|manifest)', tag):
            loaded += re.findall(r'href="([^"]+)"', tag)
    assert [address for address in loaded if urlsplit(address).netloc] == []


def committed() -> set[str]:
    """The files of the repository."""
    listing = subprocess.run(
        ["git", "-c", "core.quotePath=false", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(listing.stdout.splitlines())


def colab_links(page: Path) -> list[str]:
    """The Colab addresses of a page without their common beginning."""
    links = addresses(page.resolve()).links
    return [link.removeprefix(COLAB) for link in links if link.startswith(COLAB)]


@pytest.mark.parametrize("name", notebooks())
def test_a_notebook_has_a_colab_button_for_itself(html: Path, name: str) -> None:
    paths = [link.split("/", 4)[4] for link in colab_links(html / f"{name}.html")]
    assert f"{name}.ipynb" in paths


def test_colab_links_name_files_of_the_repository(html: Path) -> None:
    links = [link for name in pages() for link in colab_links(html / f"{name}.html")]
    paths = {unquote(urlsplit(link).path).split("/", 4)[4] for link in links}
    assert paths
    assert paths - committed() == set()


def repository(html: Path) -> str:
    """``owner/name`` that the pages were built for, by their own button."""
    page = (html / f"{notebooks()[0]}.html").read_text(encoding="utf-8")
    button = re.search(r'<a href="https://[^/]+/([^"]+)"[^>]*btn-source-repository-button', page)
    return button[1]


def test_colab_and_repository_buttons_agree(html: Path) -> None:
    links = [link for name in pages() for link in colab_links(html / f"{name}.html")]
    assert {"/".join(link.split("/")[:2]) for link in links} == {repository(html)}


def test_repository_links_name_files_of_the_repository(html: Path) -> None:
    """Buttons such as «edit» and links in the text to files on GitHub."""
    pattern = re.compile(r"https://github\.com/([^/]+/[^/]+)/(?:blob|edit|raw|tree)/[^/]+/([^#?]+)")
    ours = repository(html)
    paths = {
        unquote(match[2]).rstrip("/")
        for name in documents()
        for link in addresses((html / f"{name}.html").resolve()).links
        if (match := pattern.match(link)) and match[1] == ours
    }
    files = committed()
    folders = {str(parent) for path in files for parent in Path(path).parents}
    assert paths
    assert paths - files - folders == set()


@pytest.mark.parametrize("name", notebooks())
def test_the_download_button_gives_the_notebook(browser: Browser, site: str, name: str) -> None:
    with visiting(browser, f"{site}/{name}.html") as visit:
        link = visit.page.locator("a.btn-download-source-button").first
        with visit.page.expect_download() as waiting:
            link.evaluate("link => link.click()")
        got = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    ours = json.loads((ROOT / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert waiting.value.suggested_filename == f"{Path(name).name}.ipynb"
    assert got["cells"] == ours["cells"]
