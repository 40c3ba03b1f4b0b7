"""Small releases for the auditor's tests, written as a release's data files are.

The suppressor here is for tests alone: it hides the small counts and one more beside a lone one,
or (careful) everything that hangs together with a small count.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path

KEY = ("measure_id", "period_type", "quarter", "area_code", "breakdown", "category")
COLUMNS = (*KEY, "numerator", "denominator", "value", "status", "shown")
PEOPLE = ("ethnicity_group", "gender", "age_band", "disability")
CATALOGUE = (
    "measure_id", "kind", "areas", "breakdowns", "sensitive", "part_of", "headline", "good",
    "target_area", "target_value", "target_window",
)  # fmt: skip


@dataclass
class Mock:
    """What stands in a release's data files before they are written."""

    rows: list[dict[str, str]]
    catalogue: list[dict[str, str]]
    areas: list[dict[str, str]]
    progress: list[dict[str, str]] = field(default_factory=list)

    def write(self, folder: Path) -> Path:
        """The folder, with the data files written into it."""
        data = folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        write_csv(data / "values.csv", COLUMNS, self.rows)
        write_csv(data / "measures.csv", CATALOGUE, self.catalogue)
        write_csv(data / "areas.csv", ("area_code", "area_name", "level"), self.areas)
        if self.progress:
            write_csv(data / "progress.csv", tuple(self.progress[0]), self.progress)
        return folder


def write_csv(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)


def publish(rows: list[dict[str, str]], catalogue: list[dict[str, str]], quarter: str, careful: bool
            ) -> list[dict[str, str]]:
    """The rows of a quarter's release, small counts hidden by the test's own simple ways."""
    measures = {row["measure_id"]: row for row in catalogue}
    kept = [dict(row) for row in rows if row["quarter"] <= quarter and _is_allowed(row)]
    for row in kept:
        row["shown"] = _first_state(row, measures[row["measure_id"]])
    if careful:
        _hide_with_neighbours(kept, measures)
    else:
        _hide_complements(kept, measures)
    for row in kept:
        _print(row, measures[row["measure_id"]]["kind"])
    return kept


def _is_allowed(row: dict[str, str]) -> bool:
    if row["breakdown"] not in PEOPLE:
        return True
    return row["quarter"].endswith("Q4") and row["period_type"] != "quarter"


def _first_state(row: dict[str, str], measure: dict[str, str]) -> str:
    if row["status"] == "missing":
        return "x"
    if measure["kind"] == "ratio" and float(row["denominator"]) == 0:
        return "z"
    parts = ["numerator"] if measure["kind"] == "rate" else ["numerator", "denominator"]
    small = any(row[part] and 0 < float(row[part]) < 5 for part in parts)
    return "c" if small and measure["sensitive"] == "true" else "value"


def _hide_complements(rows: list[dict[str, str]], measures: dict[str, dict[str, str]]) -> None:
    groups: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        if row["breakdown"] != "all" or measures[row["measure_id"]]["areas"] == row["level"]:
            name = (row["measure_id"], row["period_type"], row["quarter"], row["breakdown"])
            groups.setdefault(name, []).append(row)
    for group in groups.values():
        hidden = [row for row in group if row["shown"] == "c"]
        others = [r for r in group if r["shown"] == "value" and float(r["numerator"] or 0) > 0]
        if len(hidden) == 1 and others:
            min(others, key=lambda row: float(row["numerator"]))["shown"] = "c"


def _hide_with_neighbours(rows: list[dict[str, str]], measures: dict[str, dict[str, str]]) -> None:
    """Hides all counts above zero of a measure that has any hidden one, the county's too."""
    families = {name: name.split("_")[0] for name in measures}
    torn = {families[row["measure_id"]] for row in rows if row["shown"] == "c"}
    for row in rows:
        measure = measures[row["measure_id"]]
        above = float(row["denominator" if measure["kind"] == "median" else "numerator"] or 0) > 0
        hides = measure["sensitive"] == "true" and families[row["measure_id"]] in torn
        if hides and above and row["shown"] == "value":
            row["shown"] = "c"


def _print(row: dict[str, str], kind: str) -> None:
    if row["shown"] != "value":
        row.update(numerator="", denominator="", value="")
        return
    for part in ("numerator", "denominator"):
        if row[part]:
            row[part] = f"{float(row[part]):g}"
    if kind == "ratio":
        below, above = float(row["denominator"]), float(row["numerator"])
        row["value"] = f"{round(above / below, 2):g}" if below >= 10 else ""
    elif kind == "median" and float(row["denominator"]) < 10:
        row["value"] = ""
    elif kind in ("count", "stock", "distinct"):
        row["value"] = row["numerator"]
