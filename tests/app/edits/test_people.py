"""Hazards: two people under one name, a wrong IPI number on a registration, a writer who vanishes from the shares."""

import json
from dataclasses import replace

import pytest

from app.edits import blueprint, people, plan, writers
from app.model.codes import ipi_number
from app.model.ids import PersonId
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from tests.helpers.songs import song_with

ANNA, BEN = PersonId("anna"), PersonId("ben")
VALID = ("00000000199", "00000000297", "00000000395", "00001234551", "00006789072", "01234567846")


def with_people(song: Song) -> Song:
    song = people.add_person("Anna", ANNA, instruments=("voice",)).apply(song)
    return people.add_person("Ben", BEN).apply(song)


@pytest.mark.parametrize("number", VALID)
def test_a_right_ipi_number_is_kept_as_eleven_digits(number: str) -> None:
    assert ipi_number(number) == number
    assert ipi_number(f" {number[:5]}.{number[5:9]}-{number[9:]} ") == number
    assert ipi_number(number.lstrip("0")) == number, "leading zeros may be missing"
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert ipi_number(wrong) is None


@pytest.mark.parametrize("text", ["", "0", "00000000000", "12a", "\u0661\u0662", "1" * 12, "I-000000229-7"])
def test_what_is_no_ipi_number_is_refused(text: str) -> None:
    assert ipi_number(text) is None


def test_a_wrong_ipi_number_changes_nothing_and_says_so() -> None:
    song = with_people(song_with())
    with pytest.raises(EditRefused, match="IPI"):
        people.change_person(ANNA, ipi="00000000198").apply(song)
    song = people.change_person(ANNA, ipi="199", society="KODA").apply(song)
    assert (song.credits.people[0].ipi, song.credits.people[0].society) == ("00000000199", "KODA")
    assert people.change_person(ANNA, ipi="").apply(song).credits.people[0].ipi == ""


def test_a_name_is_there_once() -> None:
    song = with_people(song_with())
    for edit in (people.add_person("  anna "), people.change_person(BEN, name="ANNA")):
        with pytest.raises(EditRefused, match="already"):
            edit.apply(song)
    assert people.change_person(ANNA, name="ANNA").apply(song).credits.people[0].name == "ANNA", (
        "her own name, in capitals"
    )


def test_a_person_who_is_removed_leaves_parts_and_sessions_but_never_the_writers() -> None:
    song = with_people(song_with())
    song = blueprint.add_part("Bass", person=BEN).apply(song)
    song = plan.add_session("2026-12-03", people=(ANNA, BEN)).apply(song)
    song = writers.add_writer(ANNA).apply(song)
    with pytest.raises(EditRefused, match="writer"):
        people.remove_person(ANNA).apply(song)
    song = people.remove_person(BEN).apply(song)
    assert song.blueprint.parts[0].person is None
    assert song.plan.sessions[0].people == (ANNA,)
    assert check(song) == []


def test_texts_are_cut_to_what_their_fields_hold() -> None:
    song = people.add_person("Anna", ANNA, contact="x" * 5000, roles=("y" * 500,)).apply(song_with())
    assert check(song) == []
    json.dumps(
        people.change_person(ANNA, contact="\udc80").apply(song).credits.people[0].contact.encode("utf-8").decode()
    )


def test_a_field_that_there_is_not_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        people.change_person(ANNA, nose="long").apply(with_people(song_with()))


def test_damaged_people_are_named() -> None:
    song = with_people(song_with())
    twice = replace(song, credits=replace(song.credits, people=(*song.credits.people, song.credits.people[0])))
    assert any("twice" in problem for problem in check(twice))
    written = writers.add_writer(ANNA).apply(song)
    stranger = replace(written, credits=replace(written.credits, people=()))
    assert any("not there" in problem for problem in check(stranger))
