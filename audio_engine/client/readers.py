"""Reads clock, meters and scope out of the memory that an engine shares with its client.

Lives: client's thread.
"""

import numpy as np
import numpy.typing as npt

from audio_engine.client.readings import (
    AuditionReading,
    ClockReading,
    LoudnessReading,
    MeterReading,
    Scope,
    Transport,
    silence,
)
from audio_engine.protocol import DeviceState
from audio_engine.rt import layout as at
from audio_engine.shared_memory import SharedView, read_sequenced

START_UP_S = 1.0  # from the opening of a device until its load counts
LOAD_OVER_FRAMES = 24000  # the mean load is of the last half second or so
_STATES: dict[int, Transport] = {
    at.STOPPED: "stopped",
    at.COUNTING_IN: "counting_in",
    at.ROLLING: "rolling",
    at.FADING: "stopped",
    at.WAITING: "stopped",
}


class EngineReaders:
    """What a client can read of its engine at any time; without an engine or a device, silence and a stopped clock."""

    def __init__(self) -> None:
        self._shared: SharedView | None = None
        self._device: DeviceState | None = None
        self._is_recording = False
        self._load = 0.0
        self._load_base = (0, 0)  # (cycles, frames) at which the mean load begins
        self._load_before: npt.NDArray[np.int64] | int = 0
        self._load_seen_at = 0

    def read_from(self, shared: SharedView) -> None:
        """From now on another engine's memory."""
        self._shared = shared

    def show(self, device: DeviceState | None, is_recording: bool) -> None:
        """Which device is open, and whether a pass runs."""
        if device is not None and device is not self._device:
            self._load_base = (0, 0)
        self._device, self._is_recording = device, is_recording

    def clock(self) -> ClockReading:
        """Read where the transport is, what was lost, and how loaded the callback is."""
        if self._shared is None:
            return ClockReading("stopped", 0, 0, False, 0, 0, 0.0, 0.0)
        words = read_sequenced(self._shared.clock_sequence, self._shared.clock)
        self._measure_load(int(words["cycles"]), int(words["frames"]))
        self._forget_start(int(words["engine_frame"]))
        # a copy: the engine counts on meanwhile, which flatnonzero does not bear
        used = np.flatnonzero(self._shared.load_histogram.copy() - self._load_before)
        return ClockReading(
            _STATES.get(int(words["state"]), "stopped") if self._device is not None else "stopped",
            int(words["timeline"]),
            int(words["engine_frame"]),
            self._is_recording,
            int(words["dropouts"]),
            int(words["dropped_frames"]),
            self._load,
            float(used[-1]) / 100 if len(used) else 0.0,
        )

    def _measure_load(self, cycles: int, frames: int) -> None:
        base_cycles, base_frames = self._load_base
        passed = frames - base_frames
        if 0 <= passed <= LOAD_OVER_FRAMES:
            return
        assert self._shared is not None
        cycles_a_frame = float(self._shared.cycles_a_frame[0])
        self._load_base = (cycles, frames)
        self._load = (cycles - base_cycles) / (passed * cycles_a_frame) if passed > 0 and cycles_a_frame else 0.0

    def _forget_start(self, engine_frame: int) -> None:
        """Leave out the long callbacks of a device that starts."""
        rate_hz = self._device.rate_hz if self._device is not None else 48000
        if engine_frame < self._load_seen_at or engine_frame < START_UP_S * rate_hz:
            self.clear_load_peak()
        self._load_seen_at = engine_frame

    def clear_load_peak(self) -> None:
        """From now on `load_peak` is the highest load since this call."""
        if self._shared is not None:
            self._load_before = self._shared.load_histogram.copy()

    def meters(self) -> MeterReading:
        """Read all meters; peaks are taken, so that the next reading has those since this one."""
        from audio_engine.rt.meter import take_peaks

        if self._shared is None or self._device is None:  # the last levels of a dead engine say nothing
            return silence()
        s = self._shared
        peaks = []
        for name in ("input_peak", "lane_peak", "bus_peak", "output_peak", "pre_peak"):
            shared = getattr(s, name)
            out = np.empty(len(shared), np.float32)
            take_peaks(shared, out)
            peaks.append(out)
        squares = (s.input_square, s.lane_square, s.bus_square)
        input_rms, lane_rms, bus_rms = (np.sqrt(np.maximum(square, 0)) for square in squares)
        return MeterReading(
            input_peak=peaks[0],
            input_rms=input_rms,
            lane_peak=peaks[1],
            lane_rms=lane_rms,
            bus_peak=peaks[2].reshape(-1, 2),
            bus_rms=bus_rms.reshape(-1, 2),
            output_peak=peaks[3],
            input_clips=s.input_clips.copy(),
            lane_clips=s.lane_clips.copy(),
            bus_clips=s.bus_clips.copy().reshape(-1, 2),
            pre_peak=peaks[4],
            reduction_db=s.reduction_db.copy(),
            limiter_db=float(s.limiter_db[0]),
            faults=s.faults.copy(),
            loudness=LoudnessReading(*(float(v) for v in s.loudness[: len(LoudnessReading._fields)])),
        )

    def audition(self) -> AuditionReading:
        """Read what plays in the monitor path alone."""
        if self._shared is None or self._device is None:
            return AuditionReading()
        serial, playing, frame = (int(word) for word in self._shared.audition_shown[:3])
        return AuditionReading(serial, bool(playing), frame)

    def scope(self, frames: int) -> Scope:
        """Read the newest `frames` (at most SCOPE_FRAMES / 2) of master and watched lane."""
        frames = min(frames, at.SCOPE_FRAMES // 2)
        if self._shared is None:
            return Scope(np.zeros((frames, 2), np.float32), np.zeros(frames, np.float32), np.zeros(frames, np.float32))
        end = int(self._shared.scope_written[0])
        ring = self._shared.scope.take(np.arange(end - frames, end) % at.SCOPE_FRAMES, axis=1)
        return Scope(np.ascontiguousarray(ring[:2].T), ring[2], ring[3])
