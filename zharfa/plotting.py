"""Pictures of the book: a Persian style for matplotlib and the figures that recur.

Every picture has a transparent ground and mid-tone colours, so that one file is readable on the
light and on the dark page. Functions return the Figure or the Axes, for a chapter to add to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter

from zharfa import persian
from zharfa.stepping import Steps, render_frame

# All of these have a contrast of at least 3:1 on white and on the dark grounds in use (#121212,
# #14181e), and stay apart under the common colour-vision deficiencies; tests compute both.
INK = "#777c85"
COLOURS = ("#4d8ff2", "#b04e1b", "#03a779", "#9f4790", "#b68d00", "#7147eb")
MARKERS = ("o", "s", "^", "D", "v", "P")
_LINE_STYLES = ("-", "--")
_CELL_COLOUR = "#2b63b8"
_WHITE_TEXT_FROM = 0.4

_REPOSITORY = Path(__file__).resolve().parents[1]
_VAZIRMATN_FOLDER = _REPOSITORY / "book/_assets/node_modules/vazirmatn/fonts/ttf"
_VAZIRMATN_FILES = ("Vazirmatn-Regular.ttf", "Vazirmatn-Bold.ttf")

# Keras writes its history in English; a reader of the picture sees Persian.
_METRIC_NAMES = {
    "loss": "زیان",
    "accuracy": "دقت",
    "binary_accuracy": "دقت",
    "sparse_categorical_accuracy": "دقت",
    "categorical_accuracy": "دقت",
    "precision": "صحت",
    "recall": "فراخوانی",
    "auc": "مساحت زیر منحنی",
    "mae": "میانگین قدر مطلق خطا",
    "mean_absolute_error": "میانگین قدر مطلق خطا",
    "mse": "میانگین مربع خطا",
    "mean_squared_error": "میانگین مربع خطا",
    "learning_rate": "نرخ یادگیری",
}


# --- style ------------------------------------------------------------------------------------


def use_persian_style() -> None:
    """Make all later figures Persian: font, letter shaping, colours, size. Safe to call again."""
    install_text_shaping()
    mpl.rcParams.update(
        {
            "font.family": _font_families(),
            "font.size": 13,
            "axes.titlesize": 14,
            "axes.titleweight": "bold",
            "axes.titlepad": 10,
            "axes.labelsize": 13,
            "axes.labelpad": 2,
            "xtick.labelsize": 12,
            "ytick.labelsize": 12,
            "legend.fontsize": 12,
            "mathtext.fontset": "cm",
            "text.color": INK,
            "axes.labelcolor": INK,
            "axes.titlecolor": INK,
            "axes.edgecolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "figure.facecolor": "none",
            "axes.facecolor": "none",
            "savefig.facecolor": "none",
            "savefig.edgecolor": "none",
            "savefig.transparent": True,
            "legend.frameon": False,
            "axes.prop_cycle": mpl.cycler(color=COLOURS),
            "image.cmap": "viridis",
            "lines.linewidth": 2.2,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": INK,
            "grid.alpha": 0.22,
            "grid.linewidth": 0.7,
            "figure.figsize": (6.4, 3.6),
            "figure.constrained_layout.use": True,
            "figure.dpi": 144,
            "savefig.dpi": 144,
        }
    )


def _font_families() -> list[str]:
    """Return the families to use, each of which is certain to be found (so no warnings)."""
    for name in _VAZIRMATN_FILES:
        file = _VAZIRMATN_FOLDER / name
        known = {Path(font.fname) for font in font_manager.fontManager.ttflist}
        if file.is_file() and file not in known:
            font_manager.fontManager.addfont(file)
    installed = {font.name for font in font_manager.fontManager.ttflist}
    # DejaVu Sans ships with matplotlib and has all Persian letters; it also lends the symbols
    # (Greek, arrows, stars) that Vazirmatn lacks.
    return [name for name in ("Vazirmatn", "DejaVu Sans") if name in installed] or ["sans-serif"]


_original_preprocess_math = Text._preprocess_math


def _preprocess_persian(self: Text, line: str):
    return _original_preprocess_math(self, persian.shape(line))


def install_text_shaping() -> None:
    """Pass every line that matplotlib draws through `persian.shape`.

    The hook is where matplotlib looks for mathematics in a single line, just before measuring or
    drawing it: the strings held by the texts stay in logical order, so nothing is shaped twice.
    """
    Text._preprocess_math = _preprocess_persian


def remove_text_shaping() -> None:
    """Undo `install_text_shaping`."""
    Text._preprocess_math = _original_preprocess_math


def persian_ticks(axes: Axes, which: str = "both", spec: str = "g") -> Axes:
    """Write the tick labels with Persian digits.

    Args:
        axes: the axes to change.
        which: ``"x"``, ``"y"`` or ``"both"``.
        spec: format specification for `persian.number`, for instance ``".0%"``.
    """
    if which not in {"x", "y", "both"}:
        raise ValueError("برای which یکی از این سه را بنویسید: x یا y یا both.")
    formatter = FuncFormatter(lambda value, _position: persian.number(round(value, 12) + 0.0, spec))
    if which in {"x", "both"}:
        axes.xaxis.set_major_formatter(formatter)
    if which in {"y", "both"}:
        axes.yaxis.set_major_formatter(formatter)
    return axes


def persian_legend(axes: Axes, **options: Any) -> Legend:
    """Add a legend that reads from right to left: the sample on the right, its text on the left.

    Takes the options of ``Axes.legend`` and returns the Legend.
    """
    return axes.legend(**{"markerfirst": False, "alignment": "right", **options})


# --- recurring figures ------------------------------------------------------------------------


def history_curves(
    history: Any,
    metrics: Sequence[str] | None = None,
    *,
    names: Mapping[str, str] | None = None,
    title: str | None = None,
) -> Figure:
    """Draw training and validation curves over the epochs, one panel for each metric.

    Args:
        history: a Keras ``History`` or a mapping of names to one number per epoch; the
            validation values of ``loss`` are called ``val_loss`` and so on.
        metrics: which ones to draw, in this order; by default all, except the learning rate.
        names: Persian names for metrics this module does not know.
        title: a title above all panels.

    Raises:
        ValueError: if a metric is not in the history, or there is none.
    """
    values: Mapping[str, Sequence[float]] = getattr(history, "history", history)
    if metrics is None:
        metrics = [n for n in values if not n.startswith("val_") and n != "learning_rate"]
    missing = [name for name in metrics if name not in values]
    if missing or not metrics:
        raise ValueError(f"از این سنجه‌ها یکی را بنویسید: {sorted(values)}. یافت نشد: {missing}.")
    known = {**_METRIC_NAMES, **(names or {})}
    figure, panels = plt.subplots(
        1, len(metrics), figsize=(6.4 if len(metrics) == 1 else 4.2 * len(metrics), 3.6),
        squeeze=False,
    )  # fmt: skip
    for panel, metric in zip(panels[0], metrics, strict=True):
        curves = [(metric, "آموزش"), (f"val_{metric}", "اعتبارسنجی")]
        for (name, label), colour, style in zip(curves, COLOURS, _LINE_STYLES, strict=False):
            if name in values:
                epochs = np.arange(1, len(values[name]) + 1)
                few = "o" if len(epochs) <= 15 else None
                panel.plot(epochs, values[name], style, color=colour, label=label, marker=few, ms=4)
        panel.set(title=known.get(metric, metric), xlabel="دوره")
        panel.xaxis.get_major_locator().set_params(integer=True)
        if f"val_{metric}" in values:
            persian_legend(panel)
    if title:
        figure.suptitle(title, color=INK, weight="bold")
    return figure


def image_grid(
    images: np.ndarray,
    labels: Sequence[object] | None = None,
    *,
    columns: int = 8,
    cell: float = 0.95,
    cmap: str = "gray",
    wrong: Sequence[bool] | None = None,
    title: str | None = None,
) -> Figure:
    """Show small pictures in a grid that is filled from right to left.

    Args:
        images: shape ``(n, height, width)`` or ``(n, height, width, 1 or 3)``; integers in
            0..255 or real numbers in 0..1 (other ranges of grey are stretched picture by picture).
        labels: one for each picture, written under it.
        columns: pictures in a row.
        cell: side of a cell in inches.
        cmap: colour map of grey pictures.
        wrong: which pictures get a marked label (mistakes of a classifier, say).
        title: a title above the grid.
    """
    images = np.asarray(images)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    if images.ndim not in {3, 4} or not len(images):
        raise ValueError(
            "تصویرها را با شکل (n, height, width) یا (n, height, width, 3) بدهید، "
            f"نه {images.shape}."
        )
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    height = rows * (cell + (0.26 if labels is not None else 0.04)) + (0.45 if title else 0)
    figure, panels = plt.subplots(
        rows, columns, figsize=(max(columns * cell, 1.5), height), squeeze=False
    )
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.02, wspace=0.02, hspace=0.02)
    for panel in panels.flat:
        panel.set_axis_off()
    for index, image in enumerate(images):
        row, column = divmod(index, columns)
        panel = panels[row, columns - 1 - column]
        if images.ndim == 3:
            panel.imshow(image, cmap=cmap, **_grey_limits(image))
        else:
            panel.imshow(image)
        if labels is not None:
            marked = wrong is not None and bool(wrong[index])
            panel.set_title(
                f"{labels[index]}",
                y=-0.05,
                va="top",
                pad=0,
                fontsize=11,
                weight="bold" if marked else "normal",
                color=COLOURS[1] if marked else INK,
            )
    if title:
        figure.suptitle(title, color=INK, weight="bold")
    return figure


def _grey_limits(image: np.ndarray) -> dict[str, float]:
    if image.dtype.kind in "iu" and image.min() >= 0 and image.max() <= 255:
        return {"vmin": 0, "vmax": 255}
    if image.dtype.kind == "f" and image.min() >= 0 and image.max() <= 1:
        return {"vmin": 0.0, "vmax": 1.0}
    return {}


def confusion_matrix(
    y_true: np.ndarray,
    y_pred: np.ndarray,
    class_names: Sequence[str] | None = None,
    *,
    normalise: bool = False,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how often each true class (row) was taken for each class (column).

    Args:
        y_true, y_pred: whole numbers 0, 1, …, shape ``(n,)``.
        class_names: names in the order of the numbers; the numbers themselves by default.
        normalise: write the share of each row in place of the count.
        title: title of the axes.
        ax: axes to draw into; a new figure by default.
    """
    y_true, y_pred = np.asarray(y_true, dtype=int), np.asarray(y_pred, dtype=int)
    if y_true.shape != y_pred.shape or y_true.ndim != 1:
        raise ValueError(
            f"دو آرایهٔ یک‌بعدی هم‌اندازه بدهید: شکل‌ها {y_true.shape} و {y_pred.shape} است."
        )
    size = len(class_names) if class_names is not None else int(max(y_true.max(), y_pred.max())) + 1
    if min(y_true.min(), y_pred.min()) < 0 or max(y_true.max(), y_pred.max()) >= size:
        raise ValueError(f"برچسب‌ها را از 0 تا {size - 1} بنویسید یا نام همهٔ کلاس‌ها را بدهید.")
    counts = np.zeros((size, size), dtype=int)
    np.add.at(counts, (y_true, y_pred), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    if ax is None:
        side = float(np.clip(0.55 * size + 1.6, 3.6, 7.0))
        _figure, ax = plt.subplots(figsize=(side + 0.4, side))
    cells = np.empty((size, size, 4))
    cells[..., :3] = to_rgb(_CELL_COLOUR)
    cells[..., 3] = _cell_opacity(shares)
    ax.imshow(cells)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    for row, column in np.ndindex(counts.shape):
        share = shares[row, column]
        text = persian.number(share, ".0%") if normalise else persian.digits(counts[row, column])
        colour = "white" if share >= _WHITE_TEXT_FROM else INK
        ax.text(column, row, text, ha="center", va="center", color=colour, fontsize=11)
    names = (
        list(class_names) if class_names is not None else [persian.digits(i) for i in range(size)]
    )
    long_names = max(len(name) for name in names) > 4 and size > 4
    ax.set_xticks(range(size), names, rotation=45 if long_names else 0)
    ax.set_yticks(range(size), names)
    ax.set(xlabel="کلاس پیش‌بینی‌شده", ylabel="کلاس واقعی", title=title)
    return ax


def _cell_opacity(share: np.ndarray) -> np.ndarray:
    """Map a share to an opacity on which the text stays readable on a light and a dark page.

    There is a jump on purpose: between a faint cell under ink and a full one under white no
    single text colour has enough contrast on both grounds.
    """
    faint = 0.04 + 0.45 * share
    full = 0.8 + 0.2 * (share - _WHITE_TEXT_FROM) / (1 - _WHITE_TEXT_FROM)
    return np.where(share < _WHITE_TEXT_FROM, faint, full)


def decision_boundary(
    predict: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    y: np.ndarray,
    *,
    class_names: Sequence[str] | None = None,
    feature_names: Sequence[str] = ("ویژگی ۱", "ویژگی ۲"),
    threshold: float | None = None,
    limits: tuple[float, float, float, float] | None = None,
    margin: float = 0.12,
    resolution: int = 300,
    legend: bool = True,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the regions a classifier makes of the plane, with the data points on top.

    Args:
        predict: takes points of shape ``(m, 2)`` and returns class labels, shape ``(m,)`` or
            ``(m, 1)``; or scores for k > 1 classes, shape ``(m, k)``, the largest of which wins;
            or, together with ``threshold``, one real score for each point.
        x: points, shape ``(n, 2)``.
        y: their labels, shape ``(n,)``, any values.
        class_names: Persian names in the sorted order of the labels.
        feature_names: labels of the two axes.
        threshold: if given, a score above it means the second of two classes; the line is then
            drawn through the scores themselves, hence perfectly smooth.
        limits: ``(x_min, x_max, y_min, y_max)`` of the plane; from the data by default. Give it
            when several pictures are to be compared.
        margin: room around the data, as a part of their range.
        resolution: points along each side of the evaluated grid.
        legend: whether to name the classes.
        title: title of the axes.
        ax: axes to draw into; a new figure by default.

    Raises:
        ValueError: if the shapes do not fit, or `predict` returns labels that `y` does not hold.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y).ravel()
    if x.ndim != 2 or x.shape[1] != 2 or len(x) != len(y):
        raise ValueError(f"برای x شکل (n, 2) و برای y شکل (n,) لازم است، نه {x.shape} و {y.shape}.")
    classes = np.unique(y)
    names = list(class_names) if class_names is not None else [f"کلاس {_plain(c)}" for c in classes]
    if len(names) != len(classes):
        raise ValueError(f"برای {len(classes)} کلاس همین تعداد نام بدهید، نه {len(names)} تا.")
    if limits is None:
        low, high = x.min(axis=0), x.max(axis=0)
        room = margin * np.where(high > low, high - low, 1.0)
        limits = (low[0] - room[0], high[0] + room[0], low[1] - room[1], high[1] + room[1])
    horizontal = np.linspace(limits[0], limits[1], resolution)
    vertical = np.linspace(limits[2], limits[3], resolution)
    grid = np.stack(np.meshgrid(horizontal, vertical), axis=-1).reshape(-1, 2)
    if ax is None:
        _figure, ax = plt.subplots()

    output = np.asarray(predict(grid)).reshape(len(grid), -1)
    for index, height in enumerate(_region_heights(output, classes, threshold)):
        height, colour = height.reshape(resolution, resolution), COLOURS[index % len(COLOURS)]
        if height.max() >= 0:
            levels = [0, max(height.max(), 1e-9)]
            ax.contourf(horizontal, vertical, height, levels, colors=[colour], alpha=0.2)
        if height.min() < 0 <= height.max():
            ax.contour(horizontal, vertical, height, [0], colors=[INK], linewidths=1.4)
    for index, (label, name) in enumerate(zip(classes, names, strict=True)):
        ax.scatter(
            *x[y == label].T,
            s=38,
            marker=MARKERS[index % len(MARKERS)],
            color=COLOURS[index % len(COLOURS)],
            linewidths=0,
            label=name,
            zorder=3,
        )
    ax.set(
        xlim=limits[:2],
        ylim=limits[2:],
        xlabel=feature_names[0],
        ylabel=feature_names[1],
        title=title,
    )
    ax.grid(False)
    if legend:
        # Beside the picture, never over the points.
        persian_legend(ax, loc="center left", bbox_to_anchor=(1.0, 0.5), handletextpad=0.3)
    return ax


def boundaries(
    x: np.ndarray,
    y: np.ndarray,
    models: Mapping[str, Callable[[np.ndarray], np.ndarray]],
    **options: Any,
) -> Figure:
    """Decision boundaries of several classifiers on the same data, side by side.

    Args:
        x: points, shape ``(n, 2)``.
        y: their labels, shape ``(n,)``.
        models: title of each picture and its ``predict``, from left to right.
        options: further options of :func:`decision_boundary`.
    """
    figure, panels = plt.subplots(
        1, len(models), figsize=(3.2 * len(models), 3.5), sharey=True, squeeze=False
    )
    for panel, (title, predict) in zip(panels.flat, models.items(), strict=True):
        decision_boundary(predict, x, y, ax=panel, title=title, legend=False, **options)
        panel.label_outer()
    handles, names = panels.flat[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=len(names))
    return figure


def _plain(label: object) -> str:
    if isinstance(label, (int, float, np.number)):
        return persian.number(label)
    return str(label)


def _region_heights(
    output: np.ndarray, classes: np.ndarray, threshold: float | None
) -> list[np.ndarray]:
    """Return, for each class, a height for each point of the square grid: >= 0 in its region."""
    if threshold is not None:
        if output.shape[1] != 1 or len(classes) != 2:
            raise ValueError("با آستانه، برای هر نقطه یک امتیاز و در داده دو کلاس لازم است.")
        score = output[:, 0].astype(float) - threshold
        return [-score, score]
    if output.shape[1] > 1:
        if output.shape[1] != len(classes):
            raise ValueError(
                f"برای {len(classes)} کلاس همین تعداد امتیاز لازم است، نه {output.shape[1]} تا."
            )
        winner = output.argmax(axis=1)
    else:
        winner = np.searchsorted(classes, output[:, 0]).clip(0, len(classes) - 1)
        if not np.array_equal(classes[winner], output[:, 0]):
            raise ValueError("اگر خروجی مدل امتیاز است threshold را بدهید: برچسبی بیرون از y آمد.")
    return [_smooth(winner == index) - 0.5 for index in range(len(classes))]


def _smooth(region: np.ndarray) -> np.ndarray:
    """Blur a square 0/1 picture by about a cell, so that its outline shows no stairs."""
    side = round(len(region) ** 0.5)
    picture = region.reshape(side, side).astype(float)
    weights = np.array([1, 4, 6, 4, 1]) / 16
    for _axis in range(2):
        padded = np.pad(picture, ((2, 2), (0, 0)), mode="edge")
        picture = sum(w * padded[i : i + side] for i, w in enumerate(weights)).T
    return picture


def steps(
    draw: Callable[[Axes, int], object],
    n: int,
    *,
    title: str | None = None,
    alt: str,
    figsize: tuple[float, float] = (6.4, 3.6),
    dpi: int = 110,
) -> Steps:
    """Make a picture that the reader can step through. Last in a cell, it shows itself.

    Args:
        draw: called as ``draw(axes, step)`` for step 0 … n-1, each time with the empty axes of a
            new figure (``axes.figure`` for more). Fix the limits, else the picture jumps.
        n: number of frames, at least 1.
        title: Persian caption below the picture.
        alt: Persian description for those who cannot see the picture.
        figsize: size in inches.
        dpi: dots per inch of the frames.
    """
    frames = []
    for step in range(n):
        figure, axes = plt.subplots(figsize=figsize)
        try:
            draw(axes, step)
            frames.append(render_frame(figure, dpi))
        finally:
            plt.close(figure)
    return Steps(frames, title=title, alt=alt)
