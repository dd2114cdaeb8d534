"""The picture of all lanes: one image, drawn from peaks; only what changed is drawn again.

Lives: window, main thread.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter

from app.analysis.blueprint import planned_ranges
from app.model.audibility import audibility
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.song import Song
from app.model.track import Track
from app.model.transport import TransportSettings
from ui import theme
from ui.arrange.canvas import Canvas, opaque
from ui.arrange.clip_picture import ClipPicture, body_of, clip_ink
from ui.arrange.edge_picture import EdgePicture
from ui.arrange.grid_lines import GridLine
from ui.arrange.rows import FOLDER_PX, FolderRow
from ui.arrange.viewport import Viewport
from ui.arrange.wave_painter import FineOf, PeaksLike, PeaksOf, WavePainter
from ui.arrange.waveform_raster import draw_stack
from ui.widgets.sharp import painting

Lines = tuple[NDArray[np.int64], NDArray[np.uint32]]  # columns and their colours
FAINT = 0.45  # of lines between beats
PLANNED_SHARE = 0.1  # of a track's colour on its empty lane
LOOP_SHARE, PUNCH_SHARE, MARKER_SHARE = 0.07, 0.14, 0.4  # of their colour over the lanes


@dataclass(frozen=True, slots=True)
class LiveClip:
    """What a running pass has recorded on one lane so far."""

    lane: int
    file: str
    start_frame: int
    end_frame: int
    file_start_frame: int = 0

    @property
    def clip(self) -> Clip:
        """As if it were a clip of the song."""
        length = self.end_frame - self.start_frame
        return Clip(ClipId(""), "", self.file, self.start_frame, self.file_start_frame, length)


class LanePicture:
    """An image of the viewport as of the last `refresh`."""

    def __init__(self, viewport: Viewport, peaks_of: PeaksOf, fine_of: FineOf | None = None) -> None:
        self._viewport = viewport
        self._canvas = Canvas()
        self._peaks_of = peaks_of
        self._peaks: dict[str, PeaksLike | None] = {}  # for one refresh: asking looks at the file
        self._waves = WavePainter(self._canvas, viewport, self._known_peaks, fine_of)
        self._clips = ClipPicture(self._canvas, viewport, self._waves)
        self._edge_picture = EdgePicture(viewport)
        self._size = QSize()
        self._all_dirty = True
        self._dirty_lanes: set[int] = set()
        self._silent: frozenset[TrackId] = frozenset()

    # --- what must be drawn again
    def invalidate(self) -> None:
        self._all_dirty = True

    def invalidate_lanes(self, lanes: Iterable[int]) -> None:
        self._dirty_lanes.update(lanes)

    def follow_audibility(self, song: Song) -> list[int]:
        """Tracks that are muted or silenced by others are pale. Returns the lanes that this changes."""
        heard = audibility(song)
        silent = frozenset(track.id for track in song.tracks if not heard.sounds(track))
        changed = silent ^ self._silent
        self._silent = silent
        return [lane for lane, track in enumerate(song.tracks) if track.id in changed]

    def lane_rect(self, lane: int) -> QRect:
        """Where a lane is; that of its folder's row if it is folded away."""
        height = self._viewport.lanes.height_px(lane) or FOLDER_PX
        return QRect(0, self._viewport.y_of(lane), self._viewport.width_px, height)

    @property
    def image(self) -> QImage:
        return self._canvas.image

    def resize(self, size: QSize, ratio: float) -> None:
        if self._canvas.fit(size, ratio):
            self._size = size
            self._all_dirty = True

    # --- drawing
    def refresh(
        self, song: Song, grid: Callable[[], list[GridLine]], selected: frozenset[ClipId], live: tuple[LiveClip, ...]
    ) -> None:
        """Draw what is dirty; only then is the grid asked for."""
        if not self._all_dirty and not self._dirty_lanes:
            return
        canvas, view = self._canvas, self._viewport
        self._peaks.clear()
        if self._all_dirty:
            end = canvas.px(view.lanes.rows.end_px - view.top_px)  # rows above it fill their own grounds
            canvas.box(0, end, canvas.width, canvas.px(self._size.height()), opaque(theme.colour(theme.BG)))
        with painting(self.image) as painter:
            painter.setFont(theme.font(theme.SMALL_PX))
            lines = self._grid_lines(grid())
            for lane, track in enumerate(song.tracks):
                top, height = view.y_of(lane), view.lanes.height_px(lane)
                if height and -height < top < self._size.height() and (self._all_dirty or lane in self._dirty_lanes):
                    self._draw_ground((top, height), lines)
                    self._tint_planned(song, track, (top, height))
                    self._draw_clips(painter, track, (top, height), song.rate_hz, selected)
                    for recorded in live:
                        if recorded.lane == lane:
                            self._clips.draw_live(recorded.clip, (top, height))
                    self._tint(song, (top, height), track.armed)
            for row in view.lanes.rows.folders:
                lanes = range(row.first_lane, row.last_lane + 1)
                if self._all_dirty or (row.folded and not self._dirty_lanes.isdisjoint(lanes)):
                    self._draw_folder(song, row, lines)
        self._all_dirty = False
        self._dirty_lanes.clear()

    def _known_peaks(self, file: str) -> PeaksLike | None:
        if file not in self._peaks:
            self._peaks[file] = self._peaks_of(file)
        return self._peaks[file]

    def _draw_clips(
        self, painter: QPainter, track: Track, lane: tuple[int, int], rate_hz: int, selected: frozenset[ClipId]
    ) -> None:
        first, end = self._viewport.frame_at(-1), self._viewport.frame_at(self._viewport.width_px + 1)
        for clip in track.clips:
            if clip.timeline_start_frame > end or clip.timeline_start_frame + clip.length_frames < first:
                continue
            self._clips.draw(painter, clip, track.colour, lane, clip.id in selected, track.id not in self._silent)
        self._edge_picture.draw(painter, track, rate_hz, *body_of(*lane))

    def _draw_ground(self, lane: tuple[int, int], lines: Lines) -> None:
        canvas, (top, height) = self._canvas, lane
        y0, y1 = canvas.px(top), canvas.px(top + height)
        canvas.box(0, y0, canvas.width, y1, opaque(theme.colour(theme.BG)))
        canvas.lines(*lines, y0, y1)
        canvas.box(0, y1 - canvas.hair, canvas.width, y1, opaque(theme.colour(theme.GRID_BAR)))

    def _grid_lines(self, grid: list[GridLine]) -> Lines:
        """Columns and colours."""
        inks = [theme.colour(theme.GRID_BAR), theme.colour(theme.GRID), theme.mix(theme.GRID, theme.BG, FAINT)]
        pixels = [opaque(ink) for ink in inks]
        columns = [self._canvas.column_of(self._viewport, line.frame) for line in grid]
        return np.array(columns, np.int64), np.array([pixels[line.rank] for line in grid], np.uint32)

    # --- loop and punch
    def _tint(self, song: Song, row: tuple[int, int], armed: bool) -> None:
        """Shade what the transport marks over a row: the loop, marked places, and where armed tracks will record."""
        self._tint_loop(song.transport, row)
        if armed and song.transport.punch_on:
            self._tint_punch(song.transport, row)
        self._tint_markers(song, row)

    def _tint_planned(self, song: Song, track: Track, lane: tuple[int, int]) -> None:
        """Where the blueprint lets the track play; clips cover it."""
        canvas, (top, height) = self._canvas, lane
        tone = theme.colour(theme.track_colour(track.colour))
        for start, end in planned_ranges(song, track.id):
            left, right = self._columns(start, end)
            canvas.tint(left, canvas.px(top), right, canvas.px(top + height) - canvas.hair, tone, PLANNED_SHARE)

    def _tint_loop(self, settings: TransportSettings, row: tuple[int, int]) -> None:
        canvas, (top, height) = self._canvas, row
        if settings.loop_on and settings.loop_end_frame > settings.loop_start_frame:
            y0, y1, accent = canvas.px(top), canvas.px(top + height), theme.colour(theme.ACCENT)
            left, right = self._columns(settings.loop_start_frame, settings.loop_end_frame)
            canvas.tint(left, y0, right, y1, accent, LOOP_SHARE)
            for column in (left, right - canvas.hair):
                canvas.tint(column, y0, column + canvas.hair, y1, accent, 0.6)

    def _tint_punch(self, settings: TransportSettings, row: tuple[int, int]) -> None:
        canvas, (top, height) = self._canvas, row
        y0, y1 = canvas.px(top), canvas.px(top + height) - canvas.hair
        left, right = self._columns(settings.punch_in_frame, settings.punch_out_frame)
        left = 0 if settings.punch_edges == "out" else left
        right = canvas.width if settings.punch_edges == "in" else right
        canvas.tint(left, y0, right, y1, theme.colour(theme.REC), PUNCH_SHARE)
        self._draw_brackets(left, right, y0, y1, settings.punch_edges)

    def _tint_markers(self, song: Song, lane: tuple[int, int]) -> None:
        """A pale line at each marked place, over everything."""
        canvas, (top, height) = self._canvas, lane
        for marker in song.markers:
            if not marker.length_frames:
                column = canvas.column_of(self._viewport, marker.start_frame)
                tone = theme.colour(theme.track_colour(marker.colour))
                canvas.tint(column, canvas.px(top), column + canvas.hair, canvas.px(top + height), tone, MARKER_SHARE)

    def _draw_brackets(self, left: int, right: int, y0: int, y1: int, edges: str) -> None:
        """Square brackets at the edges of the punch that are in use."""
        canvas, red = self._canvas, opaque(theme.colour(theme.REC))
        thick, foot = 2 * canvas.hair, canvas.px(8)
        for x, first, used in ((left, left, edges != "out"), (right - thick, right - foot, edges != "in")):
            if used:
                canvas.box(x, y0, x + thick, y1, red)
                for y in (y0, y1 - thick):
                    canvas.box(first, y, first + foot, y + thick, red)

    def _columns(self, start_frame: int, end_frame: int) -> tuple[int, int]:
        canvas, view = self._canvas, self._viewport
        return canvas.column_of(view, start_frame), canvas.column_of(view, end_frame)

    # --- folders
    def _draw_folder(self, song: Song, row: FolderRow, lines: Lines) -> None:
        """A bar in the folder's colour; the stacked peaks of its tracks if it is folded."""
        canvas, view = self._canvas, self._viewport
        top = row.top_px - view.top_px
        if not -FOLDER_PX < top < self._size.height():
            return
        folder = next(folder for folder in song.folders if folder.id == row.folder)
        y0, y1 = canvas.px(top), canvas.px(top + FOLDER_PX) - canvas.hair
        self._draw_ground((top, FOLDER_PX), lines)
        canvas.tint(0, y0, canvas.width, y1, theme.colour(theme.track_colour(folder.colour)), 0.16)
        if row.folded:
            self._draw_overview(song.tracks[row.first_lane : row.last_lane + 1], y0, y1)
        self._tint(song, (top, FOLDER_PX), armed=False)

    def _draw_overview(self, tracks: tuple[Track, ...], y0: int, y1: int) -> None:
        """The peaks of tracks, stacked, in rows [y0, y1) of the canvas."""
        canvas = self._canvas
        levels = np.zeros((len(tracks), canvas.width), np.float32)
        for track, of_track in zip(tracks, levels, strict=True):
            self._waves.raise_levels(track.clips, of_track)
        colours = np.array([clip_ink(track.colour).wave.body for track in tracks], np.uint32)
        scale = (y1 - y0 - 2 * canvas.hair) / max(1.0, float(levels.sum(axis=0).max(initial=0.0)))
        draw_stack(canvas.pixels, levels, colours, 0, canvas.width, y0, y1, scale)
