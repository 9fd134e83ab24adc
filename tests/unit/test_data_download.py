"""Downloads under faults, against a real server on the loopback."""

from __future__ import annotations

import errno
import io
import os
import shutil
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from data_host import (
    BODY,
    Host,
    Reply,
    data_file,
    dead_address,
    fetch,
    folders,
    host,
    unwritable,
)

from zharfa.data import DatasetUnavailable, DiskFull

__all__ = ["folders", "host"]
WRONG = bytes(len(BODY))
THIRD = len(BODY) // 3


def refused(file) -> str:
    """The message of the failure to fetch ``file``."""
    with pytest.raises(DatasetUnavailable) as caught:
        fetch(file)
    return str(caught.value)


def only_locks(folder: Path) -> bool:
    """True when nothing but lock files is left in the cache."""
    return all(item.name.endswith(".lock") for item in folder.iterdir())


def test_a_good_host_gives_the_file_once(folders: Path, host: Host) -> None:
    file = data_file(host.url("/thing.bin"))
    assert fetch(file).read_bytes() == BODY
    assert fetch(file) == folders / "thing.bin"
    assert len(host.asked) == 1
    assert not list(folders.glob("*.part"))


def test_a_dead_host_is_passed_over(folders: Path, host: Host) -> None:
    assert fetch(data_file(dead_address(), host.url("/thing.bin"))).read_bytes() == BODY


def test_a_dead_host_alone_is_named_in_the_message(folders: Path) -> None:
    address = dead_address()
    assert f"{address}: به میزبان نرسیدیم" in refused(data_file(address))


def test_403_is_passed_over(folders: Path, host: Host) -> None:
    forbidden = host.url("/no/thing.bin", Reply(status=403))
    assert fetch(data_file(forbidden, host.url("/thing.bin"))).read_bytes() == BODY
    assert "(۴۰۳)" in refused(data_file(forbidden, name="other.bin"))


def test_wrong_bytes_never_enter_the_cache(folders: Path, host: Host) -> None:
    wrong = host.url("/wrong/thing.bin", Reply(WRONG))
    assert "محتوای پرونده درست نبود" in refused(data_file(wrong))
    assert only_locks(folders)
    assert fetch(data_file(wrong, host.url("/thing.bin"))).read_bytes() == BODY


def test_a_page_of_another_size_is_refused_before_it_is_read(folders: Path, host: Host) -> None:
    page = host.url("/page/thing.bin", Reply(b"<html>" * 9))
    assert "اندازهٔ پرونده درست نبود (۵۴ بایت)" in refused(data_file(page))
    assert not (folders / "thing.bin.part").exists()


def test_a_file_without_a_stated_length_is_read_but_not_beyond_its_size(
    folders: Path, host: Host
) -> None:
    endless = host.url("/endless/thing.bin", Reply(BODY * 40, says_length=False))
    assert "بزرگ‌تر بود" in refused(data_file(endless))
    assert fetch(data_file(host.url("/thing.bin", Reply(says_length=False)))).read_bytes() == BODY


def test_a_cut_connection_goes_on_where_it_stopped(folders: Path, host: Host) -> None:
    file = data_file(host.url("/thing.bin", Reply(cut_after=THIRD)))
    assert fetch(file).read_bytes() == BODY
    assert [asked for _, asked in host.asked] == [
        None,
        f"bytes={THIRD}-",
        f"bytes={2 * THIRD}-",
    ]
    assert host.sent == len(BODY)


def test_a_host_that_keeps_cutting_is_left_and_the_part_is_kept(folders: Path, host: Host) -> None:
    stingy = host.url("/stingy/thing.bin", Reply(cut_after=10))
    assert "اتصال پیش از پایان پرونده قطع شد" in refused(data_file(stingy))
    assert (folders / "thing.bin.part").stat().st_size == 50
    assert fetch(data_file(host.url("/thing.bin"))).read_bytes() == BODY
    assert host.asked[-1] == ("/thing.bin", "bytes=50-")


def test_the_next_session_continues_the_part(folders: Path, host: Host) -> None:
    folders.mkdir()
    (folders / "thing.bin.part").write_bytes(BODY[:THIRD])
    assert fetch(data_file(host.url("/thing.bin"))).read_bytes() == BODY
    assert host.sent == len(BODY) - THIRD


@pytest.mark.parametrize(
    "part",
    [b"x" * THIRD, b"x" * len(BODY), BODY + b"more"],
    ids=["wrong beginning", "wrong whole", "too long"],
)
def test_a_bad_part_is_fetched_anew(folders: Path, host: Host, part: bytes) -> None:
    folders.mkdir()
    (folders / "thing.bin.part").write_bytes(part)
    assert fetch(data_file(host.url("/thing.bin"))).read_bytes() == BODY


def test_a_host_without_ranges_sends_the_whole(folders: Path, host: Host) -> None:
    folders.mkdir()
    (folders / "thing.bin.part").write_bytes(BODY[:THIRD])
    assert fetch(data_file(host.url("/thing.bin", Reply(honours_range=False)))).read_bytes() == BODY
    assert host.sent == len(BODY)


@pytest.mark.parametrize("stated", ["bytes 0-9/10", f"bytes {THIRD}-9/10", "nonsense"])
def test_an_answer_about_another_file_is_not_appended(
    folders: Path, host: Host, stated: str
) -> None:
    folders.mkdir()
    part = folders / "thing.bin.part"
    part.write_bytes(BODY[:THIRD])
    odd = host.url("/odd/thing.bin", Reply(content_range=stated))
    assert "پروندهٔ دیگری" in refused(data_file(odd))
    assert part.read_bytes() == BODY[:THIRD]


def test_range_not_satisfiable_starts_over(folders: Path, host: Host) -> None:
    folders.mkdir()
    (folders / "thing.bin.part").write_bytes(BODY[:THIRD])
    stubborn = host.url("/stubborn/thing.bin", Reply(status=416))
    refused(data_file(stubborn))
    assert host.asked == [("/stubborn/thing.bin", f"bytes={THIRD}-"), ("/stubborn/thing.bin", None)]


@pytest.mark.parametrize("slowness", [{"silence": 8.0}, {"drip": 0.05}], ids=["silent", "dripping"])
def test_a_slow_host_is_left_in_time(
    folders: Path, host: Host, slowness: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHARFA_TIMEOUT", "0.5")
    slow = host.url("/slow/thing.bin", Reply(**slowness))
    began = time.monotonic()
    assert fetch(data_file(slow, host.url("/thing.bin"))).read_bytes() == BODY
    assert time.monotonic() - began < 5


def test_the_wait_is_told(folders: Path, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHARFA_TIMEOUT", "0.4")
    slow = host.url("/slow/thing.bin", Reply(silence=1.0))
    assert "میزبان ۰٫۴ ثانیه چیزی نفرستاد" in refused(data_file(slow))


def test_no_room_is_said_before_anything_is_fetched(
    folders: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(folders.parent)._replace(free=5_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskFull, match="۳۰۷٫۲ کیلوبایت لازم است و ۵ کیلوبایت آزاد است"):
        fetch(data_file(host.url("/thing.bin"), host.url("/second/thing.bin")))
    assert host.asked == []


@pytest.mark.parametrize("body", [BODY, b"less than a buffer"], ids=["large", "small"])
def test_a_disk_that_fills_up_while_writing_is_said_so(
    folders: Path, host: Host, body: bytes
) -> None:
    folders.mkdir()
    (folders / "thing.bin.part").symlink_to("/dev/full")  # every write to it is ENOSPC
    with pytest.raises(DiskFull, match="در دیسک جا باز کنید"):
        fetch(data_file(host.url("/thing.bin", Reply(body)), host.url("/2/thing.bin"), body=body))
    assert [path for path, _ in host.asked] == ["/thing.bin"]


def test_only_web_addresses_are_opened(folders: Path, tmp_path: Path) -> None:
    local = tmp_path / "thing.bin"
    local.write_bytes(BODY)
    assert "http" in refused(data_file(local.as_uri()))


def test_a_persian_path_with_spaces_is_asked_as_the_web_writes_it(
    folders: Path, host: Host
) -> None:
    written = "/داده‌های کلاس/already%20quoted/thing.bin"
    asked = quote(written, safe="/%")
    host.url(asked)
    assert fetch(data_file(f"{host.address}{written}")).read_bytes() == BODY
    assert [path for path, _ in host.asked] == [asked]


@pytest.mark.parametrize(
    "address", ["http://[::1", "http://[bad", "http://127.0.0.1:port", "http://a..b", "http://شعر"]
)
def test_an_address_with_a_bad_host_is_named_and_passed_over(
    folders: Path, host: Host, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("ZHARFA_MIRRORS", address)
    told = refused(data_file())
    assert f"{address}/thing.bin: نام میزبان یا درگاه در این نشانی درست نیست" in told
    assert fetch(data_file(host.url("/thing.bin"))).read_bytes() == BODY


def test_a_host_that_leads_to_a_bad_address_is_passed_over(folders: Path, host: Host) -> None:
    lost = host.url("/lost/thing.bin", Reply(b"", status=302, leads_to="http://[bad/thing.bin"))
    assert f"{lost}: نام میزبان" in refused(data_file(lost))
    assert fetch(data_file(lost, host.url("/thing.bin"))).read_bytes() == BODY


@pytest.mark.parametrize("stated", ["abc", "-5", "\u00b2", "9" * 5000])
def test_a_length_that_is_no_number_is_passed_over(folders: Path, host: Host, stated: str) -> None:
    odd = host.url("/odd/thing.bin", Reply(stated_length=stated))
    assert f"{odd}: میزبان اندازهٔ پرونده را درست اعلام نکرد" in refused(data_file(odd))
    assert fetch(data_file(odd, host.url("/thing.bin"))).read_bytes() == BODY


def test_a_short_answer_without_a_stated_length_is_called_short(folders: Path, host: Host) -> None:
    short = host.url("/short/thing.bin", Reply(b"<html>", says_length=False, honours_range=False))
    assert f"{short}: پاسخ میزبان پیش از پایان پرونده تمام شد" in refused(data_file(short))
    assert fetch(data_file(short, host.url("/thing.bin"))).read_bytes() == BODY


def test_a_folder_in_the_place_of_the_part_is_named(folders: Path, host: Host) -> None:
    part = folders / "thing.bin.part"
    part.mkdir(parents=True)
    told = refused(data_file(host.url("/thing.bin")))
    assert told.startswith("اگر این پرونده یا پوشه به کارتان نمی‌آید پاکش کنید")
    assert str(part) in told


def test_a_part_that_may_not_be_opened_is_named(
    folders: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unwritable({"thing.bin.part": b""}, mode=0o000, folder_mode=0o777) as cache:
        monkeypatch.setenv("ZHARFA_CACHE", str(cache))
        told = refused(data_file(host.url("/thing.bin")))
        assert f"ZHARFA_CACHE معرفی کنید: {cache / 'thing.bin.part'}" in told


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (errno.EDQUOT, DiskFull, "سهم شما از آن، تمام شد"),
        (errno.EIO, DatasetUnavailable, os.strerror(errno.EIO)),
    ],
    ids=["quota", "broken disk"],
)
def test_other_faults_of_the_disk_are_told_and_end_the_search(
    folders: Path,
    host: Host,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    kind: type[Exception],
    said: str,
) -> None:
    class Faulty(io.FileIO):
        def write(self, _: object) -> int:
            raise OSError(code, os.strerror(code))

    really_open = Path.open

    def faulty_open(path: Path, *how: object, **more: object) -> object:
        faulty = path.suffix == ".part"
        return Faulty(path, "w") if faulty else really_open(path, *how, **more)

    monkeypatch.setattr(Path, "open", faulty_open)
    with pytest.raises(DatasetUnavailable, match=said) as caught:
        fetch(data_file(host.url("/thing.bin"), host.url("/second/thing.bin")))
    assert caught.type is kind
    assert str(folders) in str(caught.value)
    assert [path for path, _ in host.asked] == ["/thing.bin"]


@pytest.mark.parametrize("seconds", ["-1", "0", "nan", "inf", "soon"])
def test_a_waiting_time_that_no_socket_takes_is_replaced(
    folders: Path, host: Host, monkeypatch: pytest.MonkeyPatch, seconds: str
) -> None:
    monkeypatch.setenv("ZHARFA_TIMEOUT", seconds)
    assert fetch(data_file(host.url("/thing.bin"))).read_bytes() == BODY
