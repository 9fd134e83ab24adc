"""Where third-party assets come from, and where what is made of them is kept between builds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

NODE_MODULES = Path(__file__).parents[1] / "_assets" / "node_modules"


def npm_package(name: str) -> Path:
    """Folder of an installed npm package.

    Raises:
        FileNotFoundError: when the assets have not been installed.
    """
    folder = NODE_MODULES / name
    if not folder.is_dir():
        raise FileNotFoundError(
            f"بستهٔ {name} نصب نیست؛ «make assets» را اجرا کنید (پوشهٔ {NODE_MODULES})."
        )
    return folder


def made_once(cache: Path, recipe: str, source: bytes, make: Callable[[bytes], bytes]) -> Path:
    """File in ``cache`` that holds ``make(source)``, made anew when ``recipe`` or source change."""
    digest = hashlib.sha256(recipe.encode() + source).hexdigest()[:12]
    path = cache / digest
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make(source))
    return path
