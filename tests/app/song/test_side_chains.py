"""Side chains of frozen tracks. Hazards: freezing the kick changes how the bass ducks; a channel left over after thawing."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from app.edits import channels, routing
from app.edits.freezing import thaw_track
from app.engine.plan_builder import build_plan, build_timelines
from app.engine.slots import SlotAllocator
from app.model.ids import TrackId
from app.model.song import Song
from app.model.track import FrozenAudio
from app.song.changes import diff
from app.song.side_chains import frozen_keys
from tests.helpers.engine import EngineRig, Samples, write_wav
from tests.helpers.songs import song_with, with_clip

KICK, BASS = TrackId("Kick"), TrackId("Bass")
FRAMES = 24000


def kick_and_bass(folder: Path) -> Song:
    """A muted kick that keys the bass; what the kick would be frozen to is silence."""
    n = np.arange(FRAMES)
    kick = 0.9 * np.exp(-(n % 12000) / 3000) * np.sin(2 * np.pi * 60 * n / 48000)
    write_wav(folder / "audio" / "kick.wav", kick.astype(np.float32)[:, None])
    write_wav(folder / "audio" / "bass.wav", (0.2 * np.sin(2 * np.pi * 440 * n / 48000)).astype(np.float32)[:, None])
    write_wav(folder / "audio" / "frozen.wav", np.zeros((FRAMES, 1), np.float32))
    song = with_clip(song_with("Kick", "Bass"), KICK, 0, FRAMES, file="audio/kick.wav")
    song = with_clip(song, BASS, 0, FRAMES, file="audio/bass.wav")
    for path, value in (("mute", True), ("trim_db", -3.0), ("gate/on", True), ("compressor/on", True)):
        song = channels.set_parameter(KICK, path, value).apply(song)
    for path, value in (("compressor/on", True), ("compressor/threshold_db", -40.0), ("compressor/ratio", 10.0)):
        song = channels.set_parameter(BASS, path, value).apply(song)
    return routing.set_key(BASS, KICK).apply(song)


def with_frozen_kick(song: Song) -> Song:
    frozen = FrozenAudio("audio/frozen.wav", 0, FRAMES, 1)
    return replace(song, tracks=(replace(song.tracks[0], frozen=frozen), song.tracks[1]))


def played(song: Song, folder: Path) -> Samples:
    slots = SlotAllocator()
    rig = EngineRig(build_plan(song, slots), build_timelines(song, slots, folder))
    rig.roll()
    return rig.run([512] * (FRAMES // 512))


def test_ducking_is_the_same_when_the_key_is_frozen(tmp_path: Path) -> None:
    song = kick_and_bass(tmp_path)
    live = played(song, tmp_path)
    unkeyed = played(routing.set_key(BASS, None).apply(song), tmp_path)
    assert np.abs(live - unkeyed).max() > 0.01
    assert np.array_equal(played(with_frozen_kick(song), tmp_path), live)


def test_a_frozen_key_gets_a_channel_that_nobody_hears_and_loses_it_when_thawed(tmp_path: Path) -> None:
    song, slots = kick_and_bass(tmp_path), SlotAllocator()
    frozen = with_frozen_kick(song)
    plan = build_plan(frozen, slots)
    seat = slots.key_slot(KICK)
    assert [channel.slot for channel in plan.channels] == [slots.slot(KICK), seat, slots.slot(BASS)]
    assert plan.channels[1].values.strip.on == 0.0
    assert plan.channels[2].values.strip.compressor_key_lane == seat
    assert [t.slot for t in build_timelines(frozen, slots, tmp_path, [KICK]) if t.spans] == [slots.slot(KICK), seat]

    thawed = thaw_track(KICK).apply(frozen)
    plan = build_plan(thawed, slots)
    assert [channel.slot for channel in plan.channels] == [slots.slot(KICK), slots.slot(BASS)]
    assert plan.channels[1].values.strip.compressor_key_lane == slots.slot(KICK)
    assert [t.slot for t in build_timelines(thawed, slots, tmp_path, [KICK]) if t.spans] == [slots.slot(KICK)]


def test_the_engine_is_told_when_a_frozen_track_becomes_a_key_and_when_it_no_longer_is(tmp_path: Path) -> None:
    song = with_frozen_kick(kick_and_bass(tmp_path))
    without = channels.set_parameter(BASS, "compressor/on", False).apply(song)
    assert (frozen_keys(song), frozen_keys(without)) == ({KICK}, frozenset())
    for old, new in ((song, without), (without, song)):
        changes = diff(old, new)
        assert changes.structure
        assert KICK in changes.clips


def test_where_no_lane_is_left_side_chains_hear_the_frozen_file(tmp_path: Path) -> None:
    song, slots = with_frozen_kick(kick_and_bass(tmp_path)), SlotAllocator(lanes=2)
    plan = build_plan(song, slots)
    assert slots.key_slot(KICK) is None
    assert plan.channels[1].values.strip.compressor_key_lane == slots.slot(KICK)
