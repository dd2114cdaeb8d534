"""Hazards: a printed chain that the performer does not hear, an old take processed twice, an input that reaches a bounce."""

from pathlib import Path

import numpy as np
import pytest

from app.edits import channels, strips, tracks
from app.edits.printing import print_strip
from app.edits.songs import fresh_song
from app.edits.takes import add_imported
from app.engine.plan_builder import build_plan, build_timelines, without_listening
from app.engine.printing_plans import with_inputs_shown
from app.engine.slots import SlotAllocator
from app.model.ids import TrackId
from app.model.song import Song
from app.model.track import Monitoring
from audio_engine.client.readings import silence
from tests.helpers.engine import RATE, EngineRig, blocks_of, write_wav

VOX = TrackId("Vox")
TAPE, INPUT = 0.125, 0.25
GAIN_DB = 20 * np.log10(2.0)  # the chain doubles and inverts


def song_that_prints(monitoring: Monitoring = "auto") -> Song:
    song = fresh_song("Test", RATE)
    for edit in (
        add_imported("Vox", "audio/tape.wav", 1, RATE, 0, VOX),
        tracks.set_inputs(VOX, (1,)),
        tracks.set_armed(VOX, True),
        tracks.set_monitoring(VOX, monitoring),
        channels.set_parameter(VOX, "trim_db", GAIN_DB),
        channels.set_parameter(VOX, "polarity", True),
        print_strip(VOX),
        strips.set_pan(VOX, -1.0),
    ):
        song = edit.apply(song)
    return song


def rig_for(song: Song, folder: Path) -> tuple[EngineRig, SlotAllocator]:
    write_wav(folder / "audio" / "tape.wav", np.full((RATE, 1), TAPE, np.float32))
    slots = SlotAllocator()
    plan = build_plan(song, slots)
    return EngineRig(plan, build_timelines(song, slots, folder)), slots


def heard(rig: EngineRig, frames: int = 8192) -> float:
    inputs = np.full((frames, 2), INPUT, np.float32)
    return float(rig.run(blocks_of(frames, 256), inputs)[-1, 0])


def test_the_input_is_heard_through_the_chain_and_the_tape_is_not(tmp_path: Path) -> None:
    rig, _ = rig_for(song_that_prints(), tmp_path)
    assert heard(rig) == pytest.approx(-2 * INPUT, abs=1e-6), "stopped: the input"
    rig.roll()
    assert heard(rig) == pytest.approx(TAPE, abs=1e-6), "rolling: the old take, as it was recorded"
    rig, _ = rig_for(song_that_prints(), tmp_path)
    rig.roll(recording=1)
    assert heard(rig) == pytest.approx(-2 * INPUT, abs=1e-6), "recording: the input alone"


@pytest.mark.parametrize(("monitoring", "level"), [("in", -2 * INPUT), ("off", TAPE)])
def test_monitoring_decides_for_both_channels(tmp_path: Path, monitoring: Monitoring, level: float) -> None:
    rig, _ = rig_for(song_that_prints(monitoring), tmp_path)
    rig.roll()
    assert heard(rig) == pytest.approx(level, abs=1e-6)


def test_fader_mute_and_headphones_are_the_tracks_own(tmp_path: Path) -> None:
    song = strips.set_fader_db(VOX, -GAIN_DB).apply(song_that_prints())
    rig, slots = rig_for(song, tmp_path)
    assert heard(rig) == pytest.approx(-INPUT, abs=1e-6)
    apart = next(c for c in build_plan(song, slots).channels if c.slot == slots.input_slot(VOX))
    own = next(c for c in build_plan(song, slots).channels if c.slot == slots.slot(VOX))
    assert apart.values.cues == own.values.cues and apart.values.cues, "as loud in the headphones"
    rig, _ = rig_for(channels.set_parameter(VOX, "mute", True).apply(song), tmp_path)
    assert heard(rig) == 0.0


def test_nobodys_input_is_in_what_leaves_the_program() -> None:
    song = song_that_prints()
    assert len(build_plan(song, SlotAllocator()).channels) == 2
    assert len(build_plan(without_listening(song), SlotAllocator()).channels) == 1


def test_the_tracks_meter_shows_the_input_while_it_is_heard() -> None:
    song, slots, reading = song_that_prints(), SlotAllocator(), silence()
    slots.allocate_for(song)
    apart, own = slots.input_slot(VOX), slots.slot(VOX)
    assert apart is not None
    reading.pre_peak[apart], reading.lane_clips[apart], reading.reduction_db[1, apart] = 0.75, 3, -4.0
    shown = with_inputs_shown(reading, song, slots)
    assert (shown.pre_peak[own], shown.lane_clips[own], shown.reduction_db[1, own]) == (0.75, 3, -4.0)


def test_without_a_lane_left_the_input_is_heard_dry_on_its_own_channel() -> None:
    (channel,) = build_plan(song_that_prints(), SlotAllocator(1)).channels
    assert channel.inputs == (0,)
