"""What is said of suppressed figures: on the PDF and in the workbook, as on the site's own page."""

from dashboard.view_models import ProtectionSummary
from dashboard.wording.formatting import number

NOT_PROTECTED = "Do not share this draft. Small numbers have not been suppressed."
PROTECTED = (
    "Small counts of people, cases and incidents are suppressed, and so is any number that would "
    "reveal them."
)
#: How many figures there are of each kind: one, and none or several.
COUNTS = {
    "published": ("{count} figure is shown.", "{count} figures are shown."),
    "hidden": (
        "{count} figure is suppressed to protect people.",
        "{count} figures are suppressed to protect people.",
    ),
    "missing": (
        "{count} figure is not available, because a return was not received or a period is not "
        "held in full.",
        "{count} figures are not available, because a return was not received or a period is not "
        "held in full.",
    ),
    "not_applicable": (
        "{count} figure is not applicable, because there was nothing to count.",
        "{count} figures are not applicable, because there was nothing to count.",
    ),
    "waiting": (
        "{count} corrected figure is waiting to be published.",
        "{count} corrected figures are waiting to be published.",
    ),
}
LESS_DETAILED = (
    "Some tables could not be protected in full and are published in less detail. They now show:"
)

YEARLY = (
    "In most quarters the numbers of some tables are small. These are published once a year, for "
    "the financial year, with the figures for January to March:"
)


def protection_lines(hidden: ProtectionSummary) -> list[str]:
    """Return how small numbers are protected in a release, and how many figures are shown."""
    if not hidden.protected:
        return [NOT_PROTECTED]
    lines = [PROTECTED]
    for name, templates in COUNTS.items():
        count = getattr(hidden, name)
        if count or name != "waiting":
            lines.append(templates[count != 1].format(count=number(count)))
    if hidden.yearly:
        lines += [YEARLY, *hidden.yearly]
    if hidden.less_detailed:
        lines += [LESS_DETAILED, *hidden.less_detailed]
    return lines
