"""Errors that keep one file, or a whole run, from being landed."""

from collections.abc import Sequence

from sources.wording.rejection_text import ALREADY_RECEIVED


class FileNotAccepted(Exception):
    """A file of which nothing is landed: a code where there is one, and a sentence for people.

    The sentence quotes nothing of the file. `details` are for the agency's validation report alone
    and may quote headings and values.
    """

    outcome: str

    def __init__(self, code: str | None, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = tuple(details)


class FileRejected(FileNotAccepted):
    """A file that does not keep the rules of acceptance (docs/acceptance.md#a-file)."""

    outcome = "rejected"

    def __init__(self, code: str, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(code, message, details)


class AlreadyReceived(FileNotAccepted):
    """A file that the same agency sent before, byte for byte, and that was accepted."""

    outcome = "duplicate"

    def __init__(self) -> None:
        super().__init__(None, ALREADY_RECEIVED)


class LandingError(Exception):
    """A fault that keeps landing from going on; what was landed before is as it was.

    The message is for an operator: it names no file of an agency and quotes nothing.
    """


class DiskError(LandingError):
    """A disk that is full, slow or not to be written to: a later try may get further."""
