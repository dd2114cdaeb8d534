"""The one snapping function of the timeline: where a drag, a click or a key of any part of it comes to lie.

What is nearest within 10 px wins: a line of the grid, an edge, a marker, the playhead. `guide` is where, for the line
through all lanes.

Lives: window, main thread.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.edits.grid import GridStep, grid_step, nearest_line
from app.edits.snapping import ORIGIN, PLAYHEAD, SONG_KINDS, SnapKind, name_point, snap_points
from app.model.ids import ClipId
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.text import values
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.state.editing import Editing

REACH_PX = 10.0
LEAST_LINE_PX = 10.0  # between two lines of the adaptive grid


@dataclass(frozen=True, slots=True)
class Guide:
    """Where something snapped, and to what."""

    frame: int
    name: str


class Snapper(QObject):
    """Used by lanes, ruler and curves.

    Attributes:
        guide: What the drag in progress snaps to; None if nothing.
    """

    guide_changed = Signal()

    def __init__(self, bridge: Bridge, viewport: Viewport, editing: Editing) -> None:
        super().__init__(viewport)
        self._bridge, self._viewport, self._editing = bridge, viewport, editing
        self.guide: Guide | None = None
        self._song: Song | None = None  # before the drag
        self._dragged: frozenset[ClipId] = frozenset()
        self._points: tuple[int, ...] = ()
        self._origins: tuple[int, ...] = ()

    def step(self, frame: float) -> GridStep:
        """The grid at a frame at this zoom."""
        return grid_step(
            tempo_map(self._bridge.song),
            self._editing.grid,
            frame,
            LEAST_LINE_PX * self._viewport.frames_per_px,
        )

    def finds_crossings(self, other_way: bool) -> bool:
        """Whether an edge that cuts sound goes to a zero crossing beside where it snaps. See `snap`."""
        return self._editing.snap != other_way and "zero crossings" in self._editing.snap_to

    # --- a drag
    def begin(self, dragged: Collection[ClipId] = (), origins: Sequence[int] = ()) -> None:
        """At the start of a drag: what it can snap to is as it was then.

        Args:
            dragged: Clips to which it does not snap.
            origins: Where the dragged edges were: they snap back there, on the grid or not.
        """
        self._song, self._dragged, self._origins = self._bridge.song, frozenset(dragged), tuple(origins)
        self._points = self._points_of(self._song)

    def end(self) -> None:
        """At the end of a drag: no guide line."""
        self._song, self._points, self._dragged, self._origins = None, (), frozenset(), ()
        self._show(None)

    def snap(self, frame: float, other_way: bool = False) -> int:
        """The frame for a place of the timeline, never before the song's start.

        Args:
            frame: Where the pointer is.
            other_way: Shift is pressed: without snapping, or with it where it is off.
        """
        return max(0, self.snap_edges((frame,), other_way))

    def snap_edges(self, edges: Sequence[float], other_way: bool = False) -> int:
        """Where the first of some edges comes to lie if the nearest of them snaps; it may be before the song's start.

        Args:
            edges: Where they would lie, such as start and end of a clip. Only the first one snaps to the grid.
            other_way: See `snap`.
        """
        first, tempo = edges[0], tempo_map(self._bridge.song)
        if self._editing.snap == other_way:
            self._show(None)
            return round(first)
        found = [(abs(at - edge), at, edge) for edge in edges for at in self._near(edge)]
        found += [(abs(at - edge), at, edge) for at, edge in zip(self._origins, edges, strict=False)]
        line = nearest_line(tempo, first, self.step(first))
        distance, at, edge = min((*found, (abs(line - first), line, first)), key=lambda one: one[0])
        if distance > REACH_PX * self._viewport.frames_per_px:
            self._show(None)
            return round(first)
        if self._song is not None:
            self._show(at)
        return round(first + at - edge)

    def _near(self, frame: float) -> Sequence[int]:
        points = self._points if self._song is not None else self._points_of(self._bridge.song)
        index = bisect_left(points, frame)
        near = points[max(index - 1, 0) : index + 1]
        playhead = self._bridge.clock.frame
        return (*near, playhead) if "playhead" in self._editing.snap_to and playhead >= 0 else near

    def _points_of(self, song: Song) -> tuple[int, ...]:
        return snap_points(song, self._kinds(), self._dragged)

    def _kinds(self) -> list[SnapKind]:
        return [kind for kind in SONG_KINDS if kind in self._editing.snap_to]

    def _show(self, frame: int | None) -> None:
        now = None if self.guide is None else self.guide.frame
        if frame != now:
            self.guide = None if frame is None else Guide(frame, self._name(frame))
            self.guide_changed.emit()

    def _name(self, frame: int) -> str:
        """What is at a frame; the place in bars for a line of the grid."""
        song = self._song or self._bridge.song
        if frame in self._origins:
            return ORIGIN
        name = name_point(song, self._kinds(), frame, self._dragged)
        if name:
            return name
        if "playhead" in self._editing.snap_to and frame == self._bridge.clock.frame:
            return PLAYHEAD
        return values.format_bars(tempo_map(song).position(frame))
