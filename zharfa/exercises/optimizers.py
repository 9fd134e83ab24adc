"""Checkers of the exercises of notebook 03-optimizers."""
