"""Ways to spoil what a release says, before any of its files is written.

Every mutation says by which rule the audit must find it.
"""

from collections.abc import Callable

from tests.support.disclosure import mock_county as county
from tests.support.disclosure.mock_county import COUNTY, Mock, Row

NOW = "2018-19-Q4"
HIDDEN = ("referrals", "quarter", NOW, "D4")
PROGRESS: Row = {
    "activity_id": "A1", "measure_id": "referrals", "period_type": "quarter", "quarter": NOW,
    "area_code": "D4", "numerator": "", "denominator": "", "value": "", "baseline": "",
    "change": "", "comparison": "", "direction": "", "is_tested": "", "is_enough": "",
    "p_value": "", "is_significant": "", "target": "", "needed": "", "outcome": "not_shown",
    "rests_on": "/".join(HIDDEN),
}  # fmt: skip
STATUS: Row = {
    "activity_id": "A1", "quarter": NOW, "delivery": "overdue", "delivery_rule": "past_plan_date",
    "activity_outcome": "not_shown", "rests_on": "/".join(HIDDEN),
}  # fmt: skip
Values = Callable[[Mock], None]
VALUES: dict[str, tuple[str, Values]] = {}


def of_values(rule: str) -> Callable[[Values], Values]:
    def keep(spoil: Values) -> Values:
        VALUES[spoil.__name__] = (rule, spoil)
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


def list_once_a_year(mock: Mock, measure: str, tables: str) -> None:
    """Have the catalogue say that these tables are published once a year."""
    for row in mock.catalogue:
        row["published_yearly"] = tables if row["measure_id"] == measure else ""


@of_values("7")
def prints_a_quarter_of_a_breakdown_that_is_listed_as_yearly(mock: Mock) -> None:
    list_once_a_year(mock, "referrals", "service")


@of_values("7")
def prints_a_quarter_of_areas_that_are_listed_as_yearly(mock: Mock) -> None:
    list_once_a_year(mock, "accepted_rate", "areas")


@of_values("7")
def prints_a_quarter_of_a_measure_that_is_listed_as_yearly(mock: Mock) -> None:
    list_once_a_year(mock, "days", "county")


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
    mock.progress = [{**PROGRESS, "outcome": "target_met", "target": "3"}]


@of_values("8")
def gives_a_reason_for_a_hidden_count(mock: Mock) -> None:
    """Both windows together hold too few for a test of chance."""
    mock.progress = [{**PROGRESS, "is_enough": "False"}]


@of_values("8")
def tells_of_a_hidden_count_that_a_test_fits(mock: Mock) -> None:
    mock.progress = [{**PROGRESS, "is_tested": "True"}]


@of_values("8")
def tells_that_a_hidden_share_has_nothing_to_count(mock: Mock) -> None:
    share = {"measure_id": "accepted_rate", "rests_on": f"accepted_rate/quarter/{NOW}/D4"}
    mock.progress = [{**PROGRESS, **share, "comparison": "nothing_to_count"}]


@of_values("8")
def compares_a_count_with_a_hidden_one(mock: Mock) -> None:
    mock.progress = [{**PROGRESS, "comparison": "compared"}]


@of_values("8")
def prints_progress_with_more_decimals(mock: Mock) -> None:
    row = {**PROGRESS, "measure_id": "accepted_rate", "area_code": "D1", "target": "0.5"}
    row["rests_on"] = f"accepted_rate/quarter/{NOW}/D1"
    mock.progress = [{**row, "outcome": "target_met", "value": "0.61234"}]


@of_values("8")
def prints_a_count_in_progress_that_no_table_prints(mock: Mock) -> None:
    """As of a revision that waits."""
    number = mock.find("referrals", "quarter", NOW, "D1")["numerator"]
    row = {**PROGRESS, "area_code": "D1", "target": "1", "outcome": "target_met"}
    row["rests_on"] = f"referrals/quarter/{NOW}/D1"
    mock.progress = [{**row, "numerator": str(int(number) + 1)}]


@of_values("8")
def lets_a_status_rest_on_a_hidden_count(mock: Mock) -> None:
    mock.statuses = [{**STATUS, "activity_outcome": "worse"}]


@of_values("8")
def revises_a_hidden_count(mock: Mock) -> None:
    key = dict(zip(county.KEY, (*HIDDEN, "all", "all"), strict=True))
    mock.revisions = [{**key, "before": "7", "now": "[c]", "reason": "a late return"}]


@of_values("8")
def tells_in_a_revision_by_how_much(mock: Mock) -> None:
    key = dict(zip(county.KEY, (*HIDDEN, "all", "all"), strict=True))
    mock.revisions = [{**key, "before": "[c]", "now": "[c]", "reason": "2 fewer in D4"}]


@of_values("9")
def calls_a_count_public_that_nobody_published(mock: Mock) -> None:
    row = mock.find(*HIDDEN)
    show(row, "3")
    row["public"] = "true"


@of_values("2")
def tells_how_many_rows_came(mock: Mock) -> None:
    mock.returns[0]["rows_accepted"] = "71"


@of_values("2")
def tells_how_many_rows_were_quarantined(mock: Mock) -> None:
    mock.returns[0]["rows_quarantined"] = "3"
