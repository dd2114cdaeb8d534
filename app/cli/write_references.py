"""References of a song on the command line: listed, added from a file, described, removed.

Lives: command line, main thread.
"""

from pathlib import Path

from app.cli import interrupt
from app.cli.opening import save, song_for_editing
from app.cli.reporting import Reporter
from app.edits import references as edits
from app.edits.edit import Edit
from app.messages.command_line import what_equals_what
from app.messages.rehearsing import NO_REFERENCES, unknown_reference
from app.model.reference import Reference
from app.model.song import Song
from app.problems import Refused
from app.storage.folder import song_folder
from app.storage.song_store import read_song
from app.text.values import format_length
from app.units import seconds_to_frames


def references(
    path: Path, add: Path | None, title: str, listen_for: str, start: str | None, remove: str | None, report: Reporter
) -> None:
    """Add a file, or describe the reference called `title`; set a start; remove one; then list all."""
    if add is None and not listen_for and start is None and remove is None:
        _list(read_song(song_folder(path)), report)
        return
    with song_for_editing(path, "worktape write") as opened:
        if add is not None:
            from app.song.reference_import import ReferenceImport  # numba

            opened.history.perform(interrupt.run(ReferenceImport(opened, add, title, listen_for)))
        elif listen_for:
            opened.history.perform(edits.describe_reference(_called(opened.song, title).id, listen_for))
        if start is not None:
            opened.history.perform(_start(opened.song, start))
        if remove is not None:
            opened.history.perform(edits.remove_reference(_called(opened.song, remove).id))
        save(opened, report)
        _list(opened.song, report)


def _list(song: Song, report: Reporter) -> None:
    for one in song.brief.references:
        facts = [format_length(one.length_frames / song.rate_hz), f"{one.loudness_lufs:.1f} LUFS"]
        if one.start_frame:
            facts.append(f"from {format_length(one.start_frame / song.rate_hz)}")
        report("  ".join([one.title, *facts, one.listen_for]).rstrip())
    if not song.brief.references:
        report(NO_REFERENCES)


def _called(song: Song, title: str) -> Reference:
    for one in song.brief.references:
        if one.title.casefold() == title.strip().casefold():
            return one
    raise Refused(unknown_reference(title))


def _start(song: Song, text: str) -> Edit:
    title, equals, seconds = text.rpartition("=")
    if not equals:
        raise Refused(what_equals_what(text))
    try:
        place = float(seconds)
    except ValueError:
        raise Refused(what_equals_what(text)) from None
    return edits.start_reference(_called(song, title).id, seconds_to_frames(place, song.rate_hz))
