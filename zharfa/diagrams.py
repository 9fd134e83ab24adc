"""Schematic drawings of networks, drawn with matplotlib so that they follow the figure style."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

NODE_RADIUS = 0.42


def neuron(inputs: int = 3, ax: Axes | None = None) -> Axes:
    """Draw one neuron: inputs, weights and bias, weighted sum, step activation, output.

    The picture reads from left to right, as the formula ``y = f(w·x + b)`` does.

    Args:
        inputs: number of inputs, at least 1.
        ax: axes to draw on; new ones if missing.

    Returns:
        The axes, without frame and ticks.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(6.4, 2.9))
    heights = np.linspace(1.5, -0.6, inputs)
    middle = 0.4
    for i, height in enumerate(heights, start=1):
        _node(ax, 0, height, f"$x_{i}$", "C0")
        _arrow(ax, (0, height), (3.6, middle), f"$w_{i}$")
    _node(ax, 0, -1.7, "$1$", "0.5")
    _arrow(ax, (0, -1.7), (3.6, middle), "$b$")
    _node(ax, 3.6, middle, r"$\Sigma$", "C1", radius=0.55)
    _arrow(ax, (3.6, middle), (5.8, middle), "$z$", start=0.55)
    _node(ax, 5.8, middle, "", "C2", radius=0.55)
    ax.plot([5.5, 5.8, 5.8, 6.1], [0.2, 0.2, 0.6, 0.6], lw=2.2, color="C2")
    _arrow(ax, (5.8, middle), (7.9, middle), "", start=0.55)
    ax.text(7.6, middle, r"$\hat{y}$", ha="left", va="center", fontsize=15)
    columns = {
        "ورودی‌ها": 0,
        "وزن‌ها و بایاس": 1.75,
        "مجموع وزن‌دار": 3.75,
        "تابع پله": 5.8,
        "پاسخ": 7.7,
    }
    for label, x in columns.items():
        ax.text(x, 2.25, label, ha="center", va="bottom")
    ax.set(xlim=(-0.9, 8.3), ylim=(-2.2, 2.8), aspect="equal")
    ax.axis("off")
    return ax


def network(sizes: Sequence[int], ax: Axes | None = None) -> Axes:
    """Draw a fully connected feed-forward network, a column of circles for each layer.

    The picture reads from left to right, as ``neuron`` does: inputs, hidden layers, outputs.

    Args:
        sizes: units of each layer, inputs first, at least two layers.
        ax: axes to draw on; new ones if missing.

    Returns:
        The axes, without frame and ticks.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(6.4, 3.2))
    gap, last = 2.6, len(sizes) - 1
    columns = [
        [(gap * layer, height - (size - 1) / 2) for height in range(size)]
        for layer, size in enumerate(sizes)
    ]
    for tails, heads in itertools.pairwise(columns):
        for (x, y), (x_next, y_next) in itertools.product(tails, heads):
            ax.plot([x, x_next], [y, y_next], lw=0.9, color="0.5", alpha=0.6, zorder=0)
    top = max(sizes) / 2 + 0.1
    for layer, centres in enumerate(columns):
        kind, label = 1, "لایهٔ پنهان"
        if layer in (0, last):
            kind, label = (0, "ورودی") if layer == 0 else (2, "خروجی")
        for centre in centres:
            ax.add_patch(plt.Circle(centre, 0.36, lw=2, color=f"C{kind}"))
        ax.text(gap * layer, top, label, ha="center", va="bottom")
    ax.set(xlim=(-0.9, gap * last + 0.9), ylim=(-top - 0.2, top + 0.7), aspect="equal")
    ax.axis("off")
    return ax


def _node(
    ax: Axes, x: float, y: float, label: str, color: str, radius: float = NODE_RADIUS
) -> None:
    ax.add_patch(plt.Circle((x, y), radius, fill=False, lw=2, color=color))
    ax.text(x, y, label, ha="center", va="center", fontsize=14)


def _arrow(
    ax: Axes,
    tail: tuple[float, float],
    head: tuple[float, float],
    label: str,
    start: float = NODE_RADIUS,
) -> None:
    """An arrow between two node centres that stops at their rims, its label beside its tail."""
    a, b = np.array(tail), np.array(head)
    along = (b - a) / np.linalg.norm(b - a)
    a, b = a + start * along, b - 0.6 * along
    ax.annotate("", b, a, arrowprops={"arrowstyle": "-|>", "color": "0.5", "lw": 1.4})
    x, y = a + 0.38 * (b - a)
    ax.text(x, y + 0.12, label, ha="center", va="bottom", fontsize=13)
