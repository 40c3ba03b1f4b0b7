"""What a build on Spark needs is looked for first; where it lacks, a sentence says what to do."""

import os
from pathlib import Path

import pytest

from orchestration.building.spark import spark_environment
from orchestration.building.spark.spark_environment import SparkMissing, SparkSettings


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Spark's environment, and nothing else on the PATH."""
    folder = tmp_path / "spark"
    write_program(folder / "bin" / "python", "")
    monkeypatch.setattr(spark_environment, "ENVIRONMENT", folder)
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    for name in ("JAVA_HOME", "DAW_SPARK_REMOTE", "DAW_SPARK_LANDING", "DAW_SPARK_MEMORY"):
        monkeypatch.delenv(name, raising=False)
    return folder


def write_program(file: Path, text: str) -> None:
    """Write a program of the shell."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o700)


def write_java(folder: Path, version: str) -> None:
    """Write a Java that tells its version as Java does."""
    write_program(folder / "java", f"echo 'openjdk version \"{version}\" 2025-04-15' >&2")


def test_without_the_environment_one_is_told_how_to_make_it(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_environment, "ENVIRONMENT", environment / "none")
    with pytest.raises(SparkMissing, match="make spark"):
        SparkSettings.from_environment()


def test_without_java_one_is_told_what_to_install(environment: Path) -> None:
    with pytest.raises(SparkMissing, match=r"Java was not found\. Spark needs Java 17 or newer"):
        SparkSettings.from_environment()


@pytest.mark.parametrize("version", ["1.8.0_392", "11.0.21"])
def test_an_old_java_is_named(environment: Path, version: str) -> None:
    write_java(Path(os.environ["PATH"]), version)
    with pytest.raises(SparkMissing, match=r"too old\. Spark needs Java 17 or newer"):
        SparkSettings.from_environment()


@pytest.mark.parametrize("version", ["17.0.15", "21"])
def test_a_java_of_the_path_or_of_java_home_will_do(
    environment: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str
) -> None:
    write_java(Path(os.environ["PATH"]), version)
    assert SparkSettings.from_environment().python == environment / "bin" / "python"
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    write_java(tmp_path / "home" / "bin", version)
    assert SparkSettings.from_environment().memory == "2g"


def test_a_cluster_needs_no_java_here(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAW_SPARK_REMOTE", "sc://spark.example:15002")
    monkeypatch.setenv("DAW_SPARK_LANDING", "s3a://returns/landing")
    settings = SparkSettings.from_environment()
    assert (settings.remote, settings.landing) == (
        "sc://spark.example:15002",
        "s3a://returns/landing",
    )
