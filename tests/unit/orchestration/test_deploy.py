"""The files for a server: what they start is there, and systemd understands them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from core.project import ROOT
from orchestration.cli.servers import LOCATION

UNITS = sorted((ROOT / "deploy").glob("*.service"))
PROGRAM = re.compile(r"/opt/domestic-abuse/\.venv/bin/([\w-]+)")


def test_the_units_start_programs_that_are_installed() -> None:
    text = "".join(unit.read_text() for unit in UNITS)
    programs = set(PROGRAM.findall(text))
    assert programs == {"daw", "dagster", "dagster-daemon", "dagster-webserver"}
    for program in programs:
        assert Path(sys.executable).with_name(program).exists(), program


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_closed_in(unit: Path) -> None:
    lines = unit.read_text().splitlines()
    for line in ("User=warehouse", "ProtectSystem=strict", "NoNewPrivileges=yes",
                 "ProtectHome=yes", "UMask=0077", "CapabilityBoundingSet="):  # fmt: skip
        assert line in lines


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="this machine has no systemd-analyze"
)
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in UNITS:  # what they start is not installed where the units say
        (tmp_path / unit.name).write_text(PROGRAM.sub("/bin/true", unit.read_text()))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_pages_are_reached_through_the_sign_in_alone() -> None:
    pages = (ROOT / "deploy" / "daw-webserver.service").read_text()
    assert "-h 127.0.0.1 -p 3000" in pages
    proxy = (ROOT / "deploy" / "nginx.conf").read_text()
    assert "proxy_pass http://127.0.0.1:3000;" in proxy
    assert re.search(r"^    auth_basic +\"", proxy, re.MULTILINE)


def test_a_sensor_s_cursor_goes_by_the_same_name_here_and_on_a_server() -> None:
    here = yaml.safe_load(LOCATION.format(socket="/run/domestic-abuse/code"))
    assert yaml.safe_load((ROOT / "deploy" / "workspace.yaml").read_text()) == here
