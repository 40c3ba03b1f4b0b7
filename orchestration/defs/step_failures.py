"""How a step of Dagster's fails: in one sentence, and tried again where a disk is to blame."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.jobs.user_messages import DISK_ERRORS, KNOWN_ERRORS, user_message

MAX_RETRIES, SECONDS_BETWEEN = 2, 30
"""A full or slow disk may have room again; an error of the data or the code is not tried again."""

AT_ONCE = "at_once"
"""The tag of a run that somebody waits for at a terminal: its errors are shown, not tried again."""


@contextmanager
def failing_in_plain_words(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Turn errors of disk, key and build into failures of one sentence; retry those of a disk."""
    try:
        yield
    except KNOWN_ERRORS as error:
        may_retry = AT_ONCE not in context.run.tags and context.retry_number < MAX_RETRIES
        if isinstance(error, DISK_ERRORS) and may_retry:
            raise dg.RetryRequested(MAX_RETRIES, SECONDS_BETWEEN) from error
        raise dg.Failure(user_message(error), allow_retries=False) from None
