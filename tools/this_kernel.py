"""A kernel of the running interpreter, whatever kernelspecs the machine has.

A kernelspec called ``python3`` in the user's home may point at another Python; a chapter must run
in the environment that runs the tool.
"""

from __future__ import annotations

import sys

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec


class ThisInterpreter(AsyncKernelManager):
    """Kernel manager that always starts ``sys.executable -m ipykernel_launcher``."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The only kernelspec this manager knows."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
        )
