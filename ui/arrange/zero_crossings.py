"""Moves edges to where the sound passes through zero, in audio that a worker reads.

Lives: window, main thread.
"""

from app.analysis.zero_crossing import nearest_zero_crossing
from app.model.clip import Clip
from ui.arrange.wave_painter import FineOf

REACH_S = 0.005


class ZeroCrossings:
    """Until the audio at a place has been read, edges stay where they are."""

    def __init__(self, fine_of: FineOf) -> None:
        self._fine_of = fine_of

    def near(self, clip: Clip, frame: int, rate_hz: int) -> int:
        """The timeline frame of the crossing of a clip that is nearest to a frame; without one in reach the frame."""
        reach = round(REACH_S * rate_hz)
        offset = clip.timeline_start_frame - clip.file_start_frame
        in_file = frame - offset
        wave = self._fine_of(clip.file, max(0, in_file - reach), max(1, in_file + reach + 1), 1)
        if wave is None:
            return frame
        return nearest_zero_crossing(wave.data, in_file - wave.first_frame, reach) + wave.first_frame + offset
