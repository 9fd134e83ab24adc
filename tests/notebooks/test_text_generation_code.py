"""Language models, sampling and copying of notebook 05-text-generation on other inputs."""

from __future__ import annotations

from collections import Counter, defaultdict
from difflib import SequenceMatcher

import numpy as np
import pytest
from chapter_code import chapter_code

NAME = "05-text-generation"


@pytest.fixture
def chapter():
    return chapter_code(NAME)


def kneser_ney(ids, size, order):
    """Probability of every tuple of ids, with dictionaries and recursion instead of arrays."""
    counts = {order: Counter(zip(*(ids[j:] for j in range(order)), strict=False))}
    for k in range(order - 1, 0, -1):
        counts[k] = Counter(gram[1:] for gram in counts[k + 1])
    followers = {k: defaultdict(list) for k in counts}
    for k, grams in counts.items():
        for gram, count in grams.items():
            followers[k][gram[:-1]].append(count)

    def probability(gram):
        if not gram:
            return 1 / size
        k = len(gram)
        n = Counter(counts[k].values())
        discount = n[1] / (n[1] + 2 * n[2]) if n[1] and n[2] else 0.5
        seen, lower = followers[k][gram[:-1]], probability(gram[1:])
        if not seen:
            return lower
        kept = max(counts[k][gram] - discount, 0)
        return (kept + discount * len(seen) * lower) / sum(seen)

    return probability


@pytest.mark.parametrize(("size", "order", "length"), [(3, 2, 30), (4, 3, 60), (5, 4, 200)])
def test_kneser_ney_is_that_of_dictionaries(chapter, size, order, length):
    rng = np.random.default_rng(size)
    ids = rng.choice(size, length, p=rng.dirichlet(np.ones(size)))
    grams = rng.integers(0, size, (100, order))
    codes = grams @ size ** np.arange(order)[::-1]
    theirs = kneser_ney([int(i) for i in ids], size, order)
    model = chapter.KneserNey(ids.astype("uint8"), size, order)
    expected = [theirs(tuple(map(int, gram))) for gram in grams]
    np.testing.assert_allclose(model.probability(codes), expected, rtol=1e-12)
    assert chapter.ngram_bits(model, ids) < np.log2(size)


def test_probabilities_of_the_following_characters_sum_to_one(chapter):
    ids = np.random.default_rng(1).integers(0, 6, 40)
    model = chapter.KneserNey(ids, 7, 3)
    table = model.probability(np.arange(7**3)).reshape(-1, 7)
    np.testing.assert_allclose(table.sum(axis=1), 1, atol=1e-12)
    assert table.min() > 0


@pytest.mark.parametrize("length", [24, 25, 26, 100])
def test_streams_go_on_from_batch_to_batch(chapter, length):
    ids, rows, steps = np.arange(length), 3, 4
    x, y = chapter.streams(ids, rows, steps)
    np.testing.assert_array_equal(y, x + 1)
    batches = x.reshape(-1, rows, steps)
    np.testing.assert_array_equal(batches[1:, :, 0], batches[:-1, :, -1] + 1)
    assert len(batches) == (length - 1) // (rows * steps)


def test_filters_of_the_distribution(chapter):
    rng = np.random.default_rng(2)
    p = rng.dirichlet(np.ones(9), 50)
    kept = chapter.keep(p, mass=0.7)
    np.testing.assert_allclose(kept.sum(axis=1), 1)
    for before, after in zip(p, kept, strict=True):
        chosen = before[after > 0]
        assert chosen.sum() >= 0.7 > chosen.sum() - chosen.min()
        assert chosen.min() >= before[after == 0].max(initial=0)
    assert ((chapter.keep(p, 4) > 0).sum(axis=1) == 4).all()
    np.testing.assert_allclose(chapter.keep(p), p)
    sharp = chapter.softmax(np.log(p), 1e-3)
    np.testing.assert_array_equal(sharp.argmax(axis=1), p.argmax(axis=1))
    assert sharp.max(axis=1).mean() > 0.98


def test_drawn_characters_have_the_distribution(chapter):
    p = np.array([0.0, 0.6, 0.1, 0.3])
    drawn = chapter.draw(np.tile(p, (40000, 1)), np.random.default_rng(3))
    np.testing.assert_allclose(np.bincount(drawn, minlength=4) / 40000, p, atol=0.01)


def test_writing_with_a_carried_state_is_rereading(chapter):
    import keras

    keras.utils.set_random_seed(4)
    reader = chapter.language_model("lstm", 9, 12)
    reader.set_weights([3 * weights for weights in reader.get_weights()])
    start = np.array([3, 1, 4, 1, 5])
    carried = chapter.write(reader.get_weights(), start, 20, chapter.greedy)
    again = chapter.write_rereading(reader, start, 20, chapter.greedy)
    np.testing.assert_array_equal(carried, again)
    assert carried.shape == (1, 25)


def test_bits_of_the_characters_are_the_loss_of_keras(chapter):
    import keras

    keras.utils.set_random_seed(5)
    reader = chapter.language_model("gru", 6, 10)
    x, y = np.random.default_rng(5).integers(0, 10, (2, 3, 8))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    nats = float(loss(y, reader.predict(x, verbose=0)))
    assert chapter.character_bits(reader, x, y).mean() == pytest.approx(nats / np.log(2), rel=1e-5)


def test_longest_copy_is_that_of_difflib(chapter):
    rng = np.random.default_rng(6)
    for _ in range(5):
        corpus, text = rng.integers(0, 4, 300), rng.integers(0, 4, 200)
        match = SequenceMatcher(None, text.tolist(), corpus.tolist(), autojunk=False)
        longest = match.find_longest_match().size
        copy = chapter.longest_copy(text[None], corpus, 4)
        assert len(copy) == longest
        joined = "".join(map(str, copy))
        assert joined in "".join(map(str, text)) and joined in "".join(map(str, corpus))


def test_rhymes_are_counted_by_pairs_of_lines(chapter):
    masnavi = "روز و شب، یار\nدر پی دیار!\nچنگ\nرنگ\nتنها"
    assert chapter.rhyme_share([masnavi]) == 1
    assert chapter.rhyme_share([masnavi, "آب\nخاک\nباد\nآتش"]) == 0.5
    assert chapter.verse_lines("می\u200cرود، او\n\n؟") == ["میرود او"]


def test_a_text_of_the_reader_is_read(chapter, tmp_path):
    file = tmp_path / "novel.txt"
    file.write_text("Well, Prince,\nso Genoa\n\n\n\nhe said\n", encoding="utf-8-sig")
    assert chapter.load_poems(file, sample=False) == ["Well, Prince,\nso Genoa", "he said"]
    assert chapter.normalize("كتابي") == "کتابی"
