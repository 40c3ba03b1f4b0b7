"""The auditor finds a longer window that is printed although it is not held in full."""

from pathlib import Path

from disclosure.audit import check_whole_windows
from disclosure.audit.reader.release_reader import read_release
from tests.support.disclosure import mock_county as county


def found(mock: county.Mock, folder: Path) -> set[tuple[str, str]]:
    """The windows that are found, with what is said of them."""
    release = read_release(mock.write(folder / "2018-19-Q4" / "v1"))
    findings = list(check_whole_windows(release))
    assert all(finding.severity == "error" for finding in findings)
    return {(finding.cell.split("|")[1], finding.message) for finding in findings}


def test_a_window_that_begins_before_the_first_quarter(tmp_path: Path) -> None:
    mock = county.publish(county.true_rows(), "2018-19-Q4")
    assert {window for window, _ in found(mock, tmp_path)} == {"year_to_date", "rolling_year"}


def test_a_window_whose_returns_have_not_all_come(tmp_path: Path) -> None:
    mock = county.publish(county.true_rows(), "2018-19-Q4")
    for row in mock.rows:
        row["status"] = "complete" if row["period_type"] == "rolling_year" else "partial"
        if row["quarter"] == "2018-19-Q3":  # as if the data began with the financial year
            row["quarter"] = "2018-19-Q1"
            row["shown"] = "value" if row["period_type"] == "quarter" else "x"
    assert found(mock, tmp_path) == {("year_to_date", "not all of its returns have come")}
