"""Checks of single rules over the published tables."""
