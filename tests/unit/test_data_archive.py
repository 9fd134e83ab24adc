"""Archives from strangers: good ones unpack, hostile ones leave nothing behind."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from zharfa.data import UnsafeArchive
from zharfa.data.archive import read_members, unpack


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, 4 if kind == tarfile.REGTYPE else 0
    return info


def tar(file: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(file, "w:gz") as archive:
        for info in members:
            archive.addfile(info, io.BytesIO(b"data"[: info.size]))
    return file


HOSTILE = {
    "parent": member("../evil.txt"),
    "parent inside": member("a/../../evil.txt"),
    "absolute": member("/tmp/zharfa-evil.txt"),
    "windows": member("..\\evil.txt"),
    "drive": member("C:\\evil.txt"),
    "link outside": member("a", tarfile.SYMTYPE, "/etc"),
    "link inside": member("a", tarfile.SYMTYPE, "good.txt"),
    "hard link": member("a", tarfile.LNKTYPE, "good.txt"),
    "device": member("a", tarfile.CHRTYPE),
    "pipe": member("a", tarfile.FIFOTYPE),
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_tar_leaves_nothing(tmp_path: Path, hostile: tarfile.TarInfo) -> None:
    archive = tar(tmp_path / "hostile.tar.gz", member("good.txt"), hostile)
    with pytest.raises(UnsafeArchive, match="این بایگانی را باز نکنید"):
        unpack(archive, tmp_path / "unpacked")
    assert [item.name for item in tmp_path.iterdir()] == ["hostile.tar.gz"]


def test_the_check_does_not_need_the_filter_of_new_pythons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    archive = tar(tmp_path / "hostile.tar.gz", HOSTILE["parent"])
    with pytest.raises(UnsafeArchive):
        unpack(archive, tmp_path / "unpacked")
    assert unpack(tar(tmp_path / "good.tar", member("b.txt")), tmp_path / "good").is_dir()


@pytest.mark.parametrize("name", ["../evil.txt", "/zharfa-evil.txt", "a\\..\\..\\evil.txt"])
def test_a_hostile_zip_leaves_nothing(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "hostile.zip"
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("good.txt", "data")
        bundle.writestr(name, "data")
    with pytest.raises(UnsafeArchive):
        unpack(archive, tmp_path / "unpacked")
    assert [item.name for item in tmp_path.iterdir()] == ["hostile.zip"]


def test_good_archives_unpack_and_replace_an_older_folder(tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    (folder / "old.txt").write_text("old")
    archive = tar(tmp_path / "good.tar.gz", member("a/b.txt"))
    assert unpack(archive, folder) == folder
    assert (folder / "a" / "b.txt").read_bytes() == b"data"
    assert not (folder / "old.txt").exists()
    with zipfile.ZipFile(tmp_path / "good.zip", "w") as bundle:
        bundle.writestr("c/d.txt", "data")
    assert (unpack(tmp_path / "good.zip", folder) / "c" / "d.txt").read_bytes() == b"data"
    left = {item.name for item in tmp_path.iterdir()}
    assert left == {"good.tar.gz", "good.zip", "unpacked"}


def test_members_are_read_in_memory_and_links_are_not_followed(tmp_path: Path) -> None:
    archive = tar(tmp_path / "a.tar.gz", member("b.txt"), HOSTILE["link inside"])
    assert read_members(archive, ["b.txt"]) == [b"data"]
    with pytest.raises(UnsafeArchive):
        read_members(archive, ["a"])
