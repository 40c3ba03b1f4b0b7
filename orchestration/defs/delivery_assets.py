"""What each agency has agreed to send: whether it has come, and by when it must."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

import dagster as dg

from core.county import AgreedDelivery, County
from core.policy import Policy
from core.quarter import Quarter
from orchestration.defs.landing_reports import NOT_MADE_ALONE, Report
from orchestration.defs.resources import TEAM
from orchestration.jobs import clock
from orchestration.landed.landed_overview import LandedOverview, quarter_of_return, version_of
from sources.contract.schema import Contract

DELIVERIES = "deliveries"
QUARTERS_SHOWN = 12
RECEIVED_SHOWN = 4


def delivery_key(delivery: AgreedDelivery) -> dg.AssetKey:
    """Return the key of the asset of what an agency sends."""
    return dg.AssetKey([DELIVERIES, delivery.agency, delivery.extract])


def due_policy(policy: Policy) -> dg.FreshnessPolicy:
    """Return that a return for a quarter must have come by the end of its due day.

    One line of cron names one day of a month: where the due day falls on different days of theirs,
    an agency is seen as late from the latest of these on.
    """
    year = [Quarter(2000, number) for number in range(1, 5)]
    deadlines = [policy.due_day(quarter) + timedelta(days=1) for quarter in year]
    months = ",".join(str(month) for month in sorted({each.month for each in deadlines}))
    return dg.FreshnessPolicy.cron(
        deadline_cron=f"0 0 {max(each.day for each in deadlines)} {months} *",
        lower_bound_delta=timedelta(days=policy.returns_due_days + 1),
        timezone=clock.TIME_ZONE,
    )


def delivery_specs(
    contracts: Mapping[str, Contract], county: County, policy: Policy
) -> Iterator[dg.AssetSpec]:
    """Yield the asset of each delivery; those that are looked for each quarter are due on a day."""
    due = due_policy(policy)
    for each in county.deliveries:
        expected = (
            f"Due every quarter, within {policy.returns_due_days} days of its end."
            if each.expected
            else "Not expected every quarter."
        )
        sender = county.agency_name(each.agency)
        yield dg.AssetSpec(
            key=delivery_key(each),
            group_name=DELIVERIES,
            owners=TEAM,
            kinds={"file"},
            description=f"{contracts[each.extract].title}, sent by {sender}. "
            f"{expected} Contact: {each.contact}. {NOT_MADE_ALONE}",
            freshness_policy=due if each.expected else None,
            metadata={"contact": each.contact},
        )


def delivery_reports(overview: LandedOverview, county: County, policy: Policy) -> Iterator[Report]:
    """Yield what is to be told of each delivery.

    News is a return for the quarter that ended last, or a later one: an older one, or a correction
    of it, does not make an agency punctual and is only observed. That is also why the quarters are
    a table and no partitions: Dagster would take the last partition made for the last delivery.
    """
    today = clock.now().date()
    due = clock.newest_ended(today)
    for each in county.deliveries:
        returns = overview.of_delivery(each.agency, each.extract)
        quarters = [*map(quarter_of_return, returns["quarter"], returns["as_at"])]
        came = _first_of_each(quarters, returns["received_at"])
        yield Report(
            delivery_key(each),
            version_of(returns, overview.submissions),
            {
                "periods": ", ".join(sorted(set(returns["period"]))) or "none",
                "files accepted": int(returns["submission_id"].nunique()),
                "files rejected of this agency": overview.rejected((each.agency,)),
                "quarters": _table_of_quarters(came, due if each.expected else None, policy, today),
            },
            is_news=any(quarter >= due for quarter in quarters),
        )


def _first_of_each(
    quarters: Iterable[Quarter], received: Iterable[datetime]
) -> dict[Quarter, date]:
    """Return the day on which the first return of each quarter came."""
    came: dict[Quarter, date] = {}
    for quarter, at in zip(quarters, received, strict=True):
        came[quarter] = min(at.date(), came.get(quarter, date.max))
    return came


def _table_of_quarters(
    came: Mapping[Quarter, date], due: Quarter | None, policy: Policy, today: date
) -> dg.MetadataValue:
    """Return a table of the quarters from the first that came to the one `due`, newest first.

    Where many are missing, the newest that came are there all the same.
    """
    quarters = {*came}
    if due is not None:
        quarters.add(due)
        earliest = min(quarters)
        quarters |= {
            due.plus(-back) for back in range(QUARTERS_SHOWN) if due.plus(-back) > earliest
        }
    shown = {*_newest(quarters, QUARTERS_SHOWN), *_newest(came, RECEIVED_SHOWN)}
    rows = []
    for quarter in _newest(shown, len(shown)):
        until = policy.due_day(quarter)
        if quarter in came:
            state = "on time" if came[quarter] <= until else "late"
        else:
            state = "late, not received yet" if today > until else "not received yet"
        first = f"{came[quarter]:%Y-%m-%d}" if quarter in came else ""
        row = {"quarter": str(quarter), "due by": f"{until}", "first came": first, "state": state}
        rows.append(dg.TableRecord(row))
    columns = [dg.TableColumn(name) for name in ("quarter", "due by", "first came", "state")]
    return dg.MetadataValue.table(records=rows, schema=dg.TableSchema(columns))


def _newest(quarters: Iterable[Quarter], count: int) -> list[Quarter]:
    return sorted(quarters, reverse=True)[:count]
