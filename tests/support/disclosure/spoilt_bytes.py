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
    change_page(folder, f"<td {MARKED}>[c]</td>", f"<td {MARKED}>[c]</td><td>+3</td>")


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
