"""Two small sets of pictures: scikit-learn's digits as MNIST, and drawn shapes as CIFAR-10."""

from __future__ import annotations

import numpy as np

Arrays = dict[str, np.ndarray]

_SIDE = 32
# Colours keep 16 levels: the eye loses nothing and the file is a quarter of the size.
_LEVEL = 17


def digits(n_test: int = 297) -> Arrays:
    """scikit-learn's 1797 handwritten digits, drawn 20 x 20 in the middle of 28 x 28 like MNIST."""
    from sklearn.datasets import load_digits

    small = load_digits()
    images = np.zeros((len(small.images), 28, 28), np.uint8)
    images[:, 4:24, 4:24] = _enlarge(small.images, 20)
    labels = small.target.astype(np.uint8)
    return _split(images, labels, n_test)


def _enlarge(images: np.ndarray, side: int) -> np.ndarray:
    """Bilinear enlargement of (n, s, s) values 0..16 to (n, side, side) values 0..255."""
    old = images.shape[-1]
    at = np.clip((np.arange(side) + 0.5) * old / side - 0.5, 0, old - 1)
    low = np.minimum(at.astype(int), old - 2)
    weights = np.zeros((side, old))
    weights[np.arange(side), low] = 1 - (at - low)
    weights[np.arange(side), low + 1] = at - low
    large = np.einsum("ia,nab,jb->nij", weights, images, weights)
    return (np.floor(large * _LEVEL / 16 + 0.5) * 15).astype(np.uint8)


def shapes(n_train: int = 2000, n_test: int = 400, seed: int = 3) -> Arrays:
    """Ten classes of 32 x 32 colour pictures: five shapes and five textures (see the datasheet)."""
    chance = np.random.default_rng(seed)
    labels = np.arange(n_train + n_test) % 10
    images = np.stack([_picture(chance, label) for label in labels])
    return _split(images, labels.astype(np.uint8).reshape(-1, 1), n_test)


def _split(images: np.ndarray, labels: np.ndarray, n_test: int) -> Arrays:
    return {
        "x_train": images[:-n_test],
        "y_train": labels[:-n_test],
        "x_test": images[-n_test:],
        "y_test": labels[-n_test:],
    }


def _picture(chance: np.random.Generator, label: int) -> np.ndarray:
    """A figure in one colour on a ground in another, both a little uneven."""
    ground, ink = _two_colours(chance)
    mask = _mask(chance, label)[..., None]
    uneven = np.repeat(np.repeat(chance.integers(-1, 2, (4, 4, 1)), 8, axis=0), 8, axis=1)
    levels = np.where(mask, ink, ground) + uneven
    return (np.clip(levels, 0, 15) * _LEVEL).astype(np.uint8)


def _two_colours(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    while True:
        ground, ink = chance.integers(0, 16, (2, 3))
        if np.abs(ground - ink).sum() >= 12:
            return ground, ink


def _mask(chance: np.random.Generator, label: int) -> np.ndarray:
    """Where the figure is: boolean (32, 32), of random place and size."""
    row, column = np.mgrid[:_SIDE, :_SIDE]
    radius = chance.integers(6, 13)
    y, x = (axis - chance.integers(radius, _SIDE - radius) for axis in (row, column))
    step, shift = chance.integers(3, 6), chance.integers(0, 8)
    far = x * x + y * y
    wide, tall = abs(x), abs(y)
    figures = (
        far <= radius**2,
        (wide <= radius * 0.8) & (tall <= radius * 0.8),
        (tall <= radius) & (wide * 2 <= y + radius),
        ((wide <= radius // 3) & (tall <= radius)) | ((tall <= radius // 3) & (wide <= radius)),
        (far <= radius**2) & (far >= (radius * 0.6) ** 2),
        (row + shift) // step % 2 == 0,
        (column + shift) // step % 2 == 0,
        (row + column + shift) // step % 2 == 0,
        ((row + shift) // step + (column + shift) // step) % 2 == 0,
        ((row + shift) % (step + 3) < 3) & ((column + shift) % (step + 3) < 3),
    )
    return figures[label]
