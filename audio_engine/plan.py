"""What the engine is told to play: slots, bus numbers and lanes, never tracks.

A plan is structure and values; a timeline is what the tape of one slot plays. Both are frozen values that travel as
msgspec bytes. `slot` is the first lane of a channel (a stereo channel is two lanes, the first one even) and stays the
same for a track's whole life, so that filter memory survives a new plan; the same holds for the `number` of a bus
(capacity.py has the numbers).

Lives: any thread (frozen).
"""

import math
from typing import Literal

import msgspec

from audio_engine.capacity import MASTER_BUS
from audio_engine.fades import FadeShape
from audio_engine.rt.rows import NO_KEY, StripValues

__all__ = ["NO_KEY", "StripValues"]  # and all that is below


class ClipSpan(msgspec.Struct, frozen=True):
    """Part of a media file on the timeline. The file is at the plan's rate; a mono file feeds both lanes of a stereo slot.

    Spans of one timeline may overlap: the later one wins, but for its cross-fades, which go from and to what lies beneath.
    With `auto_edges` it has cross-fades and short fades also where it asks for none; `audio_engine.edges` decides.
    """

    path: str
    timeline_start_frame: int
    file_start_frame: int
    length_frames: int
    gain: float = 1.0
    fade_in_frames: int = 0
    fade_out_frames: int = 0
    cross_in_frames: int = 0
    cross_out_frames: int = 0
    auto_edges: bool = False
    fade_in_shape: FadeShape = "linear"
    fade_out_shape: FadeShape = "linear"


class PracticeTime(msgspec.Struct, frozen=True):
    """Which frame of the song is heard at which frame of the engine's timeline: `song_at` at `engine_at`, and on at `speed`.

    The default is the song as it is.
    """

    speed: float = 1.0
    engine_at: int = 0
    song_at: float = 0.0

    def song_frame(self, engine_frame: float) -> float:
        """The frame of the song that is heard at a frame of the engine, not rounded."""
        return self.song_at + (engine_frame - self.engine_at) * self.speed

    def exact_engine_frame(self, song_frame: float) -> float:
        """The frame of the engine at which a frame of the song is heard, not rounded."""
        return self.engine_at + (song_frame - self.song_at) / self.speed

    def engine_frame(self, song_frame: float) -> int:
        """The nearest whole frame of the engine; halves round up."""
        return math.floor(self.exact_engine_frame(song_frame) + 0.5)


AS_WRITTEN = PracticeTime()


class TrackTimeline(msgspec.Struct, frozen=True):
    """`rate_hz` is that of the plan. Spans lie on the timeline of the song, which is played as `practice` says."""

    slot: int
    channels: int
    spans: tuple[ClipSpan, ...] = ()
    rate_hz: int = 48000
    practice: PracticeTime = AS_WRITTEN


class SendValues(msgspec.Struct, frozen=True):
    """One send: `pan` counts when `own_pan` is 1, `pre` 1 taps before the fader."""

    gain: float = 0.0
    pan: float = 0.0
    own_pan: float = 0.0
    pre: float = 0.0


class CueValues(msgspec.Struct, frozen=True):
    """A track's level in one headphone mix; `pan` counts when `own_pan` is 1."""

    gain: float = 0.0
    pan: float = 0.0
    own_pan: float = 0.0


class ChannelValues(msgspec.Struct, frozen=True):
    """A channel's strip, its sends (send k into effect bus 1 + k) and, tracks only, its part in the headphone mixes."""

    strip: StripValues = StripValues()
    sends: tuple[SendValues, ...] = ()
    cues: tuple[CueValues, ...] = ()


class CurvePlan(msgspec.Struct, frozen=True):
    """Breakpoints of one value; flat before the first and after the last.

    `parameter` is a row of a strip (StripValues) or of a bus (see BusPlan), or `send_gain`, `send_pan` of send `index`.
    `bends` shape the segment after each point (-1 to 1; empty: all 0). `geometric` curves (gains, frequencies, times) move
    by ratio, which is linear in dB and in octaves; a gain of 0 counts as -120 dB on the way.
    """

    parameter: str
    index: int
    frames: tuple[int, ...]
    values: tuple[float, ...]
    bends: tuple[float, ...] = ()
    geometric: bool = False


class ChannelPlan(msgspec.Struct, frozen=True):
    """`inputs` are device input channels counted from 0 (empty: none), one for each channel. `output` is a bus number."""

    slot: int
    channels: int
    inputs: tuple[int, ...] = ()
    armed: bool = False
    monitoring: Literal["off", "in", "auto"] = "auto"
    output: int = MASTER_BUS
    values: ChannelValues = ChannelValues()
    curves: tuple[CurvePlan, ...] = ()


class BusPlan(msgspec.Struct, frozen=True):
    """A stereo bus.

    An output carries one mix: of two headphone mixes the first one in the plan. A headphone mix with an output of the
    master is played through the monitor path, in place of the master.

    Attributes:
        number: Number of the bus; capacity.py has the ranges of each kind.
        effect: Values besides its strip by row: fields of BusValues, and those of its effect as `KIND_ROW`, such as
            `reverb_decay_s`; missing ones are 0.
        outputs: Device outputs from 0 of the master or a headphone mix: two, one (summed to mono) or none.
        output: Where a group goes: the master, or a group of a higher level.
    """

    number: int
    kind: str  # "master", "group", "headphones", or one of rt.effects.EFFECTS
    outputs: tuple[int, ...] = ()
    output: int = MASTER_BUS
    values: ChannelValues = ChannelValues()
    effect: dict[str, float] = {}
    click_sound: Literal["tone", "wood", "stick"] = "tone"  # headphones, master
    curves: tuple[CurvePlan, ...] = ()


def plays_in_monitor(outputs: tuple[int, ...], main_outputs: tuple[int, ...]) -> bool:
    """Whether a headphone mix with these outputs takes the place of the master, which has `main_outputs`."""
    return not set(outputs).isdisjoint(main_outputs)


class ClickSegment(msgspec.Struct, frozen=True):
    """Beats of one length, from `start_frame` (not rounded) to the next segment.

    `accents` has a sign for each beat of a bar: `X` strong, `x` weak, `.` silent; `first_beat` is the place in its bar
    of the segment's first beat, from 0.
    """

    start_frame: float = 0.0
    beat_frames: float = 24000.0
    accents: str = "Xxxx"
    first_beat: int = 0


class ClickPlan(msgspec.Struct, frozen=True):
    """`segments` by rising start; the first one also holds what lies before it."""

    on: bool = False
    segments: tuple[ClickSegment, ...] = (ClickSegment(),)
    subdivision: int = 1  # ticks a beat


class MonitorPlan(msgspec.Struct, frozen=True):
    """How the control room hears the mix, and what it says; never in a bounce.

    Attributes:
        gain: Dim and level, after everything.
        mono: Both sides play their mean.
        control_room_source: The headphone mix, counted from 0, in place of the master; -1: none.
        talkback_input: The device input, counted from 0, that all headphones hear while the tape stands; -1: none.
        talkback_gain: Of that input, a linear factor.
    """

    gain: float = 1.0
    mono: bool = False
    control_room_source: int = -1
    talkback_input: int = -1
    talkback_gain: float = 1.0


class MixPlan(msgspec.Struct, frozen=True):
    """Buses in any order; exactly one has number MASTER_BUS."""

    rate_hz: int
    channels: tuple[ChannelPlan, ...] = ()
    buses: tuple[BusPlan, ...] = (BusPlan(MASTER_BUS, "master", outputs=(0, 1)),)
    click: ClickPlan = ClickPlan()
    monitor: MonitorPlan = MonitorPlan()
