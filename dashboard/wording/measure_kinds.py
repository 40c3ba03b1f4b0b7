"""What kinds of measure there are, and which way is better, in words."""

from dashboard.view_models import MeasureView

KINDS = {
    "count": "Count.",
    "ratio": "Percentage.",
    "rate": "Rate per 10,000 women aged 16 and over, for the year.",
    "stock": "Number at the end of the quarter.",
    "distinct": "Distinct count: quarters and areas cannot be added together.",
    "median": "Median.",
}
PERCENTAGE_AT_QUARTER_END = "Percentage at the end of the quarter."
POLARITIES = {
    "high": "Higher is better.",
    "low": "Lower is better.",
    "neutral": "Neither higher nor lower is better in itself.",
}


def kind_sentence(measure: MeasureView) -> str:
    """Return what kind of figure a measure is."""
    if measure.kind == "stock" and measure.is_share:
        return PERCENTAGE_AT_QUARTER_END
    return KINDS[measure.kind]
