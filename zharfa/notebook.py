"""What every chapter calls first (`setup`) and how it hands its numbers to the prose (`glue`)."""

from __future__ import annotations

import html
import importlib.metadata
import os
import platform
import random
import re
import shutil
import subprocess
import sys

import numpy as np

from zharfa import persian, seeding

_RECORD = "application/papermill.record/"

# JupyterLab begins every paragraph at the left, even in a right-to-left block. A style in an
# output reaches the whole page there; the web book and Colab do not know these class names.
_LAB_STYLE = "<style>.jp-RenderedMarkdown [dir=rtl] :is(p, li) { text-align: start; }</style>"

_NAME_AND_VERSION = re.compile(r"[A-Za-z]+(?: [\d.]+)?")


def setup(seed: int = 0) -> None:
    """Seed the random generators, switch the Persian picture style on and say what runs where.

    Seeds Python, NumPy, and Keras with its backend. Keras is not imported here, because that takes
    seconds a chapter without it should not pay; when a later cell imports it, it is seeded then.

    Args:
        seed: any whole number from 0 to 2**32 - 1.
    """
    random.seed(seed)
    np.random.seed(seed)
    keras = sys.modules.get("keras")
    if keras is not None:
        keras.utils.set_random_seed(seed)
    else:
        seeding.seed_keras_on_import(seed)
    _ensure_shaping_packages()
    from zharfa import plotting

    plotting.use_persian_style()
    versions = [f"پایتون {platform.python_version()}", f"NumPy {np.__version__}"]
    if keras is not None:
        backend = keras.backend.backend()
        versions.append(f"Keras {keras.__version__} ({backend} {_installed_version(backend)})")
    elif _installed_version("keras"):
        versions.append(f"Keras {_installed_version('keras')}")
    _announce(
        f"آماده: {'، '.join(versions)} روی {_device(keras)}؛ بذر تصادفی {persian.digits(seed)}"
    )


def glue(name: str, value: object, fmt: str | None = None) -> None:
    """Show ``name = value`` and record the value for the prose.

    The output carries what MyST-NB's ``{glue:text}`` and the span ``data-glue`` of the chapters
    read: the value as Python writes it, with all its digits.

    Args:
        name: unique in the chapter.
        value: a number or a string; NumPy scalars are turned into Python's.
        fmt: format specification of the line that is shown; the record keeps the full value.
    """
    from IPython.display import display

    value = value.item() if isinstance(value, np.generic) else value
    shown = format(value, fmt) if fmt else str(value)
    display(
        {"text/plain": f"{name} = {shown}", f"{_RECORD}text/plain": repr(value)},
        raw=True,
        metadata={"scrapbook": {"name": name, "mime_prefix": _RECORD}},
    )


def _announce(line: str) -> None:
    """Show one Persian line; in a notebook as a right-to-left block, with the style for Lab."""
    if not persian.in_notebook():
        print(line)
        return
    from IPython.display import display

    # «NumPy 2.4.6، Keras 3.15.1» would be one left-to-right run, read in the wrong order.
    isolated = _NAME_AND_VERSION.sub(r"<bdi>\g<0></bdi>", html.escape(line))
    block = f'{_LAB_STYLE}<div dir="rtl">{isolated}</div>'
    display({"text/plain": line, "text/html": block}, raw=True)


def _ensure_shaping_packages() -> None:
    """On the older matplotlib, get the packages that join Persian letters (Colab lacks them)."""
    if persian.matplotlib_shapes_natively():
        return
    missing = persian.missing_shapers()
    if not missing:
        return
    command = [sys.executable, "-m", "pip", "install", "--quiet", *missing]
    if "google.colab" in sys.modules:
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=120)
        except (OSError, subprocess.SubprocessError):
            pass
        else:
            importlib.invalidate_caches()
            return
    names = " ".join(missing)
    persian.say(
        f"برای پیوستگی حروف فارسی در تصویرها این دستور را اجرا کنید: pip install {names}\n"
        "بدون آن همه‌چیز کار می‌کند و تنها حروف نوشته‌های تصویرها جدا می‌ماند."
    )


def _installed_version(package: str) -> str:
    """Return the version of an installed package without importing it, or an empty string."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _device(keras) -> str:
    processor = f"CPU ({persian.digits(cores())} هسته)"
    gpu = _gpu_of_backend(keras) if keras is not None else _gpu_of_machine()
    return f"GPU ({gpu}) و {processor}" if gpu else processor


def cores() -> int:
    """Return the cores this process may use, not those of the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _gpu_of_backend(keras) -> str | None:
    """Return the name of the GPU that the Keras backend would use, or None."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        tensorflow = sys.modules["tensorflow"]
        found = tensorflow.config.list_physical_devices("GPU")
        if not found:
            return None
        details = tensorflow.config.experimental.get_device_details(found[0])
        return details.get("device_name", "GPU")
    if backend == "torch":
        torch = sys.modules["torch"]
        return torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    if backend == "jax":
        device = sys.modules["jax"].devices()[0]
        return device.device_kind if device.platform == "gpu" else None
    return None


def _gpu_of_machine() -> str | None:
    """Return the name of an NVIDIA GPU without importing any framework, or None."""
    if shutil.which("nvidia-smi") is None:
        return None
    command = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip().splitlines()[0] if answer.stdout.strip() else None
