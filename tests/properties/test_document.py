"""Hazards: a sequence of edits that breaks the song, that does not survive its file, or that undo cannot take back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.history import History
from app.edits import (
    arrangements,
    buses,
    channels,
    clip_properties,
    clips,
    monitor,
    printing,
    routing,
    section_order,
    sections,
    songs,
    stages,
    strips,
    takes,
    tempo,
    track_order,
    tracks,
    transport,
    vcas,
    versions,
)
from app.edits.edit import Edit
from app.engine.plan_builder import build_plan, build_timelines
from app.engine.slots import SlotAllocator
from app.model.automation import Breakpoint
from app.model.bus_types import BUS_TYPES
from app.model.channel import parameters_of
from app.model.ids import ClipId
from app.model.invariants import check
from app.model.song import Song
from app.model.stage_record import StageRecord
from app.problems import EditRefused
from app.song.changes import Changes, diff
from app.storage.song_json import SongEncoder, decode_song
from app.text.paths import find_setting, format_value
from app.text.paths import settings as song_settings
from audio_engine.capacity import BUSES, LANES
from audio_engine.protocol import Round
from tests.helpers.examples import examples
from tests.helpers.songs import finished_pass
from tests.helpers.trims import trim_clip

FOLDER = Path("/songs/S.worktape")
Make = Callable[[st.DataObject, Song], Edit]

NAMES = st.text(max_size=90) | st.sampled_from(["Vox", "vox", "A/B", "a=b", "-inf", " ", "Track 1", "con"])
BARS = st.integers(-5, 300) | st.sampled_from([0.5, 2.25, 10**7, 2**63])
FRAMES = st.integers(-(10**7), 10**9) | st.sampled_from([10**10, 16588800000, 10**13, 2**63])
STEPS, DAYS = ("x", "y"), ("2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z")
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


def form(data: st.DataObject, song: Song) -> Any:
    """The form that the song has, or another one."""
    kept = song.arrangements
    return data.draw(st.sampled_from([kept.current, *(other.id for other in kept.others)]))


def section(data: st.DataObject, song: Song) -> Any:
    if not song.sections:
        raise EditRefused("There is no section.")
    return data.draw(st.sampled_from(song.sections)).id


def channel(data: st.DataObject, song: Song) -> Any:
    return data.draw(st.sampled_from([*song.tracks, *song.buses]))


def group(data: st.DataObject, song: Song) -> Any:
    every = [found.id for found in song.buses if found.kind == "group"]
    if not every:
        raise EditRefused("There is no group.")
    return data.draw(st.sampled_from(every))


def vca(data: st.DataObject, song: Song) -> Any:
    if not song.vcas:
        raise EditRefused("There is no VCA.")
    return data.draw(st.sampled_from(song.vcas)).id


def version(data: st.DataObject, song: Song) -> Any:
    if not song.mix_versions:
        raise EditRefused("There is no mix version.")
    return data.draw(st.sampled_from(song.mix_versions)).id


def any_value(data: st.DataObject, song: Song) -> Edit:
    """Any path of any channel, set to what may be wild."""
    one = channel(data, song)
    path, entry = data.draw(st.sampled_from(list(parameters_of(song, one))))
    values = {
        "switch": st.booleans(),
        "choice": st.sampled_from((*entry.choices, "wrong")),
        "level": LEVELS,
        "number": NUMBERS,
    }
    return channels.set_parameter(one.id, path, data.draw(values[entry.kind]))


def a_curve(data: st.DataObject, song: Song) -> Edit:
    one = channel(data, song)
    path, _ = data.draw(st.sampled_from(list(parameters_of(song, one))))
    points = data.draw(st.lists(st.builds(Breakpoint, FRAMES, LEVELS, st.floats(-2, 2)), max_size=5))
    return channels.set_curve(one.id, path, points)


def a_pass(data: st.DataObject, song: Song) -> Edit:
    keys = [found.id for found in song.tracks][:3] + ["gone"]
    length = data.draw(st.integers(0, 10**6))
    result = finished_pass(FOLDER, list(keys), pass_id=f"p{data.draw(st.integers(0, 99))}", length=length)
    rounds = tuple(Round(start, at, length) for start, at in data.draw(st.lists(st.tuples(FRAMES, st.integers(0, 9)))))
    return takes.add_takes(msgspec.structs.replace(result, rounds=rounds), FOLDER)


def a_print(data: st.DataObject, song: Song) -> Edit:
    every = [found.id for one in song.tracks for found in one.takes]
    if not every:
        raise EditRefused("There is no take.")
    start = data.draw(st.integers(0, 10**6))
    return printing.add_printed([printing.PrintedAudio(data.draw(st.sampled_from(every)), "audio/p.wav", start, -6.0)])


def loop(data: st.DataObject, song: Song) -> Edit:
    return transport.set_loop(data.draw(st.booleans()), data.draw(FRAMES), data.draw(FRAMES))


MAKERS: list[Make] = [
    lambda d, s: tracks.add_track(d.draw(st.none() | NAMES), d.draw(st.integers(1, 2))),
    lambda d, s: tracks.remove_track(track(d, s)),
    lambda d, s: tracks.rename_track(track(d, s), d.draw(NAMES)),
    lambda d, s: track_order.move_tracks([track(d, s)], d.draw(st.integers(-2, 9))),
    lambda d, s: tracks.set_colour(track(d, s), d.draw(st.integers(-5, 50))),
    lambda d, s: tracks.set_armed(track(d, s), d.draw(st.booleans())),
    lambda d, s: tracks.set_inputs(track(d, s), tuple(d.draw(st.lists(st.integers(0, 70), max_size=3)))),
    lambda d, s: tracks.set_monitoring(track(d, s), d.draw(st.sampled_from(["off", "in", "auto", "loud"]))),  # type: ignore[arg-type]
    lambda d, s: tracks.set_channels(track(d, s), d.draw(st.integers(0, 3))),
    lambda d, s: printing.set_printing(track(d, s), d.draw(st.booleans())),
    a_print,
    lambda d, s: strips.set_fader_db(track(d, s), d.draw(LEVELS)),
    lambda d, s: channels.set_parameter(track(d, s), "trim_db", d.draw(NUMBERS)),
    lambda d, s: strips.set_pan(track(d, s), d.draw(NUMBERS)),
    lambda d, s: channels.set_parameter(track(d, s), "mute", d.draw(st.booleans())),
    lambda d, s: channels.set_parameter(track(d, s), "solo", d.draw(st.booleans())),
    lambda d, s: strips.set_send_db(track(d, s), bus(d, s), d.draw(LEVELS)),
    lambda d, s: channels.set_parameter(track(d, s), f"cue/{bus(d, s)}/level_db", d.draw(LEVELS)),
    lambda d, s: buses.add_bus(d.draw(st.sampled_from(list(BUS_TYPES))), d.draw(NAMES)),
    lambda d, s: buses.add_bus("group"),
    lambda d, s: buses.remove_bus(bus(d, s)),
    lambda d, s: buses.rename_bus(bus(d, s), d.draw(NAMES)),
    lambda d, s: buses.set_outputs(bus(d, s), tuple(d.draw(st.lists(st.integers(0, 70), max_size=3)))),
    any_value,
    any_value,
    a_curve,
    lambda d, s: channels.set_strip(channel(d, s).id, channel(d, s).strip),
    lambda d, s: channels.swap_strips(channel(d, s).id),
    lambda d, s: channels.set_parameter(channel(d, s).id, "solo", d.draw(st.booleans())),
    lambda d, s: channels.set_exclusive_solo(d.draw(st.booleans())),
    lambda d, s: channels.set_automation_mode(channel(d, s).id, d.draw(st.sampled_from(["off", "write", "loud"]))),  # type: ignore[arg-type]
    lambda d, s: routing.set_output(channel(d, s).id, d.draw(st.none() | st.just(bus(d, s)))),
    lambda d, s: routing.set_output(channel(d, s).id, group(d, s)),
    lambda d, s: routing.set_output(group(d, s), group(d, s)),
    lambda d, s: routing.set_key(channel(d, s).id, track(d, s)),
    lambda d, s: monitor.set_monitor(level_db=d.draw(LEVELS), dim=d.draw(st.booleans())),
    lambda d, s: vcas.add_vca(d.draw(st.none() | NAMES)),
    lambda d, s: vcas.assign_vca(channel(d, s).id, vca(d, s)),
    lambda d, s: vcas.set_vca_parameter(vca(d, s), "fader_db", d.draw(LEVELS)),
    lambda d, s: vcas.set_vca_parameter(vca(d, s), "solo", d.draw(st.booleans())),
    lambda d, s: vcas.remove_vca(vca(d, s)),
    lambda d, s: versions.save_version(d.draw(st.none() | NAMES), d.draw(st.none() | NUMBERS)),
    lambda d, s: versions.recall_version(version(d, s)),
    lambda d, s: versions.recall_version(version(d, s)),
    lambda d, s: versions.remove_version(version(d, s)),
    lambda d, s: clips.move_clips({clip(d, s)}, d.draw(FRAMES), d.draw(st.integers(-3, 3))),
    lambda d, s: clips.delete_clips({clip(d, s)}),
    lambda d, s: trim_clip(clip(d, s), d.draw(FRAMES), d.draw(FRAMES)),
    lambda d, s: clips.split_clip(clip(d, s), d.draw(st.integers(0, 10**6))),
    lambda d, s: clip_properties.set_clip_gain_db([clip(d, s)], d.draw(NUMBERS)),
    lambda d, s: clip_properties.set_clip_fades([clip(d, s)], d.draw(FRAMES), d.draw(FRAMES)),
    lambda d, s: tempo.set_tempo(d.draw(NUMBERS)),
    lambda d, s: tempo.set_beats_per_bar(d.draw(st.integers(-3, 99))),
    lambda d, s: transport.set_count_in(d.draw(st.integers(-3, 9))),
    lambda d, s: transport.set_click(d.draw(st.booleans())),
    lambda d, s: transport.set_click_subdivision(d.draw(st.integers(-3, 9))),
    lambda d, s: transport.set_punch(d.draw(st.booleans()), d.draw(FRAMES), d.draw(FRAMES)),
    lambda d, s: transport.set_punch_on(d.draw(st.booleans())),
    lambda d, s: transport.set_punch_in(d.draw(FRAMES)),
    lambda d, s: transport.set_punch_out(d.draw(FRAMES)),
    lambda d, s: transport.set_pre_roll(d.draw(st.integers(-3, 12))),
    lambda d, s: transport.set_post_roll(d.draw(st.integers(-3, 12))),
    loop,
    lambda d, s: sections.add_section(d.draw(NAMES), d.draw(BARS), d.draw(BARS), d.draw(st.integers(-9, 99))),
    lambda d, s: sections.remove_section(section(d, s)),
    lambda d, s: sections.split_section(section(d, s), d.draw(st.integers(-3, 40))),
    lambda d, s: sections.join_sections(section(d, s)),
    lambda d, s: sections.set_section_notes(section(d, s), d.draw(NAMES)),
    lambda d, s: section_order.reorder_section(section(d, s), d.draw(st.integers(-2, 9)), d.draw(st.booleans())),
    lambda d, s: section_order.duplicate_section(section(d, s), d.draw(st.booleans())),
    lambda d, s: section_order.delete_section(section(d, s), d.draw(st.booleans())),
    lambda d, s: section_order.set_section_length(section(d, s), d.draw(st.integers(-2, 40)), d.draw(st.booleans())),
    lambda d, s: arrangements.try_form(d.draw(NAMES)),
    lambda d, s: arrangements.switch_form(form(d, s)),
    lambda d, s: arrangements.set_main_form(form(d, s)),
    lambda d, s: arrangements.drop_form(form(d, s)),
    lambda d, s: songs.rename_song(d.draw(NAMES)),
    lambda d, s: stages.note_receipt("Bounce", StageRecord("mix.bounced", "done", when=d.draw(st.sampled_from(DAYS)))),
    lambda d, s: stages.judge_step(StageRecord(d.draw(st.sampled_from(STEPS)), "confirmed", "Ana")),
    lambda d, s: stages.reopen_step(d.draw(st.sampled_from(STEPS))),
    a_pass,
    a_pass,
    lambda d, s: takes.add_imported(d.draw(NAMES), "audio/x.wav", 2, d.draw(st.integers(1, 9)), d.draw(FRAMES)),
]


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
                diff(before, history.song) != Changes()
                or before == history.song
                or only_words_differ(before, history.song)
            )
    song = history.song
    assert check(song) == []
    assert decode_song(encoder.encode(song), "song.json") == song
    plan = build_plan(song, slots)
    build_timelines(song, slots, FOLDER)
    lanes = [lane for channel in plan.channels for lane in range(channel.slot, channel.slot + channel.channels)]
    numbers = {found.number: found for found in plan.buses}
    assert len(set(lanes)) == len(lanes) and all(lane < LANES for lane in lanes)
    assert len(numbers) == len(plan.buses) and all(0 <= number < BUSES for number in numbers)
    for found in plan.buses:
        assert found.output == 0 or (
            found.output > found.number and numbers[found.output].kind in ("group", "headphones")
        )
    for setting in song_settings(song):
        assert find_setting(song, setting.path).path == setting.path
        assert setting.kind == "text" or setting.parse(format_value(setting.value)) is not None
    for root in reversed(roots[:-1]):
        assert history.undo() and history.song is root
    assert history.song is first and not history.is_modified
    for root in roots[1:]:
        assert history.redo() and history.song is root


def only_words_differ(before: Song, after: Song) -> bool:
    """What neither engine nor timeline shows: the song's name, confirmed steps, noted bounces, two preferences."""
    kept = ("name", "stages", "exclusive_solo", "curves_follow_clips")
    return replace(before, **{name: getattr(after, name) for name in kept}) == after
