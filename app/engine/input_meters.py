"""What an armed track's own meter shows: at least its input, whether or not it is audible.

A performer who monitors at the interface, or hears the old take, sees all the same that the microphone works and clips.

Lives: window, main thread.
"""

import numpy as np
import numpy.typing as npt

from app.engine.printing_plans import with_inputs_shown
from app.engine.slots import SlotAllocator
from app.model.song import Song
from audio_engine.client.readings import MeterReading


class InputMeters:
    """Remembers which clips of inputs it has counted, so that a track's own count only ever grows."""

    def __init__(self) -> None:
        self._seen: npt.NDArray[np.int64] | None = None
        self._counted: npt.NDArray[np.int64] | None = None  # clips of inputs, by lane

    def show(self, reading: MeterReading, song: Song, slots: SlotAllocator) -> MeterReading:
        """The same reading, changed: levels of inputs in the lanes of their tracks."""
        with_inputs_shown(reading, song, slots)
        fresh = self._new_clips(reading.input_clips)
        if self._counted is None or self._counted.shape != reading.lane_clips.shape:
            self._counted = np.zeros_like(reading.lane_clips)
        for track in song.tracks:
            if track.armed and track.inputs and slots.holds(track.id):
                for side in range(track.channels):
                    channel = track.inputs[min(side, len(track.inputs) - 1)] - 1
                    if channel < len(reading.input_peak):
                        lane = slots.slot(track.id) + side
                        self._counted[lane] += fresh[channel]
                        _show_input(reading, channel, lane)
        np.add(reading.lane_clips, self._counted, out=reading.lane_clips)
        return reading

    def _new_clips(self, clips: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Since the last reading; none where an engine is new and counts from 0 again."""
        seen, self._seen = self._seen, clips.copy()
        if seen is None or seen.shape != clips.shape or bool((clips < seen).any()):
            return np.zeros_like(clips)
        return clips - seen


def _show_input(reading: MeterReading, channel: int, lane: int) -> None:
    for levels in (reading.lane_peak, reading.pre_peak):
        levels[lane] = max(levels[lane], reading.input_peak[channel])
    reading.lane_rms[lane] = max(reading.lane_rms[lane], reading.input_rms[channel])
