"""Publishing refuses a release that the audit fails, and leaves nothing of it behind.

Real protection and the real auditor on the reference figures' first quarter; pages, workbook and
PDF, which say the same as the data files, are left out.
"""

import shutil
import stat
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from core.policy import county_policy
from dashboard.release import protected_values, rendered_release, yearly_policy
from dashboard.release import publish as publish_module
from dashboard.release.kept_attacks import AUDIT, CONTROL, kept_file
from dashboard.release.publish import CannotPublish, PublishResult, publish
from disclosure.audit import Finding
from disclosure.control import (
    AttackMemory,
    EarlierValues,
    FailedTries,
    Protection,
    ProtectionLimits,
    ReleaseSources,
    protect,
)
from tests.support.releases import sample

QUARTER, LATER = "2018-19-Q1", date(2019, 1, 1)
NUMBERS = ["numerator", "denominator", "value"]


@pytest.fixture(scope="module")
def warehouse(deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    values = pd.read_csv(deliveries / "expected_measures.csv")
    file = tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb"
    sample.write_warehouse(file, values[values["quarter"] == QUARTER])
    with duckdb.connect(str(file)) as opened:  # names of receipts as they are in life
        for table in ("submissions", "returns"):
            opened.execute(f"update quality.{table} set submission_id = md5(submission_id)")
    return file


@pytest.fixture
def workspace(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    writers = {name for name in vars(rendered_release) if name.startswith("write_")}
    for writer in writers - {"write_data", "write_manifest"}:
        monkeypatch.setattr(rendered_release, writer, lambda *_: None)
    (tmp_path / "warehouse.duckdb").write_bytes(warehouse.read_bytes())
    return tmp_path


def published_now(workspace: Path) -> PublishResult:
    return publish(workspace, QUARTER, today=LATER, edition="public", commit="0123456789ab")


def hides_small_counts_alone(
    sources: ReleaseSources,
    earlier: list[EarlierValues],
    limits: ProtectionLimits,
    failed: FailedTries,
    memory: AttackMemory,
) -> Protection:
    """What a publisher without secondary suppression would print, whatever an audit says."""
    good = protect(sources, earlier, limits)
    values = sources.values
    key = ["measure_id", "period_type", "quarter", "area_code", "breakdown", "category"]
    true = good.values[key].merge(values, how="left", on=key)
    small = true["numerator"].between(1, 4) | true["denominator"].between(1, 9)
    is_open = (good.values["shown"] == "c") & ~small.to_numpy() & true["value"].notna().to_numpy()
    shown = good.values.copy()
    shown.loc[is_open, NUMBERS] = true.loc[is_open.to_numpy(), NUMBERS].round(2).to_numpy()
    shown.loc[is_open, "shown"] = "value"
    return Protection(shown, good.report)


def shows_one_small_count(
    sources: ReleaseSources,
    earlier: list[EarlierValues],
    limits: ProtectionLimits,
    failed: FailedTries,
    memory: AttackMemory,
) -> Protection:
    """What a slip of the pen would print."""
    good = protect(sources, earlier, limits, failed)
    shown = good.values.copy()
    place = shown.index[(shown["measure_id"] == "marac_cases") & (shown["shown"] == "c")][0]
    shown.loc[place, ["numerator", "value", "shown"]] = 3.0, 3.0, "value"
    return Protection(shown, good.report)


def test_a_second_version_is_made_anew_as_often_as_its_audit_fails(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_now(workspace)
    with duckdb.connect(str(workspace / "warehouse.duckdb")) as opened:
        opened.execute(
            "update measures.measure_values set value = value + 1, numerator = numerator + 1"
            " where measure_id = 'training_places_attended'"
        )
    cell = "marac_cases|quarter|2018-19-Q1|E10000025|all|all"
    leak = Finding("2018-19-Q1/v2", "2", cell, "only 3 remains possible", part="numerator")
    findings = iter([[leak], [leak], []])
    monkeypatch.setattr(publish_module, "audit_release", lambda *_: next(findings))
    assert published_now(workspace).version == 2
    assert list(findings) == []


def test_what_attacks_came_to_is_kept_for_this_user_and_changes_nothing(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A second version is the same with the files, without them and with damaged ones."""
    published_now(workspace)
    files = [kept_file(workspace, name) for name in (CONTROL, AUDIT)]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    with duckdb.connect(str(workspace / "warehouse.duckdb")) as opened:
        opened.execute(
            "update measures.measure_values set value = value + 1, numerator = numerator + 1"
            " where measure_id = 'marac_cases' and breakdown = 'all' and area_code like 'E10%'"
        )
    others = [tmp_path_factory.mktemp("other") for _ in range(2)]
    for other in others:
        shutil.copytree(workspace, other, dirs_exist_ok=True)
    for name in (CONTROL, AUDIT):
        kept_file(others[0], name).unlink()
        damaged = kept_file(others[1], name)
        damaged.write_bytes(damaged.read_bytes()[:-9] + b"something")
    paths = [published_now(each).path for each in (workspace, *others)]
    values = [(path / "data" / "values.csv").read_bytes() for path in paths]
    assert paths[0].name == "v2"
    assert values[0] == values[1] == values[2]


def test_a_policy_that_cannot_be_followed_is_refused_before_anything_is_published(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = county_policy().model_copy(update={"published_yearly": {"marac_cases": ("tenure",)}})
    monkeypatch.setattr(yearly_policy, "county_policy", lambda: policy)
    with pytest.raises(CannotPublish, match="marac_cases has no breakdown tenure"):
        published_now(workspace)
    assert not list(workspace.rglob("values.csv"))


def test_a_protected_release_is_written(workspace: Path) -> None:
    assert published_now(workspace).version == 1


@pytest.mark.parametrize(
    ("sabotaged", "rule"), [(hides_small_counts_alone, "2"), (shows_one_small_count, "1")]
)
def test_a_leaking_one_is_not(
    sabotaged: object, rule: str, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protected_values, "protect", sabotaged)
    with pytest.raises(CannotPublish, match="Nothing was published") as refused:
        published_now(workspace)
    assert f"{rule}: " in str(refused.value)
    left = {
        path.relative_to(workspace).as_posix() for path in workspace.rglob("*") if path.is_file()
    }
    assert left == {"warehouse.duckdb", ".publish/lock", "secrets/publication.key"}
