"""Load agencies' returns, build the warehouse and publish the dashboard.

Exit status: 0 done, 1 a file was rejected or something failed, 2 usage.
"""

import gc
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from core.county import this_county
from core.quarter import Quarter
from core.workspace import Workspace
from orchestration.jobs.audit_log import AuditLog
from orchestration.jobs.clock import newest_ended, now

app = typer.Typer(
    name="daw",
    help=__doc__.splitlines()[0] if __doc__ else None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
key_app = typer.Typer(help="Manage the key that protects identifiers.", no_args_is_help=True)
app.add_typer(key_app, name="key")

out = Console(file=sys.stdout, highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Edition(StrEnum):
    """Who a release is for."""

    PUBLIC = "public"
    BOARD = "board"


class Engine(StrEnum):
    """What builds the warehouse."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class Form(StrEnum):
    """How `daw sql` prints the results."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def _quarter(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not a date and time. Write it like 2019-07-17T09:00:00"
        ) from None
    if time.tzinfo:
        raise typer.BadParameter("Use UK time, without a time zone")
    return time


QuarterArgument = Annotated[
    Quarter,
    typer.Argument(parser=_quarter, metavar="QUARTER", help="Quarter, for example 2019-20-Q1."),
]
ReceivedAt = Annotated[
    datetime | None,
    typer.Option(
        parser=_time, metavar="TIME", help="Date and time received, for loading old files."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Allow a time in the future.")]


Port = Annotated[int, typer.Option(help="Port to listen on.")]


def fail(message: str) -> typer.Exit:
    """Print on the error stream what failed, and return the exit to raise."""
    err.print(message, markup=False, style="red")
    return typer.Exit(1)


@app.command()
def demo() -> None:
    """Make a sample county and its dashboard, to try everything out."""
    from orchestration.cli.demo import DemoFailed, run_demo
    from orchestration.cli.pipeline import RunFailed

    try:
        run_demo(Workspace.from_environment(), out)
    except (DemoFailed, RunFailed) as error:
        raise fail(str(error)) from None


@app.command()
def run(
    received_at: ReceivedAt = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Build everything, even if nothing has changed. Allow a time in the future.",
        ),
    ] = False,
) -> None:
    """Load the inbox, build the warehouse and draft the latest quarter."""
    from orchestration.cli.console import print_main_run, print_missing
    from orchestration.cli.pipeline import RunFailed, main_run
    from orchestration.jobs.ingest_inbox import check_received_at
    from orchestration.landed.outstanding_returns import missing_returns, read_coverage

    check_received_at(received_at, force)
    workspace = Workspace.from_environment()
    try:
        with out.status("starting") as status:
            done = main_run(
                workspace,
                today=now().date(),
                received_at=received_at,
                force=force,
                on_step=status.update,
            )
    except RunFailed as error:
        raise fail(str(error)) from None
    print_main_run(out, done)
    if done.quarter:
        print_missing(out, done.quarter, missing_returns(read_coverage(workspace), done.quarter))
    raise typer.Exit(1 if done.rejected or done.faults else 0)


@app.command()
def land(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=False,
            help="Files to load (default: the inbox).",
        ),
    ] = None,
    agency: Annotated[str | None, typer.Option(help="Load this agency's files only.")] = None,
    received_at: ReceivedAt = None,
    force: Force = False,
) -> None:
    """Load the files in the inbox, or the files named, and say what happened to each."""
    from orchestration.jobs.ingest_inbox import (
        check_received_at,
        land_inbox,
        needs_attention,
        one_line,
    )
    from sources.landing.inbox import FileSelection, LeftEntry
    from sources.landing.submissions import Submission

    check_received_at(received_at, force)
    status = 0

    def told(entry: Submission | LeftEntry) -> None:
        nonlocal status
        status |= needs_attention(entry)
        out.print(one_line(entry), markup=False)

    land_inbox(
        Workspace.from_environment(),
        FileSelection(agency, files),
        received_at=received_at,
        on_entry=told,
    )
    raise typer.Exit(status)


@app.command()
def build(
    engine: Annotated[Engine, typer.Option(help="What builds it.")] = Engine.DUCKDB,
) -> None:
    """Build the warehouse, and replace the old one if every test passes."""
    from orchestration.jobs.build_warehouse import BuildFailed, build_on_spark, build_warehouse
    from orchestration.jobs.user_messages import user_message
    from orchestration.telling.agency_reports import add_figures_to_reports

    workspace = Workspace.from_environment()
    try:
        with out.status("building") as status:
            builds = build_on_spark if engine is Engine.SPARK else build_warehouse
            built = builds(workspace, on_node=lambda name: status.update(f"built {name}"))
    except BuildFailed as error:
        raise fail(
            f"The build failed. The old warehouse is still in use.\n{user_message(error)}"
        ) from None
    count = len(built.nodes)
    out.print(f"New warehouse built, {count} steps passed: {workspace.warehouse}", markup=False)
    changed = add_figures_to_reports(workspace)
    out.print(f"Reports for agencies with new figures: {changed}.")


@app.command()
def publish(
    quarter: QuarterArgument,
    edition: Annotated[Edition, typer.Option(help="Who the release is for.")] = Edition.PUBLIC,
) -> None:
    """Publish a quarter's dashboard, or make a draft before its publication date."""
    from dashboard.release.release_errors import CannotPublish
    from orchestration.jobs.publish_release import publish_quarter

    try:
        published = publish_quarter(
            Workspace.from_environment(), quarter, today=now().date(), edition=edition.value
        )
    except CannotPublish as error:
        raise fail(str(error)) from None
    unversioned = "draft" if edition is Edition.PUBLIC else "restricted edition"
    kind = f"version {published.version}" if published.version else unversioned
    note = "" if published.changed else " (no change since it was made)"
    out.print(f"{quarter.months_in_words}, {kind}{note}: {published.path}", markup=False)


@app.command()
def audit(
    quarter: Annotated[
        Quarter | None,
        typer.Argument(parser=_quarter, metavar="QUARTER", help="Last quarter to test."),
    ] = None,
) -> None:
    """Try to work out suppressed figures from the releases."""
    from orchestration.cli.console import print_audit
    from orchestration.jobs.publish_release import audit_releases

    audit = audit_releases(Workspace.from_environment(), quarter)
    print_audit(out, audit)
    raise typer.Exit(1 if audit.breaches else 0)


@app.command()
def yearly() -> None:
    """List tables that could be published once a year, for a person to decide."""
    from orchestration.cli.yearly import print_yearly

    print_yearly(out, _built())


@app.command()
def status(
    quarter: Annotated[
        Quarter | None,
        typer.Argument(
            parser=_quarter, metavar="QUARTER", help="Quarter (default: the one being drafted)."
        ),
    ] = None,
) -> None:
    """Show which returns have been received, are late or are missing."""
    from dashboard.release.own_numbers import waiting_in
    from orchestration.cli.console import print_coverage, print_missing, print_waiting
    from orchestration.landed.outstanding_returns import (
        default_quarter,
        missing_returns,
        read_coverage,
    )

    workspace = _built()
    coverage = read_coverage(workspace)
    quarter = quarter or default_quarter(coverage, now().date())
    print_coverage(out, coverage, quarter)
    if quarter:
        print_missing(out, quarter, missing_returns(coverage, quarter))
    print_waiting(out, waiting_in(workspace.root))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="The query, in DuckDB's SQL.")],
    form: Annotated[Form, typer.Option("--format", help="How to print the rows.")] = Form.TABLE,
    raw: Annotated[
        bool,
        typer.Option(
            "--raw", help="Print CSV cells as they are, even those a spreadsheet would calculate."
        ),
    ] = False,
) -> None:
    """Run a query on the warehouse. It cannot change anything."""
    from sqlalchemy.exc import DBAPIError

    from orchestration.cli.console import print_rows
    from orchestration.cli.queries import NoQueryError, run_query

    try:
        print_rows(out, run_query(_built(), query), form.value, raw)
    except DBAPIError as error:
        raise fail(str(error.orig)) from None
    except NoQueryError as error:
        raise fail(str(error)) from None


@app.command()
def template(
    extract: Annotated[
        str,
        typer.Argument(metavar="RETURN", help="Name of the return; any other word lists them."),
    ],
    quarter: Annotated[
        Quarter | None,
        typer.Option(parser=_quarter, help="Quarter (default: the last one ended)."),
    ] = None,
    lead: Annotated[
        str | None,
        typer.Option(help="Only this lead's activities, or all: a workbook for each lead."),
    ] = None,
    file: Annotated[Path | None, typer.Option("--to", help="File or folder to write to.")] = None,
) -> None:
    """Make a blank workbook for an agency to fill in."""
    from orchestration.telling.blank_workbooks import make_templates
    from sources.contract.schema import load_contracts
    from sources.forms.blank_workbook import NoFormError

    contracts = load_contracts()
    if extract not in contracts:
        raise typer.BadParameter(
            f"Unknown return {extract!r}. Choose from: {', '.join(sorted(contracts))}"
        )
    workspace, quarter = Workspace.from_environment(), quarter or newest_ended(now().date())
    try:
        written = make_templates(workspace, contracts[extract], quarter, file or Path(), lead)
    except NoFormError as error:
        raise fail(str(error)) from None
    county = this_county()
    agencies = ", ".join(map(county.agency_name, county.agencies_of(extract)))
    for path in written:
        out.print(f"Workbook for {agencies}, {quarter.months_in_words}: {path}", markup=False)


@app.command()
def emails(
    quarter: Annotated[
        Quarter | None,
        typer.Argument(
            parser=_quarter, metavar="QUARTER", help="Quarter (default: the last one ended)."
        ),
    ] = None,
    folder: Annotated[
        Path, typer.Option("--to", file_okay=False, help="Folder to write to.")
    ] = Path(),
) -> None:
    """Write an email to each agency: what is still to come for a quarter, or thanks."""
    from orchestration.landed.outstanding_returns import read_coverage
    from orchestration.telling.agency_emails import (
        QuarterNotAskedError,
        check_asked,
        write_emails,
    )

    today = now().date()
    coverage = read_coverage(_built())
    if quarter:
        try:
            check_asked(coverage, quarter, newest_ended(today))
        except QuarterNotAskedError as error:
            raise fail(str(error)) from None
    for path in write_emails(coverage, quarter or newest_ended(today), today, folder):
        out.print(str(path), markup=False)


@app.command()
def calendar(
    file: Annotated[Path, typer.Option("--to", dir_okay=False, help="File to write to.")] = Path(
        "domestic abuse returns.ics"
    ),
) -> None:
    """Write the next year's due days and release days, for a calendar to open."""
    from orchestration.telling.calendar_file import calendar_of

    file.write_bytes(calendar_of(newest_ended(now().date())))
    out.print(str(file), markup=False)


@app.command()
def erase(
    agency: Annotated[str, typer.Option(help="Agency that uses the identifiers.")],
    identifier_file: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="File with one identifier per line.")
    ],
) -> None:
    """Erase a person's records. Published releases do not change."""
    from orchestration.jobs.data_protection import erase_people

    erasure = erase_people(Workspace.from_environment(), agency, identifier_file)
    erased = erasure.erased
    rows = f"{erased.rows} row{'' if erased.rows == 1 else 's'}"
    rebuilt = "The warehouse has been rebuilt without them."
    out.print(
        f"{rows} erased. "
        f"{rebuilt if erasure.is_rebuilt else 'There is no warehouse to rebuild.'} "
        "Published releases have not changed."
    )
    if erased.unmatched:
        many = "" if erased.identifiers == 1 else "s"
        told = (
            f"{erased.unmatched} of {erased.identifiers} identifier{many} matched no row that was "
            "loaded. Check how the agency writes them."
        )
        if not erased.rows:
            raise fail(told)
        out.print(told)


@app.command()
def purge() -> None:
    """Delete agencies' original files once they have been kept for long enough."""
    from orchestration.jobs.data_protection import purge_originals

    count = purge_originals(Workspace.from_environment())
    out.print(f"{count} original file{'' if count == 1 else 's'} deleted.")


@key_app.command("rotate")
def rotate() -> None:
    """Make a new key and protect every stored identifier with it."""
    from orchestration.jobs.data_protection import rotate_key

    out.print(
        f"Key {rotate_key(Workspace.from_environment())} is now in use. Back up the key file."
    )


@app.command()
def log() -> None:
    """Show who did what and when, and whether the log has been changed."""
    is_intact = True
    for entry in AuditLog(Workspace.from_environment().root).entries():
        details = " ".join(f"{name}={value}" for name, value in entry.details.items())
        mark = "" if entry.is_intact else "  BROKEN"
        out.print(f"{entry.at} {entry.who} {entry.action} {details}{mark}", markup=False)
        is_intact = entry.is_intact
    if not is_intact:
        raise fail("The log has been changed. Do not rely on lines marked BROKEN.")


@app.command()
def doctor() -> None:
    """Check this computer and the settings, a line for each; status 1 if something must be done."""
    from orchestration.cli.doctor import doctor as examine_all

    told = examine_all(Workspace.from_environment(), lambda line: out.print(line, markup=False))
    raise typer.Exit(told)


@app.command()
def upgrade(
    check: Annotated[
        bool, typer.Option("--check", help="Only say what would be done; change nothing.")
    ] = False,
) -> None:
    """Make an older workspace ready for this version."""
    from orchestration.cli.upgrade import CannotUpgrade, rehearse
    from orchestration.cli.upgrade import upgrade as upgrade_all

    act = rehearse if check else upgrade_all
    try:
        for line in act(Workspace.from_environment()):
            out.print(line, markup=False)
    except CannotUpgrade as error:
        raise fail(str(error)) from None


@app.command()
def ui(port: Port = 3000) -> None:
    """Run Dagster, with its pages, sensors and schedules, on this computer."""
    from orchestration.cli.servers import serve_dagster

    raise typer.Exit(serve_dagster(Workspace.from_environment(), port))


@app.command()
def site(
    list_: Annotated[bool, typer.Option("--list", help="List the releases instead.")] = (False),
    port: Port = 8000,
) -> None:
    """Show the newest dashboard to a browser on this computer."""
    from orchestration.cli.servers import list_releases, newest_site, serve_site

    workspace = Workspace.from_environment()
    if list_:
        for line in list_releases(workspace):
            out.print(line, markup=False)
        return
    folder = newest_site(workspace)
    if folder is None:
        raise fail("There is no dashboard yet. Make a draft with: daw run")
    serve_site(out, folder, port)


def _built() -> Workspace:
    """Return the workspace, with a warehouse in it; without one, end the command with advice."""
    workspace = Workspace.from_environment()
    if not workspace.warehouse.exists():
        raise fail("There is no warehouse yet. Make one with: daw build")
    return workspace


def main() -> None:
    """Run the command; print errors that an operator can mend in plain words, with status 1."""
    try:
        app()
    except Exception as error:
        from orchestration.jobs.user_messages import KNOWN_ERRORS, user_message

        if isinstance(error, KNOWN_ERRORS):
            raise SystemExit(f"daw: {user_message(error)}") from None
        raise
    finally:
        gc.freeze()  # Python looks through all that is loaded once more at its end, for a second
