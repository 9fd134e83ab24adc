"""What a chapter calls, from the registry to the record of what was used."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from data_host import Host, data_file, data_set, folders, host, variant

from zharfa import data
from zharfa.data import datasets, registry
from zharfa.data.decoders import DECODERS, SAMPLE_DECODERS

__all__ = ["folders", "host"]
ROOT = Path(__file__).resolve().parents[2]
TEXT = "سطر یک\n".encode()


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> dict[str, registry.Dataset]:
    """A registry of the test's own."""
    made: dict[str, registry.Dataset] = {}
    monkeypatch.setattr(registry, "datasets", lambda: made)
    return made


@pytest.mark.parametrize("dataset", registry.datasets().values(), ids=list(registry.datasets()))
def test_the_registry_is_whole(dataset: registry.Dataset) -> None:
    assert {dataset.decoder} <= set(DECODERS) & set(SAMPLE_DECODERS)
    assert urlsplit(dataset.home).scheme == "https"
    assert len(dataset.classes) in (0, 2, 10)
    for pinned in (*dataset.files, *(v for file in dataset.files for v in file.variants)):
        assert re.fullmatch(r"[0-9a-f]{64}", pinned.sha256)
        assert pinned.size > 0
        for url in pinned.mirrors:
            parts = urlsplit(url)
            assert parts.scheme == "https"
            if parts.netloc in ("raw.githubusercontent.com", "cdn.jsdelivr.net"):
                assert re.search(r"[/@][0-9a-f]{40}/", url), "pinned to a commit"
    for variant_ in (v for file in dataset.files for v in file.variants):
        assert variant_.decoder in DECODERS


def test_no_two_pinned_files_share_a_place_in_the_cache() -> None:
    names = [
        pinned.name
        for dataset in registry.datasets().values()
        for file in dataset.files
        for pinned in (file, *file.variants)
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", list(registry.datasets()))
def test_the_datasheet_tells_what_a_reader_must_know(name: str) -> None:
    dataset = registry.dataset(name)
    told = data.describe(name)
    for needed in (dataset.title, dataset.licence, dataset.home, dataset.citation):
        assert needed in told
    assert all(file.name in told for file in dataset.files)


def test_load_goes_from_the_mirror_to_the_decoded_thing(
    folders: Path, host: Host, book: dict
) -> None:
    file = data_file(host.url("/poet.txt"), body=TEXT, name="poet.txt")
    host.replies["/poet.txt"].body = TEXT
    book["thing"] = data_set(file)
    assert data.load("thing") == {"poet": "سطر یک\n"}
    assert data.path("thing") == folders / "poet.txt"
    assert data.path("thing", "poet.txt") == folders / "poet.txt"
    assert data.provenance() == [
        {"name": "thing", "file": "poet.txt", "sha256": file.sha256, "sample": False, "note": ""}
    ]


def test_a_variant_brings_its_note_and_its_decoder(
    folders: Path, book: dict, capsys: pytest.CaptureFixture
) -> None:
    words = variant(b'{"the": 1}', name="words.json", decoder="word_index", note="کوتاه‌شده است.")
    book["thing"] = data_set(data_file(variants=(words,)))
    folders.mkdir()
    (folders / "words.json").write_bytes(b'{"the": 1}')
    assert data.load("thing") == {"the": 1}
    assert "کوتاه‌شده است." in capsys.readouterr().out
    assert [entry["note"] for entry in data.provenance()] == ["کوتاه‌شده است."]


def archived(folders: Path, tmp_path: Path) -> registry.DataFile:
    """An archive of one text, already in the cache."""
    folders.mkdir()
    (tmp_path / "in.txt").write_bytes(TEXT)
    with tarfile.open(folders / "thing.tar", "w") as archive:
        archive.add(tmp_path / "in.txt", "inside/in.txt")
    return data_file(body=(folders / "thing.tar").read_bytes(), name="thing.tar")


def test_an_archive_can_be_had_unpacked(folders: Path, tmp_path: Path, book: dict) -> None:
    book["thing"] = data_set(archived(folders, tmp_path))
    unpacked = data.path("thing", unpacked=True)
    assert (unpacked / "inside" / "in.txt").read_bytes() == TEXT


@pytest.mark.parametrize("older", [False, True], ids=["first time", "over an older folder"])
def test_a_disk_that_fills_up_while_unpacking_leaves_no_half_folder(
    folders: Path, tmp_path: Path, book: dict, monkeypatch: pytest.MonkeyPatch, older: bool
) -> None:
    book["thing"] = data_set(archived(folders, tmp_path))
    if older:
        data.path("thing", unpacked=True)
    before = {item.name for item in folders.iterdir()}

    def half(tar: tarfile.TarFile, member: tarfile.TarInfo, target: str) -> None:
        Path(target).write_bytes(TEXT[:3])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tarfile.TarFile, "makefile", half)
    with pytest.raises(data.DiskFull, match="در دیسک جا باز کنید"):
        data.path("thing", unpacked=True)
    left = {item.name for item in folders.iterdir() if item.suffix != ".lock"}
    assert left == before - {".thing-unpacked.lock"}
    if older:
        assert (folders / "thing-unpacked" / "inside" / "in.txt").read_bytes() == TEXT


def test_what_is_no_archive_is_not_unpacked(folders: Path, book: dict) -> None:
    book["thing"] = data_set(data_file(body=TEXT, name="poet.txt"))
    folders.mkdir()
    (folders / "poet.txt").write_bytes(TEXT)
    with pytest.raises(data.DataError, match="unpacked=True را بردارید"):
        data.path("thing", unpacked=True)


def test_a_sample_is_recorded_as_a_sample(
    folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "provenance.json"
    monkeypatch.setenv("ZHARFA_PROVENANCE", str(report))
    data.load("house_prices", sample=True)
    data.load("house_prices", sample=True)
    raw = (ROOT / "data" / "samples" / "house_prices.csv").read_bytes()
    expected = [
        {
            "name": "house_prices",
            "file": "house_prices.csv",
            "sha256": hashlib.sha256(raw).hexdigest(),
            "sample": True,
            "note": "",
        }
    ]
    assert data.provenance() == expected
    assert json.loads(report.read_text(encoding="utf-8")) == expected


def test_a_data_set_made_for_the_book_ships_whole_and_is_no_sample(
    folders: Path, tmp_path: Path, book: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHARFA_OFFLINE", "1")
    monkeypatch.setattr(datasets, "SAMPLES", tmp_path)
    (tmp_path / "poet.txt").write_bytes(TEXT)
    book["thing"] = dataclasses.replace(data_set(), sample_files=("poet.txt",))
    assert data.load("thing") == data.load("thing", sample=True) == {"poet": "سطر یک\n"}
    assert [entry["sample"] for entry in data.provenance()] == [False]
    assert data.path("thing") == tmp_path / "poet.txt"
    assert "poet.txt (" in data.describe("thing")


def test_the_classes_of_a_sample_have_their_own_names() -> None:
    assert data.class_names("cifar10")[0] == "هواپیما"
    assert data.class_names("cifar10", sample=True)[0] == "دایره"
    assert data.class_names("mnist", sample=True) == data.class_names("mnist")
    assert data.class_names("persian_poetry") == ()


def test_an_unknown_name_lists_the_known_ones(folders: Path) -> None:
    with pytest.raises(data.UnknownDataset, match="mnist، cifar10"):
        data.load("minst")
    with pytest.raises(data.UnknownDataset, match=r"mnist\.npz"):
        data.path("mnist", "mnist.csv")


def test_missing_samples_are_explained(
    folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets, "SAMPLES", tmp_path)
    with pytest.raises(data.DatasetUnavailable, match="مخزن کتاب را کامل بگیرید"):
        data.load("mnist", sample=True)


def test_the_message_puts_the_remedy_first(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHARFA_OFFLINE", "1")
    with pytest.raises(data.DatasetUnavailable) as caught:
        data.load("cifar10")
    lines = str(caught.value).splitlines()
    assert 'load("cifar10", sample=True)' in lines[1]
    assert "cifar-10-python.tar.gz (۱۷۰٫۵ مگابایت)" in lines[2]
    assert str(folders) in lines[2]
    assert "ZHARFA_DATA" in lines[3]
    assert lines[-1].startswith("  - ")


def test_a_notebook_shows_the_sentence_and_no_stack_trace(folders: Path, tmp_path: Path) -> None:
    code = "from zharfa.data import load; load('mnist')"
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c", code]
    environment = {**os.environ, "ZHARFA_OFFLINE": "1", "IPYTHONDIR": str(tmp_path / "ipython")}
    environment["PYTHONIOENCODING"] = "utf-8"
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    shown = done.stdout + done.stderr
    assert "Traceback" not in shown
    assert "datasets.py" not in shown
    assert "در دسترس نیست. یکی از این راه‌ها را بروید" in shown
    assert shown.count('load("mnist", sample=True)') == 1
