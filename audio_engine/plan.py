"""What the engine is told to play: slots and lanes, never tracks.

A plan is structure and values; a timeline is what the tape of one slot plays. Both are frozen values that travel as
msgspec bytes. `slot` is the first lane of a channel (a stereo channel is two lanes, the first one even) and stays the
same for a track's whole life, so that filter memory survives a new plan.

Lives: any thread (frozen).
"""

from typing import Literal

import msgspec

LANES = 256
BUSES = 16  # bus 0 is the master
SENDS = 8  # effect buses that a channel can send to: send k feeds the k-th effect bus of the plan
CUES = 4  # headphone mixes: cue k feeds the k-th headphone bus of the plan


class ClipSpan(msgspec.Struct, frozen=True):
    """Part of a media file on the timeline. The file is at the plan's rate; a mono file feeds both lanes of a stereo slot.

    Spans of one timeline may overlap: the later one wins.
    """

    path: str
    timeline_start_frame: int
    file_start_frame: int
    length_frames: int
    gain: float = 1.0
    fade_in_frames: int = 0
    fade_out_frames: int = 0


class TrackTimeline(msgspec.Struct, frozen=True):
    slot: int
    channels: int
    spans: tuple[ClipSpan, ...] = ()


class ChannelValues(msgspec.Struct, frozen=True):
    """Targets of one channel: gains are linear factors, `pan` from -1 to 1, `on` 0 or 1 (mute and solo resolved)."""

    trim_gain: float = 1.0
    fader_gain: float = 1.0
    pan: float = 0.0
    on: float = 1.0
    send_gains: tuple[float, ...] = ()
    cue_gains: tuple[float, ...] = ()


class CurvePlan(msgspec.Struct, frozen=True):
    """Breakpoints of one value, linear in the unit of the target; flat before the first and after the last."""

    parameter: Literal["fader_gain", "pan", "on", "send_gain"]
    index: int  # which send; 0 otherwise
    frames: tuple[int, ...]
    values: tuple[float, ...]


class ChannelPlan(msgspec.Struct, frozen=True):
    """`inputs` are device input channels counted from 0 (empty: none), one for each channel."""

    slot: int
    channels: int
    inputs: tuple[int, ...] = ()
    armed: bool = False
    monitoring: Literal["off", "in", "auto"] = "auto"
    values: ChannelValues = ChannelValues()
    curves: tuple[CurvePlan, ...] = ()


class BusPlan(msgspec.Struct, frozen=True):
    """A stereo bus. `outputs` are device output channels counted from 0: two, one (summed to mono) or none.

    Effect values are used by their kind only: seconds, milliseconds, hertz; `delay_frames` is the synced time.
    """

    kind: Literal["master", "reverb", "delay", "headphones"]
    outputs: tuple[int, ...] = ()
    fader_gain: float = 1.0
    pan: float = 0.0
    on: float = 1.0
    click_gain: float = 0.0  # headphones only: the click is in no other bus
    decay_s: float = 1.8
    pre_delay_ms: float = 12.0
    damping_hz: float = 6000.0
    delay_frames: int = 24000
    feedback: float = 0.35


class ClickPlan(msgspec.Struct, frozen=True):
    on: bool = False
    beat_frames: float = 24000.0  # frames a beat; beat 0 lies at timeline frame 0
    beats_per_bar: int = 4


class MixPlan(msgspec.Struct, frozen=True):
    """`buses[0]` is the master; then effect buses in send order, then headphone mixes in cue order."""

    rate_hz: int
    channels: tuple[ChannelPlan, ...] = ()
    buses: tuple[BusPlan, ...] = (BusPlan("master", outputs=(0, 1)),)
    click: ClickPlan = ClickPlan()
