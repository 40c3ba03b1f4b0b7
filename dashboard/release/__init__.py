"""Releases: read, protect, present, render, audit, publish."""
