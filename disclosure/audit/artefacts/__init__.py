"""Checks of the files of a release, byte by byte."""
