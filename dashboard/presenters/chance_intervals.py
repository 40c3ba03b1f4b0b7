"""Between what a figure may lie by chance: 95% intervals of shares and counts."""

from math import sqrt
from statistics import NormalDist

from dashboard.view_models import FigureView

_Z = NormalDist().inv_cdf(0.975)
Interval = tuple[float, float]


def wilson(hits: float, of: float) -> Interval:
    """Return Wilson's 95% score interval of a share (Wilson 1927), 0 to 1."""
    share, spread = hits / of, _Z**2 / of
    middle = share + spread / 2
    width = sqrt(share * (1 - share) * spread + spread**2 / 4)
    return (middle - width) / (1 + spread), (middle + width) / (1 + spread)


def byar(count: float) -> Interval:
    """Return Byar's 95% interval of a count (Breslow and Day 1987)."""
    above = count + 1
    low = count * (1 - 1 / (9 * count) - _Z / (3 * sqrt(count))) ** 3 if count else 0.0
    return low, above * (1 - 1 / (9 * above) + _Z / (3 * sqrt(above))) ** 3


def interval_of(kind: str, figure: FigureView) -> Interval | None:
    """Return a shown figure's interval in its own unit; None where none fits its kind."""
    hits, of = figure.numerator, figure.denominator
    if not figure.is_shown or hits is None:
        return None
    if kind == "ratio" and of:
        return wilson(hits, of)
    if kind == "rate" and of:
        low, high = byar(hits)
        return low / of * 10_000, high / of * 10_000
    return byar(hits) if kind in ("count", "stock", "distinct") and not of else None


def differ(kind: str, low: FigureView, high: FigureView) -> bool:
    """Return whether the intervals of a lower and a higher figure do not overlap."""
    below, above = interval_of(kind, low), interval_of(kind, high)
    return below is not None and above is not None and below[1] < above[0]
