"""A speaker that tells what it says and when: espeak-ng through its C library.

The command line gives phonemes or sound, not both; the library calls back with pieces of sound and
events, and the event of a phoneme holds the sample at which the synthesiser begins it. Needs the
shared library of espeak-ng (``apt-get install espeak-ng``); written against version 1.51.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np

SAMPLE_RATE = 22_050
_SYNCHRONOUS, _PHONEME_EVENTS = 2, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_UTF8 = 1
_END, _PHONEME = 0, 7


class _Name(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("text", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("milliseconds", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Name),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True)
class Spoken:
    """A sentence as it was said.

    Attributes:
        sound: 16-bit samples at :data:`SAMPLE_RATE`.
        phonemes: espeak's names; ``_`` and ``_:`` are pauses.
        starts: the sample at which each of them begins.
    """

    sound: np.ndarray
    phonemes: tuple[str, ...]
    starts: tuple[int, ...]


class Speaker:
    """The synthesiser; one per process, as the library keeps its state in global variables."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS)
        if rate != SAMPLE_RATE:
            raise RuntimeError(f"espeak-ng answers with the sample rate {rate}")
        self._pieces: list[np.ndarray] = []
        self._events: list[tuple[str, int]] = []
        self._callback = _Callback(self._receive)  # kept: the library holds only its address
        self._library.espeak_SetSynthCallback(self._callback)

    def version(self) -> str:
        """Version of the library, for the record."""
        self._library.espeak_Info.restype = ctypes.c_char_p
        return self._library.espeak_Info(None).decode()

    def say(self, text: str, voice: str, rate: int, pitch: int, pitch_range: int) -> Spoken:
        """Speak ``text``.

        Args:
            text: one sentence.
            voice: language and variant, ``fa+f2``.
            rate: words per minute.
            pitch: 0 to 100, 50 is the voice's own.
            pitch_range: 0 (monotonous) to 100.
        """
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise ValueError(f"espeak-ng has no voice {voice!r}")
        for parameter, value in ((_RATE, rate), (_PITCH, pitch), (_RANGE, pitch_range)):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._pieces, self._events = [], []
        raw = text.encode() + b"\0"
        self._library.espeak_Synth(raw, len(raw), 0, 0, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        names, starts = zip(*self._events, strict=True)
        return Spoken(np.concatenate(self._pieces), names, starts)

    def _receive(self, wave: object, count: int, events: object) -> int:
        if wave and count > 0:
            self._pieces.append(np.ctypeslib.as_array(wave, (count,)).copy())
        place = 0
        while events[place].type != _END:
            event = events[place]
            if event.type == _PHONEME:
                self._events.append((event.id.text.decode("utf-8"), event.sample))
            place += 1
        return 0
