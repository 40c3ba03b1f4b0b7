"""The data files of a release, and their dictionary."""
