"""The code of notebook 01-limits on other inputs than those of the notebook."""

from __future__ import annotations

import numpy as np
import pytest
from chapter_code import chapter_code
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LogisticRegression

chapter = chapter_code("01-limits")


def test_a_drawn_character_fills_its_picture_and_is_not_another():
    rng = np.random.default_rng(1)
    for character in "8شI۰":
        row = chapter.drawn(character, rng)
        assert row.shape == (64,) and row.min() >= 0 and row.max() <= 1
        assert row.reshape(8, 8).any(axis=1).all()
    eight, one = (chapter.drawn(c, np.random.default_rng(2)) for c in "81")
    assert np.linalg.norm(eight - one) > 1


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_the_gate_keeps_the_wanted_share_and_rejects_what_scores_lower(kept):
    inside = np.random.default_rng(0).random((1000, 1))
    groups = {"same": inside, "below": inside - 2, "above": inside + 2}
    found = chapter.rejected(lambda x: x[:, 0], inside, groups, kept)
    assert found["same"] == pytest.approx(1 - kept, abs=0.002)
    assert (found["below"], found["above"]) == (1, 0)


def test_memory_has_the_wanted_rows_of_every_old_class_only():
    y = np.random.default_rng(0).integers(0, 6, 300)
    rows = chapter.memory_rows(y, [1, 4], 7, np.random.default_rng(1))
    assert len(set(rows)) == 14 and sorted(y[rows]) == [1] * 7 + [4] * 7
    other = chapter.memory_rows(y, [1, 4], 7, np.random.default_rng(2))
    assert set(rows) != set(other)


def test_accuracy_by_group_and_weights():
    group = np.array([True, False, False, False])
    predicted, y = np.array([1, 1, 0, 0]), np.array([1, 1, 1, 0])
    assert chapter.accuracy_by(predicted, y, group) == (1, pytest.approx(2 / 3))
    weights = chapter.group_weights(group)
    assert weights.mean() == pytest.approx(1)
    assert weights[group].sum() == pytest.approx(weights[~group].sum())


def test_shaking_moves_a_picture_a_little_but_keeps_it():
    picture = np.zeros((8, 8))
    picture[2:6, 3:5] = 1
    moved = chapter.shaken(picture.reshape(1, 64), np.random.default_rng(0)).reshape(8, 8)
    assert not np.allclose(moved, picture)
    rows, columns = np.mgrid[:8, :8]
    for axis in (rows, columns):
        centre = np.sum(axis * moved) / moved.sum()
        assert abs(centre - np.sum(axis * picture) / picture.sum()) < 1


def test_applicants_are_those_of_the_story():
    x, repaid = chapter.applicants(20000, 0.3, np.random.default_rng(4))
    village = x[:, 3] == 1
    assert village.mean() == pytest.approx(0.3, abs=0.02)
    assert np.all(x[~village, 1] == 0) and np.all(x[village, 1] > 0)

    def slopes(rows):
        return LogisticRegression().fit(x[rows, :3], repaid[rows]).coef_[0]

    assert slopes(~village)[0] > 5 * abs(slopes(village)[0])
    assert slopes(village)[1] > 0 > slopes(village)[2]


def test_occlusion_finds_the_one_pixel_that_counts():
    picture = np.random.default_rng(0).random((6, 6)) + 0.1
    drop = chapter.occlusion_map(lambda p: p[2, 4], picture, size=3)
    where = np.argwhere(drop > 0)
    assert {tuple(w) for w in where} == {(r, c) for r in (0, 1, 2) for c in (2, 3)}
    assert np.allclose(drop[drop > 0], picture[2, 4])


def test_stamp_touches_only_the_corner_of_the_chosen():
    x = np.zeros((3, 64))
    pictures = chapter.stamped(x, np.array([True, False, True])).reshape(3, 8, 8)
    assert pictures[[0, 2], :2, :2].all() and pictures.sum() == 8 and not x.any()


def test_dependence_and_importance_agree_with_known_answers():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 3))
    y = x[:, 0] + 0.5 * x[:, 2] > 0
    model = LogisticRegression().fit(x, y)
    grid = np.linspace(-2, 2, 7)
    theirs = partial_dependence(model, x, [2], custom_values={2: grid}, method="brute")
    ours = chapter.dependence(model, x, 2, grid)
    np.testing.assert_allclose(ours, theirs["average"][0], atol=1e-12)
    found = [chapter.importance(model, x, y, k, 30, rng) for k in range(3)]
    assert found[0] > 2 * found[2] > 0 and abs(found[1]) < 0.02
    forest = RandomForestRegressor(10, random_state=0).fit(x[:, :1], x[:, 0])
    assert chapter.importance(forest, x[:, :1], x[:, 0], 0, 5, rng) > 1.5
