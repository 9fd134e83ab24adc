"""Measures of generated pictures: how far from real ones, how varied, and whether copied."""

from __future__ import annotations

import functools

import keras
import numpy as np


def judge_with(classifier: keras.Model, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Features and class probabilities that a classifier finds in images.

    Args:
        classifier: has a layer named ``features``, whose output is (n, d), and ends in a softmax.
        images: (n, ...), scaled as the classifier expects.

    Returns:
        Features (n, d) and probabilities (n, classes).
    """
    features, probabilities = _reader(classifier).predict(images, batch_size=500, verbose=0)
    return features, probabilities


@functools.lru_cache(maxsize=2)  # a model compiles its predictions once; a new one, each time
def _reader(classifier: keras.Model) -> keras.Model:
    outputs = [classifier.get_layer("features").output, classifier.outputs[0]]
    return keras.Model(classifier.inputs, outputs)


def frechet_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Squared Fréchet distance of the Gaussians fitted to two sets of features (n, d).

    With features of an Inception network this is the FID of Heusel et al. (2017); here the
    features are those of a small classifier of digits, so the values compare only with each other.
    It falls with the number of samples: compare sets of the same size.
    """
    means = first.mean(axis=0), second.mean(axis=0)
    spreads = [np.cov(features, rowvar=False) for features in (first, second)]
    # The trace of a matrix root is the sum of the roots of the eigenvalues; none is negative.
    roots = np.sqrt(np.maximum(np.linalg.eigvals(spreads[0] @ spreads[1]).real, 0))
    apart = np.sum((means[0] - means[1]) ** 2)
    return float(apart + np.trace(spreads[0] + spreads[1]) - 2 * roots.sum())


def class_divergence(labels: np.ndarray, classes: int = 10) -> float:
    """Kullback–Leibler divergence, in nats, of the shares of `labels` from equal shares."""
    shares = np.bincount(labels, minlength=classes) / len(labels)
    present = shares[shares > 0]
    return float(np.sum(present * np.log(present * classes)))


def nearest(images: np.ndarray, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each row of `images` the nearest row of `among`, and the Euclidean distance to it.

    Args:
        images: (n, d).
        among: (m, d); n times m numbers are held in memory.

    Returns:
        Indices into `among` (n,) and distances (n,).
    """
    squares = np.sum(images**2, axis=1)[:, None] - 2 * images @ among.T + np.sum(among**2, axis=1)
    indices = squares.argmin(axis=1)
    return indices, np.linalg.norm(images - among[indices], axis=1)
