"""What comes in, quarter by quarter: most of it in time and well, some late, missing or mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from core.county import this_county
from core.quarter import Quarter
from sources.contract.rules import SourceRules
from sources.contract.schema import Contract
from sources.samples.declared_world import World, WorldError, chance_of, load_world
from sources.samples.published_figures import published_sheets
from sources.samples.sample_files import (
    is_plain_quarterly,
    rejected_files,
    return_file,
    workbook_of,
)
from sources.samples.sample_values import SampleReturn

MENDED = "corrected"


@dataclass(frozen=True)
class SampleDelivery:
    """What comes in on one day: the quarter it is of, the time, and the files below the inbox."""

    quarter: Quarter
    received_at: datetime
    files: dict[Path, bytes]
    is_published: bool
    """Whether the quarter's dashboard is published in the demonstration."""


def sample_deliveries(rules: SourceRules) -> Iterator[SampleDelivery]:
    """Yield one delivery per quarter of the county's declared world, the same bytes every time.

    The last one has the planned rejections too. Raises WorldError.
    """
    world = load_world()
    for quarter in world.quarters():
        files: dict[Path, bytes] = {}
        for extract, contract in rules.contracts.items():
            if contract.layout.kind == "published_tables":
                files |= _published(world, contract, rules, quarter)
                continue
            for place, agency in enumerate(this_county().agencies_of(extract)):
                sample = SampleReturn(world, rules, extract, agency, quarter)
                if world.is_sent(extract, quarter):
                    files |= _from_agency(sample, place)
        if quarter == world.last:
            files |= _rejected(world, rules)
        is_published = str(quarter) in world.declared["publish"]
        yield SampleDelivery(quarter, _received_at(world, quarter), files, is_published)


def _received_at(world: World, quarter: Quarter) -> datetime:
    chance, sent = chance_of("received", str(quarter)), world.declared["sent"]
    day = quarter.last_day + timedelta(days=chance.randint(*sent["days"]))
    return datetime.combine(day, time(chance.randint(*sent["hours"]), chance.randint(0, 59)))


def _from_agency(sample: SampleReturn, place: int) -> dict[Path, bytes]:
    """Return what an agency sends of an extract with a quarter's files.

    That is the quarter's return, unless it is late or never comes, and what the quarter before
    still owed: a late return, or the whole of one that lacked rows.
    """
    files: dict[Path, bytes] = {}
    if not (_is_told("missing", sample, place) or _is_told("late", sample, place)):
        files |= return_file(sample, _lacks(sample, place))
    before = SampleReturn(
        sample.world, sample.rules, sample.extract, sample.agency, sample.quarter.previous
    )
    if _is_told("late", before, place):
        files |= return_file(before)
    if _is_told("corrected", before, place):
        for path, content in return_file(before).items():
            files[path.with_stem(f"{path.stem} {MENDED}")] = content
    return files


def _told(kind: str, sample: SampleReturn, place: int) -> Iterator[dict[str, object]]:
    """Yield what the world's story says of a return: the kind is late, missing or corrected."""
    for event in sample.world.declared["story"][kind]:
        of_return = (event["extract"], event["quarter"], event.get("sender", 0))
        if of_return == (sample.extract, str(sample.quarter), place):
            yield event


def _is_told(kind: str, sample: SampleReturn, place: int) -> bool:
    return next(_told(kind, sample, place), None) is not None


def _lacks(sample: SampleReturn, place: int) -> float:
    """Return the share of its rows that a return lacks which is to be corrected."""
    return sum(float(str(event["lacks"])) for event in _told("corrected", sample, place))


def _published(
    world: World, contract: Contract, rules: SourceRules, quarter: Quarter
) -> dict[Path, bytes]:
    """Return the workbook that is published by then; none before the first one."""
    declared = world.declared["published"]
    of_quarter = quarter.plus(-declared["quarters_later"])
    if contract.extract != declared["extract"] or of_quarter < Quarter.parse(declared["since"]):
        return {}
    areas = SampleReturn(world, rules, contract.extract, "", quarter).codes_of(
        contract.columns[contract.key[0]].list
    )
    content = workbook_of(published_sheets(world, contract, areas, of_quarter))
    title = contract.title.split(", ")[0]
    name = f"{title} {of_quarter.months_in_words}.xlsx"
    return {Path(agency) / name: content for agency in this_county().agencies_of(contract.extract)}


def _rejected(world: World, rules: SourceRules) -> dict[Path, bytes]:
    """Return the files of the last delivery that cannot be accepted."""
    for extract, contract in rules.contracts.items():
        agencies = this_county().agencies_of(extract)
        if agencies and is_plain_quarterly(contract):
            return rejected_files(SampleReturn(world, rules, extract, agencies[0], world.last))
    raise WorldError("No agency sends a plain quarterly table, so none can be rejected.")
