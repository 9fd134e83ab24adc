"""The speech made for the book: whole, labelled consistently, and its parts have nothing in common.

Making it anew needs espeak-ng; here stands what can be told from the file, and the parts of the
program that need no synthesiser.
"""

from __future__ import annotations

from itertools import combinations, groupby

import numpy as np
import pytest

from tools import make_speech
from tools.espeak import SAMPLE_RATE, Spoken
from zharfa import data
from zharfa.data.checksum import sha256_of

CHECKSUM = "064c497246b212e76722d6c0e936f92317d4b5feb2888dcceeaa81be64ec9830"
MEGABYTES = 2_500_000


@pytest.fixture(scope="module")
def speech() -> dict:
    return data.load("persian_speech")


def test_the_file_is_the_one_the_book_was_written_with() -> None:
    assert sha256_of(make_speech.FILE) == CHECKSUM
    assert make_speech.FILE.stat().st_size < MEGABYTES


def test_every_utterance_has_features_labels_and_phonemes(speech: dict) -> None:
    count = len(speech["utterances"])
    assert count == len(speech["mfcc"]) == len(speech["labels"]) == len(speech["phones"])
    for features, labels, phones in zip(
        speech["mfcc"], speech["labels"], speech["phones"], strict=True
    ):
        assert features.shape == (len(labels), 13) and features.dtype == np.float32
        assert np.isfinite(features).all()
        # CTC needs a frame for each phoneme, and a blank between equal ones.
        assert len(phones) + (phones[1:] == phones[:-1]).sum() <= len(labels)


def test_labels_are_the_phonemes_in_their_order(speech: dict) -> None:
    """Frames may pass over a phoneme shorter than they are, but never add or exchange one."""
    missed = total = 0
    for labels, phones in zip(speech["labels"], speech["phones"], strict=True):
        assert labels[0] == labels[-1] == make_speech.SILENCE
        seen = [label for label, _ in groupby(labels) if label != make_speech.SILENCE]
        rest = iter(phones)
        assert all(label in rest for label in seen)
        missed, total = missed + len(phones) - len(seen), total + len(phones)
    assert missed < 0.05 * total


def test_the_classes_are_silence_six_vowels_and_23_consonants(speech: dict) -> None:
    assert speech["phonemes"] == tuple(make_speech.PHONEMES.values())
    assert len(speech["phonemes"]) == 30
    used = np.concatenate(speech["labels"])
    assert set(used) == set(range(30))
    assert make_speech.SILENCE not in np.concatenate(speech["phones"])


def test_no_voice_and_no_sentence_is_in_two_parts(speech: dict) -> None:
    table = speech["utterances"]
    assert set(table["part"]) == set(make_speech.PARTS)
    for column in ("voice", "text"):
        parts = [set(group) for _, group in table.groupby("part")[column]]
        assert all(not one & other for one, other in combinations(parts, 2))
    assert not table.duplicated(["voice", "text"]).any()


def explained(features: np.ndarray, labels: np.ndarray) -> float:
    """Share of the variance of the features that the labels explain."""
    centred = features - features.mean(axis=0)
    sums = np.zeros((30, features.shape[1]))
    np.add.at(sums, labels, centred)
    between = (sums**2 / np.maximum(np.bincount(labels, minlength=30), 1)[:, None]).sum(axis=0)
    return float((between / (centred**2).sum(axis=0)).mean())


def test_the_labels_stand_at_the_frames_they_belong_to(speech: dict) -> None:
    """Moved by a frame to either side they fit the sound less well."""
    fits = {}
    for shift in range(-2, 3):
        labels = [np.roll(row, shift)[3:-3] for row in speech["labels"]]
        features = [row[3:-3] for row in speech["mfcc"]]
        fits[shift] = explained(np.concatenate(features), np.concatenate(labels))
    assert max(fits, key=fits.get) == 0
    assert fits[0] > 1.1 * max(fits[-1], fits[1])


def test_the_sound_gives_the_features_stored_for_it(speech: dict) -> None:
    pytest.importorskip("kaldi_native_fbank")
    computed = make_speech.mfcc(speech["sound"])
    stored = speech["mfcc"][speech["sound_row"]]
    np.testing.assert_allclose(computed, stored, atol=make_speech.GRAIN / 2 + 1e-3)


def test_the_closure_of_a_stop_is_part_of_the_stop() -> None:
    sound = np.ones(1000, dtype="int16")
    sound[300:400] = 0
    names = ("a", "t", "q", "1", "_:", "_")
    spoken = Spoken(sound, names, (100, 400, 600, 650, 900, 1000))
    said = make_speech.utterance(spoken)
    phonemes = [list(make_speech.PHONEMES)[p] for p in said.phonemes]
    assert phonemes == ["_", "a", "t", "q", "_"]
    starts = said.starts * SAMPLE_RATE / make_speech.RATE
    np.testing.assert_allclose(starts, [0, 100, 300, 600, 900])


def test_rest_moves_the_phonemes_with_the_sound() -> None:
    chance = np.random.default_rng(0)
    said = make_speech.Utterance(np.ones(3000), np.array([0, 4]), np.array([0.0, 500.0]))
    rested = make_speech.rested(chance, said)
    first = int(np.flatnonzero(rested.sound)[0])
    assert rested.phonemes.tolist() == [0, 4, 0]
    np.testing.assert_allclose(rested.starts, [0, first + 500, first + 3000])
    labels = make_speech.frame_labels(rested, (len(rested.sound) - 512) // 256 + 1)
    middles = 256 + 256 * np.arange(len(labels))
    spoken = (middles >= first + 500) & (middles < first + 3000)
    assert spoken.any() and ((labels == 4) == spoken).all()


def test_noise_is_as_loud_as_asked_for() -> None:
    chance = np.random.default_rng(1)
    noise = make_speech.coloured_noise(chance, 16_000, slope=1.5)
    assert noise.std() == pytest.approx(1)
    power = np.abs(np.fft.rfft(noise)) ** 2
    assert power[100:200].mean() > 10 * power[4000:5000].mean()
    silence_then_speech = np.r_[np.zeros(16_000), chance.normal(size=16_000)]
    recorded = make_speech.recorded(chance, silence_then_speech, ratio=10.0).astype(float)
    quiet, loud = recorded[:16_000].var(), recorded[16_000:].var()
    assert 10 * np.log10((loud - quiet) / 2 / quiet) == pytest.approx(10, abs=1)
