"""Opening a song that its own engine still holds.

Lives: window, main thread.
"""

from pathlib import Path

from app.engine.handle import EngineHandle
from app.messages.files import opened_to_read
from app.problems import SongLocked, SongProblem, SongUnwritable
from app.song.open_song import OpenSong
from app.storage.folder import song_folder
from audio_engine.client.process import engine_pid


def open_or_attach(engine: EngineHandle, folder: Path, program: str, read_only: bool) -> OpenSong:
    """Open a song; if only the engine of a program that died holds it, that engine hands it over with its pass.

    On a drive or in a folder that takes no changes it is opened for reading only, and says so.

    Raises:
        SongLocked: If another program has it.
        SongProblem: If it cannot be opened.
    """
    try:
        return OpenSong.existing(folder, program, read_only)
    except SongUnwritable as problem:
        opened = OpenSong.existing(folder, program, read_only=True)
        opened.put_aside.append(opened_to_read(str(problem)))
        return opened
    except SongLocked as locked:
        pid = engine_pid(song_folder(folder).path)
        if pid == 0 or pid != locked.holder.pid:
            raise
    engine.close()
    engine.attach(song_folder(folder).path)
    try:
        return OpenSong.existing(folder, program)
    except SongProblem:
        engine.detach()
        raise
