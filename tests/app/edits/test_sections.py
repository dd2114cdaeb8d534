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
    """A from 0 to 100 and B from 100 to 200 touch, C lies from 300 to 400."""
    spans = {A: (0, 100), B: (100, 200), C: (300, 400)}
    made = tuple(Section(one, one, start, end - start) for one, (start, end) in spans.items())
    return replace(song_with("Vox"), sections=made)


def spans(song: Song) -> list[tuple[int, int]]:
    return [(one.start_frame, one.start_frame + one.length_frames) for one in song.sections]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ((100, 250), [(0, 100), (100, 250), (300, 400)]),
        ((50, 200), [(0, 50), (50, 200), (300, 400)]),
        ((150, 200), [(0, 150), (150, 200), (300, 400)]),
        ((100, 350), [(0, 100), (100, 350), (350, 400)]),
        ((-50, 999), [(0, 1), (1, 399), (399, 400)]),
        ((100, 20), [(0, 100), (100, 101), (300, 400)]),
    ],
    ids=["into a gap", "a shared edge back", "and forth", "over a neighbour", "over everything", "nothing left"],
)
def test_neighbours_give_way_to_an_edge(edges: tuple[int, int], expected: list[tuple[int, int]]) -> None:
    assert spans(resize_section(B, *edges).apply(song())) == expected


def test_a_moved_section_keeps_its_length() -> None:
    assert spans(move_section(B, 140).apply(song())) == [(0, 140), (140, 240), (300, 400)]
    assert spans(move_section(B, 900).apply(song())) == [(0, 299), (299, 399), (399, 400)]
    assert spans(move_section(C, 260).apply(song())) == [(0, 100), (100, 200), (260, 360)]
    assert spans(move_section(C, 150).apply(song())) == [(0, 100), (100, 150), (150, 250)]


def test_nothing_changes_where_nothing_moves() -> None:
    before = song()
    assert resize_section(B, 100, 200).apply(before) is before
    assert move_section(A, 0).apply(before) is before
    with pytest.raises(EditRefused):
        move_section(SectionId("gone"), 5).apply(before)


def test_any_sequence_keeps_sections_apart_and_in_order() -> None:
    chance, made = random.Random(5), song()
    for _ in range(2000):
        one, start, end = chance.choice((A, B, C)), chance.randrange(-50, 600), chance.randrange(-50, 600)
        edit = move_section(one, start) if chance.random() < 0.5 else resize_section(one, start, end)
        made = edit.apply(made)
        assert all(end > start for start, end in spans(made))
        assert all(before[1] <= after[0] for before, after in pairwise(spans(made)))
    check(made)
