"""Make ``data/samples/persian_speech.npz`` anew: Persian sentences spoken by a synthesiser.

    python -m tools.make_speech

The sentences were written for the book (``tools/samples/speech_sentences.txt``). espeak-ng says
them with several voices at several speeds and pitches and tells at which sample every phoneme
begins (:mod:`tools.espeak`), so the labels are what was said, whatever the spelling left open. A
microphone and noise are imitated, and features are computed by ``kaldi-native-fbank``.

Neither voices nor sentences of the three parts have anything in common. Needs the shared library of
espeak-ng 1.51 (``apt-get install espeak-ng``); another version may speak a little differently.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import lfilter, resample_poly

from tools.espeak import SAMPLE_RATE as SPOKEN_RATE
from tools.espeak import Speaker, Spoken
from tools.make_samples import SAMPLES, npz

FILE = SAMPLES / "persian_speech.npz"
SENTENCES = Path(__file__).parent / "samples" / "speech_sentences.txt"

RATE = 16_000
WINDOW, STEP = 512, 256
COEFFICIENTS, MEL_BANDS = 13, 26
LOWEST_HERTZ = 20
# Coefficients are stored as multiples of this: far finer than what tells phonemes apart.
GRAIN = 1 / 16

SILENCE = 0
# espeak's name -> the letter by which the book shows it. Class 0 is silence.
PHONEMES = {
    "_": "سکوت",
    "a": "اَ",
    "e": "اِ",
    "o": "اُ",
    "A": "آ",
    "i": "ای",
    "u": "او",
    "?": "ء",
    "b": "ب",
    "p": "پ",
    "t": "ت",
    "dZ": "ج",
    "tS": "چ",
    "x": "خ",
    "d": "د",
    "R": "ر",
    "z": "ز",
    "Z": "ژ",
    "s": "س",
    "S": "ش",
    "q": "ق",
    "f": "ف",
    "k": "ک",
    "g": "گ",
    "l": "ل",
    "m": "م",
    "n": "ن",
    "v": "و",
    "h": "ه",
    "j": "ی",
}
# Parts of one phoneme, or lengths that Persian does not tell apart.
SAME = {"1": "q", "_:": "_"}

PARTS = ("train", "validation", "test")
VOICES = (
    ("fa", "m1", "m2", "m4", "m6", "m8", "f1", "f3", "Annie", "linda", "steph", "gustave"),
    ("m5", "f4"),
    ("m3", "m7", "f2", "Andrea"),
)
SENTENCES_OF_PART = (230, 30, 44)
VOICES_PER_SENTENCE = (3, 2, 4)
WORDS_PER_MINUTE = (150, 230)
SIGNAL_TO_NOISE = (0.0, 20.0)
# Seconds of silence before and after a sentence.
REST = (0.05, 0.25)


@dataclass(frozen=True)
class Utterance:
    """One sentence with one voice: sound at :data:`RATE`, phonemes and where each begins."""

    sound: np.ndarray
    phonemes: np.ndarray
    starts: np.ndarray


def utterance(spoken: Spoken) -> Utterance:
    """``spoken`` at :data:`RATE` with the book's phonemes; the closure of a stop is part of it.

    espeak marks a stop at its burst; the closure before it is written as exact zeros, which would
    otherwise be counted as part of the phoneme before.
    """
    phonemes, starts = [SILENCE], [0]
    names = list(PHONEMES)
    for name, start in zip(spoken.phonemes, spoken.starts, strict=True):
        phoneme = names.index(SAME.get(name, name))
        if name == "1":  # the second half of q
            continue
        while phonemes[-1] != SILENCE != phoneme and start - 1 > starts[-1]:
            if spoken.sound[start - 1]:
                break
            start -= 1
        if phoneme == phonemes[-1] == SILENCE:
            continue
        phonemes.append(phoneme)
        starts.append(start)
    sound = resample_poly(spoken.sound.astype(float), RATE, SPOKEN_RATE)
    return Utterance(sound, np.array(phonemes), np.array(starts) * RATE / SPOKEN_RATE)


def rested(chance: np.random.Generator, said: Utterance) -> Utterance:
    """``said`` with a little silence before and after, of random length."""
    before, after = (int(RATE * seconds) for seconds in chance.uniform(*REST, size=2))
    end = before + len(said.sound)
    return Utterance(
        np.pad(said.sound, (before, after)),
        np.append(said.phonemes, SILENCE),
        np.append(np.r_[0, said.starts[1:] + before], end),
    )


def frame_labels(said: Utterance, frames: int) -> np.ndarray:
    """The phoneme in the middle of every frame."""
    middles = WINDOW / 2 + STEP * np.arange(frames)
    return said.phonemes[np.searchsorted(said.starts, middles, side="right") - 1].astype("uint8")


def mfcc(sound: np.ndarray) -> np.ndarray:
    """13 coefficients per frame of 32 ms, a frame every 16 ms, from 16-bit samples."""
    import kaldi_native_fbank as kaldi

    options = kaldi.MfccOptions()
    frame = options.frame_opts
    frame.samp_freq, frame.dither, frame.window_type = RATE, 0.0, "hamming"
    frame.frame_length_ms, frame.frame_shift_ms = 1000 * WINDOW / RATE, 1000 * STEP / RATE
    options.mel_opts.num_bins, options.mel_opts.low_freq = MEL_BANDS, LOWEST_HERTZ
    options.num_ceps, options.use_energy, options.cepstral_lifter = COEFFICIENTS, False, 0.0
    computer = kaldi.OnlineMfcc(options)
    computer.accept_waveform(RATE, sound.astype("float32").tolist())
    computer.input_finished()
    return np.stack([computer.get_frame(i) for i in range(computer.num_frames_ready)])


def coloured_noise(chance: np.random.Generator, length: int, slope: float) -> np.ndarray:
    """Noise of unit power whose spectrum falls as frequency to the power -``slope``."""
    spectrum = np.fft.rfft(chance.normal(size=length))
    noise = np.fft.irfft(spectrum / np.maximum(np.arange(len(spectrum)), 20) ** (slope / 2), length)
    return noise / noise.std()


def recorded(chance: np.random.Generator, sound: np.ndarray, ratio: float) -> np.ndarray:
    """``sound`` as a poor microphone in a noisy room would give it: 16-bit samples.

    The noise is ``ratio`` decibels below the mean power of the speech; its colour, the tilt of the
    microphone and the loudness are drawn at random.
    """
    filtered = lfilter([1.0, chance.uniform(-0.6, 0.6)], [1.0], sound)
    noise = coloured_noise(chance, len(sound), chance.uniform(0.0, 2.0))
    mixed = filtered / filtered.std() + noise * 10 ** (-ratio / 20)
    loudness = 10 ** chance.uniform(2.9, 3.5)
    return np.clip(np.rint(loudness * mixed), -32768, 32767).astype("int16")


def plan(chance: np.random.Generator, count: int) -> list[tuple[int, int, str]]:
    """(part, sentence, voice) of every utterance: disjoint sentences, each with some voices."""
    order = chance.permutation(count)
    rows, first = [], 0
    for part, number in enumerate(SENTENCES_OF_PART):
        for sentence in order[first : first + number]:
            chosen = chance.permutation(len(VOICES[part]))[: VOICES_PER_SENTENCE[part]]
            rows += [(part, int(sentence), VOICES[part][voice]) for voice in chosen]
        first += number
    return rows


def make(sentences: Sequence[str], seed: int = 5) -> dict[str, np.ndarray]:
    """The arrays of the file."""
    chance, speaker = np.random.default_rng(seed), Speaker()
    voices = [voice for part in VOICES for voice in part]
    columns: dict[str, list] = {name: [] for name in ("part", "sentence", "voice", "ratio")}
    pieces: dict[str, list] = {name: [] for name in ("mfcc", "labels", "phones")}
    example = None
    for part, sentence, voice in plan(chance, len(sentences)):
        variant = "fa" if voice == "fa" else f"fa+{voice}"
        speed = int(chance.integers(*WORDS_PER_MINUTE))
        pitch, pitch_range = (int(v) for v in chance.integers(35, 66, size=2))
        said = utterance(speaker.say(sentences[sentence], variant, speed, pitch, pitch_range))
        said = rested(chance, said)
        ratio = chance.uniform(*SIGNAL_TO_NOISE)
        sound = recorded(chance, said.sound, ratio)
        features = mfcc(sound)
        pieces["mfcc"].append(features)
        pieces["labels"].append(frame_labels(said, len(features)))
        pieces["phones"].append(said.phonemes[said.phonemes != SILENCE])
        row = (part, sentence, voices.index(voice), ratio)
        for name, value in zip(columns, row, strict=True):
            columns[name].append(value)
        if part == 1 and ratio > 17 and example is None:
            example = len(columns["part"]) - 1, sound
    coefficients = np.concatenate(pieces["mfcc"])
    return {
        "mfcc": (np.rint(coefficients / GRAIN) * GRAIN).astype("float16"),
        "labels": np.concatenate(pieces["labels"]),
        "phones": np.concatenate(pieces["phones"]).astype("uint8"),
        "frame_counts": np.array([len(piece) for piece in pieces["labels"]], "uint16"),
        "phone_counts": np.array([len(piece) for piece in pieces["phones"]], "uint8"),
        "part": np.array(columns["part"], "uint8"),
        "sentence": np.array(columns["sentence"], "uint16"),
        "voice": np.array(columns["voice"], "uint8"),
        "signal_to_noise": np.array(columns["ratio"], "float16"),
        "parts": np.array(PARTS),
        "voices": np.array(voices),
        "sentences": np.array(sentences),
        "phonemes": np.array(list(PHONEMES)),
        "letters": np.array(list(PHONEMES.values())),
        "sound": example[1],
        "sound_row": np.array(example[0]),
        "synthesiser": np.array(f"espeak-ng {speaker.version()}"),
    }


def main() -> int:
    """Write the file and say what is in it."""
    arrays = make(SENTENCES.read_text(encoding="utf-8").splitlines())
    raw = npz(arrays)
    FILE.write_bytes(raw)
    print(f"{len(raw):,} bytes, {len(arrays['part'])} utterances, {len(arrays['labels'])} frames")
    return 0


if __name__ == "__main__":
    sys.exit(main())
