"""The validation report of a file: what its agency's officer is told, in plain words.

It is a part of the inbox, and alone may quote cells and headings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.county import this_county
from sources.landing.submissions import ACCEPTED
from sources.landing_errors import FileRejected
from sources.reports.report_content import ReportContent, ReturnContent
from sources.wording import report_text as words


@dataclass(frozen=True)
class ReturnFigures:
    """What the warehouse adds to the report of a return: its figures, and questions about it.

    `area` says whose figures they are; `now` and `before` name the quarters. `others` are the
    titles of the other returns that some of the figures are made from.
    """

    area: str = ""
    now: str = ""
    before: str = ""
    others: Sequence[str] = ()
    figures: Sequence[str] = ()
    questions: Sequence[str] = ()


def validation_report(
    content: ReportContent, figures: Mapping[tuple[str, str], ReturnFigures] | None = None
) -> str:
    """Return the report: what is to be done, then each return with its issues and figures.

    `figures` are by extract and quarter, of the returns whose figures have been made.
    """
    figures = figures or {}
    lines = [
        _first_line(content, figures),
        "",
        *words.file_lines(content.file_name, this_county().agency_name(content.agency)),
        words.received_line(content.received_at),
    ]
    if content.reasons and content.outcome == FileRejected.outcome:
        lines += ["", *content.reasons]
    for part in content.returns:
        lines += ["", *_return_lines(content, part, figures.get((part.extract, part.quarter)))]
    if content.has_marked_copy:
        lines += ["", words.MARKED_COPY]
    if content.notes:
        lines += ["", words.NOTES, *_listed(content.notes)]
    lines += ["", words.contact_line(this_county().contact)]
    return "\n".join([*lines, words.reference_line(content.submission_id)]) + "\n"


def _first_line(content: ReportContent, figures: Mapping[tuple[str, str], ReturnFigures]) -> str:
    """Return the line that says whether something is to be done, and by when."""
    by_when = words.deadline(content.due_on, content.received_at.date())
    if content.outcome == FileRejected.outcome:
        return words.first_line_rejected(content.code or "", by_when)
    if content.outcome != ACCEPTED:
        return words.first_line_duplicate()
    return words.first_line_accepted(
        words.ToDo(
            read=sum(part.rows_read for part in content.returns),
            quarantined=sum(part.rows_quarantined for part in content.returns),
            to_check=sum(part.to_check for part in content.returns),
            questions=sum(len(made.questions) for made in figures.values()),
            figures=sum(len(made.figures) for made in figures.values()),
            is_nothing=content.says_nothing_to_report,
            are_entries=all(part.are_entries for part in content.returns),
        ),
        by_when,
    )


def _return_lines(
    content: ReportContent, part: ReturnContent, made: ReturnFigures | None
) -> Iterator[str]:
    """Yield what became of one return."""
    yield words.return_heading(part.title, part.period)
    yield words.rows_line(part.rows_read, part.rows_quarantined, part.are_entries)
    yield from part.remarks
    for title, issues in (
        (words.NOT_COUNTED, part.not_counted),
        (words.PLEASE_CHECK, part.please_check),
        (words.OUTSIDE_AREA, part.outside_area),
    ):
        if issues:
            yield from ("", title, *_listed(issues))
    if part.affected:
        yield from (
            "",
            words.AFFECTED,
            words.AFFECTED_INTRO,
            *_listed(words.affected(part.affected)),
        )
    if made is None:
        return
    by_when = words.deadline(part.due_on, content.received_at.date())
    if made.figures:
        intro = words.counted_intro((made.now, made.before), made.area, made.others, by_when)
        yield from ("", words.COUNTED, intro, *_listed(made.figures))
    if made.questions:
        yield from ("", words.QUESTIONS, *_numbered(made.questions))


def _listed(items: Sequence[str]) -> Iterator[str]:
    return (f"- {item}" for item in items)


def _numbered(items: Sequence[str]) -> Iterator[str]:
    return (f"{number}. {item}" for number, item in enumerate(items, start=1))
