"""What is selected: clips or a range of time, tracks, and one channel. It belongs to the window, not to the song.

Lives: window, main thread.
"""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.edits.time_range import TimeRange
from app.model.channel import ChannelId
from app.model.ids import BusId, ClipId, MarkerId, SectionId, TrackId
from app.model.song import Song


class Selection(QObject):
    """What verbs apply to. Of clips and a time range one is selected at most."""

    clips_changed = Signal()
    range_changed = Signal()
    track_changed = Signal()  # the channel, track or bus

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clips: frozenset[ClipId] = frozenset()
        self.time_range: TimeRange | None = None
        self.tracks: tuple[TrackId, ...] = ()
        self.marker: MarkerId | None = None  # None: the last one up to the playhead
        self.section: SectionId | None = None  # None: the one at the playhead
        self.track: TrackId | None = None
        self.bus: BusId | None = None

    @property
    def channel(self) -> ChannelId | None:
        """The track, or else the bus."""
        return self.track if self.track is not None else self.bus

    def set_clips(self, clips: Iterable[ClipId]) -> None:
        requested = frozenset(clips)
        self.set_time_range(None)
        if requested != self.clips:
            self.clips = requested
            self.clips_changed.emit()

    def set_time_range(self, time_range: TimeRange | None) -> None:
        """Select a range of time on some tracks, in place of clips; None, or an empty one, selects none."""
        wanted = time_range if time_range is not None and time_range.length_frames > 0 and time_range.tracks else None
        if wanted == self.time_range:
            return
        if wanted is not None:
            self.set_clips(())
        self.time_range = wanted
        self.range_changed.emit()

    def select(self, chosen: TimeRange | frozenset[ClipId] | None) -> None:
        """Select a range or clips; None or no clips: what was selected stays so."""
        if isinstance(chosen, TimeRange):
            self.set_time_range(chosen)
        elif chosen:
            self.set_clips(chosen)

    def toggle_clip(self, clip: ClipId) -> None:
        self.set_clips(self.clips ^ {clip})

    def set_track(self, track: TrackId | None) -> None:
        """Select one track, or none."""
        self._set(track, None, () if track is None else (track,))

    def set_tracks(self, tracks: Iterable[TrackId]) -> None:
        """Select several tracks; the last one is the channel that is shown."""
        requested = tuple(dict.fromkeys(tracks))
        self._set(requested[-1] if requested else None, None, requested)

    def toggle_track(self, track: TrackId) -> None:
        """Add a track to the selected ones, or take it out."""
        others = tuple(other for other in self.tracks if other != track)
        self.set_tracks(others if track in self.tracks else (*others, track))

    def extend_to_track(self, track: TrackId, song: Song) -> None:
        """Select all tracks from the one that is shown to another one; the first stays shown."""
        ids = [one.id for one in song.tracks]
        first = self.track if self.track in ids else track
        start, end = sorted((ids.index(first), ids.index(track)))
        self.set_tracks((*(one for one in ids[start : end + 1] if one != first), first))

    def together_with(self, track: TrackId) -> tuple[TrackId, ...]:
        """What acts on a track acts on: all selected ones if it is one of them, else it alone."""
        return self.tracks if track in self.tracks else (track,)

    def set_bus(self, bus: BusId | None) -> None:
        self._set(None, bus, ())

    def _set(self, track: TrackId | None, bus: BusId | None, tracks: tuple[TrackId, ...]) -> None:
        if (track, bus, tracks) != (self.track, self.bus, self.tracks):
            self.track, self.bus, self.tracks = track, bus, tracks
            self.track_changed.emit()

    def keep_existing(self, song: Song) -> None:
        """Forget what is no longer in the song."""
        if self.marker is not None and all(marker.id != self.marker for marker in song.markers):
            self.marker = None
        tracks = {track.id for track in song.tracks}
        if self.time_range is not None:
            there = tuple(track for track in self.time_range.tracks if track in tracks)
            self.set_time_range(replace(self.time_range, tracks=there))
        clips = self.clips & {clip.id for track in song.tracks for clip in track.clips}
        if clips != self.clips:
            self.set_clips(clips)
        if self.channel is not None and self.channel not in tracks | {bus.id for bus in song.buses}:
            self.set_track(None)
        elif not tracks.issuperset(self.tracks):
            self.set_tracks(track for track in self.tracks if track in tracks)
