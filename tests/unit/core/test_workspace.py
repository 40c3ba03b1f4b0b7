"""The workspace that the environment names."""

from pathlib import Path

import pytest

from core.workspace import SettingError, Workspace


@pytest.mark.parametrize("name", ["O'Brien", "team #1", "what?", "a\\b"])
def test_a_path_that_dbt_cannot_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("DAW_HOME", str(tmp_path / name))
    with pytest.raises(SettingError, match="with none of these in its path"):
        Workspace.from_environment()


@pytest.mark.parametrize(
    ("variable", "value", "least"),
    [
        ("DAW_KEEP_ORIGINALS", "-5", 0),
        ("DAW_KEEP_ORIGINALS", "90 days", 0),
        ("DAW_MAX_SENT_MB", "0", 1),
        ("DAW_MAX_UNPACKED_MB", "-1", 1),
        ("DAW_MAX_UNPACKED_MB", "0.5", 1),
        ("DAW_WORKERS", "0", 1),
        ("DAW_WORKERS", "abc", 1),
    ],
)
def test_a_number_that_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, least: int
) -> None:
    monkeypatch.setenv("DAW_HOME", str(tmp_path))
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingError, match=f"^{variable} must be a whole number of {least} or mor"):
        Workspace.from_environment()


def test_originals_may_be_kept_for_no_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAW_HOME", str(tmp_path))
    monkeypatch.setenv("DAW_KEEP_ORIGINALS", "0")
    monkeypatch.setenv("DAW_MAX_SENT_MB", "1")
    workspace = Workspace.from_environment()
    assert (workspace.keep_originals_days, workspace.max_sent_bytes) == (0, 1_000_000)
