"""Hazards: a session on a day that is none, sessions out of order, a budget that turns negative."""

import pytest

from app.edits import plan
from app.model.ids import PlanId
from app.model.invariants import check
from app.problems import EditRefused
from tests.helpers.songs import song_with

FIRST, SECOND = PlanId("first"), PlanId("second")


def test_sessions_lie_in_order_of_time() -> None:
    song = plan.add_session("2026-12-05", FIRST, start="9:05", place="Home").apply(song_with())
    song = plan.add_session("2026-12-05", SECOND, start="08:30").apply(song)
    assert [session.start for session in song.plan.sessions] == ["08:30", "09:05"]
    song = plan.change_session(SECOND, date="2027-01-01", done=True).apply(song)
    assert [session.id for session in song.plan.sessions] == [FIRST, SECOND]
    assert [s.id for s in plan.remove_session(FIRST).apply(song).plan.sessions] == [SECOND]
    assert check(song) == []


@pytest.mark.parametrize("values", [{"date": "tomorrow"}, {"date": "2026-02-30"}, {"start": "25:00"}, {"start": "7pm"}])
def test_a_day_or_time_that_is_none_changes_nothing(values: dict[str, str]) -> None:
    song = plan.add_session("2026-12-05", FIRST).apply(song_with())
    with pytest.raises(EditRefused):
        plan.change_session(FIRST, **values).apply(song)


def test_amounts_are_never_negative_and_a_line_has_a_name() -> None:
    song = plan.add_budget_line("Strings", 20_000, -5, FIRST).apply(song_with())
    song = plan.change_budget_line(FIRST, spent_cents=12_345).apply(song)
    line = song.plan.budget[0]
    assert (line.planned_cents, line.spent_cents) == (20_000, 12_345)
    with pytest.raises(EditRefused):
        plan.change_budget_line(FIRST, what=" ").apply(song)
    assert plan.set_currency(" dkk").apply(song).plan.currency == "DKK"
    assert check(plan.remove_budget_line(FIRST).apply(song)) == []
