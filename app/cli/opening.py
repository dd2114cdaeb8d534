"""What commands on a song share: opening it for changes, saving it, finding a track or bus by name.

Lives: command line, main thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cli.reporting import Reporter
from app.messages.command_line import (
    no_channel,
    no_track,
    unsaved_changes,
)
from app.model.channel import Channel, channels
from app.model.song import Song
from app.model.track import Track
from app.problems import Refused
from app.song.open_song import OpenSong


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
    """And tells where what a crash left lies now: what is older than the saved song is no reason to refuse."""
    opened.save()
    for sentence in opened.put_aside:
        report(sentence)
    if problem := opened.new_autosave_problem():
        report(problem)


def track_called(song: Song, name: str) -> Track:
    """The track with this name, in any case; Refused lists those that there are."""
    requested = name.strip().casefold()
    for track in song.tracks:
        if track.name.casefold() == requested:
            return track
    raise Refused(no_track(name, [track.name for track in song.tracks]))


def channel_called(song: Song, name: str) -> Channel:
    """The track or bus with this name, in any case. Raises Refused with those that there are."""
    requested = name.strip().casefold()
    for channel in channels(song):
        if channel.name.casefold() == requested:
            return channel
    raise Refused(no_channel(name, [channel.name for channel in channels(song)]))
