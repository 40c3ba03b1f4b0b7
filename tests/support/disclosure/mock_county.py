"""A county small enough to see through: made-up counts, and its releases written whole.

Its suppressor is for tests alone. It hides lines: a district or category with a small count in any
quarter is hidden in every quarter and window, and at least four lines of a table are.
"""

import random
from dataclasses import dataclass, field
from pathlib import Path

from disclosure.audit.reader.release_windows import PERIODS, window
from tests.support.disclosure.mock_files import (
    CATALOGUE,
    COLUMNS,
    COUNTY,
    DISTRICTS,
    KEY,
    Row,
    copy_table,
    write_board_pack,
    write_explored,
    write_manifest,
    write_narrative,
    write_page,
    write_pdf,
    write_table,
    write_workbook,
)

__all__ = ["CATALOGUE", "COLUMNS", "COUNTY", "DISTRICTS", "KEY", "Row", "copy_table",
           "write_manifest", "write_table"]  # fmt: skip
QUARTERS = ("2018-19-Q3", "2018-19-Q4")
RETURNS: list[Row] = [
    {"agency": "police", "extract": "referrals_return", "rows_accepted": "[c]",
     "rows_quarantined": "some"},
    {"agency": "police", "extract": "meetings_return", "rows_accepted": "9",
     "rows_quarantined": "0"},
]  # fmt: skip
SIZES = {"D1": 40, "D2": 12, "D3": 5, "D4": 3, "D5": 9, "D6": 7}
SERVICES = {"refuge": 30, "outreach": 27, "drop-in": 3, "phone": 8, "other": 5}
GENDERS = {"female": 60, "male": 12, "other": 3, "not_recorded": 9}


@dataclass
class Mock:
    """What stands in a release's data files before they are written."""

    rows: list[Row]
    progress: list[Row] = field(default_factory=list)
    statuses: list[Row] = field(default_factory=list)
    revisions: list[Row] = field(default_factory=list)
    returns: list[Row] = field(default_factory=lambda: [dict(row) for row in RETURNS])
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
        used = sorted({(row["breakdown"], row["category"]) for row in self.rows})
        categories = [
            {"breakdown": by, "category": name, "label": name.capitalize()} for by, name in used
        ]
        tables = {
            "values": self.rows, "measures": self.catalogue, "areas": areas,
            "categories": categories, "returns": self.returns, "progress": self.progress,
            "activity_status": self.statuses, "revisions": self.revisions,
        }  # fmt: skip
        described = []
        for name, rows in tables.items():
            headings = tuple(dict.fromkeys(column for row in rows for column in row))
            headings = COLUMNS if name == "values" else headings
            if rows:
                write_table(data / name, headings, rows)
                described += [{"table": name, "column": column} for column in headings]
        write_table(data / "data_dictionary", ("table", "column"), described)
        (data / "data_dictionary.parquet").unlink()
        (data / "README.txt").write_text("Data files\n\nEach is here as CSV and as Parquet.\n")
        write_page(folder / "site" / "index.html", self.rows)
        write_workbook(folder / "workbook.xlsx", self.rows)
        write_pdf(folder / "dashboard.pdf", self.rows)
        write_board_pack(folder / "board-pack.pdf", self.rows)
        write_narrative(folder / "board-narrative.md", self.rows)
        write_explored(folder / "site" / "explore" / "figures.js", self.rows)
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
