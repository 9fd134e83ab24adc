"""What the first cell of every chapter does, and how numbers get from code to prose."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from zharfa import notebook, persian, seeding

REPOSITORY = Path(__file__).resolve().parents[2]


def run_python(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- importing --------------------------------------------------------------------------------


def test_importing_the_package_loads_nothing_heavy():
    heavy = run_python(
        "import sys, zharfa\n"
        "print([m for m in ('numpy', 'matplotlib', 'keras', 'tensorflow') if m in sys.modules])"
    )
    assert heavy.strip() == "[]"


def test_names_of_the_package():
    import zharfa

    assert zharfa.setup is notebook.setup and zharfa.glue is notebook.glue
    assert zharfa.persian is persian
    assert "plotting" in dir(zharfa)
    with pytest.raises(AttributeError, match="nothing_like_this"):
        _ = zharfa.nothing_like_this


# --- setup ------------------------------------------------------------------------------------


def test_setup_seeds_python_and_numpy(capsys):
    drawn = []
    for seed in (1, 1, 2):
        notebook.setup(seed)
        drawn.append((random.random(), np.random.rand()))
    assert drawn[0] == drawn[1] != drawn[2]
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("آماده: پایتون ") and lines[0].endswith("بذر تصادفی ۱")
    assert "CPU (" in lines[0] and f"NumPy {np.__version__}" in lines[0]


def test_setup_does_not_import_a_framework():
    printed = run_python(
        "import sys, zharfa\n"
        "zharfa.setup()\n"
        "print({'keras', 'tensorflow', 'torch'} & set(sys.modules))"
    )
    ready, imported = printed.splitlines()
    assert imported == "set()"
    assert "Keras 3." in ready


def test_keras_is_seeded_whichever_comes_first():
    """Two processes, with the two orders, draw the same numbers."""
    orders = [
        "import keras; zharfa.setup(7)",
        "zharfa.setup(7); import keras",
        # a library that only looks whether Keras is there
        "zharfa.setup(7); import importlib.util as u; u.find_spec('keras'); import keras",
    ]
    program = "\n".join(
        [
            "import numpy as np, zharfa",
            "ORDER",
            "layer = keras.layers.Dense(2)",
            "layer.build((None, 2))",
            "print(keras.ops.convert_to_numpy(layer.kernel).tolist(), np.random.rand())",
            "import tensorflow as tf",
            "print(float(tf.random.uniform([])))",
        ]
    )
    first, *others = (run_python(program.replace("ORDER", o)).splitlines()[1:] for o in orders)
    assert len(first) == 2 and all(other == first for other in others)


def test_seeding_on_import_leaves_what_was_drawn_before_alone(monkeypatch):
    fake = ModuleType("keras")
    fake.utils = SimpleNamespace(
        set_random_seed=lambda seed: (random.seed(seed), seeds.append(seed))
    )
    seeds: list[int] = []

    class Loader:
        def create_module(self, spec):
            return fake

        def exec_module(self, module):
            return None

    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            from importlib.machinery import ModuleSpec

            return ModuleSpec(name, Loader()) if name == "keras" else None

    monkeypatch.delitem(sys.modules, "keras", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    seeding.seed_keras_on_import(1)
    seeding.seed_keras_on_import(5)
    random.seed(5)
    expected = [random.random(), random.random()]
    random.seed(5)
    drawn = [random.random()]
    import keras  # noqa: F401

    drawn.append(random.random())
    assert seeds == [5] and drawn == expected
    assert not [f for f in sys.meta_path if isinstance(f, seeding._KerasFinder)]


@pytest.fixture
def older_matplotlib_without_shapers(monkeypatch):
    """Colab's situation; returns the list of commands that were run."""
    commands = []
    monkeypatch.setattr(persian, "matplotlib_shapes_natively", lambda: False)
    monkeypatch.setattr(persian, "missing_shapers", lambda: ["python-bidi"])
    monkeypatch.setattr(notebook.subprocess, "run", lambda c, **_: commands.append(c))
    return commands


def test_colab_gets_only_what_is_missing(monkeypatch, capsys, older_matplotlib_without_shapers):
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    notebook._ensure_shaping_packages()
    (command,) = older_matplotlib_without_shapers
    assert command[1:4] == ["-m", "pip", "install"] and command[-1] == "python-bidi"
    assert capsys.readouterr().out == ""


def test_elsewhere_nothing_is_installed_unasked(capsys, older_matplotlib_without_shapers):
    notebook._ensure_shaping_packages()
    assert older_matplotlib_without_shapers == []
    assert "pip install python-bidi" in capsys.readouterr().out


@pytest.mark.parametrize(
    "failure", [subprocess.CalledProcessError(1, "pip"), subprocess.TimeoutExpired("pip", 1)]
)
def test_colab_without_network_goes_on_and_says_so(
    monkeypatch, capsys, older_matplotlib_without_shapers, failure
):
    def fail(*_args, **_options):
        raise failure

    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    monkeypatch.setattr(notebook.subprocess, "run", fail)
    notebook._ensure_shaping_packages()
    assert "pip install python-bidi" in capsys.readouterr().out


def test_gpu_of_the_backend_is_named(monkeypatch):
    backend = SimpleNamespace(backend=SimpleNamespace(backend=lambda: "torch"))
    cuda = SimpleNamespace(is_available=lambda: True, get_device_name=lambda _i: "Tesla T4")
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    assert notebook._device(backend).startswith("GPU (Tesla T4) و CPU (")
    cuda.is_available = lambda: False
    assert notebook._device(backend).startswith("CPU (")


def test_printed_lines_keep_their_order_in_a_notebook(monkeypatch, capsys):
    persian.say("دقت 0.9")
    monkeypatch.setattr(persian, "in_notebook", lambda: True)
    persian.say("یک 1\nدو 2")
    plain, *isolated = capsys.readouterr().out.splitlines()
    assert plain == "دقت 0.9"
    assert isolated == ["\u200f\u2067یک 1\u2069", "\u200f\u2067دو 2\u2069"]


# --- glue -------------------------------------------------------------------------------------


def glued(code: str) -> list[dict]:
    """Run one cell in a real kernel and return its outputs."""
    cell = nbformat.v4.new_code_cell(
        "from zharfa import glue, persian\nimport numpy as np\n" + code
    )
    book = nbformat.v4.new_notebook(cells=[cell])
    resources = {"metadata": {"path": str(REPOSITORY)}}
    NotebookClient(book, kernel_name="python3", resources=resources, timeout=60).execute()
    return book.cells[0].outputs


def test_setup_line_is_a_right_to_left_block_in_a_notebook():
    (line,) = glued("import zharfa\nzharfa.setup(seed=3)")
    assert line["data"]["text/plain"].startswith("آماده: پایتون")
    assert line["data"]["text/plain"].endswith("بذر تصادفی ۳")
    block = line["data"]["text/html"]
    assert '<div dir="rtl">آماده: پایتون' in block and "بذر تصادفی ۳</div>" in block
    assert f"<bdi>NumPy {np.__version__}</bdi>" in block and "<bdi>CPU</bdi>" in block


def test_glue_shows_and_records():
    outputs = glued(
        "persian.say('سلام')\n"
        "glue('rate', np.float64(0.9361234), '.3f')\nglue('count', 12)\nglue('name', 'گربه')"
    )
    said, *outputs = outputs
    assert said["text"] == "\u200f\u2067سلام\u2069\n", "this is a notebook"
    assert [o["data"]["text/plain"] for o in outputs] == [
        "rate = 0.936",
        "count = 12",
        "name = گربه",
    ]
    record = "application/papermill.record/text/plain"
    assert [o["data"][record] for o in outputs] == ["0.9361234", "12", "'گربه'"]
    assert outputs[0]["metadata"]["scrapbook"] == {
        "name": "rate",
        "mime_prefix": "application/papermill.record/",
    }
