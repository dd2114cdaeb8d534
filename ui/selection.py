"""What is selected: clips and one track. It belongs to the window, not to the song.

Lives: window, main thread.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.model.ids import ClipId, TrackId
from app.model.song import Song


class Selection(QObject):
    clips_changed = Signal()
    track_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clips: frozenset[ClipId] = frozenset()
        self.track: TrackId | None = None

    def set_clips(self, clips: Iterable[ClipId]) -> None:
        wanted = frozenset(clips)
        if wanted != self.clips:
            self.clips = wanted
            self.clips_changed.emit()

    def toggle_clip(self, clip: ClipId) -> None:
        self.set_clips(self.clips ^ {clip})

    def set_track(self, track: TrackId | None) -> None:
        if track != self.track:
            self.track = track
            self.track_changed.emit()

    def keep_existing(self, song: Song) -> None:
        """Forget what is no longer in the song."""
        self.set_clips(self.clips & {clip.id for track in song.tracks for clip in track.clips})
        if self.track not in {track.id for track in song.tracks}:
            self.set_track(None)
