"""Persian text in pictures: right in both generations of matplotlib.

The current matplotlib shapes Persian itself and is the reference. The older one runs in an
environment of its own and must draw the same words the same way.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from zharfa import persian, plotting

REPOSITORY = Path(__file__).resolve().parents[2]
OLDER = REPOSITORY / os.environ.get("VENVS", ".venv") / "mpl310/bin/python"
LINES = (
    "شبکهٔ عصبی",
    "می‌شود",
    "گرادیان کاهشی",
    "لایهٔ ReLU با ۳ نورون",
    "دقت (اعتبارسنجی) ۹۳٫۶٪",
    "لاله و بالای پژوهش",
    "ReLU در برابر Sigmoid",
    "کلاس \u200e−۱",
)
WITH_MATH = "خطای $x^2$ در هر گام"
ALIKE = 0.8  # measured: at least 0.86 when right, at most 0.34 when wrong


@pytest.fixture(scope="module", autouse=True)
def older_environment():
    if not OLDER.exists():
        pytest.skip(f"نخست make test را اجرا کنید؛ محیط matplotlib 3.10 نیست: {OLDER}")


@pytest.fixture(scope="module")
def draw(tmp_path_factory):
    """Return a function (interpreter, fault) -> pictures of the lines, by line."""

    @cache
    def run(interpreter: str):
        out = tmp_path_factory.mktemp("words") / "words.npz"
        program = Path(__file__).with_name("render_words.py")
        command = [interpreter, program, out, *LINES, WITH_MATH]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "MPLBACKEND": "agg"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        assert "findfont" not in done.stderr and "Glyph" not in done.stderr, done.stderr
        return np.load(out)

    def drawn(interpreter: str, fault: str) -> dict[str, np.ndarray]:
        saved = run(interpreter)
        names = {line: f"{fault} {index}" for index, line in enumerate([*LINES, WITH_MATH])}
        return {line: saved[name] for line, name in names.items() if name in saved}

    return drawn


def likeness(reference: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two pictures of a line, slightly blurred, brought to the same size."""
    height, width = reference.shape
    picture = Image.fromarray((other * 255).astype(np.uint8)).resize((width, height))
    both = (reference, np.asarray(picture) / 255)
    blurred = [ndimage.gaussian_filter(each, 2).ravel() for each in both]
    return float(np.corrcoef(*blurred)[0, 1])


def pieces(picture: np.ndarray) -> int:
    """Number of separate pieces of ink: a letter more or less joined changes it."""
    return ndimage.label(picture > 0.35)[1]


def test_the_two_environments_are_of_different_generations():
    version = "import matplotlib; print(matplotlib.__version__)"
    older = subprocess.run([OLDER, "-c", version], capture_output=True, text=True, check=True)
    assert older.stdout.startswith("3.10.")
    assert persian.matplotlib_shapes_natively()


@pytest.mark.parametrize("line", LINES)
def test_older_matplotlib_draws_the_same_words(draw, line):
    reference, older = draw(sys.executable, "none")[line], draw(str(OLDER), "none")[line]
    assert likeness(reference, older) > ALIKE
    assert pieces(reference) == pieces(older)


@pytest.mark.parametrize("fault", ["unshaped", "shaped twice", "left to right"])
@pytest.mark.parametrize("line", LINES)
def test_wrong_shaping_is_noticed(draw, line, fault):
    reference, older = draw(sys.executable, "none")[line], draw(str(OLDER), fault)[line]
    assert likeness(reference, older) < ALIKE


@pytest.mark.parametrize(
    ("fault", "line"), [("no marks", "شبکهٔ عصبی"), ("half-space lost", "می‌شود")]
)
def test_lost_marks_and_half_spaces_are_noticed(draw, fault, line):
    reference, older = draw(sys.executable, "none")[line], draw(str(OLDER), fault)[line]
    assert pieces(reference) != pieces(older)


def test_text_around_math_is_shaped_in_both(draw):
    newer, older = draw(sys.executable, "none")[WITH_MATH], draw(str(OLDER), "none")[WITH_MATH]
    assert likeness(newer, older) > ALIKE
    for interpreter in (sys.executable, str(OLDER)):
        assert likeness(newer, draw(interpreter, "unshaped")[WITH_MATH]) < ALIKE


def test_native_generation_gets_the_text_itself():
    assert persian.shape("شبکهٔ عصبی با ReLU") == "شبکهٔ عصبی با ReLU"
    assert persian.shape("loss") == "loss"
    assert persian.shape("−۰٫۵") == "−۰٫۵"
    assert persian.shape(r"$\alpha=0.1$") == r"$\alpha=0.1$"
    assert persian.shape("ReLU تابعی ساده است") == "\u200fReLU تابعی ساده است"


def test_older_generation_joins_letters_and_keeps_marks(monkeypatch):
    monkeypatch.setattr(persian, "matplotlib_shapes_natively", lambda: False)
    assert persian.shape("خانهٔ ما") == "\ufe8e\ufee3 \ufba5\ufee7\ufe8e\ufea7"
    assert "\u0651" in persian.shape("محمّد")
    assert persian.shape("می‌شود") == "\ufea9\ufeee\ufeb7\ufbfd\ufee3"
    assert persian.shape("راهٔ") == "\u06c0\ufe8d\ufead"
    assert persian.shape("(سلام) Adam").startswith("Adam (")


def test_without_the_packages_text_comes_back(monkeypatch):
    monkeypatch.setattr(persian, "matplotlib_shapes_natively", lambda: False)
    monkeypatch.setattr(persian, "_reshaper", lambda: None)
    persian._reshape.cache_clear()
    try:
        assert persian.shape("شبکه") == "شبکه"
    finally:
        persian._reshape.cache_clear()


def test_hook_is_idempotent_and_reversible():
    original = plotting._original_preprocess_math
    plotting.install_text_shaping()
    plotting.install_text_shaping()
    assert matplotlib.text.Text._preprocess_math is plotting._preprocess_persian
    plotting.remove_text_shaping()
    assert matplotlib.text.Text._preprocess_math is original
    plotting.install_text_shaping()


def test_hook_leaves_the_text_in_logical_order():
    plotting.use_persian_style()
    figure, axes = plt.subplots()
    title = "خطای $x^2$ در هر گام"
    axes.set_title(title)
    figure.canvas.draw()
    figure.canvas.draw()
    assert axes.get_title() == title
    plt.close(figure)
