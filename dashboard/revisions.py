"""What a release shows differently from the release before it, and because of which return."""

import pandas as pd

from dashboard.build.catalogue import Catalogue
from dashboard.build.figures import Figures
from dashboard.model import CellKey, Revision
from dashboard.published import KEY, NUMBERS


def revisions(
    now: pd.DataFrame,
    before: pd.DataFrame | None,
    catalogue: Catalogue,
    new_returns: pd.DataFrame,
) -> tuple[Revision, ...]:
    """The cells that both releases hold and that differ; none without a release before.

    `new_returns` are the returns accepted since that release: extract, agency, received_at.
    """
    if before is None:
        return ()
    both = now.merge(before, on=KEY, suffixes=("", "_before"))
    differs = both["shown"] != both["shown_before"]
    for name in NUMBERS:
        same = (both[name] == both[f"{name}_before"]) | (
            both[name].isna() & both[f"{name}_before"].isna()
        )
        differs |= ~same
    # What was hidden stays hidden; only the restricted edition shows it, and that revises nothing.
    changed = both[differs & (both["shown_before"] != "c")].sort_values(KEY)
    was = Figures(before, catalogue.measures)
    will_be = Figures(now, catalogue.measures)
    reasons = _reasons(new_returns)
    found = []
    for row in changed[KEY].itertuples(index=False):
        key = CellKey(*row)
        old, new = was.get(key), will_be.get(key)
        if old is None or new is None or old.text == new.text:
            continue
        measure = catalogue.measures[key.measure_id]
        why = [reasons[extract] for extract in measure.extracts if extract in reasons]
        found.append(
            Revision(
                key,
                measure.name,
                catalogue.area_name(key.area_code),
                old.text,
                new,
                "; ".join(why) or "a change in how the figure is made or protected",
            )
        )
    return tuple(found)


def _reasons(new_returns: pd.DataFrame) -> dict[str, str]:
    """Which returns came since, in words, by extract."""
    reasons: dict[str, str] = {}
    for extract, rows in new_returns.groupby("extract"):
        agencies = ", ".join(sorted(rows["agency_name"].unique()))
        reasons[str(extract)] = f"a return from {agencies} came since"
    return reasons
