"""Hazards: music that stays where its section was, a gradual tempo that is torn, plans that are lost, a refusal without a
remedy."""

from dataclasses import replace
from functools import cache

import pytest

from app.edits import blueprint, sections
from app.edits.lyrics import set_section_chords
from app.edits.section_order import delete_section, duplicate_section, reorder_section, set_section_length
from app.edits.sections import add_section, join_sections, split_section
from app.edits.tempo import set_tempo_change
from app.model.ids import PartId, SectionId
from app.model.invariants import check
from app.model.song import Song
from app.model.tempo import TempoChange
from app.problems import EditRefused
from tests.app.edits.busy_song import BAR, applied
from tests.helpers.songs import song_with, with_clip

A, B, C = SectionId("A"), SectionId("B"), SectionId("C")


@cache
def song() -> Song:
    """Three sections of two bars, each with a clip."""
    made = song_with("Vox")
    for number, name in enumerate("ABC"):
        made = add_section(name, 1 + 2 * number, 2, section_id=SectionId(name)).apply(made)
        made = with_clip(made, "Vox", 2 * number * BAR, 2 * BAR, name, f"audio/{name}.wav")
    return made


def order(song: Song) -> list[tuple[str, float, float]]:
    return [(section.name, section.start_bar, section.length_bars) for section in song.sections]


def clips(song: Song) -> list[tuple[str, int]]:
    return sorted(((c.file[6], c.timeline_start_frame // BAR) for c in song.tracks[0].clips), key=lambda one: one[1])


@pytest.mark.parametrize("music", [True, False])
def test_the_music_goes_along_or_stays(music: bool) -> None:
    moved = reorder_section(A, 2, music).apply(song())
    assert order(moved) == [("B", 1, 2), ("C", 3, 2), ("A", 5, 2)]
    assert clips(moved) == ([("B", 0), ("C", 2), ("A", 4)] if music else [("A", 0), ("B", 2), ("C", 4)])
    copied = duplicate_section(B, music).apply(song())
    assert order(copied) == [("A", 1, 2), ("B", 3, 2), ("B", 5, 2), ("C", 7, 2)]
    assert clips(copied) == ([("A", 0), ("B", 2), ("B", 4), ("C", 6)] if music else [("A", 0), ("B", 2), ("C", 4)])
    deleted = delete_section(A, music).apply(song())
    assert order(deleted) == [("B", 1, 2), ("C", 3, 2)]
    assert clips(deleted) == ([("B", 0), ("C", 2)] if music else [("A", 0), ("B", 2), ("C", 4)])
    longer = set_section_length(A, 5, music).apply(song())
    assert order(longer) == [("A", 1, 5), ("B", 6, 2), ("C", 8, 2)]
    assert clips(longer) == ([("A", 0), ("B", 5), ("C", 7)] if music else [("A", 0), ("B", 2), ("C", 4)])
    shorter = set_section_length(B, 1, music).apply(song())
    assert order(shorter) == [("A", 1, 2), ("B", 3, 1), ("C", 4, 2)]
    assert clips(shorter) == ([("A", 0), ("B", 2), ("C", 3)] if music else [("A", 0), ("B", 2), ("C", 4)])
    assert all(check(made) == [] for made in (moved, copied, deleted, longer, shorter))


def test_an_edit_is_the_same_at_each_application() -> None:
    for edit in (duplicate_section(B), split_section(B, 4), reorder_section(A, 1)):
        assert edit.apply(song()) == edit.apply(song())


def test_a_split_section_is_planned_in_both_halves_and_whole_again_when_joined() -> None:
    part = PartId("part")
    before = applied(
        song(),
        blueprint.add_part("Voice", part_id=part),
        blueprint.plan_cells([(part, B)], True),
        set_section_chords(B, ["Am", "F"]),
    )
    split = split_section(B, 4).apply(before)
    assert order(split) == [("A", 1, 2), ("B", 3, 1), ("B 2", 4, 1), ("C", 5, 2)]
    second = split.sections[2].id
    assert split.blueprint.parts[0].sections == {B, second}
    assert {chords.section for chords in split.lyrics.chords} == {B, second}
    assert join_sections(B).apply(split).sections == before.sections
    copy = duplicate_section(B).apply(before)
    assert copy.blueprint.parts[0].sections == {B, copy.sections[2].id}
    for refused in (split_section(B, 3), split_section(B, 5), join_sections(C)):
        with pytest.raises(EditRefused):
            refused.apply(before)


def test_a_gradual_change_of_tempo_moves_in_one_piece_and_is_not_torn() -> None:
    ramp = TempoChange(5, 140.0, gradual=True)
    inside = applied(song(), set_tempo_change(TempoChange(3, 100.0)), set_tempo_change(ramp))
    with pytest.raises(EditRefused, match="bar 3"):
        reorder_section(B, 0).apply(inside)  # 140 would have to be reached where A begins at 120
    steady = applied(inside, set_tempo_change(TempoChange(7, 100.0)))
    moved = reorder_section(C, 0).apply(song())
    assert reorder_section(C, 2).apply(moved) == song()
    over = applied(song(), set_tempo_change(TempoChange(7, 150.0, gradual=True)))
    half = duplicate_section(A)
    with pytest.raises(EditRefused, match="gradual"):
        half.apply(over)
    assert check(steady) == []


def test_a_section_between_bars_is_named_with_what_to_do() -> None:
    odd = replace(song(), sections=tuple(replace(one, start_bar=one.start_bar + 0.25) for one in song().sections))
    with pytest.raises(EditRefused, match="A does not begin and end with a bar"):
        reorder_section(A, 1).apply(odd)
    assert sections.resize_section(A, 1, 3).apply(odd).sections[0].end_bar == 3


def test_a_locked_clip_keeps_its_section_in_place() -> None:
    made = song()
    track = made.tracks[0]
    locked = replace(made, tracks=(replace(track, clips=(replace(track.clips[0], locked=True), *track.clips[1:])),))
    with pytest.raises(EditRefused, match="lock"):
        reorder_section(A, 1).apply(locked)
    assert reorder_section(A, 1, music=False).apply(locked).tracks == locked.tracks
