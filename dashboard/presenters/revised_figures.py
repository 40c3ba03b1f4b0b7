"""What a release shows differently from the release before it, and because of which return."""

import pandas as pd

from core.quarter import Quarter
from core.windows import YEAR_TO_DATE
from dashboard.presenters.lookups.catalogue import ALL_RETURNS, Catalogue
from dashboard.presenters.lookups.figure_index import FigureIndex
from dashboard.release.release_cells import KEY, NUMBERS
from dashboard.view_models import CellKey, MeasureView, RevisedFigure
from dashboard.wording import formatting, returns
from dashboard.wording.window_names import WINDOW_NAMES


def revised_figures(
    now: pd.DataFrame,
    before: pd.DataFrame | None,
    catalogue: Catalogue,
    new_returns: pd.DataFrame,
) -> tuple[RevisedFigure, ...]:
    """Return the cells that both releases hold and that differ; none without a release before.

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
    was = FigureIndex(before, catalogue.measures)
    will_be = FigureIndex(now, catalogue.measures)
    reasons = _reasons(new_returns, catalogue)
    found = []
    for row in changed[KEY].itertuples(index=False):
        key = CellKey(*row)
        old, new = was.get(key), will_be.get(key)
        if old is None or new is None or old.text == new.text:
            continue
        measure = catalogue.measures[key.measure_id]
        why = [reasons[extract] for extract in measure.extracts if extract in reasons]
        if measure.extracts == ALL_RETURNS and reasons:
            why = [returns.ANY_RETURN_CAME]
        found.append(
            RevisedFigure(
                key=key,
                measure_name=measure.name,
                area_name=catalogue.area_name(key.area_code),
                window=_window(measure, key),
                group=_group(catalogue, key),
                before=old.text,
                now=new,
                reason="; ".join(why) or returns.NO_RETURN_CAME,
            )
        )
    return tuple(found)


def _window(measure: MeasureView, key: CellKey) -> str:
    """Return the window in words; a financial year so far says so, as its first is a quarter."""
    if key.period_type == YEAR_TO_DATE:
        window = Quarter.parse(key.quarter).window(key.period_type)
        return f"{window}, the {WINDOW_NAMES[YEAR_TO_DATE]}"
    return formatting.window_in_words(measure, key).removeprefix("in ")


def _group(catalogue: Catalogue, key: CellKey) -> str:
    return "" if key.breakdown == "all" else catalogue.category(key.breakdown, key.category)


def _reasons(new_returns: pd.DataFrame, catalogue: Catalogue) -> dict[str, str]:
    """Return which returns came since, in words, by extract."""
    reasons: dict[str, str] = {}
    for extract, rows in new_returns.groupby("extract"):
        title = catalogue.extract(str(extract))
        agencies = sorted(rows["agency_name"].unique())
        reasons[str(extract)] = returns.revision_reason(title, agencies, len(rows))
    return reasons
