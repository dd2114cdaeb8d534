"""What a verb applies to: the song as it is now, the playhead and what is selected.

Lives: any thread (pure).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.edits.time_range import TimeRange
from app.messages.song import CHOOSE_CHANNEL, CHOOSE_CLIP, CHOOSE_RANGE, CHOOSE_TRACK
from app.model.channel import Channel, ChannelId, channels
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.song import Song
from app.model.track import Track
from app.problems import NothingToDo


@dataclass(frozen=True, slots=True)
class Target:
    """`playhead_frame` is a position on the timeline in frames and may lie before 0 while counting in."""

    song: Song
    playhead_frame: int = 0
    clips: frozenset[ClipId] = frozenset()
    track: TrackId | None = None
    channel: ChannelId | None = None
    time_range: TimeRange | None = None

    @property
    def frame(self) -> int:
        """The playhead, never before the start of the song."""
        return max(0, self.playhead_frame)

    def selected_clips(self) -> list[Clip]:
        """The selected clips in the order of tracks, then of time."""
        return clips_of(self.song, self.clips)

    def selected_track(self) -> Track:
        """The selected track.

        Raises:
            NothingToDo: No track is selected.
        """
        track = self.track_or_none()
        if track is None:
            raise NothingToDo(CHOOSE_TRACK)
        return track

    def track_or_none(self) -> Track | None:
        """The selected track, if one is selected."""
        return next((track for track in self.song.tracks if track.id == self.track), None)

    def selected_channel(self) -> Channel:
        """The selected track or bus.

        Raises:
            NothingToDo: No channel is selected.
        """
        channel = self.channel_or_none()
        if channel is None:
            raise NothingToDo(CHOOSE_CHANNEL)
        return channel

    def channel_or_none(self) -> Channel | None:
        """The selected track or bus, if one is selected."""
        return next((channel for channel in channels(self.song) if channel.id == self.channel), None)

    def selected_range(self) -> TimeRange:
        """The selected range of time on tracks.

        Raises:
            NothingToDo: No time range is selected.
        """
        if self.time_range is None:
            raise NothingToDo(CHOOSE_RANGE)
        return self.time_range

    def clips_or_range(self) -> TimeRange | frozenset[ClipId]:
        """The selected time range, or else the selected clips.

        Raises:
            NothingToDo: Neither is selected.
        """
        if self.time_range is not None:
            return self.time_range
        if not self.selected_clips():
            raise NothingToDo(CHOOSE_CLIP)
        return self.clips


def clips_of(song: Song, ids: Iterable[ClipId]) -> list[Clip]:
    """The clips with these ids, in the order of tracks, then of time."""
    chosen = frozenset(ids)
    return [clip for track in song.tracks for clip in track.clips if clip.id in chosen]
