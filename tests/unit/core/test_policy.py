"""The county's policy: every number is there and may be what it is."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from core.county import county_folder
from core.policy import Policy, PolicyError, county_policy, load_policy
from core.quarter import Quarter

FIRST_DASHBOARD = Quarter.parse("2019-20-Q1")


def test_the_calendar_of_the_first_dashboard() -> None:
    policy = county_policy()
    assert policy.due_day(FIRST_DASHBOARD) == date(2019, 7, 21)
    assert policy.publication_day(FIRST_DASHBOARD) == date(2019, 7, 28)


def test_dbt_reads_what_python_reads() -> None:
    written = county_policy().model_dump_json()
    assert Policy.model_validate_json(written) == county_policy()


@pytest.mark.parametrize(
    ("name", "value"),
    [("small_number_threshold", 1), ("chance_below", 1), ("first_quarter", "2019-21-Q1")],
)
def test_a_number_that_cannot_be_is_named(tmp_path: Path, name: str, value: object) -> None:
    content = yaml.safe_load((county_folder() / "policy.yml").read_text())
    file = tmp_path / "policy.yml"
    file.write_text(yaml.safe_dump(content | {name: value}))
    with pytest.raises(ValidationError, match=name):
        load_policy(file)


@pytest.mark.parametrize("change", [{"threshold": 5}, {"chase_day": None}])
def test_a_number_too_many_or_missing_is_named(tmp_path: Path, change: dict[str, object]) -> None:
    content = yaml.safe_load((county_folder() / "policy.yml").read_text())
    file = tmp_path / "policy.yml"
    file.write_text(yaml.safe_dump(content | change))
    with pytest.raises(ValidationError, match=next(iter(change))):
        load_policy(file)


@pytest.mark.parametrize(
    ("written", "told"),
    [("chase_day: 40\n", "chase_day: "), ("published_yearly: [", "policy.yml is not YAML: ")],
)
def test_a_policy_that_cannot_be_read_is_told_of_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, told: str
) -> None:
    (tmp_path / "policy.yml").write_text(written)
    monkeypatch.setenv("DAW_COUNTY", str(tmp_path))
    with pytest.raises(PolicyError, match=told) as error:
        county_policy()
    assert "\n" not in str(error.value)
