"""Files that are written together come under their names together, once the disk holds them."""

import os
from pathlib import Path
from typing import Any

import pytest

from core.atomic_files import write_whole, written_together


class FullError(Exception):
    """Nothing more can be written."""


def write_and_fail(path: Path) -> None:
    with written_together():
        write_whole(path, b"2")
        raise FullError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_names_come_with_the_end_of_the_block(tmp_path: Path) -> None:
    with written_together():
        for name in ("b", "a"):
            write_whole(tmp_path / name, name.encode())
        assert names(tmp_path) == [".a.part", ".b.part"]
    assert names(tmp_path) == ["a", "b"]
    assert (tmp_path / "a").read_bytes() == b"a"


def test_all_lasts_before_any_has_its_name_and_names_come_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        steps.append("synced")
        fsync(handle)

    def named(path: Path, target: Path) -> Any:
        steps.append(target.name)
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", named)
    with written_together():
        for name in ("c", "a", "b"):
            with written_together():
                write_whole(tmp_path / name, b"")
    assert steps == ["synced"] * 3 + ["c", "a", "b"]


def test_of_a_block_that_fails_nothing_is_left_and_the_others_stay(tmp_path: Path) -> None:
    with written_together():
        with written_together():
            write_whole(tmp_path / "kept", b"1")
        with pytest.raises(FullError):
            write_and_fail(tmp_path / "given up")
    assert names(tmp_path) == ["kept"]
    with pytest.raises(FullError):
        write_and_fail(tmp_path / "other")
    assert names(tmp_path) == ["kept"]
    write_whole(tmp_path / "after", b"4")
    assert names(tmp_path) == ["after", "kept"]
