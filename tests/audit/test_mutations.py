"""Ways to spoil a release, each of which the audit must find.

Every mutation takes the last of two good releases, changes it as a fault of the publisher's would
(its manifest written afterwards) and says by which rule it must be caught.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import county
import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest
import typst
from county import COUNTY, Mock, Row

from dashboard.audit import NOTICE, audit

NOW = "2018-19-Q4"
HIDDEN = ("referrals", "quarter", NOW, "D4")
PROGRESS: Row = {
    "activity_id": "A1", "measure_id": "referrals", "area_code": "D4", "quarter": NOW,
    "value": "", "baseline": "", "change": "", "target": "", "rating": "not shown", "reason": "",
}  # fmt: skip
Values = Callable[[Mock], None]
Bytes = Callable[[Path], None]
VALUES: dict[str, tuple[str, Values]] = {}
BYTES: dict[str, tuple[str, Bytes]] = {}


def of_values(rule: str) -> Callable[[Values], Values]:
    def keep(spoil: Values) -> Values:
        VALUES[spoil.__name__] = (rule, spoil)
        return spoil

    return keep


def of_bytes(rule: str) -> Callable[[Bytes], Bytes]:
    def keep(spoil: Bytes) -> Bytes:
        BYTES[spoil.__name__] = (rule, spoil)
        return spoil

    return keep


def show(row: Row, number: str) -> None:
    row.update(numerator=number, value=number, shown="value")


@of_values("1")
def shows_a_small_count(mock: Mock) -> None:
    show(mock.find(*HIDDEN), "3")


@of_values("1")
def shows_a_small_denominator(mock: Mock) -> None:
    row = mock.find("accepted_rate", "quarter", NOW, "D4")
    row.update(numerator="0", denominator="3", value="", shown="value")


@of_values("2")
def shows_all_but_one_hidden_count(mock: Mock) -> None:
    true = {tuple(r[name] for name in county.KEY): r for r in county.true_rows()}
    for row in mock.rows:
        is_beside = row["breakdown"] == "all" and row["area_code"] not in ("D4", COUNTY)
        if row["measure_id"] == "referrals" and is_beside and row["shown"] == "c":
            show(row, true[tuple(row[name] for name in county.KEY)]["numerator"])


@of_values("4")
def shows_what_the_release_before_hid(mock: Mock) -> None:
    show(mock.find("referrals", "quarter", "2018-19-Q3", "D5"), "9")


@of_values("4")
def hides_what_the_release_before_showed(mock: Mock) -> None:
    mock.find("referrals", "quarter", "2018-19-Q3", "D1").update(
        numerator="", value="", denominator="", shown="c"
    )


@of_values("11")
def leaves_the_number_of_a_hidden_cell(mock: Mock) -> None:
    mock.find(*HIDDEN)["numerator"] = "3"


@of_values("11")
def leaves_the_value_of_a_missing_cell(mock: Mock) -> None:
    mock.find(*HIDDEN).update(shown="x", value="3")


@of_values("5")
def prints_one_more_decimal(mock: Mock) -> None:
    row = mock.find("accepted_rate", "quarter", NOW, "D1")
    row["value"] = f"{int(row['numerator']) / int(row['denominator']):.3f}1"


@of_values("5")
def prints_a_percentage_with_hidden_parts(mock: Mock) -> None:
    mock.find("accepted_rate", "quarter", NOW, "D1").update(numerator="", denominator="")


@of_values("5")
def prints_a_percentage_of_fewer_than_ten(mock: Mock) -> None:
    row = mock.find("accepted_rate", "quarter", NOW, "D1")
    row.update(numerator="7", denominator="8", value="0.88")


@of_values("5")
def prints_a_median_of_fewer_than_ten(mock: Mock) -> None:
    mock.find("days", "quarter", NOW, COUNTY).update(denominator="9", value="20")


@of_values("7")
def prints_people_for_a_quarter(mock: Mock) -> None:
    row = mock.find("cases", "rolling_year", NOW, COUNTY, "gender", "female")
    mock.rows.append({**row, "period_type": "quarter"})


@of_values("frame")
def adds_a_total_of_two_districts(mock: Mock) -> None:
    mock.rows.append({**mock.find("referrals", "quarter", NOW, "D1"), "area_code": "D3+D4"})


@of_values("frame")
def adds_a_total_within_a_breakdown(mock: Mock) -> None:
    row = mock.find("referrals", "quarter", NOW, COUNTY)
    mock.rows.append({**row, "breakdown": "service", "category": "all"})


@of_values("frame")
def breaks_a_district_down(mock: Mock) -> None:
    row = mock.find("referrals", "quarter", NOW, "D1")
    mock.rows.append({**row, "breakdown": "service", "category": "refuge"})


@of_values("frame")
def prints_a_cell_twice(mock: Mock) -> None:
    mock.rows.append({**mock.find(*HIDDEN), "shown": "value", "numerator": "9", "value": "9"})


@of_values("8")
def prints_a_value_in_progress(mock: Mock) -> None:
    mock.progress = [{**PROGRESS, "value": "3"}]


@of_values("8")
def rates_a_hidden_count(mock: Mock) -> None:
    mock.progress = [{**PROGRESS, "rating": "on track", "target": "3"}]


@of_values("8")
def gives_a_reason_for_a_hidden_count(mock: Mock) -> None:
    mock.progress = [{**PROGRESS, "reason": "Too few to tell."}]


@of_values("8")
def prints_progress_with_more_decimals(mock: Mock) -> None:
    row = {**PROGRESS, "measure_id": "accepted_rate", "area_code": "D1", "target": "0.5"}
    mock.progress = [{**row, "rating": "on track", "value": "0.61234"}]


@of_bytes("11")
def copies_unprotected_values_to_parquet(folder: Path) -> None:
    path = folder / "data" / "values.parquet"
    table = pa.Table.from_pylist(
        [
            {**row, "numerator": 3} if row["shown"] == "c" else row
            for row in pyarrow.parquet.read_table(path).to_pylist()
        ],
        schema=pyarrow.parquet.read_schema(path),
    )
    pyarrow.parquet.write_table(table, path)


@of_bytes("11")
def adds_a_file_of_figures(folder: Path) -> None:
    text = ",".join(county.KEY) + ",value\n" + ",".join((*HIDDEN, "all", "all", "3")) + "\n"
    (folder / "data" / "extra.csv").write_text(text)


@of_bytes("11")
def adds_a_database(folder: Path) -> None:
    import duckdb

    with duckdb.connect(str(folder / "data" / "publication.duckdb")) as database:
        columns = ", ".join(
            f"'{value}' as {name}"
            for name, value in zip(county.KEY, (*HIDDEN, "all", "all"), strict=True)
        )
        database.execute(f"create table figures as select {columns}, 3 as numerator")


def change_page(folder: Path, before: str, after: str) -> None:
    path = folder / "site" / "index.html"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


MARKED = f'data-cell="{"|".join((*HIDDEN, "all", "all"))}|value"'


@of_bytes("11")
def prints_a_hidden_count_on_a_page(folder: Path) -> None:
    change_page(folder, f"{MARKED}>[c]", f"{MARKED}>3")


@of_bytes("11")
def prints_it_beside_the_sign(folder: Path) -> None:
    change_page(folder, f"{MARKED}>[c]", f'{MARKED} title="3">[c]')


@of_bytes("11")
def says_it_in_a_text_alternative(folder: Path) -> None:
    change_page(folder, "<desc>Line chart of Referrals:", "<desc>Line chart of Referrals: D4 3,")


@of_bytes("11")
def says_it_in_another_attribute(folder: Path) -> None:
    change_page(folder, "<h1>", '<h1 data-note="D4: 3">')


@of_bytes("11")
def draws_it_in_a_chart(folder: Path) -> None:
    change_page(folder, "<text>0</text>", "<text>0</text><text>3</text>")


@of_bytes("11")
def leaves_it_in_a_comment(folder: Path) -> None:
    change_page(folder, "<h1>", "<!-- D4: 3 --><h1>")


@of_bytes("11")
def leaves_a_chart_specification(folder: Path) -> None:
    change_page(folder, "</body>", '<script type="application/json">{"D4": 3}</script></body>')


@of_bytes("11")
def says_it_in_a_sentence(folder: Path) -> None:
    change_page(folder, "</body>", "<p>Referrals in D4 fell from 7 to 3.</p></body>")


@of_bytes("11")
def prints_it_beside_a_hidden_cell(folder: Path) -> None:
    change_page(folder, f"<td {MARKED}>[c]</td>", f"<td {MARKED}>[c]</td><td>+3</td>")


@of_bytes("11")
def writes_it_in_the_workbook(folder: Path) -> None:
    change_sheet(folder, lambda sheet: sheet.cell(6, 6, 3))


@of_bytes("11")
def calculates_it_in_the_workbook(folder: Path) -> None:
    change_sheet(folder, lambda sheet: sheet.cell(6, 6, "=F3-SUM(F4:F5)"))


@of_bytes("11")
def hides_a_sheet_in_the_workbook(folder: Path) -> None:
    def hide(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.sheet_state = "hidden"

    change_sheet(folder, hide)


@of_bytes("11")
def comments_in_the_workbook(folder: Path) -> None:
    def comment(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.cell(6, 6).comment = openpyxl.comments.Comment("3", "author")

    change_sheet(folder, comment)


def change_sheet(folder: Path, change: Callable[..., object]) -> None:
    path = folder / "workbook.xlsx"
    workbook = openpyxl.load_workbook(path)
    change(workbook["Referrals"])
    workbook.save(path)


@of_bytes("11")
def writes_it_in_the_pdf(folder: Path) -> None:
    table = "#table(columns: 3, [Area], [2018-19-Q3], [2018-19-Q4], [D4], [\\[c\\]], [3])"
    text = f'#set document(title: "D")\nReferrals, by area\n\n{table}'
    (folder / "dashboard.pdf").write_bytes(typst.compile(text.encode()))


@of_bytes("11")
def numbers_the_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "hidden_sum": {"D4": 3}}))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    home = tmp_path_factory.mktemp("good")
    rows = county.true_rows()
    return [county.publish(rows, q).write(home / q / "v1") for q in county.QUARTERS]


def faults(releases: list[Path]) -> set[str]:
    return {found.rule for found in audit(releases) if found.severity != NOTICE}


def test_there_are_enough() -> None:
    assert len(VALUES) + len(BYTES) >= 20


@pytest.mark.parametrize("name", VALUES)
def test_spoilt_values(name: str, good: list[Path], tmp_path: Path) -> None:
    rule, spoil = VALUES[name]
    mock = county.publish(county.true_rows(), NOW)
    spoil(mock)
    folder = tmp_path / NOW / "v1"
    mock.write(folder)
    assert rule in faults([good[0], folder])


@pytest.mark.parametrize("name", BYTES)
def test_spoilt_bytes(name: str, good: list[Path], tmp_path: Path) -> None:
    rule, spoil = BYTES[name]
    folder = tmp_path / NOW / "v1"
    shutil.copytree(good[1], folder)
    spoil(folder)
    if name != "numbers_the_manifest":
        county.write_manifest(folder)
    assert rule in faults([good[0], folder])


def test_a_file_changed_after_the_manifest(good: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / NOW / "v1"
    shutil.copytree(good[1], folder)
    (folder / "site" / "index.html").write_text("<html></html>")
    assert "11" in faults([good[0], folder])
