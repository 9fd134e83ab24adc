"""Programs of the book's maintainers: ``python -m tools.NAME`` in the repository root."""
