"""Where files are looked for, in which order, and that the cache stays right."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from data_host import (
    BODY,
    Host,
    Reply,
    data_file,
    fetch,
    folders,
    host,
    unwritable,
    variant,
)

from zharfa.data import DatasetUnavailable, lock
from zharfa.data.lock import only_one

__all__ = ["folders", "host"]

spawn = multiprocessing.get_context("spawn")


def test_a_damaged_file_is_set_aside_and_fetched_again(
    folders: Path, host: Host, capsys: pytest.CaptureFixture
) -> None:
    folders.mkdir()
    damaged = BODY[:-1] + b"?"
    (folders / "thing.bin").write_bytes(damaged)
    assert fetch(data_file(host.url("/thing.bin"))).read_bytes() == BODY
    assert (folders / "thing.bin.damaged-sha256").read_bytes() == damaged
    assert "آسیب دیده بود" in capsys.readouterr().out


def test_a_truncated_file_is_set_aside_with_its_reason(folders: Path, host: Host) -> None:
    folders.mkdir()
    (folders / "thing.bin").write_bytes(BODY[:7])
    assert fetch(data_file(host.url("/thing.bin"))).read_bytes() == BODY
    assert (folders / "thing.bin.damaged-size").read_bytes() == BODY[:7]


def test_a_read_only_cache_is_read(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with unwritable({"thing.bin": BODY}) as cache:
        monkeypatch.setenv("ZHARFA_CACHE", str(cache))
        assert fetch(data_file()) == cache / "thing.bin"


@pytest.mark.parametrize("content", [{}, {"thing.bin": b"damaged"}], ids=["empty", "damaged"])
def test_beside_a_read_only_cache_a_temporary_folder_serves(
    folders: Path,
    host: Host,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    content: dict[str, bytes],
) -> None:
    file = data_file(host.url("/thing.bin"))
    with unwritable(content) as cache:
        monkeypatch.setenv("ZHARFA_CACHE", str(cache))
        found = fetch(file)
        assert found.read_bytes() == BODY
        assert found.parent != cache
        assert fetch(file) == found
        assert len(host.asked) == 1
    told = capsys.readouterr().out
    assert told.count("ZHARFA_CACHE") == 1
    assert str(cache) in told


def test_a_cache_that_cannot_be_made_is_replaced_too(
    folders: Path, host: Host, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    monkeypatch.setenv("ZHARFA_CACHE", str(tmp_path / "file" / "cache"))
    assert fetch(data_file(host.url("/thing.bin"))).read_bytes() == BODY


def test_without_any_writable_folder_the_reader_is_told_to_name_one(
    folders: Path, host: Host, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    monkeypatch.setenv("ZHARFA_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(DatasetUnavailable, match="ZHARFA_CACHE معرفی کنید"):
        fetch(data_file(host.url("/thing.bin")))


def test_a_folder_in_the_place_of_the_file_is_named(folders: Path, host: Host) -> None:
    (folders / "thing.bin").mkdir(parents=True)
    with pytest.raises(DatasetUnavailable) as caught:
        fetch(data_file(host.url("/thing.bin")))
    assert f"معرفی کنید: {folders / 'thing.bin'}\n" in str(caught.value)


def _fetch_and_report(file, results) -> None:
    results.put(fetch(file).read_bytes() == BODY)


def test_two_processes_at_once_both_get_it_and_one_downloads(folders: Path, host: Host) -> None:
    slowly = Reply(cut_after=len(BODY) // 3, silence=0.3)
    file = data_file(host.url("/thing.bin", slowly))
    results = spawn.Queue()
    both = [spawn.Process(target=_fetch_and_report, args=(file, results)) for _ in range(2)]
    for process in both:
        process.start()
    assert [results.get(timeout=30), results.get(timeout=30)] == [True, True]
    for process in both:
        process.join(10)
    assert host.sent == len(BODY)
    assert (folders / "thing.bin").read_bytes() == BODY


def _hold(target: Path, held) -> None:
    with only_one(target):
        held.set()
        time.sleep(60)


def test_a_lock_ends_with_the_process_that_held_it(folders: Path, host: Host) -> None:
    folders.mkdir()
    held = spawn.Event()
    holder = spawn.Process(target=_hold, args=(folders / "thing.bin", held))
    holder.start()
    assert held.wait(30)
    os.kill(holder.pid, signal.SIGKILL)
    holder.join(10)
    assert fetch(data_file(host.url("/thing.bin"))).read_bytes() == BODY


def test_a_long_wait_is_explained_once(
    folders: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(lock, "_SILENT_SECONDS", 0.0)
    answers = iter([False, False, False, True])
    monkeypatch.setattr(lock, "_try_lock", lambda stream: next(answers))
    folders.mkdir()
    with only_one(folders / "thing.bin"):
        pass
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("کمی صبر کنید") and "thing.bin" in line


def test_a_folder_of_the_reader_comes_before_the_mirrors(
    folders: Path, host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / "usb" / "book" / "data"
    deep.mkdir(parents=True)
    (deep / "thing.bin").write_bytes(BODY)
    monkeypatch.setenv(
        "ZHARFA_DATA", os.pathsep.join([str(tmp_path / "gone"), str(tmp_path / "usb")])
    )
    assert fetch(data_file(host.url("/thing.bin"))) == deep / "thing.bin"
    assert host.asked == []


def test_the_cache_comes_before_the_folders(
    folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (folders, tmp_path / "usb"):
        folder.mkdir()
        (folder / "thing.bin").write_bytes(BODY)
    monkeypatch.setenv("ZHARFA_DATA", str(tmp_path / "usb"))
    assert fetch(data_file()) == folders / "thing.bin"


def test_a_wrong_file_in_a_folder_is_named_and_left_alone(
    folders: Path, host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "usb" / "thing.bin"
    wrong.parent.mkdir()
    wrong.write_bytes(b"something else")
    monkeypatch.setenv("ZHARFA_DATA", str(wrong.parent))
    with pytest.raises(DatasetUnavailable, match="نامش درست است، ولی محتوایش"):
        fetch(data_file())
    assert fetch(data_file(host.url("/thing.bin"))).read_bytes() == BODY
    assert wrong.read_bytes() == b"something else"


def test_a_file_that_may_not_be_read_is_named_and_passed_over(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unwritable({"thing.bin": BODY}, mode=0o200) as usb:
        monkeypatch.setenv("ZHARFA_DATA", str(usb))
        with pytest.raises(DatasetUnavailable, match="اجازهٔ خواندن آن نیست"):
            fetch(data_file())


def test_the_search_in_a_folder_goes_only_a_few_levels_down(
    folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / "usb" / "1" / "2" / "3" / "4"
    deep.mkdir(parents=True)
    (deep / "thing.bin").write_bytes(BODY)
    monkeypatch.setenv("ZHARFA_DATA", str(tmp_path / "usb"))
    with pytest.raises(DatasetUnavailable):
        fetch(data_file())


def test_files_that_keras_has_are_used_under_its_names(folders: Path, tmp_path: Path) -> None:
    kept = tmp_path / "keras" / "datasets" / "thing-target_archive"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(BODY)
    assert fetch(data_file(aliases=("thing-target_archive",))) == kept


def test_mirrors_are_asked_in_order_the_readers_own_first(
    folders: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = Reply(status=404)
    first, second = host.url("/1/thing.bin", missing), host.url("/2/thing.bin")
    host.url("/class/thing.bin", missing)
    monkeypatch.setenv("ZHARFA_MIRRORS", f"{host.address}/class/ {host.address}/club")
    assert fetch(data_file(first, second)).read_bytes() == BODY
    assert [path for path, _ in host.asked] == [
        "/class/thing.bin",
        "/club/thing.bin",
        "/1/thing.bin",
        "/2/thing.bin",
    ]


def test_offline_asks_nobody(folders: Path, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHARFA_OFFLINE", "1")
    with pytest.raises(DatasetUnavailable, match="ZHARFA_OFFLINE"):
        fetch(data_file(host.url("/thing.bin")))
    assert host.asked == []


def test_a_variant_serves_where_the_file_itself_is_missing(
    folders: Path, host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    (usb / "thing-small.bin").write_bytes(b"small")
    monkeypatch.setenv("ZHARFA_DATA", str(usb))
    small = variant(b"small", name="thing-small.bin", decoder="texts", note="")
    file = data_file(host.url("/thing.bin"), variants=(small,))
    assert fetch(file).read_bytes() == b"small"
    (usb / "thing.bin").write_bytes(BODY)
    assert fetch(file).read_bytes() == BODY
    assert host.asked == []


def test_a_variant_under_the_same_name_is_told_apart_by_its_bytes(
    folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    (usb / "thing.bin").write_bytes(b"other line ends")
    monkeypatch.setenv("ZHARFA_DATA", str(usb))
    other = variant(
        b"other line ends", name="thing-lf.bin", decoder="texts", note="", aliases=("thing.bin",)
    )
    assert fetch(data_file(variants=(other,))) == usb / "thing.bin"
