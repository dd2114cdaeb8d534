"""Where a track stands in the picture of the mix, and what moving it there means. Pure.

Lives: window, main thread.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from app.model.channel import Value, send_to
from app.model.ids import BusId
from app.model.parameters import parameter
from app.model.song import Song
from app.model.track import Track
from app.units import MINUS_INFINITY_DB, fader_db_to_position
from ui.widgets.parameter_scale import stepped, value_at

LEAST_RADIUS, MOST_RADIUS = 14.0, 46.0
_FADER = parameter("track", "fader_db")
_SEND = parameter("track", "send/any/level_db")
FRONT_DB = -50.0  # a send below this is no depth at all


def reverb_of(song: Song) -> BusId | None:
    """The reverb that makes the depth: the song's first."""
    return next((bus.id for bus in song.buses if bus.kind == "reverb"), None)


@dataclass(frozen=True, slots=True)
class Room:
    """The floor of the picture: left to right, front (below) to back (above)."""

    area: QRectF

    def place(self, pan: float, depth: float) -> QPointF:
        """The back wall is narrower than the front."""
        narrow = 1.0 - 0.3 * depth
        x = self.area.center().x() + pan * self.area.width() / 2 * narrow
        return QPointF(x, self.area.bottom() - depth * self.area.height())

    def pan_depth(self, at: QPointF) -> tuple[float, float]:
        depth = min(1.0, max(0.0, (self.area.bottom() - at.y()) / max(1.0, self.area.height())))
        narrow = 1.0 - 0.3 * depth
        pan = (at.x() - self.area.center().x()) / max(1.0, self.area.width() / 2 * narrow)
        return min(1.0, max(-1.0, pan)), depth


def depth_of(track: Track, reverb: BusId | None) -> float:
    """0 in front and dry, 1 far back."""
    level = send_to(track, reverb).level_db if reverb is not None else FRONT_DB
    return 0.0 if level <= FRONT_DB else fader_db_to_position(level)


def radius_of(track: Track) -> float:
    """Radius of a track in the picture, from its fader."""
    return LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * fader_db_to_position(track.strip.fader_db)


def moved_to(pan: float, depth: float, reverb: BusId | None) -> dict[str, Value]:
    """The values of a body at this place; the middle has a detent."""
    values: dict[str, Value] = {"pan": 0.0 if abs(pan) < 0.03 else pan}
    if reverb is not None:
        values[f"send/{reverb}/level_db"] = value_at(_SEND, depth) if depth > 0.01 else MINUS_INFINITY_DB
    return values


def walked(track: Track, across: int, back: int, fine: bool, reverb: BusId | None) -> dict[str, Value]:
    """A step by arrows."""
    share = 0.2 if fine else 1.0
    values: dict[str, Value] = {}
    if across:
        values["pan"] = min(1.0, max(-1.0, track.strip.pan + across * 0.05 * share))
    if back and reverb is not None:
        depth = min(1.0, max(0.0, depth_of(track, reverb) + back * 0.05 * share))
        values |= {k: v for k, v in moved_to(0.0, depth, reverb).items() if k != "pan"}
    return values


def louder(track: Track, steps: float, fine: bool) -> Mapping[str, Value]:
    """The fader a few steps up."""
    return {"fader_db": stepped(_FADER, track.strip.fader_db, steps, fine)}
