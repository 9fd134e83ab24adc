"""A small picture to step through, for the tests of its parts and of its behaviour."""

from __future__ import annotations

import base64

from zharfa import plotting
from zharfa.stepping import Steps

ALT = 'خطِ "تصمیم" </script> پس از هر دوره'


def example() -> Steps:
    """Three frames of a line, with a title and a description that HTML must escape."""
    plotting.use_persian_style()

    def draw(axes, step):
        axes.set(xlim=(0, 3), ylim=(0, 9), title=f"گام {step}")
        axes.plot([0, 3], [0, 3 * step])

    return plotting.steps(draw, 3, title="سه <گام>", alt=ALT)


def source(frame: bytes) -> str:
    """The address under which a page shows ``frame``."""
    return "data:image/png;base64," + base64.b64encode(frame).decode()
