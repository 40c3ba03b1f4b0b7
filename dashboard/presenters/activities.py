"""The plans' pages: every activity with its milestone, measures and rating."""

from collections.abc import Iterator

import pandas as pd

from dashboard.presenters.chart_series import PageInputs
from dashboard.presenters.lookups.catalogue import Catalogue, slug
from dashboard.presenters.lookups.frame_rows import FrameRow, records
from dashboard.presenters.lookups.shown_progress import progress_to_show
from dashboard.presenters.lookups.worded_progress import MILESTONE, worded_progress, worded_statuses
from dashboard.presenters.topics import now_and_before, printed
from dashboard.release.release_cells import ReleaseCells
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import (
    RATING_WORDS,
    ActivityLink,
    ActivityMeasure,
    ActivityRow,
    AimPage,
    FigureView,
    MilestoneView,
    ObjectiveView,
    PlanPage,
    RatingView,
)
from dashboard.wording import formatting
from dashboard.wording.ratings import (
    NO_FIGURE,
    NO_RETURN,
    NOTHING_KNOWN,
    rating_scale,
    status_summary,
)
from dashboard.wording.reasons import PAGES


def rating_of(row: FrameRow, word: str = "rating") -> RatingView:
    """Return the rating of a row of progress, with its reason in words, where it may be shown."""
    if not row.is_true("is_shown"):
        return RatingView("not shown", rating_scale()["not shown"])
    found = next((known for known in RATING_WORDS if known == row.text(word)), None)
    if found is None:
        raise ValueError(f"a rating that is not on the scale: {row.text(word)!r}")
    cells = tuple(f"{name.replace('/', '|')}|all|all|*" for name in row.parts("rests_on"))
    return RatingView(found, row.text("reason"), cells)


class ActivityPresenter:
    """Makes the activities of all plans from the register, progress and milestones."""

    def __init__(
        self, tables: WarehouseTables, source: PageInputs, published: ReleaseCells
    ) -> None:
        self._source = source
        self._catalogue: Catalogue = source.catalogue
        self._objective_rows = records(tables.objectives.sort_values("position"))
        self._register = records(tables.activities.sort_values("position"))
        self._is_protected = published.protected
        self.progress = self._to_show(worded_progress(tables, PAGES), published)
        statuses = self._to_show(worded_statuses(tables, PAGES), published)
        self._statuses = {row.text("activity_id"): row for row in statuses}
        self._plans = {row.text("plan"): row for row in records(tables.plans)}
        self._current = [
            plan for plan, row in self._plans.items() if not row.is_true("is_historic")
        ]
        self._rows = {row.text("activity_id"): self._row(row) for row in self._register}

    @property
    def links(self) -> dict[str, ActivityLink]:
        """The place of each activity."""
        return {activity: row.link for activity, row in self._rows.items()}

    def aims(self) -> tuple[AimPage, ...]:
        """Return the aims of the current plan, in the plan's order."""
        return tuple(page for plan in self._current for page in self._aims_of(plan))

    def plans(self) -> tuple[PlanPage, ...]:
        """Return every other plan, each on a page of its own."""
        return tuple(
            PlanPage(
                plan=plan, title=row.text("title"), note=row.text("note"),
                is_historic=row.is_true("is_historic"), href=f"plans/{slug(plan)}.html",
                objectives=self._objectives(plan, ""), aims=tuple(self._aims_of(plan)),
            )
            for plan, row in self._plans.items()
            if plan not in self._current
        )  # fmt: skip

    def _to_show(self, frame: pd.DataFrame, published: ReleaseCells) -> list[FrameRow]:
        rows = progress_to_show(frame, published)
        return records(rows[rows["quarter"] == self._source.latest])

    def _aims_of(self, plan: str) -> Iterator[AimPage]:
        of_plan = [row for row in self._register if row.text("plan") == plan]
        for aim in dict.fromkeys(row.text("aim") for row in of_plan):
            rows = tuple(
                self._rows[row.text("activity_id")] for row in of_plan if row.text("aim") == aim
            )
            title = self._plans[plan].text("title")
            headline = status_summary([row.status.word for row in rows])
            yield AimPage(plan, title, aim, self._href(plan, aim), headline, rows)

    def _href(self, plan: str, aim: str) -> str:
        return f"aims/{slug(aim)}.html" if plan in self._current else f"plans/{slug(plan)}.html"

    def _objectives(self, plan: str, above: str) -> tuple[ObjectiveView, ...]:
        return tuple(
            ObjectiveView(
                row.text("level"), row.text("title"),
                self._objectives(plan, row.text("objective_id")),
            )
            for row in self._objective_rows
            if (row.text("plan"), row.text("part_of")) == (plan, above)
        )  # fmt: skip

    def _row(self, seed: FrameRow) -> ActivityRow:
        activity = seed.text("activity_id")
        mine = [row for row in self.progress if row.text("activity_id") == activity]
        measures = tuple(self._measures(mine))
        milestone = self._milestone(seed, mine)
        status = self._statuses.get(activity)
        rating = rating_of(status, "status") if status else RatingView("awaiting", NOTHING_KNOWN)
        href = self._href(seed.text("plan"), seed.text("aim")) + f"#{slug(activity)}"
        link = ActivityLink(activity, seed.text("short_title"), href, seed.text("lead"), rating)
        return ActivityRow(
            link=link, area_of_work=seed.text("area_of_work"), activity=seed.text("activity"),
            evidence=seed.text("evidence"), target=seed.text("target"), milestone=milestone,
            lead_says=status.text("lead_status").replace("_", " ") if status else "",
            measures=measures, summary=self._summary(status) if status else None,
            without=_without(measures, milestone),
        )  # fmt: skip

    def _measures(self, rows: list[FrameRow]) -> Iterator[ActivityMeasure]:
        """Return the measures of an activity, in the areas that stand for its plan's area."""
        places = {measure: place for place, measure in enumerate(self._catalogue.measures)}
        wanted = [
            (places[row.text("measure_id")], row.text("area_code"), row.text("period_type"), row)
            for row in rows
            if row.text("measure_id") in places and row.is_true("is_plan_area")
        ]
        for *_, row in sorted(wanted, key=lambda found: found[:3]):
            made = self._measure(row)
            if made is not None:
                yield made

    def _measure(self, row: FrameRow) -> ActivityMeasure | None:
        measure = self._catalogue.measures[row.text("measure_id")]
        window, area = row.text("period_type"), row.text("area_code")
        now, before = now_and_before(self._source, measure, window, area)
        if now is None:
            return None
        return ActivityMeasure(
            measure=measure, area_name=self._catalogue.area_name(area),
            window=formatting.window_in_words(measure.kind, now.key), now=printed(now),
            before=printed(before) if before else None,
            change=formatting.change_text(measure, row.number("change")),
            target=formatting.target_text(measure, row.number("target"), row.text("target_kind")),
            rating=rating_of(row),
        )  # fmt: skip

    @staticmethod
    def _milestone(seed: FrameRow, rows: list[FrameRow]) -> MilestoneView | None:
        text = seed.text("milestone")
        row = next((row for row in rows if row.text("measure_id") == MILESTONE), None)
        if not text or row is None:
            return None
        return MilestoneView(
            text=text, due_on=row.day("due_on"), revised_on=row.day("revised_due_on"),
            completed_on=row.day("completed_on"), rating=rating_of(row),
        )  # fmt: skip

    def _summary(self, status: FrameRow) -> str | None:
        """Return the lead's summary: free text, so only in what is not protected at all.

        No return says yet that a summary was checked against small numbers.
        """
        return None if self._is_protected else status.text("lead_summary") or None


def _without(measures: tuple[ActivityMeasure, ...], milestone: MilestoneView | None) -> str:
    if not measures and milestone is None:
        return NO_RETURN
    if measures and not any(isinstance(m.now, FigureView) and m.now.is_shown for m in measures):
        return NO_FIGURE
    return ""
