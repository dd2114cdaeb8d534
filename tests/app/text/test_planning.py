"""Hazards: a session with somebody who is not there, a next session that is over."""

from datetime import date

import pytest

from app.edits import blueprint, people, plan
from app.model.ids import PersonId, PlanId
from app.problems import EditRefused
from app.text.planning import day_and_time, format_day, next_session_sentence, parts_named, people_named
from tests.helpers.songs import song_with


def test_people_and_parts_are_found_by_name() -> None:
    song = people.add_person("Anna", PersonId("a")).apply(song_with())
    song = blueprint.add_part("Bass").apply(song)
    assert people_named(song, " anna, ANNA ,") == (PersonId("a"),)
    assert parts_named(song, "") == ()
    with pytest.raises(EditRefused, match="Nobody .* called Ben. There is: Anna"):
        people_named(song, "Anna, Ben")
    with pytest.raises(EditRefused, match="No part .* called Drums. There is: Bass"):
        parts_named(song, "Drums")


def test_the_next_session_is_the_first_that_is_still_to_come() -> None:
    song = plan.add_session("2026-12-03", start="19:30", what="bass", place="Home").apply(song_with())
    song = plan.add_session("2026-12-01", PlanId("done"), done=True).apply(song)
    song = plan.add_session("2026-11-01").apply(song)
    assert next_session_sentence(song, date(2026, 11, 28)) == "Next session: Thu 3 Dec 2026, 19:30, bass, Home."
    assert next_session_sentence(song, date(2026, 12, 4)) == ""
    assert day_and_time(song.plan.sessions[0]) == "Sun 1 Nov 2026"
    assert format_day("soon") == "soon"
