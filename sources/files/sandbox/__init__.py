"""The process of its own in which files are parsed, and the way to it."""
