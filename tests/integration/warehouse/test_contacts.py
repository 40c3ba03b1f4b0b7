"""Whom to ask for a return: the county's deliveries say it, and everybody repeats it."""

from core.county import this_county
from core.quarter import Quarter
from core.workspace import Workspace
from orchestration.landed.outstanding_returns import missing_returns, read_coverage
from tests.support.landing.landed import Landing, build

NEVER_SENT = Quarter.parse("2019-20-Q1")
RUN_ONLY = ("--exclude-resource-type", "test", "unit_test")


def test_the_person_to_ask_is_the_one_of_the_deliveries(landing: Landing) -> None:
    landing.add("training_attendance", str(NEVER_SENT), received_at="2019-07-01T09:00:00")
    workspace = Workspace.at(landing.workspace.root)
    build(workspace.landing, workspace.warehouse, "--select", "+coverage", *RUN_ONLY)
    agreed = {(each.extract, each.agency): each.contact for each in this_county().deliveries}
    coverage = read_coverage(workspace)
    said = coverage.set_index(["extract", "agency"])["contact"].to_dict()
    assert said == {pair: agreed[pair] for pair in said}
    missing = missing_returns(coverage, NEVER_SENT)
    assert {(each.extract, each.agency): each.contact for each in missing}.items() <= agreed.items()
    assert "MARAC co-ordinator, Thames Valley Police" in {each.contact for each in missing}
