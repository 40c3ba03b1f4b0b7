"""The county's releases as they stand pass the audit; the mutations start from here."""

from pathlib import Path

import pytest

from disclosure.audit import CERTAIN, audit, breaches
from tests.support.disclosure import mock_county as county


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    workspace = tmp_path_factory.mktemp("county") / "releases"
    rows = county.true_rows()
    return [
        county.publish(rows, quarter).write(workspace / quarter / "v1")
        for quarter in county.QUARTERS
    ]


def test_protected_releases_pass(releases: list[Path]) -> None:
    found = audit(releases)
    assert [each for each in found if each.severity == CERTAIN] == []
    assert breaches(found, county.truth_of(county.true_rows())) == []


def test_the_same_bytes_give_the_same_findings(releases: list[Path]) -> None:
    assert audit(releases) == audit(releases)
