"""Draws one clip: ground, title, waveform, fades; dimmed if it is muted, with marks if it is locked or processed.

Lives: window, main thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.analysis.clip_envelope import clip_envelope
from app.model.clip import Clip, Processing
from app.text import values
from app.units import db_to_gain
from ui import icons, theme
from ui.arrange.canvas import Canvas, opaque
from ui.arrange.viewport import Viewport
from ui.arrange.wave_painter import Place, WaveInk, WavePainter

TITLE_HEIGHT = 15
LANE_GAP = 2
LEAST_TITLED_PX = 50  # height of a lane whose clips have a title bar
LEAST_TITLE_PX = 28  # width of a clip that has words in it
BADGE_PX = 12
WIDEST_LETTER_PX = 7  # of titles: a text that is shorter by this is not measured
FADE_STEPS = 16
MUTED = 0.42  # how much of its colours a muted clip keeps


@dataclass(frozen=True, slots=True)
class ClipInk:
    """Opaque pixels of one colour, mixed with the background in the proportions of the theme."""

    ground: int
    title: int
    edge: int
    wave: WaveInk


def ink_of(colour: str, strength: float = 1.0) -> ClipInk:
    """The ink of a token, paler with a `strength` below 1."""
    wave = theme.mix(colour, theme.BG, 0.75 * strength)
    return ClipInk(
        opaque(theme.mix(colour, theme.BG, 0.15 * strength)),
        opaque(theme.mix(colour, theme.BG, 0.34 * strength)),
        opaque(theme.mix(colour, theme.BG, 0.50 * strength)),
        WaveInk(
            opaque(wave),
            opaque(theme.mix(theme.STRONG, wave.name(), 0.22)),
            opaque(theme.mix(theme.REC, theme.BG, strength)),
        ),
    )


@cache
def _inks(theme_id: str, muted: bool) -> tuple[ClipInk, ...]:
    return tuple(ink_of(token, MUTED if muted else 1.0) for token in theme.TRACKS)


def clip_ink(colour: int, muted: bool = False) -> ClipInk:
    """The ink of a clip by the index of its colour, in the current theme."""
    inks = _inks(theme.current().id, muted)
    return inks[colour % len(inks)]


def describe_processing(processing: Processing | None) -> tuple[str, ...]:
    """What was done to a clip, as its title says it: `reversed`, `stretch 80 %`, `pitch +2 st`, `formants kept`."""
    if processing is None:
        return ()
    found = ["reversed"] if processing.reversed else []
    if processing.stretch != 1.0:
        found.append(f"stretch {processing.stretch * 100:.4g}\u202f%")
    if processing.pitch_semitones:
        found.append(f"pitch {processing.pitch_semitones:+.4g}\u202fst".replace("-", "\u2212"))
        found += ["formants kept"] if processing.keep_formants else []
    return tuple(found)


@cache
def _title_facts(gain_db: float, processing: Processing | None) -> str:
    gain = (values.format_decibels(gain_db, signed=True),) if gain_db else ()
    return "".join(f" \u00b7 {fact}" for fact in (*gain, *describe_processing(processing)))


class ClipPicture:
    """Draws clips into one canvas."""

    def __init__(self, canvas: Canvas, viewport: Viewport, waves: WavePainter) -> None:
        self._canvas, self._view, self._waves = canvas, viewport, waves

    def draw(
        self,
        painter: QPainter,
        clip: Clip,
        track_colour: int,
        lane: tuple[int, int],
        selected: bool,
        sounds: bool = True,
    ) -> None:
        """Draw a clip.

        Args:
            painter: Paints on the canvas's image in the widget's coordinates, with the font of titles.
            clip: The clip.
            track_colour: Index of its track's colour.
            lane: Top and height of the lane, px of the widget.
            selected: Whether it is selected.
            sounds: False where its track is muted, or silenced by the solo of others: it is pale as a muted clip is.
        """
        canvas = self._canvas
        left, right = self._columns(clip)
        ink = clip_ink(track_colour if clip.colour is None else clip.colour, clip.muted or not sounds)
        top, height = lane
        y0, y1 = canvas.px(top + LANE_GAP), canvas.px(top + height - LANE_GAP)
        thick = canvas.hair * 2 if selected else canvas.hair
        body_top, _ = body_of(top, height)
        titled = height >= LEAST_TITLED_PX
        title_end = canvas.px(body_top) if titled else y0
        edge = opaque(theme.colour(theme.ACCENT)) if selected else ink.edge
        canvas.clip((left, y0, right, y1), title_end, thick, (ink.title, ink.ground, edge))
        inside = Place(left + thick, max(title_end, y0 + thick), right - thick, y1 - thick)
        faded = clip.fade_in_frames or clip.fade_out_frames
        fades = self._fade_curves(clip, (body_top, top + height - LANE_GAP - 1)) if faded else []
        if fades:
            self._shade_fades(painter, fades, body_top)  # behind the waveform, which has the shape of the fade itself
        self._waves.draw(clip, inside, ink.wave)
        self._draw_fades(painter, fades)
        if right - left > canvas.px(LEAST_TITLE_PX):
            tone = theme.DIM if clip.muted or not sounds else theme.TEXT
            self._draw_title(painter, clip, left, right, top + LANE_GAP, titled, tone)

    def draw_live(self, clip: Clip, lane: tuple[int, int]) -> None:
        """Draw what a running pass has recorded so far."""
        canvas = self._canvas
        left, right = self._columns(clip)
        if right <= left or right < 0 or left > canvas.width:
            return
        ink = ink_of(theme.REC)
        top, height = lane
        y0, y1 = canvas.px(top + LANE_GAP), canvas.px(top + height - LANE_GAP)
        thick = 2 * canvas.hair
        canvas.clip((left, y0, right, y1), y0, thick, (ink.ground, ink.ground, opaque(theme.colour(theme.REC))))
        self._waves.draw(clip, Place(left + thick, y0 + thick, right - thick, y1 - thick), ink.wave)

    def _columns(self, clip: Clip) -> tuple[int, int]:
        canvas, view = self._canvas, self._view
        left = canvas.column_of(view, clip.timeline_start_frame)
        return left, max(left + canvas.hair, canvas.column_of(view, clip.timeline_end_frame))

    # --- words and marks
    def _draw_title(
        self, painter: QPainter, clip: Clip, left: int, right: int, top: int, titled: bool, tone: str
    ) -> None:
        """Name, gain and processing, as far as they fit; in a low lane only the marks."""
        ratio = self._canvas.ratio
        x, end = max(left, 0) / ratio + 6, right / ratio - 4
        for mark in _marks(clip):
            if end - x > BADGE_PX:
                mark(painter, QRectF(x, top + (TITLE_HEIGHT - BADGE_PX) / 2, BADGE_PX, BADGE_PX))
                x += BADGE_PX + 3
        width = end - x
        if not titled or width <= 12:
            return
        facts = _title_facts(clip.gain_db, clip.processing)
        text = clip.name + facts
        if len(text) * WIDEST_LETTER_PX > width:
            text = _fitting(painter, clip.name, facts, int(width))
        painter.setPen(theme.colour(tone))
        painter.drawText(QRectF(x, top, width, TITLE_HEIGHT), Qt.AlignmentFlag.AlignVCenter, text)

    # --- fades
    def _fade_curves(self, clip: Clip, body: tuple[int, int]) -> list[list[QPointF]]:
        """The part in sight of the curve of each fade."""
        view, (top, bottom), found = self._view, body, []
        start, end = clip.timeline_start_frame, clip.timeline_end_frame
        for first, last in ((start, start + clip.fade_in_frames), (end - clip.fade_out_frames, end)):
            first, last = max(first, view.frame_at(-2)), min(last, view.frame_at(view.width_px + 2))
            if last - first < view.frames_per_px:
                continue
            frames = np.linspace(first, last, FADE_STEPS + 1)
            gains = clip_envelope(clip, frames) / db_to_gain(clip.gain_db)
            found.append(
                [
                    QPointF(view.pixel_of(frame), bottom - (bottom - top) * float(gain))
                    for frame, gain in zip(frames, gains, strict=True)
                ]
            )
        return found

    @staticmethod
    def _shade_fades(painter: QPainter, fades: list[list[QPointF]], top: int) -> None:
        """Darken the ground above each curve."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.BG, 0.45))
        for line in fades:
            painter.drawPolygon(QPolygonF([QPointF(line[0].x(), top), *line, QPointF(line[-1].x(), top)]))

    @staticmethod
    def _draw_fades(painter: QPainter, fades: list[list[QPointF]]) -> None:
        if not fades:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(theme.TEXT, 0.75), 1))
        for line in fades:
            painter.drawPolyline(QPolygonF(line))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def body_of(top: int, height: int) -> tuple[int, int]:
    """Top and bottom of the waveforms of a lane, px of the widget."""
    title = TITLE_HEIGHT if height >= LEAST_TITLED_PX else 1
    return top + LANE_GAP + title, top + height - LANE_GAP - 1


def _fitting(painter: QPainter, name: str, facts: str, width: int) -> str:
    """The name elided in the middle, so that what was done to the clip stays in sight while there is room for both."""
    metrics = painter.fontMetrics()
    available = width - metrics.horizontalAdvance(facts) if facts else width
    if facts and available < width / 3:
        available, facts = width, ""
    return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, available) + facts


def _marks(clip: Clip) -> list[Callable[[QPainter, QRectF], None]]:
    """What draws each mark that the clip has."""
    made = clip.processing
    return [
        mark
        for mark, shown in (
            (_draw_muted, clip.muted),
            (_draw_lock, clip.locked),
            (_draw_reversed, made is not None and made.reversed),
            (_draw_stretched, made is not None and made.stretch != 1.0),
            (_draw_pitched, made is not None and made.pitch_semitones != 0.0),
        )
        if shown
    ]


def _draw_lock(painter: QPainter, place: QRectF) -> None:
    icons.paint(painter, "lock", place, theme.colour(theme.TEXT))


def _draw_shape(painter: QPainter, place: QRectF, *shapes: Sequence[tuple[float, float]]) -> None:
    """Fill polygons; their corners are px from the middle of the place."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(theme.TEXT))
    for corners in shapes:
        painter.drawPolygon(QPolygonF([place.center() + QPointF(x, y) for x, y in corners]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_reversed(painter: QPainter, place: QRectF) -> None:
    """Two triangles that point back, as on a rewind button."""
    _draw_shape(painter, place, *(((x, 0), (x + 5, -4), (x + 5, 4)) for x in (-5, 0)))


def _draw_stretched(painter: QPainter, place: QRectF) -> None:
    """An arrow to both sides."""
    _draw_shape(
        painter,
        place,
        *(((s * 6, 0), (s * 2, -4), (s * 2, -1), (0, -1), (0, 1), (s * 2, 1), (s * 2, 4)) for s in (-1, 1)),
    )


def _draw_pitched(painter: QPainter, place: QRectF) -> None:
    """An arrow up and down."""
    _draw_shape(
        painter,
        place,
        *(((0, s * 6), (-4, s * 2), (-1, s * 2), (-1, 0), (1, 0), (1, s * 2), (4, s * 2)) for s in (-1, 1)),
    )


def _draw_muted(painter: QPainter, place: QRectF) -> None:
    """A circle that is struck through."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(theme.colour(theme.MUTE), 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    circle = place.adjusted(1.5, 1.5, -1.5, -1.5)
    painter.drawEllipse(circle)
    painter.drawLine(circle.center() + QPointF(-3, 3), circle.center() + QPointF(3, -3))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
