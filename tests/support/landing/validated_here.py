"""Validation of a file in the process that asks for it, for tests that kill that process."""

from collections.abc import Sequence
from pathlib import Path

from sources.files.sandbox.dispatch import parse
from sources.files.sheet import Limits
from sources.landing_errors import FileRejected
from sources.matching.match_returns import Sheets
from sources.validation.limited_validation import FileValidator, SentFile, result_of
from sources.validation.validate_returns import ValidatedReturns


def validate_here(
    validator: FileValidator, files: Sequence[SentFile], _work: Path, limits: Limits
) -> list[ValidatedReturns | FileRejected]:
    """Stands in for `FileValidator.validate`."""
    rules = validator.rules
    results = []
    for sent in files:
        sheets = parse(sent.path.read_bytes(), sent.path.suffix, limits)
        named = Sheets(sheets, sent.path.name, sent.received_on)
        results.append(result_of(named, rules.contracts_of(sent.agency), rules.codes))
    return results
