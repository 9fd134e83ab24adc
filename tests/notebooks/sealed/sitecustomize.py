"""Put on a kernel's path by the notebook tests: Python finds no host but this machine.

The kernel itself talks over loopback, so that stays open. Anything else fails at once, as on a
machine without a network, instead of after a time-out. Nor does Python find the packages that
``ABSENT_PACKAGES`` names, as on a machine where they are not installed.
"""

import errno
import ipaddress
import os
import socket
import sys

_ABSENT = os.environ.get("ABSENT_PACKAGES", "").split()

_connect, _connect_ex, _getaddrinfo = (
    socket.socket.connect,
    socket.socket.connect_ex,
    socket.getaddrinfo,
)


def _is_here(address) -> bool:
    if not isinstance(address, tuple):  # a Unix socket
        return True
    host = address[0]
    if host in ("", "localhost", None):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse(address):
    raise OSError(errno.ENETUNREACH, f"the notebook tests cut the network off: {address}")


def connect(self, address):
    return _connect(self, address) if _is_here(address) else _refuse(address)


def connect_ex(self, address):
    return _connect_ex(self, address) if _is_here(address) else errno.ENETUNREACH


def getaddrinfo(host, *arguments, **options):
    host = host.decode() if isinstance(host, bytes) else host
    return _getaddrinfo(host, *arguments, **options) if _is_here((host,)) else _refuse(host)


socket.socket.connect = connect
socket.socket.connect_ex = connect_ex
socket.getaddrinfo = getaddrinfo


class _Absent:
    """First finder of modules: for it the absent packages do not exist."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in _ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, _Absent)
