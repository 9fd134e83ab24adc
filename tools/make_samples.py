"""Make the samples of ``data/samples/`` anew, always the same ones.

    python -m tools.make_samples            writes them
    python -m tools.make_samples --check    writes nothing; fails if one would change

``zharfa-verse.txt``, ``zharfa-prose.txt`` and ``persian_multilabel.csv`` were written by hand and
are not made here.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from tools.samples import comments, districts, houses, images, reviews
from zharfa.data.decoders import CALIFORNIA_COLUMNS

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
_TIME = (1980, 1, 1, 0, 0, 0)


def npz(arrays: dict[str, np.ndarray]) -> bytes:
    """A compressed ``.npz`` whose bytes depend on the arrays alone, not on the clock."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(info, member.getvalue())
    return stream.getvalue()


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file in UTF-8 with ``\\n`` line ends."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")


def make() -> dict[str, bytes]:
    """All samples that a program makes: file name -> bytes."""
    review_arrays, word_index = reviews.arrays()
    return {
        "mnist.npz": npz(images.digits()),
        "cifar10.npz": npz(images.shapes()),
        "imdb.npz": npz(review_arrays),
        "imdb_word_index.json": json.dumps(word_index, indent=0).encode("utf-8"),
        "house_prices.csv": table(houses.COLUMNS, houses.rows()),
        "california_housing.csv": table(CALIFORNIA_COLUMNS, districts.rows()),
        "snappfood.csv": table(comments.COLUMNS, comments.rows()),
    }


def content(name: str, raw: bytes) -> object:
    """What a file says, whatever the compressor: the members of an ``.npz``, else the bytes."""
    if not name.endswith(".npz"):
        return raw
    with zipfile.ZipFile(io.BytesIO(raw)) as bundle:
        return {member: bundle.read(member) for member in bundle.namelist()}


def changed(folder: Path) -> list[str]:
    """Names of the samples in ``folder`` that are missing or are not what would be made now."""
    return [
        name
        for name, raw in make().items()
        if not (folder / name).is_file()
        or content(name, (folder / name).read_bytes()) != content(name, raw)
    ]


def main() -> int:
    """Write the samples, or check them; the exit status tells whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    if parser.parse_args().check:
        different = changed(SAMPLES)
        print("changed: " + ", ".join(different) if different else "all samples are as made")
        return 1 if different else 0
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for name, raw in make().items():
        (SAMPLES / name).write_bytes(raw)
        print(f"{len(raw):>9,}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
