"""Where the book's repository is: from the environment, or from git."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# git@host:owner/name.git and ssh://git@host[:port]/owner/name.git
_SSH = re.compile(
    r"(?:ssh://)?(?:[\w.-]+@)(?P<host>[\w.-]+)(?::\d+(?=/))?[:/]/?(?P<path>.+)", re.ASCII
)
# github.com/owner/name, as people write addresses; a relative path begins with its dot.
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?/[^\s@]+", re.ASCII)
_HTTP = re.compile(r"(?P<scheme>https?)://(?:[^/@]*@)?(?P<rest>[^/]+/.+)")


@dataclass(frozen=True)
class Repository:
    """Web address of a repository and the branch that links point to; None where unknown."""

    url: str | None = None
    branch: str | None = None


def web_address(remote: str) -> str | None:
    """Web address of a git remote (ssh or https form); None for a path or another protocol.

    A user name or token in the remote is left out.
    """
    remote = remote.strip().rstrip("/").removesuffix(".git")
    if match := _HTTP.fullmatch(remote):
        return f"{match['scheme']}://{match['rest']}"
    if match := _SSH.fullmatch(remote):
        return f"https://{match['host']}/{match['path']}"
    return None


def find_repository(environment: Mapping[str, str], git_remote: str | None) -> Repository:
    """Repository by ``BOOK_REPOSITORY_URL``/``BOOK_BRANCH``, else GitHub Actions, else git.

    In that order, and separately for address and branch. ``BOOK_REPOSITORY_URL`` is written by
    hand, so it may lack its ``https://``; a git remote without a scheme is a path. Tags, and the
    merge commits on which pull requests are tested (``12/merge``), are no branches.
    """
    own = environment.get("BOOK_REPOSITORY_URL", "").strip()
    url = web_address(f"https://{own}" if _BARE.fullmatch(own) else own)
    name = environment.get("GITHUB_REPOSITORY")
    if url is None and name:
        server = environment.get("GITHUB_SERVER_URL") or "https://github.com"
        url = f"{server.rstrip('/')}/{name}"
    if url is None and git_remote:
        url = web_address(git_remote)
    branch = environment.get("BOOK_BRANCH")
    if not branch and environment.get("GITHUB_REF_TYPE") == "branch":
        name = environment.get("GITHUB_REF_NAME", "")
        branch = None if name.endswith("/merge") else name
    return Repository(url, branch or None)
