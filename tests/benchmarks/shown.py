"""What a reader is left with: the share of figures shown, by topic, area level and window.

`python -m tests.benchmarks.shown AFTER` prints it for the folder of a release, and
`python -m tests.benchmarks.shown AFTER BEFORE` beside another's. Rows of people are counted that
have a figure, hidden or not; what is missing is no row.
"""

import argparse
from pathlib import Path

import pandas as pd

from tests.support.seeds import seed_file

HAS_FIGURE = ("value", "c", "z")
BY = ["topic", "level", "window"]


def rows_with_figures(release: Path) -> pd.DataFrame:
    """Return the rows of people of a release that have a figure, with what the table is by."""
    data = release / "data"
    values, measures, areas = (
        pd.read_csv(data / f"{name}.csv", keep_default_na=False)
        for name in ("values", "measures", "areas")
    )
    return with_levels(values, measures, areas)


def with_levels(values: pd.DataFrame, measures: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of people that have a figure: topic, level, window, and whether it is shown.

    The level of what is broken down is `breakdown`.
    """
    of_people = measures[measures["sensitive"].astype(str).str.lower() == "true"]
    rows = values[values["shown"].isin(HAS_FIGURE)]
    rows = rows.merge(of_people[["measure_id", "topic", "default_window"]], on="measure_id")
    rows = rows.merge(areas[["area_code", "level"]], how="left", on="area_code")
    level = rows["level"].fillna("not known").where(rows["breakdown"] == "all", "breakdown")
    return rows.assign(
        level=level,
        window=rows["period_type"],
        is_default=rows["period_type"] == rows["default_window"],
        is_shown=rows["shown"] != "c",
    )


def shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many rows there are, and the share shown, by topic, level and window."""
    return rows.groupby(BY)["is_shown"].agg(rows="size", shown="mean")


def default_rows(rows: pd.DataFrame) -> pd.Series:
    """Return which of the county's rows in their measures' default windows are shown."""
    is_chosen = (rows["level"] == "county") & rows["is_default"]
    return rows.loc[is_chosen, "is_shown"]


def headline_rows(rows: pd.DataFrame, headlines: list[str]) -> pd.Series:
    """Return, by headline measure, whether the county's newest figure is shown.

    A measure that has none, or that counts no people, is left out.
    """
    is_chosen = (rows["level"] == "county") & rows["is_default"]
    chosen = rows[is_chosen & rows["measure_id"].isin(headlines)]
    newest = chosen[chosen["quarter"] == rows["quarter"].max()]
    return newest.set_index("measure_id")["is_shown"]


def report(after: pd.DataFrame, before: pd.DataFrame | None, headlines: list[str]) -> str:
    """Return the table, and the two shares that matter most, as text."""
    table = shares(after)
    if before is not None:
        table = shares(before).join(table, how="outer", suffixes=(" before", " after"))
    lines = [table.to_string(float_format="{:.0%}".format)]
    for name, rows in (("before", before), ("after", after)):
        if rows is not None:
            default, first = default_rows(rows), headline_rows(rows, headlines)
            lines.append(
                f"{name}: {rows['is_shown'].mean():.1%} of {len(rows)} rows shown, "
                f"{default.mean():.1%} of {len(default)} county rows in default windows, "
                f"{first.sum()} of {len(first)} headline figures of people"
                f" ({', '.join(first.index[~first]) or 'none'} hidden)"
            )
    return "\n".join(lines)


def main() -> None:
    """Print the report of the folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("after", type=Path)
    parser.add_argument("before", type=Path, nargs="?")
    given = parser.parse_args()
    headlines = list(pd.read_csv(seed_file("headlines"))["measure_id"])
    before = rows_with_figures(given.before) if given.before else None
    print(report(rows_with_figures(given.after), before, headlines))


if __name__ == "__main__":
    main()
