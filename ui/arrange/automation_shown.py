"""Which curves are unfolded under which track. It belongs to the window, not to the song.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject, Signal

from app.model.automation import Curve
from app.model.channel import parameters_of
from app.model.ids import TrackId
from app.model.parameters import Parameter
from app.model.song import Song
from app.model.track import Track

LANE_HEIGHT = 72
FIRST_PATH = "fader_db"


def automatable(song: Song, track: Track) -> list[tuple[str, Parameter]]:
    """Every value of the track that a curve may move."""
    return [(path, entry) for path, entry in parameters_of(song, track) if entry.automatable]


def curve_of(track: Track, path: str) -> Curve:
    return next((curve for curve in track.curves if curve.path == path), Curve(path, ()))


class AutomationShown(QObject):
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paths: dict[TrackId, tuple[str, ...]] = {}

    def toggle(self, track: Track) -> None:
        """Folds what is open; else unfolds every curve that the track has, or the fader's."""
        if self.paths.get(track.id):
            self._set(track.id, ())
        else:
            self._set(track.id, tuple(curve.path for curve in track.curves)[:4] or (FIRST_PATH,))

    def show(self, track_id: TrackId, path: str) -> None:
        """One more."""
        held = self.paths.get(track_id, ())
        if path not in held:
            self._set(track_id, (*held, path))

    def swap(self, track_id: TrackId, old: str, new: str) -> None:
        """Another value in the same place."""
        held = self.paths.get(track_id, ())
        if new in held:
            return
        self._set(track_id, tuple(new if path == old else path for path in held))

    def hide(self, track_id: TrackId, path: str) -> None:
        self._set(track_id, tuple(held for held in self.paths.get(track_id, ()) if held != path))

    def keep_existing(self, song: Song) -> None:
        """Forget tracks, and values of buses, that are gone."""
        tracks = {track.id: track for track in song.tracks}
        kept = {}
        for track_id, paths in self.paths.items():
            if track_id in tracks:
                known = {path for path, _ in automatable(song, tracks[track_id])}
                kept[track_id] = tuple(path for path in paths if path in known)
        if kept != self.paths:
            self.paths = kept
            self.changed.emit()

    def heights(self, song: Song) -> tuple[int, ...]:
        """What is unfolded below each track, in px; empty when nothing is."""
        heights = tuple(LANE_HEIGHT * len(self.paths.get(track.id, ())) for track in song.tracks)
        return heights if any(heights) else ()

    def _set(self, track_id: TrackId, paths: tuple[str, ...]) -> None:
        if paths != self.paths.get(track_id, ()):
            self.paths = {**self.paths, track_id: paths}
            self.changed.emit()
