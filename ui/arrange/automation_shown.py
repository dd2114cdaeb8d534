"""Which curves are unfolded. Belongs to the window, not to the song.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject, Signal

from app.model.automation import Curve
from app.model.channel import Channel, ChannelId, channels, kind_of, parameters_of
from app.model.parameters import Parameter, has_strip
from app.model.song import Song

LANE_HEIGHT = 72
FIRST_PATH = "fader_db"


def automatable(song: Song, channel: Channel) -> list[tuple[str, Parameter]]:
    """All values of the channel that a curve can move: (path, parameter)."""
    return [(path, entry) for path, entry in parameters_of(song, channel) if entry.automatable]


def curve_of(channel: Channel, path: str) -> Curve:
    """The curve of a value; an empty one if there is none."""
    return next((curve for curve in channel.curves if curve.path == path), Curve(path, ()))


class AutomationShown(QObject):
    """Paths of the unfolded curves of each channel."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paths: dict[ChannelId, tuple[str, ...]] = {}

    def toggle(self, channel: Channel) -> None:
        """Fold all curves of a channel; or unfold those that it has, else the fader's."""
        if self.paths.get(channel.id):
            self._set(channel.id, ())
        elif has_strip(kind_of(channel)):
            self._set(channel.id, tuple(curve.path for curve in channel.curves)[:4] or (FIRST_PATH,))

    def show(self, channel_id: ChannelId, path: str) -> None:
        """Unfold one more curve."""
        paths = self.paths.get(channel_id, ())
        if path not in paths:
            self._set(channel_id, (*paths, path))

    def swap(self, channel_id: ChannelId, old: str, new: str) -> None:
        """Show another value in the same place."""
        paths = self.paths.get(channel_id, ())
        if new in paths:
            return
        self._set(channel_id, tuple(new if path == old else path for path in paths))

    def hide(self, channel_id: ChannelId, path: str) -> None:
        self._set(channel_id, tuple(shown for shown in self.paths.get(channel_id, ()) if shown != path))

    def keep_existing(self, song: Song) -> None:
        """Forget channels, and values of buses, that no longer exist."""
        there = {channel.id: channel for channel in channels(song)}
        kept = {}
        for channel_id, paths in self.paths.items():
            if channel_id in there:
                known = {path for path, _ in automatable(song, there[channel_id])}
                kept[channel_id] = tuple(path for path in paths if path in known)
        if kept != self.paths:
            self.paths = kept
            self.changed.emit()

    def heights(self, song: Song) -> tuple[int, ...]:
        """Height of what is unfolded below each track, in px; empty if nothing is."""
        heights = tuple(LANE_HEIGHT * len(self.paths.get(track.id, ())) for track in song.tracks)
        return heights if any(heights) else ()

    def below(self, song: Song) -> int:
        """Height of the curves of buses below all tracks, in px."""
        return LANE_HEIGHT * sum(len(self.paths.get(bus.id, ())) for bus in song.buses)

    def _set(self, channel_id: ChannelId, paths: tuple[str, ...]) -> None:
        if paths != self.paths.get(channel_id, ()):
            self.paths = {**self.paths, channel_id: paths}
            self.changed.emit()
