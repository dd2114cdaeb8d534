"""Eight pairs of tracks of opposite polarity that are edited alike while they play, sought and looped.

Hazards: an edit that reaches one track a block later than the other, or fades it otherwise; a seam that is not computed from
both sides alike. The master is exactly 0: samples of a pair differ in their sign alone, every gain and cross-fade of a pair
is the same, and the lanes of a pair are summed next to each other.
"""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.edits import (
    buses,
    channels,
    clip_properties,
    clipboard,
    clips,
    routing,
    slip,
    song_time,
    strips,
    track_order,
    trimming,
)
from app.edits.edit import Edit
from app.edits.time_range import TimeRange
from app.edits.transport import set_loop
from app.engine.link import EngineLink
from app.engine.practice import Practice
from app.model.automation import Breakpoint
from app.model.clip import Clip
from app.model.ids import BusId, ClipId, TrackId
from app.model.song import Song
from app.model.track import Track
from app.problems import EditRefused
from app.song.changes import diff
from app.song.monitoring import MonitoringMode
from audio_engine.plan import BusPlan, ChannelPlan, ChannelValues, MixPlan, MonitorPlan, TrackTimeline
from audio_engine.rt import layout as at
from tests.helpers.engine import MASTER, RATE, EngineRig, write_wav
from tests.helpers.songs import song_with, with_clip

PAIRS, EDITS, FRAMES = 8, 200, 4 * RATE
PHONES, GROUP, REVERB = BusId("phones"), BusId("group"), BusId("reverb")
SHAPES = ("linear", "equal_power", "slow", "fast", "s_curve")


class PumpPort:
    """The engine of a rig, as the session sends to it (app.engine.ports.MixPort)."""

    mix_delay_frames = 0

    def __init__(self, rig: EngineRig) -> None:
        self._rig, self._control = rig, rig.memory.control

    def set_plan(self, plan: MixPlan) -> None:
        self._control.set_plan(plan)
        self._rig.memory.post(plan)

    def set_timelines(self, timelines: list[TrackTimeline], loop: tuple[bool, int, int] | None = None) -> None:
        assert loop is None
        self._rig.reader.set_timelines(timelines)

    def set_channel_values(self, slot: int, channels: int, values: ChannelValues) -> None:
        self._control.set_channel(ChannelPlan(slot, channels, values=values))

    def set_bus_values(self, number: int, plan: BusPlan) -> None:
        self._control.set_bus(plan)

    def set_monitor(self, plan: MonitorPlan) -> None:
        self._control.set_monitor(plan)

    def set_override(self, slot: int, channels: int, parameter: str, index: int, on: bool) -> None:
        raise NotImplementedError

    def set_loop(self, on: bool, start: int, end: int) -> None:
        self._rig.command(at.COMMAND_LOOP, int(on), start, end)


class Machine:
    """What a mix has to know of this machine (app.engine.link.Listening)."""

    monitoring_mode: MonitoringMode = "direct"
    talkback_channel, talkback_db = 0, 0.0


def twins(folder: Path) -> Song:
    """Pairs A0 and B0 to A7 and B7, each of clips of one noise; headphones on outputs 3 and 4 hear the A tracks alone."""
    names = [f"{side}{pair}" for pair in range(PAIRS) for side in "AB"]
    song = song_with(*names)
    for pair in range(PAIRS):
        noise = np.random.default_rng(pair).standard_normal((FRAMES, 1)).astype(np.float32) * 0.05
        for side, sign in (("A", 1), ("B", -1)):
            name = f"{side}{pair}"
            write_wav(folder / f"audio/{name}.wav", noise * np.float32(sign))
            for n in range(4):
                start = n * 40000 + pair * 3000
                song = with_clip(song, name, start, 36000 + 2000 * n, f"{name}-{n}", f"audio/{name}.wav", n * 9000)
    for edit in (
        buses.add_bus("headphones", "Phones", PHONES),
        buses.set_outputs(PHONES, (3, 4)),
        buses.add_bus("group", "Group", GROUP),
        buses.add_bus("reverb", "Reverb", REVERB),
        *(channels.set_parameter(TrackId(f"B{pair}"), f"cue/{PHONES}/mute", True) for pair in range(PAIRS)),
    ):
        song = edit.apply(song)
    return song


class Hand:
    """Edits that mean the same for both of a pair, from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.lengths = {f"audio/{side}{pair}.wav": FRAMES for pair in range(PAIRS) for side in "AB"}

    def edit(self, song: Song) -> Edit:
        chance, pair = self.chance, self.chance.randrange(PAIRS)
        both = [next(track for track in song.tracks if track.id == f"{side}{pair}") for side in "AB"]
        index, delta = chance.randrange(40), chance.randrange(-30000, 30000)
        chosen = [clip.id for clip in self._alike(both, index)]
        start = chance.randrange(FRAMES)
        piece = TimeRange(start, start + chance.randrange(1, 30000), tuple(track.id for track in both))
        ripple = chance.choice(("off", "off", "track", "all"))
        verbs: list[Callable[[], Edit]] = [
            lambda: clips.move_clips(chosen, delta, 0, ripple),
            lambda: clips.move_clips(piece, delta, 0, ripple),
            lambda: trimming.trim_clips(chosen, delta // 9, -delta // 7, ripple),
            lambda: clips.split_clips(piece),
            lambda: clips.split_clips(chosen, [start]),
            lambda: clipboard.duplicate_clips(chosen, ripple),
            lambda: clipboard.copy_clips_by(piece, delta, 0, ripple),
            lambda: clipboard.cut_clips(song, piece, ripple)[1],
            lambda: slip.slip_clips(chosen, delta, self.lengths),
            lambda: clip_properties.set_clip_fades(
                chosen, index * 200, abs(delta) // 3, chance.choice(SHAPES), chance.choice(SHAPES)
            ),
            lambda: clip_properties.add_clip_gain_db(chosen, delta / 10000),
            lambda: clip_properties.mute_clips(chosen, chance.random() < 0.3),
            lambda: clips.delete_clips(chosen[:2] if index % 4 == 0 else [], ripple),
            lambda: song_time.insert_time(start, 5000),
            lambda: song_time.delete_time(start, start + 5000),
            lambda: alike(both, lambda key: strips.set_fader_db(key, delta / 2000)),
            lambda: alike(both, lambda key: strips.set_pan(key, delta / 30000)),
            lambda: alike(both, lambda key: strips.set_send_db(key, REVERB, -20.0)),
            lambda: channels.set_switch([track.id for track in both], "mute", chance.random() < 0.3),
            lambda: channels.set_switch([track.id for track in both], "solo", chance.random() < 0.3),
            lambda: alike(both, lambda key: channels.set_parameter(key, "compressor/on", index % 2 == 0)),
            lambda: alike(both, lambda key: channels.set_parameter(key, "eq/on", index % 2 == 0)),
            lambda: alike(both, lambda key: routing.set_output(key, GROUP if index % 2 else song.master.id)),
            lambda: alike(
                both,
                lambda key: channels.set_curve(
                    key, "fader_db", (Breakpoint(start, -12.0), Breakpoint(start + 9000, delta / 5000)), "Curve"
                ),
            ),
            lambda: track_order.move_tracks([track.id for track in both], index % PAIRS),
        ]
        return chance.choice(verbs)()

    @staticmethod
    def _alike(both: list[Track], index: int) -> list[Clip]:
        return [track.clips[index % len(track.clips)] for track in both if track.clips]


def alike(both: list[Track], edit: Callable[[TrackId], Edit]) -> Edit:
    return Edit.combine("Both", [edit(track.id) for track in both])


class Playing:
    """A song that plays while it is edited, as the session plays it."""

    def __init__(self, song: Song, folder: Path) -> None:
        self.song, self.folder = song, folder
        self.rig = EngineRig(MixPlan(RATE, (), (MASTER,)))
        port = PumpPort(self.rig)
        self.link = EngineLink(lambda: port, Machine(), Practice())
        self.link.begin_song(song)
        self.link.push_everything(song, folder)
        self.rig.prime()
        self.rig.roll()

    def take(self, song: Song) -> None:
        self.link.apply_changes(song, diff(self.song, song), self.folder)
        self.song = song

    def seek(self, frame: int) -> None:
        self.rig.command(at.COMMAND_LOCATE, frame)
        self.run(2)
        self.rig.prime()

    def run(self, blocks: int, chance: random.Random | None = None) -> np.ndarray:
        return self.rig.run([chance.randrange(1, 1024) if chance else 256 for _ in range(blocks)])


@pytest.mark.parametrize("seed", [1, 2])
def test_twins_that_are_edited_alike_stay_silent_through_edits_seeks_and_loops(tmp_path: Path, seed: int) -> None:
    hand, playing = Hand(seed), Playing(twins(tmp_path), tmp_path)
    chance, done, sounding, refused = hand.chance, 0, 0, 0
    while done < EDITS:
        try:
            edited = hand.edit(playing.song).apply(playing.song)
        except EditRefused:
            refused += 1
            continue
        if edited is playing.song or any(not 0 < len(track.clips) < 30 for track in edited.tracks):
            continue
        done += 1
        playing.take(edited)
        if done % 7 == 0:
            playing.seek(chance.randrange(FRAMES))
        if done % 11 == 0:
            start = chance.randrange(FRAMES)
            playing.take(set_loop(done % 2 == 0, start, start + chance.randrange(2000, 20000)).apply(playing.song))
        heard = playing.run(chance.randrange(2, 8), chance)
        assert not heard[:, :2].any(), (done, np.abs(heard[:, :2]).max())
        sounding += bool(heard[:, 2:].any())
    assert sounding > EDITS * 0.6, "the A tracks alone are heard in the headphones"


def test_an_edit_of_one_twin_alone_is_heard_until_it_is_taken_back(tmp_path: Path) -> None:
    playing = Playing(twins(tmp_path), tmp_path)
    assert not playing.run(20)[:, :2].any()
    before = playing.song
    playing.take(clips.move_clips([ClipId("A3-0")], 1).apply(before))
    playing.seek(20000)
    assert playing.run(20)[:, :2].any()
    playing.take(before)
    playing.seek(20000)
    playing.run(20)
    assert not playing.run(20)[:, :2].any()
