"""Checkers of the exercises of notebook 04-feature-maps."""
