"""Sphinx extension: the links to the repository (Colab, source, issues) are those of this copy.

A fork's book leads to the fork's notebooks. What neither the environment nor git tells stays as
``_config.yml`` has it.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from repository_address import find_repository

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def _git_remote(folder: str) -> str | None:
    try:
        git = subprocess.run(
            ["git", "-C", folder, "remote", "get-url", "origin"],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except FileNotFoundError:  # an unpacked archive on a machine without git
        return None
    return git.stdout.strip() if git.returncode == 0 else None


def _set_links(app: Sphinx, config: Config) -> None:
    repository = find_repository(os.environ, _git_remote(str(app.srcdir)))
    options = config.html_theme_options
    if repository.url:
        options["repository_url"] = repository.url
    if repository.branch:
        options["repository_branch"] = repository.branch


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", _set_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
