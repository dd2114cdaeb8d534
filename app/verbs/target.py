"""What a verb applies to: the song as it is now, the playhead and what is selected.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from app.edits.edit import Edit
from app.edits.grid import GridStep
from app.edits.protection import protected_edit
from app.edits.ripple import Ripple
from app.edits.time_range import TimeRange, isolate, label_for, selected, span_of
from app.messages.song import (
    CHOOSE_CHANNEL,
    CHOOSE_CLIP,
    CHOOSE_RANGE,
    CHOOSE_TIME_OR_CLIP,
    CHOOSE_TRACK,
    NO_MARKER_HERE,
    NO_SECTION_HERE,
)
from app.model.channel import Channel, ChannelId, channels
from app.model.clip import Clip
from app.model.ids import ClipId, MarkerId, SectionId, TrackId
from app.model.marker import Marker
from app.model.section import Section
from app.model.section_frames import section_at
from app.model.song import Song
from app.model.track import Track
from app.problems import NothingToDo


@dataclass(frozen=True, slots=True)
class Target:
    """What is selected, and how verbs edit.

    Attributes:
        playhead_frame: A position on the timeline in frames; may lie before 0 while counting in.
        tracks: Several selected tracks; empty: `track` alone.
        ripple: Whether what lies behind an edit moves along.
        grid: The grid as it is shown, for nudging.
        marker: The selected marker; None: the last one up to the playhead.
        section: The selected section; None: the one at the playhead.
        sections_take_music: Moving, copying or deleting a section takes along all that lies under it.
        file_lengths: Says how many frames media files have, by their paths in the song folder.
    """

    song: Song
    playhead_frame: int = 0
    clips: frozenset[ClipId] = frozenset()
    track: TrackId | None = None
    channel: ChannelId | None = None
    time_range: TimeRange | None = None
    tracks: tuple[TrackId, ...] = ()
    ripple: Ripple = "off"
    grid: GridStep = GridStep(beats=1.0)
    marker: MarkerId | None = None
    section: SectionId | None = None
    sections_take_music: bool = True
    file_lengths: Callable[[Iterable[str]], Mapping[str, int]] = lambda files: {}

    @property
    def frame(self) -> int:
        """The playhead, never before the start of the song."""
        return max(0, self.playhead_frame)

    def selected_clips(self) -> list[Clip]:
        """The selected clips in the order of tracks, then of time."""
        return clips_of(self.song, self.clips)

    def required_clips(self) -> list[Clip]:
        """The selected clips. Raises NothingToDo if there are none."""
        chosen = self.selected_clips()
        if not chosen:
            raise NothingToDo(CHOOSE_CLIP)
        return chosen

    def isolated(self) -> tuple["Target", Edit | None]:
        """What verbs of whole clips apply to, and the edit that makes it so.

        Returns:
            This target if clips are selected, or nothing is; else, for a time range, the clips that splitting at its edges
            makes of it, in the song that has them.
        """
        if self.clips or self.time_range is None:
            return self, None
        inside = self.time_range
        split = protected_edit(label_for("Split", inside), lambda song, ids: isolate(song, inside, ids)[0])
        song = split.apply(self.song)
        return replace(self, song=song, clips=frozenset(clip.id for _, clip in selected(song, inside))), split

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

    def selected_tracks(self) -> list[Track]:
        """The selected tracks in the song's order.

        Raises:
            NothingToDo: No track is selected.
        """
        chosen = self.tracks or ((self.track,) if self.track is not None else ())
        found = [track for track in self.song.tracks if track.id in chosen]
        if not found:
            raise NothingToDo(CHOOSE_TRACK)
        return found

    def selected_marker(self) -> Marker:
        """The selected marker or range, or else the last one that begins before or at the playhead.

        Raises:
            NothingToDo: There is none.
        """
        marker = self.marker_or_none()
        if marker is None:
            raise NothingToDo(NO_MARKER_HERE)
        return marker

    def marker_or_none(self) -> Marker | None:
        """The marker of `selected_marker`, if there is one."""
        if self.marker is not None:
            return next((marker for marker in self.song.markers if marker.id == self.marker), None)
        return max(
            (marker for marker in self.song.markers if marker.start_frame <= self.frame),
            key=lambda marker: marker.start_frame,
            default=None,
        )

    def selected_section(self) -> Section:
        """The selected section, or else the one at the playhead.

        Raises:
            NothingToDo: There is none.
        """
        section = self.section_or_none()
        if section is None:
            raise NothingToDo(NO_SECTION_HERE)
        return section

    def section_or_none(self) -> Section | None:
        """The section of `selected_section`, if there is one."""
        if self.section is not None:
            return next((section for section in self.song.sections if section.id == self.section), None)
        return section_at(self.song, self.frame)

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

    def span(self) -> tuple[int, int]:
        """First frame and the one after the last of the selected time range or clips.

        Raises:
            NothingToDo: Neither is selected.
        """
        return span_of(self.song, self.clips_or_range())

    def clips_or_range(self) -> TimeRange | frozenset[ClipId]:
        """The selected time range, or else the selected clips.

        Raises:
            NothingToDo: Neither is selected.
        """
        if self.time_range is not None:
            return self.time_range
        if not self.selected_clips():
            raise NothingToDo(CHOOSE_TIME_OR_CLIP)
        return self.clips


def clips_of(song: Song, ids: Iterable[ClipId]) -> list[Clip]:
    """The clips with these ids, in the order of tracks, then of time."""
    chosen = frozenset(ids)
    return [clip for track in song.tracks for clip in track.clips if clip.id in chosen]
