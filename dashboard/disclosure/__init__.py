"""Protecting small numbers: which cells of a release are hidden."""

from dashboard.disclosure.printing import Protection, Report
from dashboard.disclosure.protect import protect

__all__ = ["Protection", "Report", "protect"]
