"""Hazards: two tracks for one part, cells that move when sections do, a preview that differs from its step."""

import pytest

from app.edits import blueprint, sections
from app.edits.tracks import remove_track
from app.model.ids import PartId, SectionId
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from tests.helpers.songs import song_with

BASS, VOICE = PartId("bass"), PartId("voice")
VERSE, CHORUS = SectionId("verse"), SectionId("chorus")


def planned(*tracks: str) -> Song:
    song = song_with(*tracks)
    song = sections.add_section("Verse", 1, 4, section_id=VERSE).apply(song)
    song = sections.add_section("Chorus", 5, 4, section_id=CHORUS).apply(song)
    song = blueprint.add_part("Bass", BASS).apply(song)
    return blueprint.add_part("Voice", VOICE, lead=True).apply(song)


def test_cells_are_planned_and_left_out() -> None:
    song = blueprint.plan_cells([(BASS, CHORUS), (BASS, VERSE), (VOICE, VERSE)], True).apply(planned())
    bass, voice = song.blueprint.parts
    assert [cell.section for cell in bass.cells] == [VERSE, CHORUS], "in the order of the song"
    assert blueprint.plan_cells([(BASS, VERSE)], True).apply(song) is song
    song = blueprint.plan_cells([(BASS, VERSE), (VOICE, VERSE)], False).apply(song)
    assert [part.sections for part in song.blueprint.parts] == [frozenset({CHORUS}), frozenset()]
    assert check(song) == []


def test_a_note_lets_the_part_play() -> None:
    song = blueprint.note_cell(BASS, CHORUS, "octave up").apply(planned())
    assert song.blueprint.parts[0].cells[0].note == "octave up"
    assert blueprint.plan_cells([(BASS, CHORUS)], True).apply(song) is song, "planning it again keeps the note"


def test_tracks_are_made_once_and_one_of_the_same_name_is_taken() -> None:
    song = planned("bass", "Other")
    edit = blueprint.make_tracks()
    made = edit.apply(song)
    assert made == edit.apply(song), "a preview and its step are equal"
    assert [track.name for track in made.tracks] == ["bass", "Other", "Voice"]
    assert [part.track for part in made.blueprint.parts] == [made.tracks[0].id, made.tracks[2].id]
    assert made.tracks[2].colour == made.blueprint.parts[1].colour
    with pytest.raises(EditRefused):
        blueprint.make_tracks().apply(made)
    again = remove_track(made.tracks[2].id).apply(made)
    assert [track.name for track in blueprint.make_tracks().apply(again).tracks] == ["bass", "Other", "Voice"]


def test_tracks_become_parts_once() -> None:
    song = blueprint.parts_from_tracks().apply(song_with("Kick", "Snare"))
    assert [(part.name, part.track) for part in song.blueprint.parts] == [(t.name, t.id) for t in song.tracks]
    assert blueprint.parts_from_tracks().apply(song) is song


def test_parts_are_named_moved_and_removed() -> None:
    song = blueprint.add_part("bass").apply(planned())
    assert [part.name for part in song.blueprint.parts] == ["Bass", "Voice", "bass 2"]
    song = blueprint.move_part(VOICE, 0).apply(song)
    assert [part.name for part in song.blueprint.parts] == ["Voice", "Bass", "bass 2"]
    song = blueprint.remove_part(BASS).apply(blueprint.change_part(VOICE, tuning="drop D").apply(song))
    assert [(part.name, part.tuning) for part in song.blueprint.parts] == [("Voice", "drop D"), ("bass 2", "")]
    with pytest.raises(EditRefused):
        blueprint.change_part(BASS, note="x").apply(song)
