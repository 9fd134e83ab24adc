"""Text, baselines, pooling and explanations of chapter 5 on inputs other than the chapter's own."""

from __future__ import annotations

import itertools

import keras
import numpy as np
import pytest
from chapter_code import chapter_code
from scipy.stats import binomtest
from sklearn.feature_extraction.text import CountVectorizer

NAME = "05-sentiment"


@pytest.fixture(scope="module")
def chapter():
    return chapter_code(NAME)


def test_ids_are_ranks_shifted_by_three(chapter):
    ranks = {"a": 1, "fine": 2, "film": 3}
    assert chapter.decode([1, 4, 5, 6, 2], ranks) == "<start> a fine film <unknown>"
    assert chapter.decode([1, 4, 5], ranks, offset=0) != chapter.decode([1, 4, 5], ranks)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("كباب عالي", "کباب عالی"),
        ("می\u200cرسد", "می رسد"),
        ("خیلیییییی", "خیلیی"),
        ("۴٢ دقیقه", "42 دقیقه"),
        ("بَسته‌بندی".replace("\u200c", ""), "بستهبندی"),
    ],
)
def test_every_shape_of_a_word_becomes_one(chapter, written, wanted):
    assert chapter.normalise(written) == wanted
    assert chapter.normalise(chapter.normalise(written)) == wanted


def test_marks_and_faces_stay_tokens(chapter):
    assert chapter.tokens("خوب بود، ولی کم!😊") == ["خوب", "بود", "،", "ولی", "کم", "!", "😊"]


def test_a_denial_turns_the_word_before_it(chapter):
    assert chapter.polarity("غذا خوب بود") > 0
    assert chapter.polarity("غذا خوب نبود") < 0
    assert chapter.polarity("سرد نبود") > 0
    assert chapter.polarity("دیروز رسید") == 0


@pytest.mark.parametrize("seed", range(3))
def test_the_bag_counts_words_and_pairs(chapter, seed):
    rng = np.random.default_rng(seed)
    texts = [rng.integers(0, 12, size=size).tolist() for size in (5, 1, 9, 3)]
    kept = [[word for word in text if word < 8] for text in texts]
    counter = CountVectorizer(analyzer=lambda text: text, vocabulary=range(8))
    plain = chapter.bag(texts, 8).toarray()
    np.testing.assert_array_equal(plain, counter.transform(kept).toarray())
    both = chapter.bag(texts, 8, pairs=50).toarray()
    np.testing.assert_array_equal(both[:, :8], plain)
    pairs = [sum(a < 8 and b < 8 for a, b in itertools.pairwise(t)) for t in texts]
    assert both[:, 8:].sum(axis=1).tolist() == pairs


def test_equal_pairs_share_a_column_and_order_matters(chapter):
    one, again, turned = chapter.bag([[3, 5], [3, 5], [5, 3]], 8, pairs=1000).toarray()[:, 8:]
    assert one.sum() == 1
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, turned)


def test_padding_keeps_the_end_and_stands_behind(chapter):
    rows = chapter.padded([[4, 5], [9, 1, 2, 3], []], words=5, length=3)
    assert rows.tolist() == [[4, 2, 0], [1, 2, 3], [0, 0, 0]]


@pytest.mark.parametrize("seed", range(3))
def test_padding_has_no_part_in_the_pooling(chapter, seed):
    rng = np.random.default_rng(seed)
    states = np.tanh(rng.normal(size=(2, 6, 3))).astype("float32")
    ids = np.array([[4, 1, 7, 0, 0, 0], [5, 5, 5, 5, 5, 0]])
    layer = chapter.AttentionPooling(4)
    pooled = keras.ops.convert_to_numpy(layer([states, ids]))
    noisy = states + 0.9 * (ids == 0)[..., None] * rng.uniform(-1, 1, size=states.shape)
    again = keras.ops.convert_to_numpy(layer([np.clip(noisy, -1, 1).astype("float32"), ids]))
    np.testing.assert_allclose(pooled, again, atol=1e-6)
    W, v = (keras.ops.convert_to_numpy(weight) for weight in layer.weights)
    for row in range(2):
        expected = chapter.numpy_pooling(states[row], ids[row], W, v[:, 0])
        np.testing.assert_allclose(pooled[row], expected, atol=1e-6)


def test_folding_back_restores_the_order_of_the_words(chapter):
    x = np.arange(2 * 12 * 3, dtype="float32").reshape(2, 12, 3)
    pieces = chapter.Fold(4)(x)
    assert tuple(pieces.shape) == (6, 4, 3)
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(pieces)[1], x[0, 4:8])
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(chapter.Fold(12)(pieces)), x)


def test_the_network_ignores_what_is_padding_only_in_the_pooling(chapter):
    keras.utils.set_random_seed(0)
    network = chapter.classifier(20, 8, 4, 5, 6)
    ids = chapter.padded([[3, 4, 5], [6, 7, 8, 9, 10, 11]], 20, 8)
    weights = chapter.attention_weights(network, ids)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
    assert weights[0, 3:].max() == 0


def test_the_share_of_a_word_in_a_sum_is_its_weight(chapter):
    weight = {"خوب": -2.0, "سرد": 3.0, "بود": 0.25}
    whole, shares = chapter.leave_one_out(
        ["سرد", "بود", "خوب"], lambda rows: np.array([sum(map(weight.get, row)) for row in rows])
    )
    assert whole == pytest.approx(1.25)
    np.testing.assert_allclose(shares, [3, 0.25, -2])


def test_two_models_are_compared_on_what_they_do_not_share(chapter):
    y = np.array([1] * 60 + [0] * 40)
    first = np.where(np.arange(100) < 90, y, 1 - y).astype(float)
    second = np.where(np.arange(100) >= 25, y, 1 - y).astype(float)
    right, low, high, chance = chapter.compare(y, first, second)
    assert (right, low < 0.9 < high) == (0.9, True)
    assert chance == pytest.approx(binomtest(25, 35).pvalue)
    assert chapter.compare(y, first, first)[-1] == 1
