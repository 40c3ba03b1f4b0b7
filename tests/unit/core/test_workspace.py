"""The workspace that the environment names."""

from pathlib import Path

import pytest

from core.workspace import SettingError, Workspace


def test_a_path_that_dbt_cannot_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAW_HOME", str(tmp_path / "O'Brien"))
    with pytest.raises(SettingError, match="without an apostrophe"):
        Workspace.from_environment()


def test_the_number_of_processes_is_one_or_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAW_HOME", str(tmp_path))
    monkeypatch.setenv("DAW_WORKERS", "0")
    with pytest.raises(SettingError, match="DAW_WORKERS"):
        Workspace.from_environment()
