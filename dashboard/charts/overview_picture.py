"""A small picture of a release's overview: how far the activities of each aim are."""

from pathlib import Path

import altair as alt
import pandas as pd
import vl_convert

from dashboard.charts.drawing_processes import made_beside
from dashboard.charts.palette import DELIVERY_COLOURS
from dashboard.outputs.data.data_files import read_data
from dashboard.wording.judgement_words import DELIVERY


def overview_png(folder: Path) -> bytes:
    """Return the picture of a release as PNG; a delivery rests on no figure, so all are drawn."""
    counts = delivery_counts(folder)
    codes = [code for code in DELIVERY if code in set(counts["delivery"])]
    colours = alt.Scale(
        domain=[DELIVERY[code].word for code in codes],
        range=[DELIVERY_COLOURS[code] for code in codes],
    )
    words = counts.assign(word=counts["delivery"].map(lambda code: DELIVERY[code].word))
    chart = (
        alt.Chart(words, width=420, title="Activities by delivery")
        .mark_bar(stroke="white")
        .encode(
            x=alt.X("activities:Q", title=None, axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("aim:N", title=None, sort=None),
            color=alt.Color("word:N", title=None, scale=colours),
            order="order:Q",
        )
    )
    return made_beside(_drawn, chart.to_json())


def _drawn(description: str) -> bytes:
    picture: bytes = vl_convert.vegalite_to_png(description, scale=1.5)
    return picture


def delivery_counts(folder: Path) -> pd.DataFrame:
    """Return how many activities of the current plan have which delivery: aim, delivery, order."""
    activities = read_data(folder, "activities")
    activities = activities[~activities["is_historic"].astype(bool)]
    status = read_data(folder, "activity_status")
    newest = status[status["quarter"] == status["quarter"].max()]
    judged = activities.merge(newest, on="activity_id")
    counts = judged.groupby(["aim", "delivery"], sort=False).size().rename("activities")
    counted = counts.reset_index()
    return counted.assign(order=counted["delivery"].map(list(DELIVERY).index))
