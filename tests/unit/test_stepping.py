"""The picture one can step through, as HTML in a browser and without one."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import pytest
from stepping_example import ALT, example, source

from zharfa import plotting
from zharfa.stepping import Steps


@pytest.fixture(scope="module")
def picture() -> Steps:
    return example()


class Static(HTMLParser):
    """What remains without scripts: pictures and text."""

    def __init__(self) -> None:
        super().__init__()
        self.images: list[dict] = []
        self.text = ""
        self._hidden = False

    def handle_starttag(self, tag, attributes):
        self._hidden = tag in {"script", "style"}
        if tag == "img":
            self.images.append(dict(attributes))

    def handle_data(self, data):
        self.text += "" if self._hidden else data


def test_bundle_has_a_picture_for_viewers_without_html(picture):
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    assert base64.b64decode(bundle["image/png"]) == picture.frames[-1]
    assert bundle["text/plain"] == "سه <گام> (۳ گام)"


def test_last_frame_stays_where_scripts_are_removed(picture):
    static = Static()
    static.feed(picture.to_html())
    (image,) = static.images
    assert image["src"] == source(picture.frames[-1])
    assert image["alt"] == ALT
    assert static.text.strip() == "سه <گام>"


def test_html_asks_no_other_host(picture):
    assert not re.search(r"https?:|//[a-z]|url\(|@import|\bfetch\b", strip_data(picture.to_html()))


def strip_data(html: str) -> str:
    return re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "", html)


def test_ids_are_unique_even_for_equal_pictures(picture):
    ids = [re.search(r'id="([^"]+)"', picture.to_html())[1] for _ in range(2)]
    assert ids[0] != ids[1]


def test_ten_frames_stay_small():
    plotting.use_persian_style()
    points = np.random.default_rng(0).normal(size=(150, 2))
    labels = (points.sum(axis=1) > 0).astype(int)

    def draw(axes, step):
        plotting.decision_boundary(
            lambda p: (p @ [1, step / 5] > 0).astype(int), points, labels, title="مرز", ax=axes
        )

    assert len(plotting.steps(draw, 10, alt="مرز").to_html()) < 250_000


def test_figures_are_closed_even_when_drawing_fails():
    before = plt.get_fignums()
    with pytest.raises(ZeroDivisionError):
        plotting.steps(lambda axes, step: 1 / 0, 2, alt="…")
    assert plt.get_fignums() == before


def test_at_least_one_frame():
    with pytest.raises(ValueError):
        plotting.steps(lambda axes, step: None, 0, alt="…")
