"""Rewrite static files that Sphinx, themes and extensions have copied into the output.

Sphinx compares its originals with the copies of the last build and complains when somebody changed
them (``misc.copy_overwrite``, fatal under ``-W``). So before each build the rewritten files are set
aside. They come back at its end where Sphinx copied nothing, as it does when no page has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def rewrite_output(app: Sphinx, pattern: str, rewrite: Callable[[str], str]) -> None:
    """Pass the files ``_static/**/pattern`` of the HTML output through ``rewrite``.

    To be called in ``setup()``. ``rewrite`` gets its own result again when a file has not been
    copied anew, and has to leave it as it is.
    """

    def before(app: Sphinx) -> None:
        if app.builder.format == "html":
            _move(_static(app), _aside(app), pattern, overwrite=True)

    def after(app: Sphinx, error: Exception | None) -> None:
        if app.builder.format != "html" or error is not None:
            return
        _move(_aside(app), _static(app), pattern, overwrite=False)
        for path in _static(app).rglob(pattern):
            text = path.read_text(encoding="utf-8")
            rewritten = rewrite(text)
            if rewritten != text:
                path.write_text(rewritten, encoding="utf-8")

    app.connect("builder-inited", before)
    # Late: other extensions still copy files on this event.
    app.connect("build-finished", after, priority=900)


def _static(app: Sphinx) -> Path:
    return Path(app.outdir) / "_static"


def _aside(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "rewritten" / app.builder.name


def _move(source: Path, target: Path, pattern: str, *, overwrite: bool) -> None:
    """Move the matching files of one folder to the same places in another."""
    for path in source.rglob(pattern):
        place = target / path.relative_to(source)
        if place.exists() and not overwrite:
            path.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
