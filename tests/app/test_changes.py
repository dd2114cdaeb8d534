"""Hazards: a fader move that rebuilds the plan, a structural change that does not, a stale tape in a reused slot."""

from dataclasses import replace

from app.changes import diff, whole_song
from app.edits import buses, sections, strips, tracks, transport
from app.edits.edit import Edit
from app.model.ids import TrackId
from tests.app.songs import song_with, with_clip

VOX, BASS = TrackId("Vox"), TrackId("Bass")


def test_a_fader_move_touches_one_strip_and_no_structure() -> None:
    song = song_with("Vox", "Bass")
    changes = diff(song, strips.set_fader_db(VOX, -3).apply(song))
    assert changes.strips == {VOX} and changes.tracks == {VOX}
    assert not changes.structure and not changes.clips and not changes.solo


def test_a_clip_change_touches_the_tape_of_one_track_only() -> None:
    song = song_with("Vox", "Bass")
    changes = diff(song, with_clip(song, "Vox", 0, 100))
    assert changes.clips == {VOX} and not changes.structure and not changes.strips


def test_whatever_needs_a_plan_says_structure() -> None:
    song = song_with("Vox", "Bass")
    reverb = next(bus for bus in song.buses if bus.kind == "reverb")
    structural: list[Edit] = [
        tracks.add_track(),
        tracks.remove_track(VOX),
        tracks.move_track(VOX, 1),
        tracks.set_armed(VOX, True),
        tracks.set_inputs(VOX, (2,)),
        tracks.set_monitoring(VOX, "in"),
        transport.set_tempo(99),
        transport.set_click(True),
        buses.add_bus("headphones"),
        buses.remove_bus(reverb.id),
        buses.set_outputs(song.master.id, (3, 4)),
    ]
    for edit in structural:
        assert diff(song, edit.apply(song)).structure, edit.label


def test_names_and_sections_need_no_plan() -> None:
    song = song_with("Vox")
    for edit in (tracks.rename_track(VOX, "Lead"), sections.add_section("Verse", 0, 100), tracks.set_colour(VOX, 3)):
        changes = diff(song, edit.apply(song))
        assert not changes.structure and changes.anything


def test_a_track_that_comes_or_goes_refreshes_its_tape_even_when_empty() -> None:
    song = song_with("Vox")
    assert diff(song, tracks.remove_track(VOX).apply(song)).clips == {VOX}
    added = tracks.add_track(track_id=BASS).apply(song)
    assert diff(song, added).clips == {BASS}


def test_solo_says_that_other_channels_changed_too() -> None:
    song = song_with("Vox", "Bass")
    soloed = strips.set_solo(VOX, True).apply(song)
    assert diff(song, soloed).solo
    assert diff(soloed, tracks.remove_track(VOX).apply(soloed)).solo


def test_the_same_song_and_an_opened_song() -> None:
    song = song_with("Vox")
    assert not diff(song, song).anything
    assert whole_song(song).song_replaced
    assert diff(song, replace(song, rate_hz=96000)).structure
