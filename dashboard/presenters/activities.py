"""The plans' pages: every activity with its delivery, its measures and their outcome."""

from collections.abc import Iterator

from dashboard.presenters.contract_indicators import contract_indicators, published_indicators
from dashboard.presenters.latest_figures import now_and_before, printed, sparkline
from dashboard.presenters.lookups.catalogue import slug
from dashboard.presenters.lookups.frame_rows import FrameRow, records
from dashboard.presenters.lookups.page_inputs import PageInputs
from dashboard.presenters.lookups.shown_progress import ProgressRow
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import (
    ActivityLink,
    ActivityMeasure,
    ActivityRow,
    AimPage,
    ContractIndicators,
    FigureView,
    JudgementView,
    MeasureView,
    ObjectiveView,
    PlanPage,
)
from dashboard.wording import formatting, progress_text
from dashboard.wording.judgement_words import (
    DELIVERY,
    MEASURE_OUTCOMES,
    NOT_SHOWN,
    OUTCOMES,
    SAYS_IT_ALL,
    delivery_summary,
    outcome_summary,
)
from dashboard.wording.remarks import NO_FIGURE, NO_RETURN


def outcome_of(source: PageInputs, measure: MeasureView, row: ProgressRow) -> JudgementView:
    """Return what became of a measure, by a row of progress, with why."""
    code = str(row["outcome"])
    word, mark = MEASURE_OUTCOMES[code]
    if code == NOT_SHOWN:
        return _not_shown()
    reason = progress_text.outcome_reason(measure, row, source.progress.names)
    return JudgementView(code, word, mark, reason, cells_of(row))


def _not_shown() -> JudgementView:
    return JudgementView(NOT_SHOWN, *MEASURE_OUTCOMES[NOT_SHOWN], OUTCOMES[NOT_SHOWN].meaning)


def cells_of(row: ProgressRow) -> tuple[str, ...]:
    """Return the cells that a row of progress rests on, of which any part may be quoted."""
    names = [name for name in str(row["rests_on"] or "").split(";") if name]
    return tuple(f"{name.replace('/', '|')}|all|all|*" for name in names)


class ActivityPresenter:
    """Makes the activities of all plans from the register and progress."""

    def __init__(self, tables: WarehouseTables, source: PageInputs, *, protected: bool) -> None:
        self._source = source
        self._catalogue = source.catalogue
        self._objective_rows = records(tables.objectives.sort_values("position"))
        self._register = records(tables.activities.sort_values("position"))
        self._is_protected = protected
        told = published_indicators(tables.indicators) if protected else tables.indicators
        self._indicators = records(told)
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

    def _aims_of(self, plan: str) -> Iterator[AimPage]:
        of_plan = [row for row in self._register if row.text("plan") == plan]
        for aim in dict.fromkeys(row.text("aim") for row in of_plan):
            rows = tuple(
                self._rows[row.text("activity_id")] for row in of_plan if row.text("aim") == aim
            )
            title = self._plans[plan].text("title")
            links = [row.link for row in rows]
            headline = f"{delivery_summary(links)} {outcome_summary(links)}"
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
        status = self._source.progress.statuses[activity]
        measures = tuple(self._measures(activity))
        href = self._href(seed.text("plan"), seed.text("aim")) + f"#{slug(activity)}"
        link = ActivityLink(
            activity, seed.text("short_title"), href, seed.text("lead"),
            _delivery(status), _activity_outcome(status),
        )  # fmt: skip
        due = seed.day("due_on")
        return ActivityRow(
            link=link, area_of_work=seed.text("area_of_work"), activity=seed.text("activity"),
            evidence=seed.text("evidence"), target=seed.text("target"),
            milestone=seed.text("milestone"), due_on=formatting.day_words(due) if due else "",
            measures=measures, summary=self._summary(status),
            without=_without(measures, link.delivery),
            indicators=self._contracts(activity, measures),
        )  # fmt: skip

    def _contracts(
        self, activity: str, measures: tuple[ActivityMeasure, ...]
    ) -> tuple[ContractIndicators, ...]:
        counted = {each.measure.measure_id for each in measures}
        rows = [row for row in self._indicators if row.text("measure_id") in counted]
        return contract_indicators(
            self._source, rows, f"{slug(activity)}-indicators", protected=self._is_protected
        )

    def _measures(self, activity: str) -> list[ActivityMeasure]:
        """Return the measures of an activity in the areas of its plan, those of a window together.

        Figures of a quarter and of a year are not laid one below the other as if they were alike.
        """
        places = {measure: place for place, measure in enumerate(self._catalogue.measures)}
        wanted = [
            (places[row["measure_id"]], row["area_code"], row["period_type"], row)
            for row in self._source.progress.rows
            if row["activity_id"] == activity and row["is_plan_area"]
        ]
        made = [self._measure(row) for *_, row in sorted(wanted, key=lambda found: found[:3])]
        found = [each for each in made if each is not None]
        windows = list(dict.fromkeys(each.window for each in found))
        return sorted(found, key=lambda each: windows.index(each.window))

    def _measure(self, row: ProgressRow) -> ActivityMeasure | None:
        """Return a measure as its table is published: what is so once a year, of the newest."""
        source, area = self._source, row["area_code"]
        measure = self._catalogue.measures[row["measure_id"]]
        periods = source.periods(measure, row["period_type"], area)
        now, before = now_and_before(source, periods, area)
        if now is None and not periods.is_awaited:
            return None
        key = periods.newest(area)
        same = source.progress.of(key, row["activity_id"])
        stands = (measure.target_activity, measure.target_area, measure.target_window) == (
            row["activity_id"], area, periods.window,
        )  # fmt: skip
        return ActivityMeasure(
            measure=measure, area_name=self._catalogue.counted_in(measure, area),
            window=formatting.window_alone(measure, key),
            now=printed(now) if now else formatting.ONCE_A_YEAR,
            before=printed(before) if before else None,
            change=_change(measure, now, before, same),
            target=formatting.target_text(measure, same["target"] if same else None, stands=stands),
            outcome=outcome_of(source, measure, same) if same else _not_shown(),
            sparkline=sparkline(source, periods, area),
        )  # fmt: skip

    def _summary(self, status: ProgressRow) -> str | None:
        """Return the lead's summary: free text, so only in what is not protected at all.

        No return says yet that a summary was checked against small numbers.
        """
        return None if self._is_protected else status["lead_summary"]


def _change(
    measure: MeasureView, now: FigureView | None, before: FigureView | None, row: ProgressRow | None
) -> str:
    """Return the difference of what is printed, "" where the two are not compared."""
    both = now is not None and before is not None and now.is_shown and before.is_shown
    if not both or row is None or row["comparison"] != "compared":
        return ""
    assert now is not None
    assert before is not None
    return formatting.change_text(measure, now, before, row["direction"])


def _delivery(status: ProgressRow) -> JudgementView:
    code = str(status["delivery"])
    word = DELIVERY[code]
    return JudgementView(code, word.word, word.mark, progress_text.delivery_reason(status))


def _activity_outcome(status: ProgressRow) -> JudgementView:
    code = str(status["activity_outcome"])
    word = OUTCOMES[code]
    reason = "" if code in SAYS_IT_ALL else word.meaning
    return JudgementView(code, word.word, word.mark, reason, cells_of(status))


def _without(measures: tuple[ActivityMeasure, ...], delivery: JudgementView) -> str:
    if not measures and delivery.code == "awaiting":
        return NO_RETURN
    if measures and not any(isinstance(m.now, FigureView) and m.now.is_shown for m in measures):
        return NO_FIGURE
    return ""
