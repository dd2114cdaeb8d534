"""Hazards: a sequence of edits that breaks the song, that does not survive its file, or that undo cannot take back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.changes import diff
from app.edits import buses, clips, sections, songs, stages, strips, takes, tracks, transport
from app.edits.edit import Edit, EditRefused
from app.history import History
from app.model.ids import ClipId
from app.model.invariants import check
from app.model.song import Song
from app.paths import find_setting, format_value
from app.paths import settings as song_settings
from app.plan_builder import SlotAllocator, build_plan, build_timelines
from app.storage.song_json import SongEncoder, decode_song
from audio_engine.plan import BUSES, LANES
from audio_engine.protocol import Round
from tests.app.songs import finished_pass

FOLDER = Path("/songs/S.worktape")
Make = Callable[[st.DataObject, Song], Edit]

NAMES = st.text(max_size=90) | st.sampled_from(["Vox", "vox", "A/B", "a=b", "-inf", " ", "Track 1", "con"])
FRAMES = st.integers(-(10**7), 10**9)
LEVELS = st.floats(-200, 20) | st.just(float("-inf"))
NUMBERS = st.floats(allow_infinity=True, allow_nan=False)


def track(data: st.DataObject, song: Song) -> Any:
    if not song.tracks:
        raise EditRefused("There is no track.")
    return data.draw(st.sampled_from(song.tracks)).id


def bus(data: st.DataObject, song: Song) -> Any:
    return data.draw(st.sampled_from(song.buses)).id


def clip(data: st.DataObject, song: Song) -> ClipId:
    every = [found.id for one in song.tracks for found in one.clips]
    if not every:
        raise EditRefused("There is no clip.")
    return data.draw(st.sampled_from(every))


def section(data: st.DataObject, song: Song) -> Any:
    if not song.sections:
        raise EditRefused("There is no section.")
    return data.draw(st.sampled_from(song.sections)).id


def a_pass(data: st.DataObject, song: Song) -> Edit:
    keys = [found.id for found in song.tracks][:3] + ["gone"]
    length = data.draw(st.integers(0, 10**6))
    result = finished_pass(FOLDER, list(keys), pass_id=f"p{data.draw(st.integers(0, 99))}", length=length)
    rounds = tuple(Round(start, at, length) for start, at in data.draw(st.lists(st.tuples(FRAMES, st.integers(0, 9)))))
    return takes.add_takes(msgspec.structs.replace(result, rounds=rounds), FOLDER)


def loop(data: st.DataObject, song: Song) -> Edit:
    return transport.set_loop(data.draw(st.booleans()), data.draw(FRAMES), data.draw(FRAMES))


MAKERS: list[Make] = [
    lambda d, s: tracks.add_track(d.draw(st.none() | NAMES), d.draw(st.integers(1, 2))),
    lambda d, s: tracks.remove_track(track(d, s)),
    lambda d, s: tracks.rename_track(track(d, s), d.draw(NAMES)),
    lambda d, s: tracks.move_track(track(d, s), d.draw(st.integers(-2, 9))),
    lambda d, s: tracks.set_colour(track(d, s), d.draw(st.integers(-5, 50))),
    lambda d, s: tracks.set_armed(track(d, s), d.draw(st.booleans())),
    lambda d, s: tracks.set_inputs(track(d, s), tuple(d.draw(st.lists(st.integers(0, 70), max_size=3)))),
    lambda d, s: tracks.set_monitoring(track(d, s), d.draw(st.sampled_from(["off", "in", "auto", "loud"]))),  # type: ignore[arg-type]
    lambda d, s: tracks.set_channels(track(d, s), d.draw(st.integers(0, 3))),
    lambda d, s: strips.set_fader_db(track(d, s), d.draw(LEVELS)),
    lambda d, s: strips.set_trim_db(track(d, s), d.draw(NUMBERS)),
    lambda d, s: strips.set_pan(track(d, s), d.draw(NUMBERS)),
    lambda d, s: strips.set_mute(track(d, s), d.draw(st.booleans())),
    lambda d, s: strips.set_solo(track(d, s), d.draw(st.booleans())),
    lambda d, s: strips.set_send_db(track(d, s), bus(d, s), d.draw(LEVELS)),
    lambda d, s: strips.set_cue_db(track(d, s), bus(d, s), d.draw(LEVELS)),
    lambda d, s: buses.add_bus(d.draw(st.sampled_from(["reverb", "delay", "headphones", "master"])), d.draw(NAMES)),  # type: ignore[arg-type]
    lambda d, s: buses.remove_bus(bus(d, s)),
    lambda d, s: buses.rename_bus(bus(d, s), d.draw(NAMES)),
    lambda d, s: buses.set_bus_fader_db(bus(d, s), d.draw(LEVELS)),
    lambda d, s: buses.set_bus_solo(bus(d, s), d.draw(st.booleans())),
    lambda d, s: buses.set_outputs(bus(d, s), tuple(d.draw(st.lists(st.integers(0, 70), max_size=3)))),
    lambda d, s: buses.set_reverb(bus(d, s), decay_s=d.draw(NUMBERS)),
    lambda d, s: buses.set_delay(bus(d, s), feedback=d.draw(NUMBERS)),
    lambda d, s: clips.move_clips({clip(d, s)}, d.draw(FRAMES), d.draw(st.integers(-3, 3))),
    lambda d, s: clips.delete_clips({clip(d, s)}),
    lambda d, s: clips.trim_clip(clip(d, s), d.draw(FRAMES), d.draw(FRAMES)),
    lambda d, s: clips.split_clip(clip(d, s), d.draw(st.integers(0, 10**6))),
    lambda d, s: clips.rename_clip(clip(d, s), d.draw(NAMES)),
    lambda d, s: clips.set_clip_gain_db(clip(d, s), d.draw(NUMBERS)),
    lambda d, s: clips.set_clip_fades(clip(d, s), d.draw(FRAMES), d.draw(FRAMES)),
    lambda d, s: transport.set_tempo(d.draw(NUMBERS)),
    lambda d, s: transport.set_beats_per_bar(d.draw(st.integers(-3, 99))),
    lambda d, s: transport.set_count_in(d.draw(st.integers(-3, 9))),
    lambda d, s: transport.set_click(d.draw(st.booleans())),
    loop,
    lambda d, s: sections.add_section(d.draw(NAMES), d.draw(FRAMES), d.draw(FRAMES), d.draw(st.integers(-9, 99))),
    lambda d, s: sections.move_section(section(d, s), d.draw(FRAMES), d.draw(st.none() | FRAMES)),
    lambda d, s: sections.remove_section(section(d, s)),
    lambda d, s: songs.rename_song(d.draw(NAMES)),
    lambda d, s: songs.note_bounce("mix", d.draw(st.sampled_from(["a", "b"]))),
    lambda d, s: stages.confirm_step(d.draw(st.sampled_from(["x", "y"])), d.draw(st.booleans())),
    a_pass,
    a_pass,
    lambda d, s: takes.add_imported(d.draw(NAMES), "audio/x.wav", 2, d.draw(st.integers(1, 9)), d.draw(FRAMES)),
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_sequence_of_edits_keeps_the_song_sound_saves_and_can_be_undone(data: st.DataObject) -> None:
    first = songs.fresh_song("Song")
    history, slots, encoder = History(first), SlotAllocator(), SongEncoder()
    roots = [first]
    for make in data.draw(st.lists(st.sampled_from(MAKERS), max_size=25)):
        before = history.song
        try:
            done = history.perform(make(data, before))
        except EditRefused:
            done = False
        assert done or history.song is before
        if done:
            roots.append(history.song)
            assert (
                diff(before, history.song).anything or before == history.song or only_words_differ(before, history.song)
            )
    song = history.song
    assert check(song) == []
    assert decode_song(encoder.encode(song), "song.json") == song
    plan = build_plan(song, slots)
    build_timelines(song, slots, FOLDER)
    lanes = [lane for channel in plan.channels for lane in range(channel.slot, channel.slot + channel.channels)]
    assert len(set(lanes)) == len(lanes) and all(lane < LANES for lane in lanes) and len(plan.buses) <= BUSES
    for setting in song_settings(song):
        assert find_setting(song, setting.path).path == setting.path
        assert setting.kind == "text" or setting.parse(format_value(setting.value)) is not None
    for root in reversed(roots[:-1]):
        assert history.undo() and history.song is root
    assert history.song is first and not history.is_modified
    for root in roots[1:]:
        assert history.redo() and history.song is root


def only_words_differ(before: Song, after: Song) -> bool:
    """What neither engine nor timeline shows: the song's name, confirmed steps and noted bounces."""
    return (before.tracks, before.buses, before.sections) == (after.tracks, after.buses, after.sections)
