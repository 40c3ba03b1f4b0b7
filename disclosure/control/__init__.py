"""Protecting small numbers: which cells of a release are hidden."""

from disclosure.control.protect import protect
from disclosure.control.result import Protection, ProtectionReport

__all__ = ["Protection", "ProtectionReport", "protect"]
