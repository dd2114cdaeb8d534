"""What commands on a song share: opening it for changes, saving it, finding a track or bus by name.

Lives: command line, main thread.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from app.cli.reporting import Reporter
from app.messages.command_line import (
    OLDER_CHANGES,
    no_channel,
    no_clip,
    no_marker,
    no_section,
    no_track,
    not_a_position,
    number_of_what,
    unsaved_changes,
)
from app.model.channel import Channel, channels
from app.model.ids import ClipId, TrackId
from app.model.marker import Marker
from app.model.section import Section
from app.model.song import Song
from app.model.track import Track
from app.problems import Refused
from app.song.open_song import OpenSong
from app.stages.recording import refreshed_song
from app.text.positions import parse_position
from app.units import frames_to_seconds


@contextmanager
def song_for_editing(path: Path, program: str) -> Iterator[OpenSong]:
    """The song under its lock; one with changes left by a crash is refused, so that they are not lost."""
    opened = OpenSong.existing(path, program)
    try:
        refuse_unsaved(opened)
        yield opened
    finally:
        opened.close(keep_autosave=True)


def refuse_unsaved(opened: OpenSong) -> None:
    """What a crash left would be lost by what is saved over it."""
    if opened.unsaved is not None:
        raise Refused(unsaved_changes(opened.folder.path.name))


def save(opened: OpenSong, report: Reporter) -> None:
    """And tells of what a crash left, which goes on waiting: what is older than the saved song is no reason to refuse.

    What the song shows of its stages is recorded with it.
    """
    opened.amend(refreshed_song(opened.song, datetime.now(UTC)))
    opened.save()
    for sentence in opened.put_aside:
        report(sentence)
    for sentence in opened.lyrics_file.problems:
        report(sentence)
    if opened.autosaved is not None:
        report(OLDER_CHANGES)


def track_called(song: Song, name: str) -> Track:
    """The track with this name, in any case, or this number, from 1; Refused lists those that there are."""
    for track in (*_named(song.tracks, name), *_numbered(song.tracks, name)):
        return track
    raise Refused(no_track(name, [track.name for track in song.tracks]))


def channel_called(song: Song, name: str) -> Channel:
    """The track or bus with this name, in any case, or the track with this number. Raises Refused with those there are."""
    for channel in (*_named(channels(song), name), *_numbered(song.tracks, name)):
        return channel
    raise Refused(no_channel(name, [channel.name for channel in channels(song)]))


def marker_called(song: Song, name: str) -> Marker:
    """The marker or range with this name, in any case, or this number, from 1. Raises Refused with those there are."""
    for marker in (*_named(song.markers, name), *_numbered(song.markers, name)):
        return marker
    raise Refused(no_marker(name, [marker.name for marker in song.markers]))


def section_called(song: Song, name: str) -> Section:
    """The section with this name, in any case, or this number, from 1: the first of several. Raises Refused."""
    for section in (*_named(song.sections, name), *_numbered(song.sections, name)):
        return section
    raise Refused(no_section(name, [section.name for section in song.sections]))


def clips_called(song: Song, track_ids: Sequence[TrackId], names: Sequence[str]) -> frozenset[ClipId]:
    """Clips by name, in any case, or by number on their track in the order of time.

    Args:
        song: Whose clips.
        track_ids: Where they lie; anywhere if empty.
        names: Several clips may have one name; all clips there if empty.

    Raises:
        Refused: There is no such clip, or the track of a number is not named.
    """
    tracks = [track for track in song.tracks if not track_ids or track.id in track_ids]
    among = [clip for track in tracks for clip in sorted(track.clips, key=lambda clip: clip.timeline_start_frame)]
    chosen = set() if names else set(among)
    for name in names:
        found = _named(among, name)
        if not found and len(tracks) > 1 and name.strip().isdecimal():
            raise Refused(number_of_what(name))
        found = found or _numbered(among, name)
        if not found:
            places = [(clip.name, frames_to_seconds(clip.timeline_start_frame, song.rate_hz)) for clip in among]
            raise Refused(no_clip(name, places))
        chosen.update(found)
    return frozenset(clip.id for clip in chosen)


def position(song: Song, option: str, typed: str) -> int:
    """The timeline frame that an option names. Raises Refused."""
    frame = parse_position(song, typed)
    if frame is None:
        raise Refused(not_a_position(option, typed))
    return frame


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Found = TypeVar("Found", bound=_Named)


def _named(among: Iterable[Found], name: str) -> list[Found]:
    requested = name.strip().casefold()
    return [one for one in among if one.name.casefold() == requested]


def _numbered(among: Sequence[Found], typed: str) -> list[Found]:
    """The one with this number, from 1."""
    number = int(typed) if typed.strip().isdecimal() and len(typed) < 9 else 0
    return [among[number - 1]] if 1 <= number <= len(among) else []
