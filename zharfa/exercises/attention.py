"""Checkers of the exercises of chapter 5, attention."""
