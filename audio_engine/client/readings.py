"""What a client reads from the engine: clock, levels, loudness, scope.

Lives: window (or command line), main thread.
"""

import math
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from audio_engine.capacity import BUSES, DEVICE_CHANNELS
from audio_engine.rt import layout as at

Transport = Literal["stopped", "counting_in", "rolling"]


class ClockReading(NamedTuple):
    """Where the transport is, and how the engine keeps up.

    `state` is what is audible; `frame` counts on the timeline, `engine_frame` since the stream began. `load` is
    callback time over block time, a mean of the last half second; `load_peak` its highest since the device has started up
    or since the peak was cleared. `dropouts` were `dropped_frames` long together.
    """

    state: Transport
    frame: int
    engine_frame: int
    recording: bool
    dropouts: int
    dropped_frames: int
    load: float
    load_peak: float


class AuditionReading(NamedTuple):
    """What plays in the monitor path alone: the `serial` of the last Audition that began, and the frame of its file."""

    serial: int = 0
    is_playing: bool = False
    frame: int = 0


class LoudnessReading(NamedTuple):
    """Of the master after BS.1770-5, in LUFS, LU and dBTP since the last reset; -inf before anything sounded."""

    momentary: float = -math.inf
    short_term: float = -math.inf
    integrated: float = -math.inf
    range_lu: float = 0.0
    true_peak_db: float = -math.inf
    momentary_max: float = -math.inf
    short_term_max: float = -math.inf


class Scope(NamedTuple):
    """The newest frames of the master, [frame, 2], and of the watched lane before and after its strip, [frame]."""

    master: npt.NDArray[np.float32]
    before: npt.NDArray[np.float32]
    after: npt.NDArray[np.float32]


class MeterReading(NamedTuple):
    """Linear float32 values; peaks are the largest since the last reading, rms over 300 ms; counters only grow.

    Lanes count tracks first, then the strips of buses (plan.bus_lane); `bus_` arrays are [bus number, side].
    `lane_peak` is taken after the fader, `pre_peak` before it. `reduction_db` is [gate, compressor, de-esser; lane],
    0 or less, as it is now.
    """

    input_peak: npt.NDArray[np.float32]
    input_rms: npt.NDArray[np.float32]
    lane_peak: npt.NDArray[np.float32]
    lane_rms: npt.NDArray[np.float32]
    bus_peak: npt.NDArray[np.float32]
    bus_rms: npt.NDArray[np.float32]
    output_peak: npt.NDArray[np.float32]
    input_clips: npt.NDArray[np.int64]
    lane_clips: npt.NDArray[np.int64]
    bus_clips: npt.NDArray[np.int64]
    pre_peak: npt.NDArray[np.float32]
    reduction_db: npt.NDArray[np.float32]
    limiter_db: float
    faults: npt.NDArray[np.int64]  # samples by lane that were no number or far beyond full scale and became silence
    loudness: LoudnessReading


def silence() -> MeterReading:
    """Return the reading of an engine without any sound; every array is the caller's own."""

    def levels(*shape: int) -> npt.NDArray[np.float32]:
        return np.zeros(shape, np.float32)

    def counts(*shape: int) -> npt.NDArray[np.int64]:
        return np.zeros(shape, np.int64)

    return MeterReading(
        input_peak=levels(DEVICE_CHANNELS),
        input_rms=levels(DEVICE_CHANNELS),
        lane_peak=levels(at.STRIPS),
        lane_rms=levels(at.STRIPS),
        bus_peak=levels(BUSES, 2),
        bus_rms=levels(BUSES, 2),
        output_peak=levels(DEVICE_CHANNELS),
        input_clips=counts(DEVICE_CHANNELS),
        lane_clips=counts(at.STRIPS),
        bus_clips=counts(BUSES, 2),
        pre_peak=levels(at.STRIPS),
        reduction_db=levels(at.REDUCTIONS, at.STRIPS),
        limiter_db=0.0,
        faults=counts(at.STRIPS),
        loudness=LoudnessReading(),
    )
