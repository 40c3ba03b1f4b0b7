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
import pytest

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.release import yearly_policy
from tests.support.seeds import seed_file, seed_frame, with_definition_versions

KEY = ["measure_id", "period_type", "quarter", "area_code", "breakdown", "category"]
PUBLISHED = "homelessness_published"
NUMBERS = ("numerator", "denominator", "value")
WINDOWS = ("quarter", "year_to_date", "rolling_year")
CATEGORIES = {
    "ethnicity_group": ["white", "mixed", "asian", "black", "other", "not_asked", "not_recorded"],
    "age_band": ["16-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65 and over", "unknown"],
    "plan": ["delivery-plan-2019-20", "cherwell-dv-action-plan"],
}


def seed(name: str) -> pd.DataFrame:
    """A seed as a frame; blanks are null."""
    return seed_frame(name)


def list_no_yearly_tables(patch: pytest.MonkeyPatch) -> None:
    """Have the policy list no table that a small catalogue lacks, which would be refused."""
    policy = county_policy().model_copy(update={"published_yearly": {}})
    patch.setattr(yearly_policy, "county_policy", lambda: policy)


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
    """Progress and activities' status in the shape of the warehouse's, by rules of thumb.

    What is true of real figures is the warehouse's own work and is tested there.
    """
    whole = values[values["breakdown"] == "all"].set_index(KEY[:4])
    found = whole[~whole.index.duplicated()].to_dict("index")
    county = _county()
    rows, statuses = [], []
    measures = seed("measures").to_dict("records")
    for place, activity in enumerate(seed("activities").to_dict("records")):
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
            rows += here
            statuses.append(_status_row(activity, quarter, here, place))
    return pd.DataFrame(rows), pd.DataFrame(statuses)


def _county() -> str:
    areas = seed("areas")
    return areas.loc[areas["level"] == "county", "area_code"].iloc[0]


def _progress_row(found, measure, window, quarter, area, is_target) -> dict | None:
    key = (measure["measure_id"], window, quarter, area)
    before = (measure["measure_id"], window, str(Quarter.parse(quarter).plus(-4)), area)
    if key not in found:
        return None
    now, then = found[key], found.get(before, {"value": None, "status": ""})
    first = min(quarter for _, _, quarter, _ in found)
    if str(Quarter.parse(before[2]).quarters(window)[-1]) < first:
        then = {"value": None, "status": ""}
    comparison = _comparison(now, then)
    both = comparison == "compared"
    change = now["value"] - then["value"] if both else None
    is_significant = both and abs(change) > 0.4 * max(abs(then["value"]), 0.01)
    direction = ("higher" if change > 0 else "lower" if change else "same") if both else None
    outcome = "no_significant_change" if both else "not_comparable"
    if is_significant:
        better = {"high": "higher", "low": "lower"}.get(measure["polarity"])
        outcome = ("better" if direction == better else "worse") if better else "changed"
    target = measure["target_value"] if is_target and measure["target_value"] > 0 else None
    if is_target:
        outcome = "target_undetermined"
        if target and now["status"] == "complete" and _is_known(now["value"]):
            outcome = "target_met" if now["value"] >= target else "target_missed"
    rests_on = ["/".join(key)] + (["/".join(before)] if both else [])
    return {
        "measure_id": measure["measure_id"], "period_type": window, "quarter": quarter,
        "area_code": area, "is_plan_area": True, **{name: now[name] for name in NUMBERS},
        "status": now["status"], "baseline": then["value"] if both else None, "change": change,
        "comparison": comparison, "direction": direction, "is_tested": True if both else None,
        "is_enough": True if both else None,
        "p_value": (0.001 if is_significant else 0.5) if both else None,
        "is_significant": is_significant if both else None, "target": target,
        "needed": target, "outcome": outcome, "rests_on": ";".join(rests_on),
    }  # fmt: skip


def _is_known(value: float | None) -> bool:
    return value is not None and value == value


def _comparison(now: dict, then: dict) -> str:
    if now["status"] != "complete":
        return "not_complete"
    if not _is_known(now["value"]):
        return "nothing_to_count"
    if not then["status"]:
        return "no_year_before"
    if then["status"] != "complete" or not _is_known(then["value"]):
        return "year_before_incomplete"
    return "compared"


def _status_row(activity: dict, quarter: str, rows: list[dict], place: int) -> dict:
    """Return a status of each delivery in turn."""
    day = Quarter.parse(quarter).last_day
    written = activity["due_on"]
    due = date.fromisoformat(written) if isinstance(written, str) else None
    rules = ["no_return", "complete_undated", "lead_says_at_risk", "not_started", "on_course"]
    rule = "past_plan_date" if due is not None and due <= day else rules[place % len(rules)]
    delivery = {
        "no_return": "awaiting", "complete_undated": "complete", "past_plan_date": "overdue",
        "lead_says_at_risk": "at_risk",
    }  # fmt: skip
    said = {"complete_undated": "complete", "lead_says_at_risk": "at_risk",
            "not_started": "not_started"}  # fmt: skip
    order = ["worse", "target_missed", "better", "target_met", "changed", "no_significant_change",
             "not_comparable", "target_undetermined"]  # fmt: skip
    words = {"target_missed": "worse", "target_met": "better",
             "target_undetermined": "not_comparable"}  # fmt: skip
    first = min((row["outcome"] for row in rows), key=order.index, default="none")
    is_silent = rule == "no_return"
    return {
        "activity_id": activity["activity_id"], "quarter": quarter,
        "delivery": delivery.get(rule, rule), "delivery_rule": rule, "plan_due_on": due,
        "lead_due_on": date(2020, 6, 30) if rule == "past_plan_date" else None,
        "completed_on": None, "days_late": None,
        "lead_status": None if is_silent else said.get(rule, "on_track"),
        "lead_quarter": quarter, "lead_summary": None if is_silent else "Work goes on as planned.",
        "activity_outcome": words.get(first, first),
        "rests_on": ";".join(
            row["rests_on"] for row in rows if row["comparison"] == "compared"
        ),
    }  # fmt: skip


def made_up_awaited(values: pd.DataFrame) -> pd.DataFrame:
    """For each figure that is not complete, an agency whose return is awaited."""
    whole = values[(values["breakdown"] == "all") & (values["status"] != "complete")]
    agency = seed("agencies")["agency"].iloc[0]
    return whole[KEY[:4]].assign(awaited=agency + ":" + whole["quarter"])


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


def made_up_reviews() -> pd.DataFrame:
    """Reviews of two partnerships: published, published later, and not yet."""
    areas = seed("areas")
    places = list(areas.loc[areas["level"] == "csp", "area_code"])[:2]
    days = [
        ("DHR001", places[0], date(2017, 3, 1), date(2018, 5, 4)),
        ("DHR002", places[1], None, date(2019, 9, 30)),
        ("DHR003", places[0], date(2018, 3, 1), date(2019, 10, 1)),
        ("DHR004", places[1], date(2019, 8, 1), None),
    ]
    return pd.DataFrame(days, columns=["review", "csp_code", "decided_on", "published_on"])


def made_up_indicators(values: pd.DataFrame) -> pd.DataFrame:
    """Indicators of a contract: as many met as the measure counts, and one without a figure.

    The first asks what a measure asks of the records.
    """
    pairs = seed("indicator_measures")
    asked = pairs.dropna(subset=["measure_id"]).iloc[0]
    others = pairs[pairs["measure_id"].isna() & (pairs["figure"] != "people")]
    names_of = [asked["indicator"], *others["indicator"]]
    counted = seed("measures").set_index("measure_id")["extracts"]
    of_contract = (name for name, extracts in counted.items() if extracts == "pathway_kpis")
    measure = next(of_contract, None)  # a small catalogue lacks it
    is_total = (
        (values["measure_id"] == measure)
        & (values["period_type"] == "quarter")
        & (values["area_code"] == _county())
    )
    rows = []
    for quarter, met, of in values.loc[is_total, ["quarter", *NUMBERS[:2]]].itertuples(index=False):
        for place in range(int(of or 0) + 1 if of == of else 0):
            result = "no_figure" if place == of else "met" if place < met else "not_met"
            figure = {"met": 0.95, "not_met": 0.37, "no_figure": None}[result]
            pair = (asked["measure_id"], asked["difference"]) if not place else (None, None)
            rows.append(
                (measure, "pathway_provider", quarter, f"K{place + 1}",
                 names_of[place % len(names_of)], "high", 0.9, figure, result, "share", *pair)
            )  # fmt: skip
    names = ["measure_id", "agency", "quarter", "kpi", "indicator", "better_when", "target"]
    names += ["quarter_value", "result", "figure_kind", "compared_measure_id", "difference"]
    return pd.DataFrame(rows, columns=names)


def write_warehouse(path: Path, values: pd.DataFrame) -> Path:
    """A warehouse file with these values; its path."""
    progress, statuses = made_up_progress(values)
    spoken_of = sorted(set(values["quarter"]))
    due, returns, submissions = made_up_returns(spoken_of)
    rank = {topic: place for place, topic in enumerate(seed("topics")["topic"])}
    measures = seed("measures")
    titles = seed("topics").set_index("topic")["title"]
    measures = with_definition_versions(measures).assign(topic_title=measures["topic"].map(titles))
    order = measures["topic"].map(rank) * 1000 + measures["position"]
    tables = {
        "measures.measure_values": values,
        "measures.progress": progress,
        "measures.activity_status": statuses,
        "staging.int_progress_awaited": made_up_awaited(values),
        "staging.int_breaks_between": pd.DataFrame(
            columns=[*KEY[:3], "since_baseline", "since_start"], dtype=str
        ),
        "marts.dim_measure": measures.assign(position=order.rank().astype(int)),
        "marts.dim_activity": seed("activities").merge(seed("plans")[["plan", "is_historic"]]),
        "marts.fct_homelessness": pd.DataFrame(
            columns=["quarter", "district_code", "source"], dtype=str
        ),
        "marts.fct_dhr": made_up_reviews(),
        "measures.contract_indicators": made_up_indicators(values),
        "quality.returns": returns,
        "quality.submissions": submissions,
        "staging.int_deliveries_described": due,
        "quality.coverage": made_up_coverage(due, returns, submissions, spoken_of),
    }
    for name in ("benchmarks", "glossary"):
        tables[f"staging.int_{name}"] = seed(name)
    names = ["topics", "plans", "objectives", "headlines", "areas", "agencies", "breaks"]
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
