"""The plan of a production: when it is recorded, and what it may cost.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.ids import PartId, PersonId, PlanId
from app.model.value_spec import Longest, Range


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A day or an evening of work on the song."""

    id: PlanId
    date: Annotated[str, Longest(10)]  # 2026-11-28
    start: Annotated[str, Longest(5)] = ""  # 19:30
    place: Annotated[str, Longest(ranges.LONGEST_NAME)] = ""  # "Home", or the name of a studio
    what: Annotated[str, Longest(ranges.LONGEST_TEXT)] = ""
    people: tuple[PersonId, ...] = ()
    parts: tuple[PartId, ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """What something is planned to cost, and what was spent on it."""

    id: PlanId
    what: Annotated[str, Longest(ranges.LONGEST_NAME)]
    planned_cents: Annotated[int, Range(ranges.MONEY_CENTS)] = 0
    spent_cents: Annotated[int, Range(ranges.MONEY_CENTS)] = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Sessions in order of time, and the budget."""

    sessions: tuple[PlannedSession, ...] = ()
    budget: tuple[BudgetLine, ...] = ()
    currency: Annotated[str, Longest(8)] = "EUR"
