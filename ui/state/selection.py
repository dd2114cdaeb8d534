"""What is selected: clips and one channel, a track or a bus. It belongs to the window, not to the song.

Lives: window, main thread.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.model.channel import ChannelId
from app.model.ids import BusId, ClipId, TrackId
from app.model.song import Song


class Selection(QObject):
    """The selected track, channel and clips."""

    clips_changed = Signal()
    track_changed = Signal()  # the channel, track or bus

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clips: frozenset[ClipId] = frozenset()
        self.track: TrackId | None = None
        self.bus: BusId | None = None

    @property
    def channel(self) -> ChannelId | None:
        """The track, or else the bus."""
        return self.track if self.track is not None else self.bus

    def set_clips(self, clips: Iterable[ClipId]) -> None:
        requested = frozenset(clips)
        if requested != self.clips:
            self.clips = requested
            self.clips_changed.emit()

    def toggle_clip(self, clip: ClipId) -> None:
        self.set_clips(self.clips ^ {clip})

    def set_track(self, track: TrackId | None) -> None:
        self._set(track, None)

    def set_bus(self, bus: BusId | None) -> None:
        self._set(None, bus)

    def _set(self, track: TrackId | None, bus: BusId | None) -> None:
        if (track, bus) != (self.track, self.bus):
            self.track, self.bus = track, bus
            self.track_changed.emit()

    def keep_existing(self, song: Song) -> None:
        """Forget what is no longer in the song."""
        self.set_clips(self.clips & {clip.id for track in song.tracks for clip in track.clips})
        known = {track.id for track in song.tracks} | {bus.id for bus in song.buses}
        if self.channel is not None and self.channel not in known:
            self._set(None, None)
