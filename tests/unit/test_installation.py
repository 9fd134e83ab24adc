"""Installed with pip, the package serves a reader's own programs anywhere on the disk."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN_PROGRAM = """
import keras
import numpy as np
from zharfa.learned_optimizers import HilbertLSTM

X = np.random.default_rng(0).normal(size=(256, 3)).astype("float32")
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
model.compile(optimizer=HilbertLSTM.from_pretrained("best"), loss="mse")
losses = model.fit(X, X @ [[1.0], [-2.0], [0.5]], epochs=10, verbose=0).history["loss"]
assert losses[-1] < 0.1 * losses[0], losses
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> str:
    """A Python with this environment's libraries and ``pip install -e`` of a copy of the book."""
    folder = tmp_path_factory.mktemp("installed")
    copy, environment = folder / "book", folder / "environment"
    for part in ("zharfa", "data/weights"):
        shutil.copytree(ROOT / part, copy / part)
    for name in ("pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, copy)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    query = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.run([python, "-c", query], check=True, capture_output=True, text=True).stdout
    (Path(own.strip()) / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    # The libraries are there already, and nothing is fetched.
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--quiet"]
    pip = [sys.executable, "-m", "pip", "--python", python, "install"]
    subprocess.run([*pip, *options, "-e", copy], check=True)
    return str(python)


def test_three_lines_in_ones_own_program(installed, tmp_path):
    program = tmp_path / "own.py"
    program.write_text(OWN_PROGRAM)
    done = subprocess.run([installed, program], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_it_asks_for_what_the_chapters_need(installed):
    query = "from importlib.metadata import requires; print(*requires('zharfa'), sep='\\n')"
    asked = subprocess.run([installed, "-c", query], check=True, capture_output=True, text=True)
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = {line.replace(" ", "") for line in lines if not line.startswith("#")}
    assert {line.replace(" ", "") for line in asked.stdout.splitlines()} == wanted
