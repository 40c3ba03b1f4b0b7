"""The plans' pages: every activity with its milestone, measures and rating."""

from collections.abc import Iterator, Mapping

import pandas as pd

from dashboard import words
from dashboard.build.catalogue import Catalogue, day_of, is_true, number_of, slug, text_of
from dashboard.build.charting import Source
from dashboard.build.sections import now_and_before
from dashboard.model import (
    RATING_WORDS,
    ActivityLink,
    ActivityMeasure,
    ActivityRow,
    AimPage,
    Milestone,
    Objective,
    PlanPage,
    Rating,
)
from dashboard.published import Published, published_progress
from dashboard.quarters import Quarter
from dashboard.warehouse import Tables

#: What the rows of `measures.progress` about a milestone carry in place of a measure.
MILESTONE = "milestone"
Record = Mapping[str, object]


def records(frame: pd.DataFrame, quarter: str) -> list[Record]:
    """The rows of a frame for a quarter, each by column."""
    rows = frame[frame["quarter"] == quarter].to_dict("records")
    return [{str(name): cell for name, cell in row.items()} for row in rows]


def rating_of(row: Record, word: str = "rating") -> Rating:
    """The rating of a row of progress, with its reason in words, where it may be shown."""
    if not row["is_shown"]:
        return Rating("not shown", "A figure it rests on is hidden to protect people.")
    found = next((known for known in RATING_WORDS if known == text_of(row[word])), None)
    if found is None:
        raise ValueError(f"a rating that is not on the scale: {text_of(row[word])!r}")
    cells = (name.replace("/", "|") for name in text_of(row["rests_on"]).split(";") if name)
    reason = text_of(row["reason"]).replace(" %", "%").removeprefix("Not rated: ")
    reason = reason[:1].upper() + reason[1:]
    return Rating(found, reason, tuple(f"{cell}|all|all|*" for cell in cells))


class Activities:
    """Makes the activities of all plans from the register, progress and milestones."""

    def __init__(self, tables: Tables, source: Source, published: Published) -> None:
        self._source = source
        self._catalogue: Catalogue = source.catalogue
        self._objective_rows = tables.objectives.sort_values("position")
        self._register = tables.activities.sort_values("position")
        self._is_protected = published.protected
        self.progress = records(published_progress(tables.progress, published), source.latest)
        statuses = records(published_progress(tables.statuses, published), source.latest)
        self._statuses = {text_of(row["activity_id"]): row for row in statuses}
        self._plans = {row.plan: row for row in tables.plans.itertuples()}
        self._current = [plan for plan, row in self._plans.items() if not is_true(row.is_historic)]
        self._rows = {
            row.activity_id: self._row(row._asdict()) for row in self._register.itertuples()
        }

    @property
    def links(self) -> dict[str, ActivityLink]:
        """The place of each activity."""
        return {activity: row.link for activity, row in self._rows.items()}

    def aims(self) -> tuple[AimPage, ...]:
        """The aims of the current plan, in the plan's order."""
        return tuple(page for plan in self._current for page in self._aims_of(plan))

    def plans(self) -> tuple[PlanPage, ...]:
        """Every other plan, each on a page of its own."""
        others = [row for plan, row in self._plans.items() if plan not in self._current]
        return tuple(
            PlanPage(
                plan=row.plan, title=row.title, note=text_of(row.note),
                is_historic=is_true(row.is_historic), href=f"plans/{slug(row.plan)}.html",
                objectives=self._objectives(row.plan, ""), aims=tuple(self._aims_of(row.plan)),
            )
            for row in others
        )  # fmt: skip

    def _aims_of(self, plan: str) -> Iterator[AimPage]:
        of_plan = self._register[self._register["plan"] == plan]
        for aim in dict.fromkeys(of_plan["aim"]):
            ids = of_plan.loc[of_plan["aim"] == aim, "activity_id"]
            rows = tuple(self._rows[activity] for activity in ids)
            title = self._plans[plan].title
            yield AimPage(plan, title, aim, self._href(plan, aim), rows)

    def _href(self, plan: str, aim: str) -> str:
        return f"aims/{slug(aim)}.html" if plan in self._current else f"plans/{slug(plan)}.html"

    def _objectives(self, plan: str, above: str) -> tuple[Objective, ...]:
        frame = self._objective_rows
        found = frame[(frame["plan"] == plan) & (frame["part_of"].map(text_of) == above)]
        return tuple(
            Objective(row.level, row.title, self._objectives(plan, row.objective_id))
            for row in found.itertuples()
        )

    def _row(self, seed: Record) -> ActivityRow:
        activity = text_of(seed["activity_id"])
        mine = [row for row in self.progress if row["activity_id"] == activity]
        measures = tuple(self._measures(mine))
        milestone = self._milestone(seed, mine)
        status = self._statuses.get(activity, {})
        rating = rating_of(status, "status") if status else Rating("awaiting", "Nothing is known.")
        href = self._href(text_of(seed["plan"]), text_of(seed["aim"])) + f"#{slug(activity)}"
        link = ActivityLink(
            activity, text_of(seed["short_title"]), href, text_of(seed["lead"]), rating
        )
        return ActivityRow(
            link=link, area_of_work=text_of(seed["area_of_work"]),
            activity=text_of(seed["activity"]), evidence=text_of(seed["evidence"]),
            target=text_of(seed["target"]), milestone=milestone,
            lead_says=text_of(status.get("lead_status")).replace("_", " "),
            measures=measures, summary=self._summary(status),
            without=_without(measures, milestone),
        )  # fmt: skip

    def _measures(self, rows: list[Record]) -> Iterator[ActivityMeasure]:
        """The measures of an activity, in the areas that stand for its plan's area."""
        places = {measure: place for place, measure in enumerate(self._catalogue.measures)}
        for row in sorted(
            (row for row in rows if row["measure_id"] in places and row["is_plan_area"]),
            key=lambda row: (
                places[text_of(row["measure_id"])], text_of(row["area_code"]),
                text_of(row["period_type"]),
            ),
        ):  # fmt: skip
            made = self._measure(row)
            if made is not None:
                yield made

    def _measure(self, row: Record) -> ActivityMeasure | None:
        measure = self._catalogue.measures[text_of(row["measure_id"])]
        window, area = text_of(row["period_type"]), text_of(row["area_code"])
        now, before = now_and_before(self._source, measure, window, area)
        if now is None:
            return None
        rating = rating_of(row)
        change, target = number_of(row["change"]), number_of(row["target"])
        return ActivityMeasure(
            measure=measure, area_name=self._catalogue.area_name(area),
            window=Quarter.parse(self._source.latest).window(window), now=now, before=before,
            change=words.change(measure, change) if rating.word != "not shown" else "",
            target=words.target(measure, target) if rating.word != "not shown" else "",
            rating=rating,
        )  # fmt: skip

    @staticmethod
    def _milestone(seed: Record, rows: list[Record]) -> Milestone | None:
        text = text_of(seed["milestone"])
        row = next((row for row in rows if row["measure_id"] == MILESTONE), None)
        if not text or row is None:
            return None
        return Milestone(
            text=text, due_on=day_of(row["due_on"]), revised_on=day_of(row["revised_due_on"]),
            completed_on=day_of(row["completed_on"]), rating=rating_of(row),
        )  # fmt: skip

    def _summary(self, status: Record) -> str | None:
        """The lead's summary: free text, so only in what is not protected at all.

        No return says yet that a summary was checked against small numbers.
        """
        return None if self._is_protected else text_of(status.get("lead_summary")) or None


def _without(measures: tuple[ActivityMeasure, ...], milestone: Milestone | None) -> str:
    if not measures and milestone is None:
        return "No data: no return that speaks of this activity has been received."
    if measures and all(not measure.now.is_shown for measure in measures):
        return "No figure can be shown for this quarter."
    return ""
