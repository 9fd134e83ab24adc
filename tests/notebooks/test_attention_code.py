"""Attention, multi-head attention, CTC paths and the number task of chapter 5 on other inputs."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from chapter_code import chapter_code

NAME = "05-attention"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (10, "ده"),
        (700, "هفتصد"),
        (1000, "هزار"),
        (21001, "بیست و یک هزار و یک"),
        (1001000, "یک میلیون و هزار"),
        (305000000019, "سیصد و پنج میلیارد و نوزده"),
    ],
)
def test_numbers_are_spelled_as_one_says_them(number, words):
    assert chapter_code(NAME).spell(number) == words


def test_no_two_numbers_are_spelled_alike():
    spell = chapter_code(NAME).spell
    numbers = [*range(1, 5000), *range(999_000, 1_003_000)]
    assert len({spell(number) for number in numbers}) == len(numbers)


def test_parts_do_not_overlap_and_the_decoder_sees_the_past_only():
    chapter = chapter_code(NAME)
    task = chapter.make_task(400, 6)
    rows = {part: {tuple(row) for row in task[part][2]} for part in task}
    assert not rows["train"] & rows["val"]
    assert not rows["train"] & rows["test"]
    for _, before, after in task.values():
        assert (before[:, 0] == chapter.BOUNDARY).all()
        assert np.all((after == chapter.BOUNDARY).sum(axis=1) == 1)
        for seen, said in zip(before, after, strict=True):
            length = np.count_nonzero(said)
            np.testing.assert_array_equal(seen[1:length], said[: length - 1])


def test_the_longest_numbers_fit():
    chapter = chapter_code(NAME)
    source, _, after = chapter.encode([777_777_777_777], 12)
    assert (source > 0).all() and (after > 0).all()


def test_scores_by_their_definitions():
    chapter, rng = chapter_code(NAME), np.random.default_rng(0)
    s, h = rng.normal(size=(2, 3)), rng.normal(size=(4, 5))
    W, U, v = rng.normal(size=(3, 6)), rng.normal(size=(5, 6)), rng.normal(size=(6, 1))
    general, location = rng.normal(size=(3, 5)), rng.normal(size=(3, 4))
    for i, j in product(range(2), range(4)):
        got = float(chapter.score("additive", s, h, W, U, v)[i, j])
        assert got == pytest.approx(v[:, 0] @ np.tanh(s[i] @ W + h[j] @ U), abs=1e-5)
        got = float(chapter.score("general", s, h, general)[i, j])
        assert got == pytest.approx(s[i] @ general @ h[j], abs=1e-5)
        got = float(chapter.score("location", s, h, location)[i, j])
        assert got == pytest.approx(s[i] @ location[:, j], abs=1e-5)
        a, b = s[i], h[j, :3]
        cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
        assert float(chapter.score("cosine", s, h[:, :3])[i, j]) == pytest.approx(cosine, abs=1e-5)
        scaled = float(chapter.score("scaled", s, h[:, :3])[i, j])
        assert scaled == pytest.approx(a @ b / 3**0.5, abs=1e-5)


@pytest.mark.parametrize(("heads", "size", "causal"), [(1, 3, False), (3, 2, True), (2, 7, True)])
def test_multi_head_attention_is_that_of_keras(heads, size, causal):
    import keras

    rng = np.random.default_rng(heads)
    x = rng.normal(size=(1, 5, 6))
    layer = keras.layers.MultiHeadAttention(num_heads=heads, key_dim=size)
    layer(x, x)
    layer.set_weights([rng.normal(size=w.shape) / 2 for w in layer.weights])
    theirs = keras.ops.convert_to_numpy(layer(x, x, use_causal_mask=causal))[0]
    allowed = np.tri(5, dtype=bool) if causal else None
    ours = chapter_code(NAME).multi_head(x[0], x[0], layer.get_weights(), allowed)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_padding_gets_no_weight():
    chapter, rng = chapter_code(NAME), np.random.default_rng(0)
    s, h = (rng.normal(size=shape).astype("float32") for shape in [(2, 3, 4), (2, 5, 4)])
    real = np.arange(5) < np.array([[5], [2]])
    context, weights = map(np.asarray, chapter.Align("dot")(s, h, real))
    np.testing.assert_allclose(weights.sum(axis=-1), 1, atol=1e-6)
    assert weights[1, :, 2:].max() == 0
    np.testing.assert_allclose(context, weights @ h, atol=1e-5)


@pytest.mark.parametrize("shift", [1, 4])
def test_positions_depend_on_distance_only(shift):
    P = chapter_code(NAME).positions(40, 12)
    near = np.einsum("pd,pd->p", P[:-shift], P[shift:])
    np.testing.assert_allclose(near, near[0], atol=1e-9)
    assert len(np.unique(P.round(6), axis=0)) == 40


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ((0, 0), ()),
        ((1, 1, 1), (1,)),
        ((1, 0, 1), (1, 1)),
        ((0, 2, 2, 1, 0), (2, 1)),
        ((1, 1, 0, 0, 1, 2, 2), (1, 1, 2)),
    ],
)
def test_paths_collapse_repeats_first_and_blanks_second(path, answer):
    assert chapter_code(NAME).collapse(path) == answer


class Fixed:
    """Stands for a network: says the same probabilities to everybody."""

    def __init__(self, p):
        self.p = p

    def __call__(self, seen):
        return self.p[: len(seen[0])]


def test_an_answer_is_right_only_as_a_whole_and_padding_does_not_count():
    after = np.array([[3, 11, 0], [3, 11, 0], [11, 0, 0]])
    p = np.eye(12)[np.array([[3, 11, 5], [4, 11, 0], [11, 2, 2]])]
    verdict = chapter_code(NAME).right_answers(Fixed(p), (after, after, after))
    np.testing.assert_array_equal(verdict, [True, False, True])


def test_greedy_decoding_takes_the_most_probable_token_of_each_step():
    tokens = np.array([[3, 7, 11, 2], [5, 11, 1, 1]])
    said = chapter_code(NAME).greedy(Fixed(np.eye(12)[tokens]), np.zeros((2, 5)), 4)
    np.testing.assert_array_equal(said, tokens)


def test_every_tenth_poem_is_held_out():
    kept, held = chapter_code(NAME).split_poems("\n\n".join(f"p{i}" for i in range(25)))
    assert held == "p9\n\np19"
    assert "p9" not in kept.split("\n\n") and "p10" in kept.split("\n\n")
