"""What the engine is told to play: slots, seats and lanes, never tracks.

A plan is structure and values; a timeline is what the tape of one slot plays. Both are frozen values that travel as
msgspec bytes. `slot` is the first lane of a channel (a stereo channel is two lanes, the first one even) and stays the
same for a track's whole life, so that filter memory survives a new plan; the same holds for the `number` of a bus
(capacity.py has the numbers).

Lives: any thread (frozen).
"""

from typing import Literal

import msgspec

from audio_engine.capacity import MASTER_BUS

NO_KEY = -1.0


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


class TrackTimeline(msgspec.Struct, frozen=True):
    """`rate_hz` is that of the plan."""

    slot: int
    channels: int
    spans: tuple[ClipSpan, ...] = ()
    rate_hz: int = 48000


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


class StripValues(msgspec.Struct, frozen=True):
    """Targets of one strip, each a row of the engine's target table in this order. Gains are linear factors (a negative
    trim inverts), switches 0 or 1, `on` has mute and solo resolved, `key_lane` is a lane or NO_KEY."""

    trim_gain: float = 1.0
    fader_gain: float = 1.0
    pan: float = 0.0
    on: float = 1.0
    width: float = 1.0
    pfl: float = 0.0
    afl: float = 0.0
    high_pass_on: float = 0.0
    high_pass_hz: float = 80.0
    high_pass_poles: float = 2.0  # 2 or 4
    low_pass_on: float = 0.0
    low_pass_hz: float = 12000.0
    low_pass_poles: float = 2.0
    gate_on: float = 0.0
    gate_threshold_db: float = -45.0
    gate_range_db: float = 40.0
    gate_attack_ms: float = 1.0
    gate_hold_ms: float = 50.0
    gate_release_ms: float = 150.0
    gate_hysteresis_db: float = 4.0
    eq_on: float = 0.0
    low_hz: float = 100.0
    low_gain_db: float = 0.0
    low_q: float = 0.71
    low_shelf: float = 1.0
    low_mid_hz: float = 400.0
    low_mid_gain_db: float = 0.0
    low_mid_q: float = 1.0
    low_mid_shelf: float = 0.0  # always 0: the four bands have the same rows
    high_mid_hz: float = 2500.0
    high_mid_gain_db: float = 0.0
    high_mid_q: float = 1.0
    high_mid_shelf: float = 0.0
    high_hz: float = 8000.0
    high_gain_db: float = 0.0
    high_q: float = 0.71
    high_shelf: float = 1.0
    compressor_on: float = 0.0
    compressor_threshold_db: float = -18.0
    compressor_ratio: float = 3.0
    compressor_knee_db: float = 6.0
    compressor_attack_ms: float = 10.0
    compressor_release_ms: float = 120.0
    compressor_makeup_db: float = 0.0
    compressor_mix: float = 1.0
    compressor_key_hz: float = 20.0
    compressor_key_lane: float = NO_KEY
    compressor_before_eq: float = 0.0
    de_esser_on: float = 0.0
    de_esser_hz: float = 6000.0
    de_esser_threshold_db: float = -30.0
    de_esser_range_db: float = 8.0
    saturation_on: float = 0.0
    saturation_drive_db: float = 6.0
    saturation_mix: float = 1.0


STRIP_ROWS: tuple[str, ...] = StripValues.__struct_fields__


class ChannelValues(msgspec.Struct, frozen=True):
    """A channel's strip, its sends (send k into effect bus 1 + k) and, tracks only, its part in the headphone mixes."""

    strip: StripValues = StripValues()
    sends: tuple[SendValues, ...] = ()
    cues: tuple[CueValues, ...] = ()


class EffectValues(msgspec.Struct, frozen=True):
    """Targets of what a bus has besides its strip, each a row of the bus table in this order; used by its kind only."""

    decay_s: float = 1.8
    pre_delay_ms: float = 12.0
    damping_hz: float = 8000.0
    delay_frames: float = 24000.0
    feedback: float = 0.35
    low_cut_hz: float = 100.0
    rate_hz: float = 0.6
    depth_ms: float = 2.5
    delay_ms: float = 15.0
    limiter_on: float = 0.0
    ceiling_db: float = -1.0
    limiter_release_ms: float = 80.0
    click_gain: float = (
        0.0  # headphones; master: in the monitor path, while no headphone mix that is heard has the click
    )


EFFECT_ROWS: tuple[str, ...] = EffectValues.__struct_fields__


class CurvePlan(msgspec.Struct, frozen=True):
    """Breakpoints of one value; flat before the first and after the last.

    `parameter` is a field of StripValues or EffectValues, or `send_gain`, `send_pan` of send `index`. `bends` shape the
    segment after each point (-1 to 1; empty: all 0). `geometric` curves (gains, frequencies, times) move by ratio,
    which is linear in dB and in octaves; a gain of 0 counts as -120 dB on the way.
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
    """A stereo bus. `outputs` (master, headphones) are device output channels counted from 0: two, one (summed to mono)
    or none; `output` (groups) is the master or a group of a higher level.

    An output carries one mix. Of two headphone mixes it is the first one in the plan; one with an output of the master's
    is heard through the monitor path, in place of the master.
    """

    number: int
    kind: Literal["master", "group", "reverb", "delay", "chorus", "headphones"]
    outputs: tuple[int, ...] = ()
    output: int = MASTER_BUS
    values: ChannelValues = ChannelValues()
    effect: EffectValues = EffectValues()
    reverb_kind: Literal["room", "plate", "hall"] = "hall"
    ping_pong: bool = False
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
    """What the room hears and what it says; never in a bounce.

    `gain` comes after everything (dim and level). `listen_in`: the headphone mix, counted from 0, that the room hears in
    place of the master; -1: none. `talkback_input`: the device input, counted from 0, that all headphones hear while the
    tape stands; -1: none.
    """

    gain: float = 1.0
    mono: bool = False
    listen_in: int = -1
    talkback_input: int = -1
    talkback_gain: float = 1.0


class MixPlan(msgspec.Struct, frozen=True):
    """Buses in any order; exactly one has number MASTER_BUS."""

    rate_hz: int
    channels: tuple[ChannelPlan, ...] = ()
    buses: tuple[BusPlan, ...] = (BusPlan(MASTER_BUS, "master", outputs=(0, 1)),)
    click: ClickPlan = ClickPlan()
    monitor: MonitorPlan = MonitorPlan()
