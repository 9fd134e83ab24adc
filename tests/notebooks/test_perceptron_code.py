"""The perceptron of chapter 2 on inputs other than those of the chapter."""

from __future__ import annotations

import numpy as np
import pytest
from chapter_code import chapter_code
from sklearn.linear_model import Perceptron as SklearnPerceptron


@pytest.mark.parametrize("seed", range(3))
def test_weights_are_those_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(50, 3))
    y = (x @ [1.0, -2.0, 0.5] > 0.3).astype(int)
    # At z = 0 the two conventions differ unless the first sample is of class 1.
    first = np.argmax(y)
    x[[0, first]], y[[0, first]] = x[[first, 0]], y[[first, 0]]
    ours = chapter_code("02-perceptron").Perceptron(np.zeros(4)).fit(x, y, epochs=20)
    theirs = SklearnPerceptron(shuffle=False, tol=None, max_iter=len(ours.mistakes)).fit(x, y)
    np.testing.assert_allclose(ours.W, np.append(theirs.coef_, theirs.intercept_), atol=1e-12)
