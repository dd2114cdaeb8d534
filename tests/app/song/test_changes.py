"""Hazards: a fader move that rebuilds the plan, a structural change that does not, a stale tape in a reused slot."""

from dataclasses import replace

from app.edits import buses, channels, monitor, routing, sections, strips, tempo, track_order, tracks, transport, vcas
from app.edits.edit import Edit
from app.model.automation import Breakpoint
from app.model.ids import BusId, TrackId, VcaId
from app.model.tempo import TempoChange
from app.model.track import FrozenAudio
from app.song.changes import Changes, diff, whole_song
from tests.helpers.songs import song_with, with_clip

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
        track_order.move_tracks([VOX], 1),
        tracks.set_armed(VOX, True),
        tracks.set_inputs(VOX, (2,)),
        tracks.set_monitoring(VOX, "in"),
        tempo.set_tempo(99),
        transport.set_click(True),
        buses.add_bus("headphones"),
        buses.remove_bus(reverb.id),
        buses.set_outputs(song.master.id, (3, 4)),
        buses.add_bus("group"),
        channels.set_curve(VOX, "pan", [Breakpoint(0, 0.0)]),
        channels.set_curve(song.master.id, "limiter/ceiling_db", [Breakpoint(0, -3.0)]),
    ]
    for edit in structural:
        assert diff(song, edit.apply(song)).structure, edit.label


def test_routing_and_heard_curves_are_structure_and_unheard_ones_are_not() -> None:
    song = buses.add_bus("group", bus_id=BusId("G")).apply(song_with("Vox", "Bass"))
    assert diff(song, routing.set_output(VOX, BusId("G")).apply(song)).structure
    drawn = channels.set_curve(VOX, "trim_db", [Breakpoint(0, 0.0)]).apply(song)
    assert diff(drawn, channels.set_automation_mode(VOX, "off").apply(drawn)).structure
    assert not diff(drawn, channels.set_automation_mode(VOX, "touch").apply(drawn)).structure
    assert diff(drawn, channels.set_parameter(VOX, "polarity", True).apply(drawn)).structure, "it is in the curve"
    off = channels.set_automation_mode(VOX, "off").apply(drawn)
    assert not diff(off, channels.set_curve(VOX, "trim_db", [Breakpoint(0, 9.0)]).apply(off)).structure


def test_values_of_any_strip_are_values() -> None:
    song = buses.add_bus("group", bus_id=BusId("G")).apply(song_with("Vox", "Bass"))
    reverb = next(bus for bus in song.buses if bus.kind == "reverb")
    for key, path, value in (
        (VOX, "eq/on", True),
        (VOX, "compressor/ratio", 8.0),
        (VOX, "high_pass/slope", "24"),
        (VOX, "listen", "pfl"),
        (VOX, f"send/{reverb.id}/level_db", -3.0),
        (BusId("G"), "gate/on", True),
        (reverb.id, "decay_s", 3.0),
        (reverb.id, "kind", "plate"),
        (song.master.id, "limiter/on", True),
    ):
        changes = diff(song, channels.set_parameter(key, path, value).apply(song))
        assert not changes.structure and not changes.solo, path
        assert changes.tracks == ({VOX} if key == VOX else set()) and len(changes.buses) == (key != VOX)
    assert diff(song, monitor.set_monitor(dim=True).apply(song)).monitor


def test_a_vca_touches_what_follows_it_and_needs_a_plan_only_for_curves_of_faders() -> None:
    song = vcas.assign_vca(VOX, VcaId("V")).apply(vcas.add_vca(vca_id=VcaId("V")).apply(song_with("Vox", "Bass")))
    moved = diff(song, vcas.set_vca_parameter(VcaId("V"), "fader_db", -3.0).apply(song))
    assert moved.vcas and moved.strips == {VOX} and not moved.structure and not moved.solo
    assert diff(song, vcas.set_vca_parameter(VcaId("V"), "solo", True).apply(song)).solo
    drawn = channels.set_curve(VOX, "fader_db", [Breakpoint(0, -3.0)]).apply(song)
    assert diff(drawn, vcas.set_vca_parameter(VcaId("V"), "fader_db", -3.0).apply(drawn)).structure
    assert diff(drawn, vcas.remove_vca(VcaId("V")).apply(drawn)).structure


def test_freezing_changes_the_tape_and_the_strip() -> None:
    song = song_with("Vox")
    frozen = replace(song, tracks=(replace(song.tracks[0], frozen=FrozenAudio("audio/f.wav", 0, 1, 1)),))
    changes = diff(song, frozen)
    assert changes.clips == {VOX} and changes.strips == {VOX}


def test_names_and_sections_need_no_plan() -> None:
    song = song_with("Vox")
    for edit in (tracks.rename_track(VOX, "Lead"), sections.add_section("Verse", 1, 1), tracks.set_colour(VOX, 3)):
        changes = diff(song, edit.apply(song))
        assert not changes.structure and changes != Changes()


def test_a_track_that_comes_or_goes_refreshes_its_tape_even_when_empty() -> None:
    song = song_with("Vox")
    assert diff(song, tracks.remove_track(VOX).apply(song)).clips == {VOX}
    added = tracks.add_track(track_id=BASS).apply(song)
    assert diff(song, added).clips == {BASS}


def test_solo_says_that_other_channels_changed_too() -> None:
    song = song_with("Vox", "Bass")
    soloed = channels.set_parameter(VOX, "solo", True).apply(song)
    assert diff(song, soloed).solo
    assert diff(soloed, tracks.remove_track(VOX).apply(soloed)).solo


def test_the_same_song_and_an_opened_song() -> None:
    song = song_with("Vox")
    assert diff(song, song) == Changes()
    assert whole_song(song).song_replaced
    assert diff(song, replace(song, rate_hz=96000)).structure


def test_an_echo_that_follows_the_tempo_map_needs_a_plan() -> None:
    song = song_with("A")
    delay = next(bus.id for bus in song.buses if bus.kind == "delay")
    edit = channels.set_parameter(delay, "time_beats", 0.5)
    assert not diff(song, edit.apply(song)).structure
    mapped = tempo.set_tempo_change(TempoChange(3, 60.0)).apply(song)
    assert diff(song, mapped).tempo and diff(mapped, edit.apply(mapped)).structure
