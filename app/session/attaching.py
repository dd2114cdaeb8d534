"""Opening a song that its own engine still holds.

Lives: window, main thread.
"""

from pathlib import Path

from app.engine.link import EngineLink
from app.problems import SongLocked, SongProblem, SongUnwritable
from app.song.open_song import OpenSong
from app.storage.folder import song_folder
from audio_engine.client.process import engine_pid


def open_or_attach(link: EngineLink, folder: Path, program: str, read_only: bool) -> OpenSong:
    """The song; where only the engine of a program that died holds it, the engine hands it over with its pass. On a drive
    or in a folder that takes no changes it is opened for reading only, and says so.

    SongProblem where it cannot be opened, SongLocked where another program has it.
    """
    try:
        return OpenSong.existing(folder, program, read_only)
    except SongUnwritable as problem:
        opened = OpenSong.existing(folder, program, read_only=True)
        opened.put_aside.append(f"{problem} It is open for reading only: save a copy elsewhere to change it.")
        return opened
    except SongLocked as locked:
        engine = engine_pid(song_folder(folder).path)
        if engine == 0 or engine != locked.holder.pid:
            raise
    link.close()
    link.start(song_folder(folder).path)
    try:
        return OpenSong.existing(folder, program)
    except SongProblem:
        link.detach()
        raise
