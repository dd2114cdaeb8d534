"""The plan of a production: sessions with their dates, and the budget.

Lives: any thread (pure).
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from app.edits import records
from app.edits.edit import Edit, clean_name, text_for
from app.messages import steps
from app.messages.writing import NO_DATE, NO_TIME
from app.model.ids import PlanId, new_id
from app.model.plan import BudgetLine, Plan, PlannedSession
from app.model.ranges import MONEY_CENTS
from app.model.song import Song
from app.problems import EditRefused

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def add_session(day: str, plan_id: PlanId | None = None, **fields: Any) -> Edit:
    """Add a session.

    Args:
        day: Its date, as 2026-11-28.
        plan_id: Its id; None for a new one.
        fields: Further fields of `PlannedSession`.
    """
    fixed_id = plan_id or PlanId(new_id())

    def apply(song: Song) -> Song:
        values = _checked({"date": day, **fields})
        return _with_sessions(song, (*song.plan.sessions, PlannedSession(fixed_id, **values)))

    return Edit(steps.ADD_SESSION, apply)


def change_session(plan_id: PlanId, **fields: Any) -> Edit:
    """Set fields of a session. Refuses a date or time that is none."""
    return Edit(
        steps.CHANGE_SESSION,
        lambda song: _with_sessions(song, records.changed(song.plan.sessions, plan_id, "session", _checked(fields))),
    )


def remove_session(plan_id: PlanId) -> Edit:
    """Remove a session."""
    return Edit(
        steps.REMOVE_SESSION,
        lambda song: _with_sessions(song, records.without(song.plan.sessions, plan_id, "session")),
    )


def add_budget_line(what: str, planned_cents: int = 0, spent_cents: int = 0, plan_id: PlanId | None = None) -> Edit:
    """Add a line to the budget; amounts are hundredths of the currency."""
    fixed_id, called = plan_id or PlanId(new_id()), clean_name(what, "budget line")
    line = BudgetLine(fixed_id, called, _amount(planned_cents), _amount(spent_cents))
    return Edit(steps.ADD_BUDGET_LINE, lambda song: _with_budget(song, (*song.plan.budget, line)))


def change_budget_line(plan_id: PlanId, **fields: Any) -> Edit:
    """Set fields of a line of the budget."""
    values: dict[str, Any] = {
        name: _amount(value) if name.endswith("_cents") else value for name, value in fields.items()
    }
    if "what" in values:
        values["what"] = clean_name(values["what"], "budget line")
    return Edit(
        steps.CHANGE_BUDGET_LINE,
        lambda song: _with_budget(song, records.changed(song.plan.budget, plan_id, "budget line", values)),
    )


def remove_budget_line(plan_id: PlanId) -> Edit:
    """Remove a line from the budget."""
    return Edit(
        steps.REMOVE_BUDGET_LINE,
        lambda song: _with_budget(song, records.without(song.plan.budget, plan_id, "budget line")),
    )


def set_currency(currency: str) -> Edit:
    """The currency of the budget, such as EUR."""
    text = text_for(Plan, "currency", currency.strip().upper())

    def apply(song: Song) -> Song:
        plan = replace(song.plan, currency=text or song.plan.currency)
        return song if plan == song.plan else replace(song, plan=plan)

    return Edit(steps.SET_CURRENCY, apply)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    values = records.fitting(PlannedSession, fields)
    if "date" in values:
        try:
            values["date"] = date.fromisoformat(fields["date"].strip()).isoformat()
        except ValueError:
            raise EditRefused(NO_DATE) from None
    if values.get("start"):
        found = _TIME.fullmatch(fields["start"].strip())
        if found is None:
            raise EditRefused(NO_TIME)
        values["start"] = f"{int(found[1]):02}:{found[2]}"
    return values


def _amount(cents: int) -> int:
    return min(max(int(cents), MONEY_CENTS[0]), MONEY_CENTS[1])


def _with_sessions(song: Song, sessions: Iterable[PlannedSession]) -> Song:
    ordered = tuple(sorted(sessions, key=lambda session: (session.date, session.start)))
    plan = replace(song.plan, sessions=ordered)
    return song if plan == song.plan else replace(song, plan=plan)


def _with_budget(song: Song, lines: Iterable[BudgetLine]) -> Song:
    plan = replace(song.plan, budget=tuple(lines))
    return song if plan == song.plan else replace(song, plan=plan)
