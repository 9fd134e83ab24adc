"""What can go wrong with data, said as Persian sentences.

Every exception here carries a complete message for the reader: the remedy first, the causes after
it. In Jupyter the message stands alone, without a stack trace: IPython asks an exception for
``_render_traceback_`` and shows what it returns.
"""

from __future__ import annotations


class DataError(RuntimeError):
    """Base of the errors a reader may meet; its text is a finished Persian message."""

    def _render_traceback_(self) -> list[str]:
        """Lines that IPython shows instead of a stack trace."""
        return str(self).splitlines()


class UnknownDataset(DataError):
    """No data set of this name (or no file of this name in it) is in the registry."""


class DatasetUnavailable(DataError):
    """Neither cache, nor the reader's folders, nor any mirror has it; or the cache itself fails."""


class DiskFull(DatasetUnavailable):
    """The disk of the cache has no room for the file, or for what is unpacked from it."""


class UnsafeArchive(DataError):
    """An archive holds a member that would be written outside its folder, or a link."""
