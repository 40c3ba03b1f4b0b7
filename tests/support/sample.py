"""A warehouse file made up for the dashboard's tests: the real seeds, made-up values and progress.

`write_warehouse` writes the tables that the dashboard reads, with every kind of cell in them:
complete, partial and missing, 0 of 0, ratios, medians and rates, areas and breakdowns.
"""

import random
from datetime import date
from hashlib import md5
from pathlib import Path

import duckdb
import pandas as pd

from core.policy import county_policy
from core.quarter import Quarter
from tests.support.seeds import seed_file, seed_frame

KEY = ["measure_id", "period_type", "quarter", "area_code", "breakdown", "category"]
PUBLISHED = "homelessness_published"
WINDOWS = ("quarter", "year_to_date", "rolling_year")
CATEGORIES = {
    "ethnicity_group": ["white", "mixed", "asian", "black", "other", "not_asked", "not_recorded"],
    "age_band": ["16-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65 and over", "unknown"],
    "plan": ["delivery-plan-2019-20", "cherwell-dv-action-plan"],
}


def seed(name: str) -> pd.DataFrame:
    """A seed as a frame; blanks are null."""
    return seed_frame(name)


def quarters(count: int, last: str = "2019-20-Q2") -> list[str]:
    """So many quarters up to the last."""
    end = Quarter.parse(last)
    return [str(end.plus(place - count + 1)) for place in range(count)]


def made_up_values(spoken_of: list[str]) -> pd.DataFrame:
    """Values for every measure, window, area and category of the catalogue, always the same."""
    chance = random.Random(7)
    areas = seed("areas")
    rows = []
    for measure in seed("measures").to_dict("records"):
        codes = list(areas.loc[areas["level"] == measure["areas"], "area_code"])
        county = areas.loc[areas["level"] == "county", "area_code"].iloc[0]
        cells = [(area, "all", "all") for area in dict.fromkeys([county, *codes])]
        cells += [("unknown", "all", "all")] if measure["areas"] != "county" else []
        for breakdown in str(measure["breakdowns"]).split(";"):
            cells += [(county, breakdown, c) for c in _categories(breakdown)]
        windows = ("rolling_year",) if measure["kind"] == "rate" else WINDOWS
        for window in windows:
            for quarter in spoken_of:
                for area, breakdown, category in cells:
                    numbers = _numbers(chance, measure, 5 if area == county else 1)
                    name = (measure["measure_id"], window, quarter, area, breakdown, category)
                    rows.append((*name, *numbers))
    return pd.DataFrame(rows, columns=[*KEY, "numerator", "denominator", "value", "status"])


def _categories(breakdown: str) -> list[str]:
    if breakdown == "nan":
        return []
    if breakdown in CATEGORIES:
        return CATEGORIES[breakdown]
    lists = seed("breakdowns").set_index("breakdown")["list"]
    code_list = lists.get(breakdown)
    codes = seed("codes")
    found = list(codes.loc[codes["list"] == (code_list or breakdown), "code"])
    return [*(found or ["female", "male"]), "not_recorded"]


def _numbers(chance: random.Random, measure: dict, size: int) -> tuple:
    state = chance.random()
    if state < 0.03:
        return None, None, None, "missing"
    status = "partial" if state < 0.1 else "complete"
    kind, count = measure["kind"], chance.randint(0, 24 * size)
    if kind == "ratio" or (measure["unit"] == "%" and kind == "stock"):
        whole = count + chance.randint(0, 12 * size)
        return count, whole, count / whole if whole else None, status
    if kind == "rate":
        people = 60000 * size
        return count * 10, people, count * 10 / people * 10000, status
    if kind == "median":
        value = chance.random() if measure["unit"] == "%" else float(chance.randint(5, 300))
        return None, max(count, 1), value, status
    return count, None, float(count), status


def made_up_progress(values: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Progress and activities' status in the shape of the warehouse's, ratings by a rule of thumb.

    Real ratings are the warehouse's own work and are tested there.
    """
    whole = values[values["breakdown"] == "all"].set_index(KEY[:4])
    found = whole[~whole.index.duplicated()].to_dict("index")
    county = _county()
    rows, statuses = [], []
    measures = seed("measures").to_dict("records")
    for activity in seed("activities").to_dict("records"):
        name = activity["activity_id"]
        mine = [m for m in measures if name in str(m["activities"]).split(";")]
        for quarter in sorted(set(values["quarter"])):
            here = []
            for measure in mine:
                is_target = measure["target_activity"] == name
                area = measure["target_area"] if is_target else county
                window = measure["target_window"] if is_target else measure["default_window"]
                row = _progress_row(found, measure, window, quarter, area, is_target)
                if row:
                    here.append({"activity_id": name, **row})
            if isinstance(activity["milestone"], str):
                here.append(_milestone_row(name, activity, quarter, county))
            rows += here
            rated = [r for r in here if r["measure_id"] == "milestone" or r["target_kind"]]
            statuses.append(_status_row(name, quarter, rated))
    return pd.DataFrame(rows), pd.DataFrame(statuses)


def _county() -> str:
    areas = seed("areas")
    return areas.loc[areas["level"] == "county", "area_code"].iloc[0]


def _progress_row(found, measure, window, quarter, area, is_target) -> dict | None:
    key = (measure["measure_id"], window, quarter, area)
    before = (measure["measure_id"], window, str(Quarter.parse(quarter).plus(-4)), area)
    if key not in found:
        return None
    now, then = found[key]["value"], found.get(before, {}).get("value")
    known = now is not None and now == now
    both = known and then is not None and then == then
    unrated = "no_change" if both else "no_year_before"
    rule, rating = (unrated, "not rated") if known else ("awaiting", "awaiting")
    if both and abs(now - then) > 0.4 * max(abs(then), 0.01):
        rule = "better" if (now > then) == (measure["polarity"] != "low") else "worse"
        rating = "on track" if rule == "better" else "at risk"
    target = measure["target_value"] if is_target and measure["target_value"] > 0 else None
    if target and known:
        rule, rating = (
            ("target_met", "on track") if now >= target else ("target_missed", "off track")
        )
    rests_on = ["/".join(key)] + (["/".join(before)] if both else [])
    return {
        "measure_id": measure["measure_id"], "period_type": window, "quarter": quarter,
        "area_code": area, "is_plan_area": True, "value": now if known else None,
        "baseline": then if both else None, "change": now - then if both else None,
        "target_kind": measure["target_kind"] if is_target else None, "target": target,
        "milestone_status": None, "due_on": None, "revised_due_on": None, "completed_on": None,
        "numerator": found[key]["numerator"], "denominator": found[key]["denominator"],
        "status": "complete",
        "rule": rule, "rating": rating, "rests_on": ";".join(rests_on),
        "awaited": f"{seed('agencies')['agency'].iloc[0]}:{quarter}", "breaks": None,
        "target_value": target, "target_baseline_year": "2018-19", "start_value": target,
        "target_now": target, "needed_count": target, "lead_status": None, "lead_quarter": None,
    }  # fmt: skip


def _milestone_row(name: str, activity: dict, quarter: str, area: str) -> dict:
    due = date.fromisoformat(activity["due_on"]) if isinstance(activity["due_on"], str) else None
    is_late = due is not None and due < Quarter.parse(quarter).last_day
    return {
        "activity_id": name, "measure_id": "milestone", "period_type": "quarter",
        "quarter": quarter, "area_code": area, "is_plan_area": True, "value": None,
        "baseline": None, "change": None, "target_kind": None, "target": None,
        "milestone_status": "overdue" if is_late else "on track", "due_on": due,
        "revised_due_on": date(2020, 6, 30) if is_late else None, "completed_on": None,
        "numerator": None, "denominator": None, "status": "complete",
        "rule": "overdue" if is_late else "on_track",
        "rating": "off track" if is_late else "on track", "rests_on": "",
        "lead_status": "at_risk", "lead_quarter": quarter,
        **dict.fromkeys((
            *("awaited", "breaks", "target_value", "target_baseline_year", "start_value"),
            *("target_now", "needed_count"),
        )),
    }  # fmt: skip


def _status_row(name: str, quarter: str, rated: list[dict]) -> dict:
    order = ["off track", "at risk", "awaiting", "on track", "not rated"]
    worst = min(rated, key=lambda r: order.index(r["rating"]), default=None)
    return {
        "activity_id": name, "quarter": quarter,
        "status": worst["rating"] if worst else "not rated",
        "rule": worst["rule"] if worst else "neither_date_nor_target",
        "decided_by": worst["measure_id"] if worst else None,
        "lead_status": "on_track", "lead_summary": "Work goes on as planned.",
        "rests_on": worst["rests_on"] if worst else "",
    }  # fmt: skip


def made_up_returns(spoken_of: list[str]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Expected returns, returns and submissions: most came, some late, one agency never."""
    areas = seed("agencies")
    titles = dict(seed("extracts")[["extract", "title"]].itertuples(index=False))
    due, returns, submissions = [], [], []
    extracts = sorted(
        {e for x in seed("measures")["extracts"] for e in x.split(";")} - {"submissions"}
    )
    for place, extract in enumerate(extracts):
        agency = areas["agency"].iloc[place % len(areas)]
        due.append(
            (extract, agency, titles[extract], "quarterly", "own_quarter", extract != PUBLISHED)
        )
        for quarter in spoken_of:
            if (place + len(quarter)) % 7 == 0:
                continue
            submission = md5(f"{place}{quarter}".encode(), usedforsecurity=False).hexdigest()
            late = 30 if place % 5 == 0 else 10
            came = pd.Timestamp(Quarter.parse(quarter).last_day) + pd.Timedelta(days=late)
            returns.append((submission, agency, extract, quarter, None, 120, 118, 2, True))
            submissions.append(
                (submission, agency, f"{extract}.xlsx", came, "accepted", None, None)
            )
    names = ["submission_id", "agency", "extract", "quarter", "as_at"]
    names += ["rows_read", "rows_accepted", "rows_quarantined", "is_current"]
    told = ["submission_id", "agency", "file_name", "received_at", "outcome", "code", "message"]
    return (
        pd.DataFrame(
            due, columns=["extract", "agency", "title", "delivery", "coverage", "expected"]
        ),
        pd.DataFrame(returns, columns=names).astype({"as_at": "object"}),
        pd.DataFrame(submissions, columns=told),
    )


def made_up_coverage(
    due: pd.DataFrame, returns: pd.DataFrame, submissions: pd.DataFrame, spoken_of: list[str]
) -> pd.DataFrame:
    """What came of each expected return, in the shape of `quality.coverage`."""
    came = returns.merge(submissions[["submission_id", "received_at"]], on="submission_id")
    rows = []
    for extract, agency in due.loc[due["expected"], ["extract", "agency"]].itertuples(index=False):
        for quarter in spoken_of:
            due_on = county_policy().due_day(Quarter.parse(quarter))
            mine = came[
                (came["extract"] == extract)
                & (came["agency"] == agency)
                & (came["quarter"] == quarter)
            ]
            if mine.empty:
                rows.append((extract, agency, quarter, due_on, "missing", None, None, None))
                continue
            newest = mine.iloc[-1]
            day = mine["received_at"].min()
            state = "received" if day.date() <= due_on else "late"
            counts = (newest["rows_accepted"], newest["rows_quarantined"])
            rows.append((extract, agency, quarter, due_on, state, day, *counts))
    names = ["extract", "agency", "quarter", "due_on", "state", "first_received_at"]
    names += ["newest_rows_accepted", "newest_rows_quarantined"]
    return pd.DataFrame(rows, columns=names)


def write_warehouse(path: Path, values: pd.DataFrame) -> Path:
    """A warehouse file with these values; its path."""
    progress, statuses = made_up_progress(values)
    spoken_of = sorted(set(values["quarter"]))
    due, returns, submissions = made_up_returns(spoken_of)
    rank = {topic: place for place, topic in enumerate(seed("topics")["topic"])}
    measures = seed("measures")
    titles = seed("topics").set_index("topic")["title"]
    versions = seed("definition_changes").groupby("measure_id")["version"].max()
    measures = measures.assign(
        topic_title=measures["topic"].map(titles),
        definition_version=measures["measure_id"].map(versions).fillna(1).astype(int),
    )
    order = measures["topic"].map(rank) * 1000 + measures["position"]
    tables = {
        "measures.measure_values": values,
        "measures.progress": progress,
        "measures.activity_status": statuses,
        "marts.dim_measure": measures.assign(position=order.rank().astype(int)),
        "marts.dim_activity": seed("activities"),
        "marts.fct_homelessness": pd.DataFrame(
            columns=["quarter", "district_code", "source"], dtype=str
        ),
        "quality.returns": returns,
        "quality.submissions": submissions,
        "staging.int_deliveries_described": due,
        "quality.coverage": made_up_coverage(due, returns, submissions, spoken_of),
    }
    for name in ("benchmarks", "glossary"):
        tables[f"staging.int_{name}"] = seed(name)
    names = ["topics", "plans", "objectives", "areas", "agencies", "breaks"]
    for name in [*names, "breakdowns", "measure_relations", "definition_changes"]:
        tables[f"seeds.{name}"] = seed(name)
    for name in ("codes", "county_codes"):
        tables[f"seeds.{name}"] = pd.read_csv(seed_file(name))
    with duckdb.connect(str(path)) as opened:
        for schema in sorted({name.split(".")[0] for name in tables}):
            opened.execute(f"create schema {schema}")
        for name, frame in tables.items():
            opened.register("frame", frame)
            opened.execute(f"create table {name} as select * from frame")
    return path
