"""Looks after the files of a song.

Lives: command line, main thread.
"""

from pathlib import Path

from app.cli import interrupt
from app.cli.opening import song_for_editing
from app.cli.reporting import Reporter
from app.messages.command_line import (
    moved_files,
    song_is_sound,
    unused_files,
)
from app.messages.files import copied_incomplete, copied_whole, uses_every_file
from app.problems import Refused
from app.storage.clean_up import TRASH, move_to_trash
from app.storage.collect import SongCopy
from app.storage.folder import song_folder
from app.storage.media_check import UNSOUND, take_files, unsound_media
from app.storage.recovery import unclaimed_journals
from app.storage.song_store import read_song
from app.text.values import format_size


def check_song(path: Path, report: Reporter) -> None:
    """Reads the song, its files and every take; Refused with what is not as it was."""
    folder = song_folder(path)
    song = read_song(folder)
    unsound = unsound_media(folder, song)
    ill = []
    for found in take_files(song):
        interrupt.check()
        health, text = found.health(folder), f"{found.file} of {found.track}"
        report(f"{health:12} {text}")
        if health in UNSOUND and not any(fault.startswith(f"{text} ") for fault in unsound):
            ill.append(f"{text} is {health}")
    lost = [
        f"the pass {journal.name} is not in the song (worktape recover)" for journal in unclaimed_journals(folder, song)
    ]
    if unsound or ill or lost:
        raise Refused(f"{song.name}: {'; '.join(unsound + ill + lost)}.")
    clips = sum(len(track.clips) for track in song.tracks)
    report(song_is_sound(song.name, len(song.tracks), clips))


def clean(path: Path, move: bool, report: Reporter) -> None:
    """Lists what neither the song nor an undo needs, or moves it to the trash in its folder."""
    with song_for_editing(path, "worktape clean") as opened:
        files = opened.unused_files()()
        size = sum(file.stat().st_size for file in files)
        for file in files:
            report(f"{file.relative_to(opened.folder.path).as_posix()}: {format_size(file.stat().st_size)}")
        if not files:
            report(uses_every_file(opened.song.name))
        elif not move:
            report(unused_files(len(files), size, TRASH))
        else:
            moved = move_to_trash(opened.folder, files)
            report(moved_files(len(moved), size, opened.folder.path / TRASH))


def collect(path: Path, target: Path, report: Reporter) -> None:
    """A whole copy elsewhere; Refused at the end where media of the song itself are missing or damaged."""
    folder = song_folder(path)
    song = read_song(folder)
    made = interrupt.run(SongCopy(folder, target))
    unsound = unsound_media(folder, song)
    if unsound:
        raise Refused(copied_incomplete(made, unsound))
    report(copied_whole(made, song.name))
