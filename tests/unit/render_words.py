"""Draw lines of text with whichever matplotlib runs this, for `test_text_shaping`.

Run as a program by the interpreter under test:
``python render_words.py OUT.npz LINE …`` writes grey pictures of the lines, cropped to the ink:
shaped rightly (``none``) and with every fault that the comparison has to notice.
"""

from __future__ import annotations

import sys

import matplotlib.pyplot as plt
import numpy as np

from zharfa import persian, plotting

right = persian.shape
FAULTS = {
    "none": right,
    "unshaped": lambda text: text,
    "shaped twice": lambda text: persian._reshape(persian._reshape(text)),
    "left to right": lambda text: right(text)[::-1],
    "no marks": lambda text: right(text.replace("\u0654", "")),
    "half-space lost": lambda text: right(text.replace("\u200c", "")),
}


def picture(line: str) -> np.ndarray:
    """Return the ink of one line, 0..1, cropped to its bounding box."""
    figure = plt.figure(figsize=(8, 1), dpi=100, facecolor="white", layout="none")
    figure.text(0.5, 0.5, line, ha="center", va="center", fontsize=28, color="black")
    figure.canvas.draw()
    ink = 1 - np.asarray(figure.canvas.buffer_rgba())[..., 0] / 255
    plt.close(figure)
    rows, columns = np.nonzero(ink > 0.2)
    return ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


if __name__ == "__main__":
    out, *lines = sys.argv[1:]
    plotting.use_persian_style()
    pictures = {}
    for fault, shape in FAULTS.items():
        persian.shape = shape
        for number, line in enumerate(lines):
            if "$" not in line or fault in {"none", "unshaped"}:
                pictures[f"{fault} {number}"] = picture(line)
    np.savez(out, **pictures)
