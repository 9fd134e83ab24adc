"""Code of 05-speech on other inputs than its own."""

from __future__ import annotations

from itertools import product

import keras
import numpy as np
import pytest
from chapter_code import chapter_code


@pytest.fixture(scope="module")
def code():
    return chapter_code("05-speech")


def test_the_coefficients_are_those_of_the_library(code):
    make_speech = pytest.importorskip("tools.make_speech")
    pytest.importorskip("kaldi_native_fbank")
    chance = np.random.default_rng(0)
    sound = np.rint(3000 * make_speech.coloured_noise(chance, 20_000, slope=1.0))
    np.testing.assert_allclose(code.mfcc(sound), make_speech.mfcc(sound), atol=2e-3)


def test_frames_are_whole_and_overlap_by_half(code):
    frames = code.framed(np.arange(512 + 3 * 256 + 255))
    assert frames.shape == (4, 512)
    np.testing.assert_array_equal(frames[:, 0], [0, 256, 512, 768])


def test_a_pure_tone_stands_in_the_band_of_its_frequency(code):
    tone = np.sin(2 * np.pi * 1000 * np.arange(4096) / 16_000)
    bands = code.power_spectrum(code.framed(tone)) @ code.mel_filters().T
    edges = np.linspace(code.mel(20), code.mel(8000), 28)
    nearest = np.abs(edges[1:-1] - code.mel(1000)).argmin()
    assert (bands.argmax(axis=1) == nearest).all()


def test_the_slope_of_a_line_is_its_slope_and_of_a_constant_zero(code):
    line = np.arange(20.0)[:, None] * [3.0, -2.0, 0.0]
    slopes = code.slope(line)
    np.testing.assert_allclose(slopes[2:-2], np.tile([3.0, -2.0, 0.0], (16, 1)))
    assert code.with_slopes(line).shape == (20, 9)
    np.testing.assert_allclose(code.with_slopes(line)[4:-4, 6:], 0, atol=1e-12)


def test_the_compared_networks_are_of_one_size(code):
    sizes = {kind: code.network(kind).count_params() for kind in code.COMPARED}
    assert max(sizes.values()) < 1.04 * min(sizes.values())
    assert code.network("lstm150").count_params() == 118_530
    assert code.network("bilstm120").count_params() == 160_830


@pytest.mark.parametrize("kind", ["lstm", "bilstm", "deep"])
def test_what_follows_an_utterance_does_not_change_its_answers(code, kind):
    model = code.network(kind)
    x = np.random.default_rng(1).normal(size=(1, 12, 39)).astype("float32")
    padded = np.pad(x, ((0, 0), (0, 5), (0, 0)))
    short, long = (model.predict(v, verbose=0) for v in (x, padded))
    np.testing.assert_allclose(short, long[:, :12], atol=1e-5)


def test_one_sided_networks_do_not_hear_the_future_and_two_sided_do(code):
    x = np.random.default_rng(2).normal(size=(1, 12, 39)).astype("float32")
    other = x.copy()
    other[:, 8:] += 1
    for kind, hears in {"frame": False, "lstm": False, "window": True, "bilstm": True}.items():
        model = code.network(kind)
        before, after = (model.predict(v, verbose=0)[:, :8] for v in (x, other))
        assert (np.abs(before - after).max() > 1e-4) == hears, kind


def test_the_path_loss_is_the_sum_over_paths_also_for_padded_sequences(code):
    logits = np.random.default_rng(3).normal(size=(2, 6, 4)).astype("float32")
    targets = np.array([[6, 3, 3, 1], [4, 2, 0, 0]])
    losses = keras.ops.convert_to_numpy(code.ctc_loss(targets, logits))
    odds = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
    first = code.probability_by_counting(odds[0], [3, 3, 1])
    second = code.probability_by_counting(odds[1, :4], [2])
    np.testing.assert_allclose(losses, -np.log([first, second]), atol=1e-4)


def test_all_sequences_together_have_probability_one(code):
    odds = np.random.default_rng(4).dirichlet(np.ones(3), size=3)
    sequences = [s for length in range(4) for s in product([1, 2], repeat=length)]
    total = sum(code.probability_by_counting(odds, s) for s in sequences)
    assert total == pytest.approx(1)


def test_edit_distance_is_a_metric_that_counts_edits(code):
    words = ["", "ab", "ba", "abc", "kitten", "sitting", "abcabc"]
    assert code.edit_distance("kitten", "sitting") == 3
    for a, b, c in product(words, repeat=3):
        there, back = code.edit_distance(a, b), code.edit_distance(b, a)
        assert there == back and (there == 0) == (a == b)
        assert there <= code.edit_distance(a, c) + code.edit_distance(c, b)
    assert code.error_rate([[1, 2], [3]], [[1], [4, 5]]) == 1


def test_place_in_phoneme_starts_anew_with_every_phoneme(code):
    places = code.place_in_phoneme([4, 4, 4, 0, 7, 7, 4])
    assert places.tolist() == [0, 1, 2, 0, 0, 1, 0]
