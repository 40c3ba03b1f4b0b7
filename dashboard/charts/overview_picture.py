"""A small picture of a release's overview: how many activities of each aim have which rating."""

from pathlib import Path

import altair as alt
import pandas as pd
import vl_convert

from dashboard.charts.palette import RATING_COLOURS
from dashboard.outputs.data.data_files import read_data
from dashboard.view_models import RATING_WORDS


def overview_png(folder: Path) -> bytes:
    """Return the picture of a release as PNG; only what the release itself shows is drawn."""
    counts = rating_counts(folder)
    words = [word for word in RATING_WORDS if word in set(counts["rating"])]
    colours = alt.Scale(domain=words, range=[RATING_COLOURS[word] for word in words])
    chart = (
        alt.Chart(counts, width=420, title="Activities by rating")
        .mark_bar(stroke="white")
        .encode(
            x=alt.X("activities:Q", title=None, axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("aim:N", title=None, sort=None),
            color=alt.Color("rating:N", title=None, scale=colours),
            order="order:Q",
        )
    )
    drawn: bytes = vl_convert.vegalite_to_png(chart.to_json(), scale=1.5)
    return drawn


def rating_counts(folder: Path) -> pd.DataFrame:
    """Return how many activities of the current plan have which rating: aim, rating, activities.

    The first releases know of no historic plan, and of no rating that is not shown.
    """
    activities = read_data(folder, "activities")
    if "is_historic" in activities:
        activities = activities[~activities["is_historic"].astype(bool)]
    status = read_data(folder, "activity_status")
    newest = status[status["quarter"] == status["quarter"].max()]
    rated = activities.merge(newest, on="activity_id")
    rated["rating"] = rated["status"]
    if "is_shown" in rated:
        rated["rating"] = rated["status"].where(rated["is_shown"].astype(bool), "not shown")
    counts = rated.groupby(["aim", "rating"], sort=False).size().rename("activities").reset_index()
    return counts.assign(order=counts["rating"].map(list(RATING_WORDS).index))
