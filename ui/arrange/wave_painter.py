"""Draws the waveform of a clip into a canvas: from peak files, finer bins, or the samples themselves, by the zoom.

Lives: window, main thread.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from app.analysis.clip_envelope import clip_envelope
from app.model.clip import Clip
from app.song.fine_waves import FINE_BIN_FRAMES, PEAK_FRAMES, FineWave
from app.units import db_to_gain
from ui.arrange.canvas import Canvas
from ui.arrange.viewport import Viewport
from ui.arrange.waveform_raster import QUIET_POWER, draw_line, draw_wave, height_curve, raise_levels

BINS_A_COLUMN = 2  # with fewer, a sound is seen up to a column beside its place
LEAST_DOT_PX = 4.0  # a sample that is wider has a dot
DOT_PX = 3.0
MARK_PX = 3.0  # of a column in which the file is clipped
TRUE_FRAMES, ENLARGED_FRAMES = 4.0, 64.0  # a column: up to here heights are true, from there on quiet ones are enlarged


class PeaksLike(Protocol):
    """What the picture needs of a peak file."""

    @property
    def bin_frames(self) -> int: ...
    @property
    def levels(self) -> list[NDArray[np.float32]]: ...


PeaksOf = Callable[[str], PeaksLike | None]
FineOf = Callable[[str, int, int, int], FineWave | None]


@dataclass(frozen=True, slots=True)
class WaveInk:
    """Pixels of peaks, RMS, and what is clipped."""

    body: int
    core: int
    clipped: int


class Place(NamedTuple):
    """Where a waveform is drawn, in device pixels: [left, right) x [top, bottom)."""

    left: int
    top: int
    right: int
    bottom: int


def level_for(peaks: PeaksLike, frames_per_column: float) -> tuple[NDArray[np.float32], int]:
    """The coarsest level of peaks with at least BINS_A_COLUMN for each column, and the frames of one bin."""
    bin_frames = peaks.bin_frames
    chosen = 0
    while chosen + 1 < len(peaks.levels) and bin_frames * 4 * BINS_A_COLUMN <= frames_per_column:
        bin_frames *= 4
        chosen += 1
    return np.ascontiguousarray(peaks.levels[chosen], dtype=np.float32), bin_frames


@lru_cache(maxsize=64)
def _curve(zoom: float, frames_per_column: float) -> NDArray[np.float32]:
    """Heights by magnitude: where samples can be seen one by one they are true."""
    share = math.log(max(frames_per_column, TRUE_FRAMES) / TRUE_FRAMES) / math.log(ENLARGED_FRAMES / TRUE_FRAMES)
    return height_curve(zoom, 1.0 + (QUIET_POWER - 1.0) * min(1.0, share))


class WavePainter:
    """Draws waveforms into one canvas."""

    def __init__(self, canvas: Canvas, viewport: Viewport, peaks_of: PeaksOf, fine_of: FineOf | None = None) -> None:
        """Draw into `canvas` what `viewport` shows.

        Args:
            canvas: The picture.
            viewport: Zoom, scroll position, height of waveforms.
            peaks_of: Peaks of a media file, or None while there are none.
            fine_of: `FineWaves.window` of a media file; without it, the picture is never finer than peaks.
        """
        self._canvas, self._view, self._peaks_of, self._fine_of = canvas, viewport, peaks_of, fine_of

    def draw(self, clip: Clip, place: Place, ink: WaveInk) -> None:
        """Draw the waveform of a clip, with its gain and fades."""
        canvas, view = self._canvas, self._view
        per_column = canvas.frames_per_column(view)
        first, last = max(0, place.left), min(canvas.width, place.right)
        if first >= last or place.bottom - place.top < 3:
            return
        origin = view.device_left(canvas.ratio)
        in_file = clip.file_start_frame - clip.timeline_start_frame
        begin = (origin + place.left) * per_column + in_file
        gains = self._gains(clip, origin, first, last, per_column)
        curve = _curve(view.wave_zoom, min(ENLARGED_FRAMES, round(per_column, 1)))
        fine = self._fine(clip, (origin + first) * per_column, (origin + last) * per_column, per_column)
        where = (place.left, place.right, place.top, place.bottom)
        if fine is not None and fine.data.ndim == 2:
            ratio = canvas.ratio
            dot = 2 * round(DOT_PX * ratio / 2) + 1 if 1 / per_column / ratio >= LEAST_DOT_PX else 0
            draw_line(
                canvas.pixels, fine.data, *where, begin - fine.first_frame, per_column,
                gains, curve, ink.body, ink.clipped, max(1, round(1.25 * ratio)), dot,
            )  # fmt: skip
            return
        if fine is not None:
            bins, bin_frames, begin = fine.data, FINE_BIN_FRAMES, begin - fine.first_frame
        else:
            peaks = self._peaks_of(clip.file)
            if peaks is None or not peaks.levels:
                return
            bins, bin_frames = level_for(peaks, per_column)
        draw_wave(
            canvas.pixels, bins, *where, begin / bin_frames, per_column / bin_frames,
            gains, curve, ink.body, ink.core, ink.clipped, canvas.px(MARK_PX),
        )  # fmt: skip

    def raise_levels(self, clips: tuple[Clip, ...], levels: NDArray[np.float32]) -> None:
        """Raise `levels`, one for each column of the canvas, to the peaks of clips that sound."""
        canvas, view = self._canvas, self._view
        per_column, origin = canvas.frames_per_column(view), view.device_left(canvas.ratio)
        for clip in clips:
            left, right = (
                canvas.column_of(view, frame) for frame in (clip.timeline_start_frame, clip.timeline_end_frame)
            )
            if clip.muted or right <= 0 or left >= canvas.width:
                continue
            peaks = self._peaks_of(clip.file)
            if peaks is not None and peaks.levels:
                bins, bin_frames = level_for(peaks, per_column)
                begin = (origin + left) * per_column + clip.file_start_frame - clip.timeline_start_frame
                raise_levels(
                    bins, left, right, begin / bin_frames, per_column / bin_frames, db_to_gain(clip.gain_db), levels
                )

    @staticmethod
    def _gains(clip: Clip, origin: int, first: int, last: int, per_column: float) -> NDArray[np.float32]:
        if not clip.fade_in_frames and not clip.fade_out_frames:
            return np.array([db_to_gain(clip.gain_db)], np.float32)
        return clip_envelope(clip, (np.arange(origin + first, origin + last, dtype=np.float64) + 0.5) * per_column)

    def _fine(self, clip: Clip, first_frame: float, end_frame: float, per_column: float) -> FineWave | None:
        """What is finer than peaks, of the part of the clip in sight; None while there is nothing finer."""
        if self._fine_of is None or per_column >= PEAK_FRAMES:
            return None
        offset = clip.file_start_frame - clip.timeline_start_frame
        first = max(clip.file_start_frame, math.floor(first_frame) + offset)
        end = min(clip.file_start_frame + clip.length_frames, math.ceil(end_frame) + offset + 1)
        bin_frames = 1 if per_column < FINE_BIN_FRAMES else FINE_BIN_FRAMES
        return self._fine_of(clip.file, first, end, bin_frames) if end > first else None
