"""A county small enough to see through: made-up counts, and its releases written whole.

Its suppressor is for tests alone. It hides lines: a district or category with a small count in any
quarter is hidden in every quarter and window, and at least four lines of a table are.
"""

import csv
import hashlib
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pyarrow.csv
import pyarrow.parquet
import typst

from dashboard.audit.windows import PERIODS, window

QUARTERS = ("2018-19-Q3", "2018-19-Q4")
COUNTY, DISTRICTS = "CTY", ("D1", "D2", "D3", "D4", "D5", "D6")
KEY = ("measure_id", "period_type", "quarter", "area_code", "breakdown", "category")
COLUMNS = (*KEY, "numerator", "denominator", "value", "status", "shown")
Row = dict[str, str]
CATALOGUE: list[Row] = [
    {"measure_id": "referrals", "name": "Referrals", "kind": "count", "areas": "district",
     "breakdowns": "service", "sensitive": "true", "good": "high", "headline": "quarter"},
    {"measure_id": "accepted_rate", "name": "Accepted", "kind": "ratio", "areas": "district",
     "breakdowns": "", "sensitive": "true", "good": "high", "part_of": "referrals"},
    {"measure_id": "cases", "name": "Cases", "kind": "count", "areas": "county",
     "breakdowns": "gender", "sensitive": "true", "good": "neutral"},
    {"measure_id": "days", "name": "Days", "kind": "median", "areas": "county",
     "breakdowns": "", "sensitive": "true", "good": "low"},
    {"measure_id": "meetings", "name": "Meetings", "kind": "count", "areas": "county",
     "breakdowns": "", "sensitive": "false", "good": "high"},
]  # fmt: skip
SIZES = {"D1": 40, "D2": 12, "D3": 5, "D4": 3, "D5": 9, "D6": 7}
SERVICES = {"refuge": 30, "outreach": 27, "drop-in": 3, "phone": 8, "other": 5}
GENDERS = {"female": 60, "male": 12, "other": 3, "not_recorded": 9}


@dataclass
class Mock:
    """What stands in a release's data files before they are written."""

    rows: list[Row]
    progress: list[Row] = field(default_factory=list)
    catalogue: list[Row] = field(default_factory=lambda: [dict(row) for row in CATALOGUE])

    def find(self, *key: str) -> Row:
        """The row of a key: measure, period, quarter, area and, where given, a category."""
        wanted = (*key, "all", "all")[:6]
        return next(row for row in self.rows if tuple(row[name] for name in KEY) == wanted)

    def write(self, folder: Path) -> Path:
        """The folder, with every file of a release in it, the manifest last."""
        data = folder / "data"
        data.mkdir(parents=True)
        areas = [{"area_code": COUNTY, "area_name": "County", "level": "county"}]
        areas += [
            {"area_code": d, "area_name": f"District {d}", "level": "district"} for d in DISTRICTS
        ]
        self.rows.sort(key=lambda row: tuple(row[name] for name in KEY))
        write_table(data / "values", COLUMNS, self.rows)
        headings = tuple(dict.fromkeys(name for row in self.catalogue for name in row))
        write_table(data / "measures", headings, self.catalogue)
        write_table(data / "areas", tuple(areas[0]), areas)
        if self.progress:
            write_table(data / "progress", tuple(self.progress[0]), self.progress)
        write_page(folder / "site" / "index.html", self.rows)
        write_workbook(folder / "workbook.xlsx", self.rows)
        write_paper(folder / "dashboard.pdf", self.rows)
        write_manifest(folder)
        return folder


def true_rows(seed: int = 5) -> list[Row]:
    """Every count of the county, unprotected, in all windows of all quarters."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for sizes, measure, breakdown in (
        (SIZES, "referrals", "area"), (SERVICES, "referrals", "service"),
        (SIZES, "accepted_rate", "area"), (GENDERS, "cases", "gender"), ({"": 15}, "days", "area"),
        ({"": 3}, "meetings", "area"),
    ):  # fmt: skip
        counts = {
            (name, q): max(1, size + chance.randint(-size // 4, size // 4))
            for name, size in sizes.items()
            for q in QUARTERS
        }
        if measure == "referrals" and breakdown == "service":
            counts = _fitted(counts, rows)
        rows += _windows(counts, measure, breakdown, chance)
    return rows


def _fitted(counts: dict[tuple[str, str], int], rows: list[Row]) -> dict[tuple[str, str], int]:
    """The services' counts with the largest changed so that they add up to the county's."""
    for quarter in QUARTERS:
        total = next(
            int(r["numerator"])
            for r in rows
            if r["area_code"] == COUNTY
            and r["quarter"] == quarter
            and r["period_type"] == "quarter"
        )
        others = sum(counts[name, quarter] for name in SERVICES if name != "refuge")
        counts["refuge", quarter] = total - others
    return counts


def _windows(
    counts: dict[tuple[str, str], int], measure: str, breakdown: str, chance: random.Random
) -> list[Row]:
    names = list(dict.fromkeys(name for name, _ in counts))
    accepted = {key: chance.randint(count // 2, count) for key, count in counts.items()}
    rows = []
    for period in PERIODS:
        for quarter in QUARTERS:
            held = [q for q in window(period, quarter) if q in QUARTERS]
            sums = {name: sum(counts[name, q] for q in held) for name in names}
            yes = {name: sum(accepted[name, q] for q in held) for name in names}
            lines = {
                n: (COUNTY, breakdown, n) if breakdown != "area" else (n, "all", "all")
                for n in names
            }
            totals = [(COUNTY, "all", "all", sum(sums.values()), sum(yes.values()))]
            if measure == "referrals" and breakdown == "service":
                totals = []  # the districts have given the county's
            rows += [
                _row(measure, period, quarter, *line)
                for line in [
                    *totals,
                    *((*lines[n], sums[n], yes[n]) for n in names if n),
                ]
            ]
    return rows


def _row(
    measure: str, period: str, quarter: str, area: str, breakdown: str, category: str,
    count: int, yes: int,
) -> Row:  # fmt: skip
    numbers = {"numerator": str(count), "denominator": "", "value": str(count)}
    if measure == "accepted_rate":
        share = f"{round(yes / count, 2):g}" if count >= 10 else ""
        numbers = {"numerator": str(yes), "denominator": str(count), "value": share}
    if measure == "days":
        value = "21.5" if count >= 10 else ""
        numbers = {"numerator": "", "denominator": str(count), "value": value}
    key = dict(zip(KEY, (measure, period, quarter, area, breakdown, category), strict=True))
    status = "complete" if set(window(period, quarter)) <= set(QUARTERS) else "partial"
    return {**key, **numbers, "status": status, "shown": "value"}


def publish(rows: list[Row], quarter: str) -> Mock:
    """A quarter's release: rows up to it, whole lines hidden."""
    kept = [dict(row) for row in rows if row["quarter"] <= quarter and _is_allowed(row)]
    sensitive = [row for row in kept if row["measure_id"] not in ("meetings", "days")]
    hidden = {_line(row) for row in sensitive if _is_small(row)}
    for name, breakdown, order in (
        ("referrals", "all", SIZES), ("referrals", "service", SERVICES),
        ("accepted_rate", "all", SIZES), ("cases", "gender", GENDERS),
    ):  # fmt: skip
        for line in sorted(order, key=order.__getitem__)[: 4 if len(order) > 4 else 3]:
            area = line if order is SIZES else COUNTY
            category = "all" if order is SIZES else line
            hidden.add((name, area, breakdown, category))
    for row in kept:
        if _line(row) in hidden:
            row.update(numerator="", denominator="", value="", shown="c")
    return Mock(kept)


def _line(row: Row) -> tuple[str, str, str, str]:
    return (row["measure_id"], row["area_code"], row["breakdown"], row["category"])


def _is_small(row: Row) -> bool:
    return any(row[part] and 0 < int(row[part]) < 5 for part in ("numerator", "denominator"))


def _is_allowed(row: Row) -> bool:
    yearly = row["quarter"].endswith("Q4") and row["period_type"] != "quarter"
    return row["breakdown"] != "gender" or yearly


def truth_of(rows: list[Row]) -> dict[tuple[str, str], float]:
    """The true numbers by cell and part."""
    return {
        ("|".join(row[name] for name in KEY), part): float(row[part])
        for row in rows
        for part in ("numerator", "denominator")
        if row[part]
    }


def write_table(stem: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    """The rows as CSV, and the same as Parquet."""
    with stem.with_suffix(".csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    copy_table(stem)


def copy_table(stem: Path) -> None:
    """The Parquet copy of a CSV file."""
    table = pyarrow.csv.read_csv(stem.with_suffix(".csv"))
    pyarrow.parquet.write_table(table.replace_schema_metadata(), stem.with_suffix(".parquet"))


def printed(row: Row) -> str:
    """A row as pages print it."""
    if row["shown"] != "value" or not row["value"]:
        return f"[{row['shown'] if row['shown'] != 'value' else 'z'}]"
    return (
        f"{round(float(row['value']) * 100)}%"
        if row["denominator"] and row["numerator"]
        else row["value"]
    )


def headline_rows(rows: list[Row]) -> list[Row]:
    """The rows that page, workbook and PDF print: quarters of districts and county."""
    return [r for r in rows if r["period_type"] == "quarter" and r["breakdown"] == "all"]


def write_page(path: Path, rows: list[Row]) -> None:
    """A page with a table for each measure, and a chart of each with its text alternative."""
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = ["<html><head><title>Dashboard</title></head><body><h1>Dashboard</h1>"]
    for measure in CATALOGUE:
        mine = [r for r in headline_rows(rows) if r["measure_id"] == measure["measure_id"]]
        quarters = sorted({r["quarter"] for r in mine})
        parts.append(f"<table><caption>{measure['name']}, by area</caption><tr><th>Area</th>")
        parts += [f"<th>{quarter}</th>" for quarter in quarters]
        parts.append("</tr>")
        for area in dict.fromkeys(r["area_code"] for r in mine):
            cells = (
                f'<td data-cell="{"|".join(r[name] for name in KEY)}|value">{printed(r)}</td>'
                for r in mine
                if r["area_code"] == area
            )
            parts.append(f"<tr><th>{area}</th>{''.join(cells)}</tr>")
        county = [r for r in mine if r["area_code"] == COUNTY]
        said = ", ".join(printed(r) for r in county)
        mark = f"{measure['measure_id']}|quarter|*|*|all|all|value"
        parts.append(
            f'</table><div data-cells="{mark}"><svg role="img"><title>{measure["name"]}</title>'
            f"<desc>Line chart of {measure['name']}: {said}.</desc>"
            "<g><text>0</text><text>10000</text></g></svg></div>"
        )
    path.write_text("\n".join([*parts, "</body></html>"]), encoding="utf-8")


def write_workbook(path: Path, rows: list[Row]) -> None:
    """A sheet for each measure, a row an area, a column a quarter."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for measure in CATALOGUE:
        mine = [r for r in headline_rows(rows) if r["measure_id"] == measure["measure_id"]]
        quarters = sorted({r["quarter"] for r in mine})
        sheet = workbook.create_sheet(measure["name"])
        sheet.append([f"{measure['name']}: every quarter"])
        sheet.append(["Measure", "Unit", "Table", "Row", *quarters])
        for area in dict.fromkeys(r["area_code"] for r in mine):
            texts = [printed(r) for r in mine if r["area_code"] == area]
            sheet.append([measure["name"], "people", "by area", area, *map(_cell, texts)])
    workbook.save(path)


def _cell(text: str) -> float | str:
    return text if text.startswith("[") else float(text.rstrip("%"))


def write_paper(path: Path, rows: list[Row]) -> None:
    """The same tables as a PDF."""
    source = ['#set document(title: "Dashboard", date: none)']
    for measure in CATALOGUE:
        mine = [r for r in headline_rows(rows) if r["measure_id"] == measure["measure_id"]]
        quarters = sorted({r["quarter"] for r in mine})
        cells = ["Area", *quarters]
        for area in dict.fromkeys(r["area_code"] for r in mine):
            cells += [area, *(printed(r) for r in mine if r["area_code"] == area)]
        listed = ", ".join(f'"{cell}"' for cell in cells)
        source.append(
            f"{measure['name']}, by area\n\n#table(columns: {len(quarters) + 1}, {listed})"
        )
    path.write_bytes(typst.compile("\n\n".join(source).encode()))


def write_manifest(folder: Path) -> None:
    """The hashes of all files, as they are now."""
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    text = json.dumps({"quarter": folder.parent.name, "version": 1, "files": files})
    (folder / "manifest.json").write_text(text, encoding="utf-8")
