"""Protecting small numbers: which cells of a release are hidden."""

from dashboard.disclosure.protect import Protection, Report, protect

__all__ = ["Protection", "Report", "protect"]
