"""Edges of sections. Hazards: sections over each other, out of order, without length; a neighbour that is left behind."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from app.edits.sections import move_section, resize_section
from app.model.ids import SectionId
from app.model.invariants import check
from app.model.song import Section, Song
from app.problems import EditRefused
from tests.helpers.songs import song_with

A, B, C = map(SectionId, "ABC")


def song() -> Song:
    """A from bar 1 to 11 and B from 11 to 21 touch, C lies from 31 to 41."""
    spans = {A: (1, 11), B: (11, 21), C: (31, 41)}
    made = tuple(Section(one, one, start, end - start) for one, (start, end) in spans.items())
    return replace(song_with("Vox"), sections=made)


def spans(song: Song) -> list[tuple[float, float]]:
    return [(section.start_bar, section.end_bar) for section in song.sections]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ((11, 26), [(1, 11), (11, 26), (31, 41)]),
        ((6, 21), [(1, 6), (6, 21), (31, 41)]),
        ((16, 21), [(1, 16), (16, 21), (31, 41)]),
        ((11, 36), [(1, 11), (11, 36), (36, 41)]),
        ((-4, 99), [(1, 2), (2, 40), (40, 41)]),
        ((11, 3), [(1, 11), (11, 12), (31, 41)]),
    ],
    ids=["into a gap", "a shared edge back", "and forth", "over a neighbour", "over everything", "nothing left"],
)
def test_neighbours_give_way_to_an_edge(edges: tuple[int, int], expected: list[tuple[int, int]]) -> None:
    assert spans(resize_section(B, *edges).apply(song())) == expected


def test_a_moved_section_keeps_its_length() -> None:
    assert spans(move_section(B, 15).apply(song())) == [(1, 15), (15, 25), (31, 41)]
    assert spans(move_section(B, 91).apply(song())) == [(1, 30), (30, 40), (40, 41)]
    assert spans(move_section(C, 27).apply(song())) == [(1, 11), (11, 21), (27, 37)]
    assert spans(move_section(C, 16).apply(song())) == [(1, 11), (11, 16), (16, 26)]


def test_nothing_changes_where_nothing_moves() -> None:
    before = song()
    assert resize_section(B, 11, 21).apply(before) is before
    assert move_section(A, 1).apply(before) is before
    with pytest.raises(EditRefused):
        move_section(SectionId("gone"), 5).apply(before)


def test_any_sequence_keeps_sections_apart_and_in_order() -> None:
    chance, made = random.Random(5), song()
    for _ in range(2000):
        one, start, end = chance.choice((A, B, C)), chance.randrange(-5, 60), chance.randrange(-5, 60)
        edit = move_section(one, start) if chance.random() < 0.5 else resize_section(one, start, end)
        made = edit.apply(made)
        assert all(end > start for start, end in spans(made))
        assert all(before[1] <= after[0] for before, after in pairwise(spans(made)))
    check(made)
