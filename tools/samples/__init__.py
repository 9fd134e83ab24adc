"""Makers of the small samples that ship with the book, one module for each kind."""
