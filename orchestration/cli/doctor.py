"""What `daw doctor` looks at: one line for each, and whether something must be done."""

import os
import platform
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

import pandas as pd
from filelock import FileLock, Timeout

from core.locks import LANDING_LOCK
from core.policy import PolicyError, county_policy
from core.project import REFERENCE
from core.workspace import SettingError, Workspace
from disclosure.control import wrong_tables
from orchestration.building.spark.spark_environment import SparkMissing, SparkSettings, is_used
from orchestration.cli.dagster_home import dagster_home
from orchestration.jobs import clock
from orchestration.landed.late_corrections import corrections_are_published
from orchestration.landed.readable_landing import unreadable_returns
from orchestration.telling.notifications import channels
from sources.landing.submissions import landed_submissions
from sources.landing_errors import LandingError
from sources.privacy.pseudonyms import load_keys

LEAST_FREE_BYTES = 5_000_000_000
LATEST_HEARTBEAT_SECONDS = 300
SEEDS_OF_MEASURES = ("measures", "breakdowns", "measure_relations")
PACKAGES = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "pyarrow")


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at: what it is, what was found, whether something must be done."""

    name: str
    found: str
    is_fault: bool = False

    def __str__(self) -> str:
        return f"{'TO DO' if self.is_fault else 'ok':<6}{self.name}: {self.found}"


def examine(workspace: Workspace) -> Iterator[Examined]:
    """Look at everything in turn."""
    looks: tuple[Callable[[Workspace], Examined], ...] = (
        _versions, _permissions, _disk, _key, _clock, _lock, _landing, _settings, _policy,
        _browser, _spark,
    )  # fmt: skip
    for look in looks:
        yield look(workspace)
    if not workspace.root.exists():  # opening the store would make it
        yield Examined("storage", "none yet; the first run makes it")
        return
    yield (storage := _storage(workspace))
    if not storage.is_fault:  # the store knows of these
        yield _switches(workspace)
        yield _daemon(workspace)


def _versions(workspace: Workspace) -> Examined:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return Examined("versions", f"Python {platform.python_version()}, {packages}")


def _permissions(workspace: Workspace) -> Examined:
    """Look for files and folders that others than the owner could open."""
    if not workspace.root.exists():
        return Examined("permissions", f"{workspace.root} does not exist yet; daw run makes it")
    if not os.access(workspace.root, os.R_OK | os.W_OK | os.X_OK):
        return Examined("permissions", f"{workspace.root} cannot be written to", True)
    places = [workspace.root, workspace.inbox, workspace.landing, workspace.warehouse]
    places += [workspace.key_file.parent, workspace.key_file]
    modes = {place.name: place.stat().st_mode for place in places if place.exists()}
    open_to_others = [name for name, mode in modes.items() if stat.S_IMODE(mode) & 0o007]
    if open_to_others:
        names = ", ".join(open_to_others)
        return Examined("permissions", f"every account may open {names}; use chmod o=", True)
    return Examined("permissions", f"{workspace.root} is closed to other accounts")


def _disk(workspace: Workspace) -> Examined:
    nearest = next(path for path in (workspace.root, *workspace.root.parents) if path.exists())
    free = shutil.disk_usage(nearest).free
    gigabytes = f"{free / 1e9:.0f} GB free"
    return Examined("disk", gigabytes, free < LEAST_FREE_BYTES)


def _key(workspace: Workspace) -> Examined:
    landed = workspace.landing.is_dir() and bool(landed_submissions(workspace))
    if not workspace.key_file.exists() and not landed:
        return Examined("key", "none yet; the first run makes it")
    try:
        load_keys(workspace.key_file)
    except LandingError as error:
        return Examined("key", str(error), True)
    if stat.S_IMODE(workspace.key_file.stat().st_mode) & 0o077:
        return Examined("key", "other accounts may read it; use chmod 600", True)
    return Examined("key", "readable by its owner alone; keep a copy apart from the backup")


def _clock(workspace: Workspace) -> Examined:
    now = clock.now()
    said = f"{now:%d %B %Y %H:%M} in {clock.TIME_ZONE}"
    landed = landed_submissions(workspace) if workspace.landing.is_dir() else []
    newest = max((each.received_at for each in landed), default=now)
    if newest > now:
        return Examined("clock", f"{said}, but a file was received on {newest:%d %B %Y}", True)
    return Examined("clock", said)


def _lock(workspace: Workspace) -> Examined:
    path = workspace.root / LANDING_LOCK
    if not path.exists():
        return Examined("lock", "free")
    lock = FileLock(path, fallback_to_soft=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return Examined("lock", "held: a run is at work")
    lock.release()
    return Examined("lock", "free")


def _landing(workspace: Workspace) -> Examined:
    unreadable = unreadable_returns(workspace)
    if unreadable:
        return Examined("landing", "; ".join(unreadable), True)
    return Examined("landing", "this version can read all of it")


def _settings(workspace: Workspace) -> Examined:
    try:
        told = ", ".join(channels()) or "nobody"
        corrections = "published" if corrections_are_published() else "drafted"
    except SettingError as error:
        return Examined("settings", str(error), True)
    return Examined("settings", f"told by: {told}; late corrections are {corrections}")


def _policy(workspace: Workspace) -> Examined:
    """Look for numbers that cannot be, and for tables that cannot be published once a year."""
    try:
        yearly = county_policy().published_yearly
    except PolicyError as error:
        return Examined("policy", str(error), True)
    seeds = (pd.read_csv(REFERENCE / f"{name}.csv") for name in SEEDS_OF_MEASURES)
    wrong = " ".join(wrong_tables(yearly, *seeds))
    if wrong:
        return Examined("policy", f"published_yearly in policy.yml is wrong: {wrong}", True)
    count = sum(map(len, yearly.values()))
    return Examined("policy", f"can be followed; tables published once a year: {count}")


def _storage(workspace: Workspace) -> Examined:
    import dagster as dg

    dagster_home(workspace)
    try:
        with dg.DagsterInstance.get() as instance:
            kind = type(instance.run_storage).__name__
            instance.get_runs(limit=1)
    except Exception as error:  # noqa: BLE001 (whatever a store's driver raises)
        reason = type(error).__name__
        return Examined("storage", f"Dagster's store cannot be opened ({reason})", True)
    return Examined("storage", f"Dagster's store can be opened ({kind})")


def _switches(workspace: Workspace) -> Examined:
    """Look for sensors and schedules that somebody switched off."""
    import dagster as dg
    from dagster._core.scheduler.instigation import InstigatorStatus

    with dg.DagsterInstance.get() as instance:
        states = instance.all_instigator_state(instigator_statuses={InstigatorStatus.STOPPED})
    stopped = sorted({state.instigator_name for state in states})
    if stopped:
        return Examined("schedules", f"switched off: {', '.join(stopped)}; see Automation", True)
    return Examined("schedules", "none is switched off")


def _daemon(workspace: Workspace) -> Examined:
    import dagster as dg

    with dg.DagsterInstance.get() as instance:
        heartbeats = instance.get_daemon_heartbeats().values()
    if not heartbeats:
        return Examined("daemon", "has never run; nothing runs by itself without it")
    age = time.time() - max(each.timestamp for each in heartbeats)
    if age > LATEST_HEARTBEAT_SECONDS:
        return Examined("daemon", "is not running, so nothing runs by itself", True)
    return Examined("daemon", f"seen {age:.0f} seconds ago")


def _browser(workspace: Workspace) -> Examined:
    found = shutil.which("chromium")
    return Examined("browser", f"not needed{' (only tests use the one there is)' if found else ''}")


def _spark(workspace: Workspace) -> Examined:
    """Look for what a build on Spark needs, where somebody set it up or built on it."""
    if not (is_used() or workspace.spark_tables.exists()):
        return Examined("Spark", "not set up; only daw build --engine spark needs it")
    try:
        settings = SparkSettings.from_environment()
    except SparkMissing as missing:
        return Examined("Spark", str(missing), True)
    return Examined("Spark", f"builds run on {settings.remote or 'this computer'}")


def exit_status(examined: list[Examined]) -> int:
    """Return 1 where something must be done, else 0."""
    return int(any(each.is_fault for each in examined))


def doctor(workspace: Workspace, tell: Callable[[str], None]) -> int:
    """Tell a line for each thing, as soon as it is looked at; return the exit status."""
    examined = []
    for each in examine(workspace):
        tell(str(each))
        examined.append(each)
    return exit_status(examined)
