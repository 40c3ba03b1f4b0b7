"""Ways to spoil the files of a finished release.

Every mutation says by which rule the audit must find it; the manifest is written afterwards.
"""

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import vl_convert

from tests.support.disclosure import mock_county as county
from tests.support.disclosure.spoilt_values import HIDDEN

Bytes = Callable[[Path], None]
BYTES: dict[str, tuple[str, Bytes]] = {}


def of_bytes(rule: str) -> Callable[[Bytes], Bytes]:
    def keep(spoil: Bytes) -> Bytes:
        BYTES[spoil.__name__] = (rule, spoil)
        return spoil

    return keep


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
def writes_it_beside_the_data_files(folder: Path) -> None:
    with (folder / "data" / "README.txt").open("a", encoding="utf-8") as file:
        file.write("\nIn D4 there were 3 referrals.\n")


@of_bytes("11")
def adds_a_second_text_to_the_data_files(folder: Path) -> None:
    (folder / "data" / "README-2.txt").write_text("In D4 there were three.\n")


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
    change_page(folder, "<desc>", '<text x="9">3</text><desc>')


@of_bytes("11")
def leaves_it_in_a_comment(folder: Path) -> None:
    change_page(folder, "<h1>", "<!-- D4: 3 --><h1>")


@of_bytes("11")
def leaves_it_in_an_instruction(folder: Path) -> None:
    change_page(folder, "<h1>", "<?note D4: 3?><h1>")


@of_bytes("11")
def says_it_in_an_attribute_that_is_there_already(folder: Path) -> None:
    change_page(folder, "<h1>", '<h1 class="title" class="3">')


@of_bytes("11")
def says_it_where_a_tag_ends(folder: Path) -> None:
    change_page(folder, "</h1>", '</h1 title="D4: 3">')


@of_bytes("11")
def declares_it(folder: Path) -> None:
    change_page(folder, "<html>", '<!DOCTYPE html SYSTEM "D4: 3"><html>')


@of_bytes("11")
def leaves_a_chart_specification(folder: Path) -> None:
    change_page(folder, "</body>", '<script type="application/json">{"D4": 3}</script></body>')


@of_bytes("11")
def says_it_in_a_sentence(folder: Path) -> None:
    change_page(folder, "</body>", "<p>Referrals in D4 fell from 7 to 3.</p></body>")


@of_bytes("11")
def prints_it_beside_a_hidden_cell(folder: Path) -> None:
    change_page(folder, f"{MARKED}>[c]</td>", f"{MARKED}>[c]</td><td>+3</td>")


@of_bytes("11")
def numbers_the_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "hidden_sum": {"D4": 3}}))


@of_bytes("11")
def notes_it_in_the_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "commit": "D4 is three"}))


@of_bytes("11")
def draws_a_point_at_its_height(folder: Path) -> None:
    change_page(folder, 'h.01" stroke', 'h.01M30,97.0h.01" stroke')


@of_bytes("11")
def moves_a_point_to_its_height(folder: Path) -> None:
    change_page(folder, '<path d="M0,', '<path d="M0,97.0h.01" stroke="#12436D"/><path d="M0,')


@of_bytes("11")
def draws_a_line_at_its_height(folder: Path) -> None:
    change_page(folder, '<path d="M0,', '<path d="M0,97.0L10,97.0" stroke="blue"/><path d="M0,')


@of_bytes("11")
def draws_a_bar_of_its_length(folder: Path) -> None:
    change_page(folder, "<title>By service</title>",
                '<title>By service</title><path d="M0,0h3v15h-3Z"/>')  # fmt: skip


SPARK = '<svg class="spark" width="96" height="24" role="img" aria-label="'


@of_bytes("11")
def runs_a_sparkline_through_its_height(folder: Path) -> None:
    change_page(folder, '<path d="M3.0,', '<path d="M3.0,12.4L3.0,')


@of_bytes("11")
def hides_it_in_a_sparkline_of_another_kind_of_line(folder: Path) -> None:
    change_page(folder, '<path d="M3.0,', '<path d="M3.0,12.4C3.0,')


@of_bytes("11")
def puts_the_dot_of_a_sparkline_at_its_height(folder: Path) -> None:
    path = (folder / "site" / "index.html").read_text()
    drawn = path[path.index(SPARK) :].partition("</svg>")[0]
    change_page(folder, drawn, f'{drawn}<circle cx="93" cy="12.4" r="3"/>')


@of_bytes("11")
def adds_a_line_to_a_sparkline(folder: Path) -> None:
    path = (folder / "site" / "index.html").read_text()
    drawn = path[path.index(SPARK) :].partition("</svg>")[0]
    change_page(folder, drawn, f'{drawn}<line x1="0" x2="9" y1="12.4" y2="12.4"/>')


@of_bytes("11")
def says_it_beside_a_sparkline(folder: Path) -> None:
    change_page(folder, SPARK, f"{SPARK}D4 3, ")


@of_bytes("11")
def draws_a_line_without_a_scale(folder: Path) -> None:
    change_page(folder, SPARK, SPARK.replace('class="spark"', 'class="course"'))


@of_bytes("11")
def draws_the_course_of_several_cells_as_one(folder: Path) -> None:
    path = (folder / "site" / "index.html").read_text()
    mark = path[: path.index(SPARK)].rpartition('<span data-cells="')[2].partition('"')[0]
    parts = mark.split("|")
    parts[3] = "*"
    change_page(folder, f'<span data-cells="{mark}">', f'<span data-cells="{"|".join(parts)}">')


def change_taken(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / "site" / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


@of_bytes("11")
def gives_it_away_in_a_table(folder: Path) -> None:
    rows = (folder / "site" / "referrals.csv").read_text().splitlines()
    hidden = next(row for row in rows if row.startswith("D4,"))
    change_taken(folder, "referrals.csv", hidden, hidden.replace("[c]", "3"))


@of_bytes("11")
def gives_it_away_in_words(folder: Path) -> None:
    change_taken(folder, "referrals.csv", "D4,[c]", "D4,three")


@of_bytes("11")
def gives_it_away_in_a_row_of_its_own(folder: Path) -> None:
    change_taken(folder, "referrals.csv", "D4,", "D4 3,")


@of_bytes("11")
def gives_it_away_in_a_heading(folder: Path) -> None:
    change_taken(folder, "referrals.csv", "Area,", "Area D4:3,")


@of_bytes("11")
def gives_away_a_table_of_no_page(folder: Path) -> None:
    (folder / "site" / "more.csv").write_text("Area,Now\nD4,3\n")


@of_bytes("11")
def gives_it_away_in_a_drawing(folder: Path) -> None:
    change_taken(folder, "referrals.svg", 'fill="none"', 'fill="none" id="d4-3"')


@of_bytes("11")
def gives_it_away_in_a_picture(folder: Path) -> None:
    drawing = (folder / "site" / "referrals.svg").read_text()
    other = drawing.replace("3.0,", "3.0,12.4L3.0,", 1)
    (folder / "site" / "referrals.png").write_bytes(vl_convert.svg_to_png(other, scale=2))


@of_bytes("11")
def gives_it_away_behind_a_picture(folder: Path) -> None:
    drawing = (folder / "site" / "referrals.svg").read_text()
    picture = vl_convert.svg_to_png(drawing, scale=2)
    (folder / "site" / "referrals.png").write_bytes(picture + b"D4: 3")


@of_bytes("11")
def claims_an_interval_of_its_own(folder: Path) -> None:
    cell = f'class="interval" {MARKED.replace("data-cell", "data-cells")}'
    change_page(folder, "</body>", f"<p {cell}>1.2 to 3.4</p></body>")


@of_bytes("11")
def labels_a_cell_with_it(folder: Path) -> None:
    label = f'data-label="{HIDDEN[2]}" {MARKED}'
    change_page(folder, label, label.replace(HIDDEN[2], f"{HIDDEN[2]}: 3"))


@of_bytes("11")
def labels_a_heading_with_it(folder: Path) -> None:
    change_page(folder, "<h1>", '<h1 data-label="three">')


@of_bytes("11")
def draws_limits_of_two_quarters(folder: Path) -> None:
    line = '<line transform="translate(300,92.5)" x2="-300" stroke-dasharray="4,4"/>'
    change_page(folder, '<path d="M0,', f'{line}<path d="M0,')


@of_bytes("11")
def lets_an_axis_reach_to_it(folder: Path) -> None:
    tick = '<text x="-2" y="-97">200</text>'
    change_page(folder, '<text x="-2" y="103">0</text>', f'{tick}<text x="-2" y="103">0</text>')


@of_bytes("8")
def orders_a_table_by_what_it_hides(folder: Path) -> None:
    path = folder / "site" / "index.html"
    rows = path.read_text().split("\n")
    at = max(n for n, row in enumerate(rows) if row.startswith("<tr><th>D6"))
    rows[at - 1], rows[at] = rows[at], rows[at - 1]
    path.write_text("\n".join(rows))


@of_bytes("8")
def orders_the_values_by_what_they_hide(folder: Path) -> None:
    path = folder / "data" / "values.csv"
    rows = path.read_text().splitlines(keepends=True)
    at = next(n for n, row in enumerate(rows) if row.startswith(",".join(HIDDEN)))
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    path.write_text("".join(rows))
    county.copy_table(path.with_suffix(""))


@of_bytes("11")
def says_it_to_those_who_cannot_see(folder: Path) -> None:
    change_page(folder, "<h1>", '<h1 aria-label="D4: 3 referrals">')


@of_bytes("11")
def names_a_class_of_it(folder: Path) -> None:
    change_page(folder, "<h1>", '<h1 onclick="show(3)">')


@of_bytes("11")
def links_to_it(folder: Path) -> None:
    hidden = base64.b64encode(b"D4: 3 referrals").decode()
    change_page(folder, "</body>", f'<a href="data:text/plain;base64,{hidden}">More</a></body>')


@of_bytes("11")
def encodes_it(folder: Path) -> None:
    hidden = base64.b64encode(b"D4: 3 referrals, D5: 4 referrals").decode()
    change_page(folder, "</body>", f"<p>{hidden}</p></body>")


@of_bytes("11")
def writes_it_by_style(folder: Path) -> None:
    (folder / "site" / "style.css").write_text('.d4::after { content: "\\33" }')


@of_bytes("11")
def packs_the_true_values(folder: Path) -> None:
    packed = gzip.compress((folder / "data" / "values.csv").read_bytes())
    (folder / "data" / "values.csv.gz").write_bytes(packed)


@of_bytes("11")
def adds_a_column(folder: Path) -> None:
    path = folder / "data" / "values.csv"
    first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([f"{first},true_value", *(f"{row},3" for row in rest)]) + "\n")
    county.copy_table(path.with_suffix(""))


@of_bytes("11")
def describes_parquet_with_it(folder: Path) -> None:
    path = folder / "data" / "areas.parquet"
    table = pyarrow.parquet.read_table(path).replace_schema_metadata({"D4": "3"})
    pyarrow.parquet.write_table(table, path)


@of_bytes("11")
def leaves_it_between_columns_and_footer(folder: Path) -> None:
    path = folder / "data" / "values.parquet"
    content = path.read_bytes()
    footer = int.from_bytes(content[-8:-4], "little") + 8
    path.write_bytes(content[:-footer] + b"D4: 3" + content[-footer:])
