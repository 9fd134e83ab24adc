"""The picture style and the recurring figures."""

from __future__ import annotations

import itertools
import logging
import math
import warnings
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from zharfa import plotting

GROUNDS = ("#ffffff", "#121212", "#14181e")
# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
VISION = {
    "common": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}


@pytest.fixture(autouse=True)
def style():
    with mpl.rc_context():
        plotting.use_persian_style()
        yield
    plt.close("all")


def linear(colour) -> np.ndarray:
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(first, second) -> float:
    """Contrast of WCAG 2 between two colours, 1..21."""
    dark, light = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (first, second))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear RGB."""
    to_xyz = np.array(
        [[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]]
    )
    xyz = to_xyz @ rgb.clip(0, 1) / [0.9505, 1.0, 1.0888]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def over(colour, opacity: float, ground) -> np.ndarray:
    return opacity * np.array(to_rgb(colour)) + (1 - opacity) * np.array(to_rgb(ground))


# --- style ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", GROUNDS)
def test_ink_and_colours_are_readable_on_every_ground(ground):
    assert contrast(plotting.INK, ground) >= 4
    for colour in plotting.COLOURS:
        assert contrast(colour, ground) >= 3, colour


@pytest.mark.parametrize("vision", VISION)
def test_colours_stay_apart_under_colour_vision_deficiency(vision):
    seen = [lab(VISION[vision] @ linear(colour)) for colour in plotting.COLOURS]
    for first, second in itertools.combinations(range(len(seen)), 2):
        distance = np.linalg.norm(seen[first] - seen[second])
        assert distance > 20, (plotting.COLOURS[first], plotting.COLOURS[second], distance)


@pytest.mark.parametrize("ground", GROUNDS)
def test_confusion_matrix_cells_are_readable_at_every_share(ground):
    for share in np.linspace(0, 1, 101):
        cell = over(plotting._CELL_COLOUR, float(plotting._cell_opacity(share)), ground)
        text = "white" if share >= plotting._WHITE_TEXT_FROM else plotting.INK
        assert contrast(text, cell) >= 3, share


def test_no_font_is_missing(caplog):
    with caplog.at_level(logging.WARNING), warnings.catch_warnings():
        warnings.simplefilter("error")
        figure, axes = plt.subplots()
        axes.set_title("مرز تصمیم", weight="bold")
        axes.set_xlabel(r"نرخ $\alpha \to 0$ در آموزش")
        axes.text(0, 0, "متن → ★ α", style="italic")
        figure.canvas.draw()
    assert not caplog.records


def test_font_falls_back_to_the_one_matplotlib_ships(monkeypatch, tmp_path):
    bare = [f for f in mpl.font_manager.fontManager.ttflist if f.name != "Vazirmatn"]
    monkeypatch.setattr(mpl.font_manager.fontManager, "ttflist", bare)
    monkeypatch.setattr(plotting, "_VAZIRMATN_FOLDER", tmp_path)
    assert plotting._font_families() == ["DejaVu Sans"]


def test_pictures_are_transparent(tmp_path):
    figure, axes = plt.subplots()
    axes.plot([1, 2], [1, 2])
    figure.savefig(tmp_path / "picture.png")
    pixels = plt.imread(tmp_path / "picture.png")
    assert pixels.shape[2] == 4 and pixels[0, 0, 3] == 0
    assert pixels[..., 3].max() == 1


def test_persian_ticks():
    _figure, axes = plt.subplots()
    axes.set(xlim=(-1, 1), ylim=(0, 1))
    plotting.persian_ticks(axes, "y", ".0%")
    assert axes.yaxis.get_major_formatter()(0.5, 0) == "۵۰٪"
    assert "0.5" in axes.xaxis.get_major_formatter().format_ticks([0.5])[0]
    plotting.persian_ticks(axes, "x")
    assert axes.xaxis.get_major_formatter()(-0.5, 0) == "\u200e−۰٫۵"
    assert axes.xaxis.get_major_formatter()(0.1 + 0.2, 0) == "۰٫۳"
    with pytest.raises(ValueError):
        plotting.persian_ticks(axes, "z")


# --- figures ----------------------------------------------------------------------------------


def test_history_curves_from_a_keras_history():
    values = {"loss": [1, 0.5, 0.2], "val_loss": [1.1, 0.7, 0.6], "accuracy": [0.5, 0.7, 0.9]}
    figure = plotting.history_curves(SimpleNamespace(history={**values, "learning_rate": [1] * 3}))
    left, right = figure.axes
    assert (left.get_title(), right.get_title()) == ("زیان", "دقت")
    assert [t.get_text() for t in left.get_legend().get_texts()] == ["آموزش", "اعتبارسنجی"]
    assert list(left.lines[1].get_ydata()) == values["val_loss"]
    assert list(left.lines[0].get_xdata()) == [1, 2, 3]
    assert right.get_legend() is None
    assert all(tick == int(tick) for tick in left.get_xticks())


def test_history_curves_names_what_is_missing():
    with pytest.raises(ValueError, match="f1"):
        plotting.history_curves({"loss": [1]}, ["f1"])
    with pytest.raises(ValueError):
        plotting.history_curves({})


def test_history_curves_take_names_for_unknown_metrics():
    figure = plotting.history_curves({"bleu": [1, 2]}, names={"bleu": "امتیاز BLEU"})
    assert figure.axes[0].get_title() == "امتیاز BLEU"


def test_image_grid_runs_from_right_to_left():
    images = np.arange(5)[:, None, None] * np.ones((5, 4, 4)) / 4
    figure = plotting.image_grid(images, list("abcde"), columns=3, wrong=[0, 1, 0, 0, 0])
    shown = [(a.images[0].get_array()[0, 0], a.get_title()) for a in figure.axes if a.images]
    assert [title for _value, title in shown] == ["c", "b", "a", "e", "d"]
    assert [value for value, _title in shown] == [0.5, 0.25, 0, 1, 0.75]
    marked = [a.get_title() for a in figure.axes if a.title.get_color() == plotting.COLOURS[1]]
    assert marked == ["b"]


@pytest.mark.parametrize(
    ("images", "limits"),
    [
        (np.full((1, 2, 2), 100, np.uint8), (0, 255)),
        (np.full((1, 2, 2, 1), 0.3), (0, 1)),
        (np.array([[[0.0, 16.0]]]), (0, 16)),
        (np.array([[[-2.0, 2.0]]]), (-2, 2)),
    ],
)
def test_image_grid_scales_grey_pictures(images, limits):
    shown = plotting.image_grid(images).axes[0].images[0]
    assert shown.get_clim() == limits


def test_image_grid_refuses_other_shapes():
    with pytest.raises(ValueError):
        plotting.image_grid(np.zeros((4, 4)))


def test_confusion_matrix_counts():
    axes = plotting.confusion_matrix([0, 0, 1, 1, 1], [0, 1, 1, 1, 0], ["گربه", "سگ"])
    texts = {tuple(map(int, t.get_position())): t.get_text() for t in axes.texts}
    assert texts == {(0, 0): "۱", (1, 0): "۱", (0, 1): "۱", (1, 1): "۲"}
    assert [t.get_text() for t in axes.get_yticklabels()] == ["گربه", "سگ"]
    shares = plotting.confusion_matrix([0, 0, 1, 2], [0, 1, 1, 2], normalise=True)
    assert [t.get_text() for t in shares.texts][:2] == ["۵۰٪", "۵۰٪"]
    with pytest.raises(ValueError):
        plotting.confusion_matrix([0, 1], [0])


POINTS = np.array([[-1.0, 0.0], [1.0, 0.0], [-1.0, 1.0], [1.0, 1.0]])
SIGNS = np.array([-1, 1, -1, 1])


def border(axes) -> np.ndarray:
    """All vertices of the drawn border lines."""
    lines = [c for c in axes.collections if c.get_linewidths()[0] == 1.4]
    return np.concatenate([path.vertices for c in lines for path in c.get_paths()])


@pytest.mark.parametrize(
    ("predict", "options"),
    [
        (lambda p: np.where(p[:, 0] > 0.25, 1, -1), {}),
        (lambda p: np.where(p[:, :1] > 0.25, 1, -1), {}),
        (lambda p: np.stack([0.25 - p[:, 0], p[:, 0] - 0.25], axis=1), {}),
        (lambda p: p[:, 0] + 0.25, {"threshold": 0.5}),
    ],
)
def test_decision_boundary_stands_where_the_classifier_changes_its_mind(predict, options):
    axes = plotting.decision_boundary(predict, POINTS, SIGNS, **options)
    assert np.abs(border(axes)[:, 0] - 0.25).max() < 0.01
    assert np.ptp(border(axes)[:, 1]) > 1


def test_decision_boundary_labels_points_and_classes():
    _figure, given = plt.subplots()
    axes = plotting.decision_boundary(
        lambda p: np.where(p[:, 0] > 0, 1, -1),
        POINTS,
        SIGNS,
        class_names=["نه", "آری"],
        limits=(-3, 3, -2, 2),
        ax=given,
    )
    assert axes is given
    assert axes.get_xlim() == (-3, 3) and axes.get_ylim() == (-2, 2)
    assert [t.get_text() for t in axes.get_legend().get_texts()] == ["نه", "آری"]
    clouds = [c.get_offsets() for c in axes.collections if len(c.get_offsets()) == 2]
    assert np.array_equal(clouds[0], POINTS[SIGNS == -1])


def test_decision_boundary_of_a_constant_classifier_has_one_region():
    axes = plotting.decision_boundary(lambda p: np.ones(len(p), dtype=int), POINTS, SIGNS)
    with pytest.raises(ValueError, match="concatenate"):
        border(axes)


@pytest.mark.parametrize(
    ("predict", "x", "options", "message"),
    [
        (lambda p: p[:, 0], POINTS, {}, "threshold"),
        (lambda p: np.zeros((len(p), 3)), POINTS, {}, "امتیاز لازم است، نه 3"),
        (lambda p: p, POINTS, {"threshold": 0.5}, "یک امتیاز"),
        (lambda p: p[:, 0], np.zeros((4, 3)), {}, "شکل"),
        (lambda p: p[:, 0], POINTS, {"class_names": ["تنها"]}, "نه 1 تا"),
    ],
)
def test_decision_boundary_says_what_does_not_fit(predict, x, options, message):
    with pytest.raises(ValueError, match=message):
        plotting.decision_boundary(predict, x, SIGNS, **options)


def test_boundaries_draws_one_panel_for_each_model():
    models = {
        "راست": lambda p: np.where(p[:, 0] > 0, 1, -1),
        "بالا": lambda p: np.where(p[:, 1] > 0.5, 1, -1),
    }
    figure = plotting.boundaries(POINTS, SIGNS, models)
    assert [a.get_title() for a in figure.axes] == ["راست", "بالا"]
    assert len(figure.legends) == 1 and not math.isnan(figure.get_size_inches()[0])


def test_more_classes_than_colours_are_all_drawn():
    x = np.array([[i, j] for i in range(8) for j in (0, 1)], dtype=float)
    axes = plotting.decision_boundary(lambda p: np.clip(p[:, 0].round(), 0, 7), x, x[:, 0])
    filled = [c for c in axes.collections if type(c).__name__ == "QuadContourSet" and c.filled]
    assert len(filled) == 8


def test_confusion_matrix_refuses_labels_outside_its_names():
    for wrong in ([-1, 0], [0, 2]):
        with pytest.raises(ValueError, match="برچسب‌ها"):
            plotting.confusion_matrix([0, 1], wrong, ["یک", "دو"])


def test_a_tick_at_zero_has_no_sign():
    axes = plotting.persian_ticks(plt.subplots()[1])
    assert axes.xaxis.get_major_formatter()(-5e-17) == "۰"
