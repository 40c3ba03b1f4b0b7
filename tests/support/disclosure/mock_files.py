"""The files of a made-up release: tables, a page, a workbook, papers, a narrative, a manifest."""

import csv
import hashlib
import json
from pathlib import Path

import docx
import openpyxl
import pyarrow.csv
import pyarrow.parquet
import typst

COUNTY, DISTRICTS = "CTY", ("D1", "D2", "D3", "D4", "D5", "D6")
KEY = ("measure_id", "period_type", "quarter", "area_code", "breakdown", "category")
COLUMNS = (*KEY, "numerator", "denominator", "value", "status", "shown", "public")
Row = dict[str, str]
CATALOGUE: list[Row] = [
    {"measure_id": "referrals", "name": "Referrals", "kind": "count", "areas": "district",
     "breakdowns": "service", "sensitive": "true", "polarity": "high", "default_window": "quarter",
     "extracts": "referrals_return"},
    {"measure_id": "accepted_rate", "name": "Accepted", "kind": "ratio", "areas": "district",
     "breakdowns": "", "sensitive": "true", "polarity": "high", "part_of": "referrals"},
    {"measure_id": "cases", "name": "Cases", "kind": "count", "areas": "county",
     "breakdowns": "gender", "sensitive": "true", "polarity": "neutral"},
    {"measure_id": "days", "name": "Days", "kind": "median", "areas": "county",
     "breakdowns": "", "sensitive": "true", "polarity": "low"},
    {"measure_id": "meetings", "name": "Meetings", "kind": "count", "areas": "county",
     "breakdowns": "", "sensitive": "false", "polarity": "high"},
]  # fmt: skip


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
        taken = [["Area", *quarters]]
        parts.append(f'<table id="{measure["measure_id"]}">')
        parts.append(f"<caption>{measure['name']}, by area</caption><tr><th>Area</th>")
        parts += [f"<th>{quarter}</th>" for quarter in quarters]
        parts.append("</tr>")
        for area in dict.fromkeys(r["area_code"] for r in mine):
            cells = (
                f'<td data-label="{r["quarter"]}" '
                f'data-cell="{"|".join(r[name] for name in KEY)}|value">'
                f"{printed(r)}</td>"
                for r in mine
                if r["area_code"] == area
            )
            parts.append(f"<tr><th>{area}</th>{''.join(cells)}</tr>")
            taken.append([area, *(printed(r) for r in mine if r["area_code"] == area)])
        text = "".join(",".join(line) + "\n" for line in taken)
        (path.parent / f"{measure['measure_id']}.csv").write_text(text)
        county = [r for r in mine if r["area_code"] == COUNTY]
        said = ", ".join(printed(r) for r in county)
        mark = f"{measure['measure_id']}|quarter|*|{COUNTY}|all|all|value"
        parts.append(
            f'</table><div data-cells="{mark}"><svg role="img"><title>{measure["name"]}</title>'
            f"<desc>Line chart of {measure['name']}: {said}.</desc>{drawn_points(county)}"
            "</svg></div>"
        )
        parts.append(f'<span data-cells="{mark}">{drawn_course(county)}</span>')
        (path.parent / f"{measure['measure_id']}.svg").write_text(drawn_course(county))
    parts.append(drawn_bars([r for r in rows if r["breakdown"] == "service"]))
    path.write_text("\n".join([*parts, "</body></html>"]), encoding="utf-8")


def drawn_points(rows: list[Row]) -> str:
    """An axis of 100 pixels from 0 to a round number, and a dot at each shown figure."""
    shown = [float(r["value"]) for r in rows if r["shown"] == "value" and r["value"]]
    steps = [lead * 10.0**power for power in range(-1, 4) for lead in (1, 2, 5)]
    most = next(step for step in steps if step >= max(shown, default=0))
    dots = "".join(f"M{10 * n},{100 - 100 * value / most:.1f}h.01" for n, value in enumerate(shown))
    top = f"{most:.0%}" if rows and rows[0]["measure_id"] == "accepted_rate" else f"{most:g}"
    return (
        f'<g><text x="-2" y="103">0</text><text x="-2" y="3">{top}</text></g>'
        f'<path d="{dots}" stroke="#12436D" stroke-linecap="round"/>'
    )


def drawn_course(rows: list[Row]) -> str:
    """A sparkline of 96 by 24 pixels through the shown figures, three pixels within its edges."""
    values = [float(r["value"]) if r["shown"] == "value" and r["value"] else None for r in rows]
    most = max([value for value in values if value is not None], default=0) or 1
    step = 90 / max(len(values) - 1, 1)
    path = ""
    for place, value in enumerate(values):
        if value is not None:
            is_next = place > 0 and values[place - 1] is not None
            path += f"{'L' if is_next else 'M'}{3 + place * step:.1f},{21 - value / most * 18:.1f}"
    said = " to ".join(printed(r) for r in rows)
    return (
        f'<svg class="spark" width="96" height="24" role="img" aria-label="{said}" '
        'xmlns="http://www.w3.org/2000/svg">'
        f'<path d="{path}" fill="none" stroke="#12436D"/></svg>'
    )


def drawn_bars(rows: list[Row]) -> str:
    """A bar for each service of the newest quarter, a pixel for each referral."""
    newest = max(r["quarter"] for r in rows)
    mine = [r for r in rows if r["quarter"] == newest and r["period_type"] == "quarter"]
    bars = "".join(f'<path d="M0,{20 * n}h{r["value"]}v15h-{r["value"]}Z"/>'
                   for n, r in enumerate(mine) if r["shown"] == "value")  # fmt: skip
    mark = f"referrals|quarter|{newest}|{COUNTY}|service|*|value"
    return f'<div data-cells="{mark}"><svg role="img"><title>By service</title>{bars}</svg></div>'


def write_workbook(path: Path, rows: list[Row]) -> None:
    """A sheet for each measure, a row an area, a column a quarter."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for measure in CATALOGUE:
        mine = [r for r in headline_rows(rows) if r["measure_id"] == measure["measure_id"]]
        quarters = sorted({r["quarter"] for r in mine})
        sheet = workbook.create_sheet(measure["name"])
        sheet.append([f"{measure['name']}: every quarter"])
        sheet.append(["Measure", "Unit", "Coverage", "Series", *quarters])
        for area in dict.fromkeys(r["area_code"] for r in mine):
            texts = [printed(r) for r in mine if r["area_code"] == area]
            sheet.append([measure["name"], "people", "by area", area, *map(_cell, texts)])
    listed = workbook.create_sheet("Figures")
    listed.append(["Measure", "Quarter", "Area", "Group", "Figure", "Numerator", "Denominator"])
    names = {measure["measure_id"]: measure["name"] for measure in CATALOGUE}
    for row in (r for r in headline_rows(rows) if r["measure_id"] != "accepted_rate"):
        area = "County" if row["area_code"] == COUNTY else f"District {row['area_code']}"
        labels = [names[row["measure_id"]], row["quarter"], area, "all"]
        listed.append([*labels, _cell(printed(row)), "[z]", "[z]"])
    workbook.save(path)


def _cell(text: str) -> float | str:
    return text if text.startswith("[") else float(text.rstrip("%"))


def write_pdf(path: Path, rows: list[Row]) -> None:
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


def write_board_pack(path: Path, rows: list[Row]) -> None:
    """The newest figures of each measure in a table of the pack's own, a row a measure."""
    cells = [cell for row in newest_rows(rows) for cell in row]
    listed = ", ".join(f'"{cell}"' for cell in cells)
    columns = len(cells) // len(CATALOGUE)
    text = f'#set document(title: "Pack", date: none)\n#table(columns: {columns}, {listed})'
    path.write_bytes(typst.compile(text.encode()))


def newest_rows(rows: list[Row]) -> list[list[str]]:
    """Each measure's name and what is printed of its newest quarter, blanks where it has less."""
    found = []
    for measure in CATALOGUE:
        mine = [r for r in headline_rows(rows) if r["measure_id"] == measure["measure_id"]]
        newest = max(r["quarter"] for r in mine)
        told = [printed(r) for r in mine if r["quarter"] == newest]
        found.append([measure["name"], *told, *[""] * len(DISTRICTS)][: len(DISTRICTS) + 2])
    return found


def narrative_lines(rows: list[Row]) -> list[str]:
    """A sentence for each measure with its newest figure of the county."""
    county = ((name, told) for name, told, *_ in newest_rows(rows))
    return [f"- {name}, county: {told}." for name, told in county if not told.startswith("[")]


def write_narrative(path: Path, rows: list[Row]) -> None:
    """The narrative as Markdown."""
    path.write_text("\n".join(["# Narrative", "", *narrative_lines(rows), ""]), encoding="utf-8")
    write_word([line.removeprefix("- ") for line in narrative_lines(rows)], path)


def write_word(lines: list[str], beside: Path) -> None:
    """The narrative as a Word document, with no more parts than it needs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    for part in (document.part.package, document.part):
        for name, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/customXml", "/extended-properties")):
                part.rels.pop(name)
    properties = document.core_properties._element
    for element in [*document.element.iter(), *properties]:
        for name in [name for name in element.attrib if "rsid" in name]:
            del element.attrib[name]
        if element.tag.endswith("}revision"):
            properties.remove(element)
    document.core_properties.comments = ""
    document.save(beside.with_suffix(".docx"))


def write_explored(path: Path, rows: list[Row]) -> None:
    """The figures that the page to explore loads: a text for each measure, window and series."""
    quarters = sorted({r["quarter"] for r in rows})
    figures: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        is_whole = row["breakdown"] == "all"
        series = f"/{row['area_code']}" if is_whole else f"{row['breakdown']}/{row['category']}"
        if not is_whole and row["area_code"] != COUNTY:
            continue
        table = figures.setdefault(row["measure_id"], {}).setdefault(row["period_type"], {})
        cells = table.setdefault(series, ";".join("[z]" for _ in quarters)).split(";")
        cells[quarters.index(row["quarter"])] = explored(row)
        table[series] = ";".join(cells)
    names = {measure["measure_id"]: {"name": measure["name"]} for measure in CATALOGUE}
    content = {"quarters": quarters, "measures": names, "figures": figures}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"window.EXPLORE = {text};\n", encoding="utf-8")


def explored(row: Row) -> str:
    """A cell of the page to explore: what is printed, then numerator, denominator and value."""
    text = printed(row)
    if text.startswith("[") or not row["denominator"]:
        return text
    return "|".join((text, row["numerator"], row["denominator"], row["value"]))


def write_manifest(folder: Path) -> None:
    """The hashes of all files, as they are now."""
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    text = json.dumps({"quarter": folder.parent.name, "version": 1, "files": files})
    (folder / "manifest.json").write_text(text, encoding="utf-8")
