"""What is selected: clips, a range of time, and one channel, a track or a bus. It belongs to the window, not to the song.

Lives: window, main thread.
"""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.edits.time_range import TimeRange
from app.model.channel import ChannelId
from app.model.ids import BusId, ClipId, TrackId
from app.model.song import Song


class Selection(QObject):
    """The selected track, channel, clips and range of time."""

    clips_changed = Signal()
    range_changed = Signal()
    track_changed = Signal()  # the channel, track or bus

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clips: frozenset[ClipId] = frozenset()
        self.time_range: TimeRange | None = None  # None: no time is selected
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

    def set_time_range(self, time_range: TimeRange | None) -> None:
        """Select a range of time on some tracks; None, or an empty one, selects none."""
        wanted = time_range if time_range is not None and time_range.length_frames > 0 and time_range.tracks else None
        if wanted != self.time_range:
            self.time_range = wanted
            self.range_changed.emit()

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
        if self.time_range is not None:
            there = {track.id for track in song.tracks}
            self.set_time_range(
                replace(self.time_range, tracks=tuple(track for track in self.time_range.tracks if track in there))
            )
        known = {track.id for track in song.tracks} | {bus.id for bus in song.buses}
        if self.channel is not None and self.channel not in known:
            self._set(None, None)
