"""Matching: which returns the sheets of a file are."""
