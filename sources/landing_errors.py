"""Errors that keep one file, or a whole run, from being landed."""

from collections.abc import Sequence


class FileRejected(Exception):
    """A file that is not accepted: the code, and a sentence that quotes nothing of the file.

    `details` are for the agency's validation report alone and may quote headings and values.
    """

    def __init__(self, code: str, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = tuple(details)


class LandingError(Exception):
    """A fault that keeps landing from going on; what was landed before is as it was.

    The message is for an operator: it names no file of an agency and quotes nothing.
    """


class DiskError(LandingError):
    """A disk that is full, slow or not to be written to: a later try may get further."""
