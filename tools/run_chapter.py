"""Run a chapter for real and store its outputs together with where they came from.

``python -m tools.run_chapter 02-perceptron`` (``make run CHAPTER=02-perceptron``) executes
``notebooks/02-perceptron.ipynb`` from a fresh kernel and, only if every cell succeeded, writes it
back: outputs, provenance and the numbers inside the text. A failed run leaves the file as it was.
"""

from __future__ import annotations

import argparse
import copy
import datetime
import json
import os
import platform
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from tools import glued_numbers, notebook_provenance
from tools.notebook_format import dumps, normalise, write_atomically
from tools.this_kernel import ThisInterpreter
from zharfa.notebook import cores

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"

# Evaluated in the chapter's own kernel after its last cell: only there is it known what was used.
PROBE = """
def _zharfa_probe():
    import importlib.metadata, json, platform, sys
    versions = {"python": platform.python_version()}
    for module in "numpy scipy pandas sklearn matplotlib keras tensorflow jax torch".split():
        if module in sys.modules:
            name = "scikit-learn" if module == "sklearn" else module
            versions[name] = importlib.metadata.version(name)
    gpus = []
    if "tensorflow" in sys.modules:
        config = sys.modules["tensorflow"].config
        gpus = [config.experimental.get_device_details(gpu).get("device_name", "GPU")
                for gpu in config.list_physical_devices("GPU")]
    elif "torch" in sys.modules and sys.modules["torch"].cuda.is_available():
        gpus = [sys.modules["torch"].cuda.get_device_name()]
    elif "jax" in sys.modules:
        gpus = [d.device_kind for d in sys.modules["jax"].devices() if d.platform == "gpu"]
    data = sys.modules["zharfa.data"].provenance() if "zharfa.data" in sys.modules else []
    print(json.dumps({"versions": versions, "gpu": gpus[0] if gpus else None, "data": data}))
_zharfa_probe()
"""


class ChapterFailed(RuntimeError):
    """The chapter could not be run or stored; the message says in Persian what to do."""


def find(chapter: str) -> Path:
    """The notebook called ``chapter`` (a name such as ``02-perceptron``, or a path)."""
    for path in (NOTEBOOKS / f"{chapter}.ipynb", Path(chapter)):
        if path.suffix == ".ipynb" and path.is_file():
            return path
    known = "، ".join(sorted(p.stem for p in NOTEBOOKS.glob("*.ipynb"))) or "هنوز هیچ"
    raise ChapterFailed(f"یکی از این نام‌ها را بدهید: {known}. دفترچه‌ای با نام «{chapter}» نیست.")


def execute(notebook: Any, folder: Path) -> dict[str, Any]:
    """Run all cells of ``notebook`` in place, in ``folder``; return what the kernel knows then.

    The result holds ``versions``, ``gpu``, ``data`` and ``seconds`` (one number per code cell).
    Raises :class:`ChapterFailed` at the first cell that fails.
    """
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    client = NotebookClient(
        notebook,
        kernel_manager_class=ThisInterpreter,
        resources={"metadata": {"path": str(folder)}},
        timeout=None,
    )
    seconds = []
    total = len(notebook_provenance.code_cells(notebook))
    with client.setup_kernel(env=os.environ | {"PYTHONPATH": path}):
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            count = len(seconds) + 1
            print(f"  خانهٔ {count} از {total}: {_first_line(cell.source)}", end="", flush=True)
            started = time.perf_counter()
            try:
                client.execute_cell(cell, index, execution_count=count)
            except CellExecutionError as error:
                print()
                raise ChapterFailed(
                    f"خانهٔ {count} را درست کنید و دوباره اجرا کنید؛ فایل دست‌نخورده ماند.\n"
                    f"{textwrap.indent(cell.source, '    ')}\n{error.ename}: {error.evalue}"
                ) from error
            except DeadKernelError as error:
                print()
                raise ChapterFailed(
                    f"در خانهٔ {count} هسته از کار افتاد (شاید حافظه کم آمد)؛ فایل دست‌نخورده ماند."
                ) from error
            seconds.append(round(time.perf_counter() - started, 2))
            print(f"  ({seconds[-1]:.1f} ثانیه)")
            # Not stored in the notebook, but whoever runs the chapter should see warnings.
            print(*(o.text for o in cell.outputs if o.get("name") == "stderr"), sep="", end="")
        return _probe(client) | {"seconds": seconds}


def _probe(client: NotebookClient) -> dict[str, Any]:
    """Ask the kernel of ``client`` for versions, device and data, beside the chapter's cells."""
    cell = nbformat.v4.new_code_cell(PROBE)
    client.nb.cells.append(cell)
    try:
        client.execute_cell(cell, len(client.nb.cells) - 1, store_history=False)
        lines = "".join(o.text for o in cell.outputs if o.get("name") == "stdout").splitlines()
        return json.loads(lines[-1])
    finally:
        client.nb.cells.remove(cell)


def _first_line(source: str) -> str:
    lines = [line for line in source.splitlines() if line.strip() and not line.startswith("#")]
    return textwrap.shorten(lines[0], 60, placeholder="…") if lines else ""


def processor() -> str:
    """The name of the processor, as the machine gives it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    except OSError:
        pass
    return platform.processor() or platform.machine()


def run(path: Path) -> None:
    """Execute ``path`` and write it back with outputs, provenance and numbers."""
    notebook = nbformat.read(path, as_version=4)
    started = time.perf_counter()
    known = execute(notebook, path.parent)
    record = {
        "code_sha256": notebook_provenance.code_sha256(notebook),
        "parameters": notebook_provenance.parameters(notebook),
        "data": known["data"],
        "device": known["gpu"] or "cpu",
        "processor": processor(),
        "cores": cores(),
        "versions": known["versions"],
        "seconds_total": round(time.perf_counter() - started, 1),
        "seconds_per_cell": known["seconds"],
        "date": datetime.date.today().isoformat(),
    }
    notebook.metadata.setdefault("zharfa", {})["provenance"] = record
    store(path, notebook)
    if notebook_provenance.samples_instead(record):
        print("هشدار: این اجرا با دادهٔ نمونه بود؛ برای انتشار با دادهٔ اصلی اجرا کنید.")


def finish(notebook: Any) -> str:
    """Refresh numbers and format of ``notebook`` in place and return the file's content."""
    try:
        glued_numbers.refresh(notebook)
    except glued_numbers.GlueError as error:
        raise ChapterFailed(f"{error}\nفایل دست‌نخورده ماند.") from error
    normalise(notebook)
    nbformat.validate(notebook)
    return dumps(notebook)


def store(path: Path, notebook: Any) -> None:
    """Write ``notebook`` in its final form to ``path``, in one step."""
    write_atomically(path, finish(notebook))


def faults(path: Path) -> list[str]:
    """What ``--check`` finds: a stale run, stale numbers, or a form other than the stored one."""
    notebook = nbformat.read(path, as_version=4)
    found = notebook_provenance.problems(notebook)
    try:
        fresh = finish(copy.deepcopy(notebook))
    except ChapterFailed as error:
        return [*found, str(error)]
    if fresh != path.read_text(encoding="utf-8"):
        found.append("numbers or format are not up to date: run with --refresh-only")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Command line of the tool; returns the exit status."""
    parser = argparse.ArgumentParser(prog="run_chapter", description="یک فصل را واقعاً اجرا می‌کند.")
    parser.add_argument("chapters", nargs="+", metavar="CHAPTER", help="مانند 02-perceptron")
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--refresh-only", action="store_true", help="بی‌اجرا: عددهای متن و قالب فایل را تازه کن"
    )
    only.add_argument("--check", action="store_true", help="بی‌اجرا: فقط بگو چه چیزی کهنه است")
    options = parser.parse_args(arguments)
    status = 0
    for chapter in options.chapters:
        try:
            path = find(chapter)
            if options.check:
                found = faults(path)
                print(f"{path.name}: {'درست است' if not found else 'کهنه است'}", *found, sep="\n  ")
                status |= bool(found)
            elif options.refresh_only:
                store(path, nbformat.read(path, as_version=4))
                print(f"تازه شد: {path.name}")
            else:
                print(f"اجرای {path.name}")
                run(path)
                print(f"ذخیره شد: {path.name}")
        except ChapterFailed as error:
            print(f"ناموفق: {error}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
