"""What is said of suppressed figures: on the PDF and in the workbook, as on the site's own page."""

from dashboard.view_models import ProtectionSummary
from dashboard.wording.formatting import number

NOT_PROTECTED = "Do not share this draft. Small numbers have not been suppressed."
PROTECTED = (
    "Small counts of people, cases and incidents are suppressed, and so is any number that would "
    "reveal them."
)
COUNTS = {
    "published": "{count} figures are shown.",
    "hidden": "{count} figures are suppressed to protect people.",
    "missing": "{count} figures are not available, because a return was not received.",
    "not_applicable": "{count} figures are not applicable, because there was nothing to count.",
}
ONE_WAITING = "{count} corrected figure is waiting to be published."
WAITING = "{count} corrected figures are waiting to be published."
LESS_DETAILED = (
    "Some tables could not be protected in full and are published in less detail. They now show:"
)


def protection_lines(hidden: ProtectionSummary) -> list[str]:
    """Return how small numbers are protected in a release, and how many figures are shown."""
    if not hidden.protected:
        return [NOT_PROTECTED]
    lines = [PROTECTED]
    lines += [text.format(count=number(getattr(hidden, name))) for name, text in COUNTS.items()]
    if hidden.waiting:
        waiting = ONE_WAITING if hidden.waiting == 1 else WAITING
        lines.append(waiting.format(count=number(hidden.waiting)))
    if hidden.less_detailed:
        lines += [LESS_DETAILED, *hidden.less_detailed]
    return lines
