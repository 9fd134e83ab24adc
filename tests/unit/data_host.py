"""A host on the loopback that misbehaves as told, and data sets that live on it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from zharfa.data import cache, loaded
from zharfa.data.registry import DataFile, Dataset, Variant

NOBODY = 65534
BODY = bytes(range(256)) * 1200  # 300 KB, more than one block


@dataclass
class Reply:
    """How one address answers. ``cut_after``: bytes of body before the connection is closed."""

    body: bytes = BODY
    status: int = 200
    cut_after: int | None = None
    honours_range: bool = True
    content_range: str | None = None
    says_length: bool = True
    stated_length: str | None = None
    leads_to: str | None = None
    silence: float = 0.0
    drip: float = 0.0


@dataclass
class Host:
    """Replies by path; what was asked (path, Range) and how many bytes of body were sent."""

    address: str
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    sent: int = 0

    def url(self, path: str, reply: Reply | None = None) -> str:
        self.replies[path] = reply or Reply()
        return f"{self.address}{path}"


def _handler(host: Host) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing: the tests look at ``Host.asked``."""

        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            host.asked.append((self.path, wanted))
            reply = host.replies.get(self.path, Reply(b"", status=404))
            time.sleep(reply.silence)
            with contextlib.suppress(ConnectionError):
                self._answer(reply, wanted)

        def _answer(self, reply: Reply, wanted: str | None) -> None:
            body, status, headers = reply.body, reply.status, {}
            if wanted and reply.honours_range and status == 200:
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                stated = f"bytes {start}-{len(body) - 1}/{len(body)}"
                headers["Content-Range"] = reply.content_range or stated
                body, status = body[start:], 206
            if reply.says_length:
                headers["Content-Length"] = reply.stated_length or str(len(body))
            if reply.leads_to:
                headers["Location"] = reply.leads_to
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            step = 1 if reply.drip else len(body) or 1
            body = body[: reply.cut_after]
            for at in range(0, len(body), step):
                host.sent += len(body[at : at + step])
                self.wfile.write(body[at : at + step])
                time.sleep(reply.drip)

    return Handler


@pytest.fixture
def host() -> Iterator[Host]:
    """A server for one test."""
    made = Host("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache (returned) and nothing else from the reader's machine."""
    for name in list(os.environ):
        if name.startswith("ZHARFA_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ZHARFA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("ZHARFA_TIMEOUT", "10")  # a busy machine is no slow host
    monkeypatch.setattr(loaded, "_loaded", {})
    cache._stand_in.cache_clear()
    return tmp_path / "cache"


def dead_address() -> str:
    """An address whose port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/thing.bin"


def data_file(
    *mirrors: str, body: bytes = BODY, name: str = "thing.bin", **more: object
) -> DataFile:
    """A pinned file with these mirrors."""
    digest = hashlib.sha256(body).hexdigest()
    return DataFile(name, len(body), digest, mirrors=mirrors, **more)


def variant(body: bytes, **more: object) -> Variant:
    """A file that may stand in for another."""
    digest = hashlib.sha256(body).hexdigest()
    return Variant(size=len(body), sha256=digest, **more)


def data_set(*files: DataFile, name: str = "thing", decoder: str = "texts") -> Dataset:
    """A data set of these files."""
    return Dataset(
        name=name,
        title="چیز آزمایشی",
        summary="برای آزمون",
        licence="آزاد",
        home="https://example.org/thing",
        citation="هیچ",
        obtain="از این‌جا بگیرید:",
        decoder=decoder,
        sample_files=(),
        files=files,
    )


def fetch(file: DataFile) -> Path:
    """Path of the file, found as a chapter would find it."""
    return cache.fetch(data_set(file), file).path


@contextlib.contextmanager
def unwritable(
    content: dict[str, bytes], mode: int = 0o444, folder_mode: int = 0o555
) -> Iterator[Path]:
    """A folder with these files that cannot be written, not even by a test run as root.

    ``mode`` is that of the files; ``folder_mode`` may leave the folder itself writable.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "cache")
        folder.mkdir()
        for name, body in content.items():
            (folder / name).write_bytes(body)
            (folder / name).chmod(mode)
        Path(made).chmod(0o755)
        folder.chmod(folder_mode)
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)
