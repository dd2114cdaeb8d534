"""check, clean and collect: commands that look after a song's files.

Lives: command line, main thread.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from app.commands.songs import count, song_for_editing
from app.edits.edit import Refused
from app.model.song import Song
from app.storage.clean_up import TRASH, move_to_trash, unused_media
from app.storage.collect import copy_song, zip_song
from app.storage.folder import SongFolder, song_folder
from app.storage.health import take_health
from app.storage.history_file import read_history
from app.storage.media_check import missing_media
from app.storage.recovery import unclaimed_journals
from app.storage.song_store import read_song

Tell = Callable[[str], None]
_ILL = ("changed", "missing")


def check_song(path: Path, tell: Tell) -> None:
    """Reads the song, its files and every take; Refused with what is not as it was."""
    folder = song_folder(path)
    song = read_song(folder)
    missing = [f"{place} is missing" for place in missing_media(folder, song)]
    ill = []
    for track, file, health in _take_files(folder, song):
        tell(f"{health:12} {file} of {track}")
        if health in _ILL and f"{file} of {track} is missing" not in missing:
            ill.append(f"{file} of {track} is {health}")
    lost = [
        f"the pass {journal.name} is not in the song (worktape recover)" for journal in unclaimed_journals(folder, song)
    ]
    if missing or ill or lost:
        raise Refused(f"{song.name}: {'; '.join(missing + ill + lost)}.")
    clips = sum(len(track.clips) for track in song.tracks)
    tell(f"{song.name} is sound: {count(len(song.tracks), 'track')}, {count(clips, 'clip')}, every file there.")


def clean(path: Path, move: bool, tell: Tell) -> None:
    """Lists what neither the song nor an undo needs, or moves it to the trash in its folder."""
    with song_for_editing(path, "worktape clean") as opened:
        steps = [read() for _, read in read_history(opened.folder)]
        files = unused_media(opened.song, opened.folder, steps)
        size = sum(file.stat().st_size for file in files)
        for file in files:
            tell(f"{file.relative_to(opened.folder.path).as_posix()}: {_megabytes(file.stat().st_size)}")
        if not files:
            tell(f"{opened.song.name} uses every file in its folder.")
        elif not move:
            tell(f"{count(len(files), 'file')}, {_megabytes(size)}; --move moves them to {TRASH}/.")
        else:
            moved = move_to_trash(opened.folder, files)
            tell(f"{count(len(moved), 'file')}, {_megabytes(size)}, moved to {opened.folder.path / TRASH}.")


def collect(path: Path, target: Path, tell: Tell) -> None:
    """A whole copy elsewhere; Refused at the end where the song itself lacks files."""
    folder = song_folder(path)
    song = read_song(folder)
    made = zip_song(folder, target) if target.suffix == ".zip" else copy_song(folder, target)
    tell(f"{made} holds {song.name} with everything in its folder, read back and found the same.")
    missing = missing_media(folder, song)
    if missing:
        raise Refused(f"The song itself lacks {', '.join(missing)}; so does the copy.")


def _take_files(folder: SongFolder, song: Song) -> Iterator[tuple[str, str, str]]:
    """(track, file, health), each file once; of the rounds of a loop in one file, one with gaps counts."""
    told = set()
    for track in song.tracks:
        for take in sorted(track.takes, key=lambda take: not take.dropouts):
            if take.file not in told:
                told.add(take.file)
                yield track.name, take.file, take_health(folder.path, take)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
