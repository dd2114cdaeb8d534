"""Opening a song that its own engine still holds.

Lives: window, main thread; joining the engine on a worker.
"""

from pathlib import Path

from app.engine.handle import EngineHandle
from app.engine.ports import Controller
from app.messages.files import opened_to_read
from app.problems import SongBeingRecorded, SongLocked, SongProblem, SongUnwritable
from app.song.open_song import OpenSong
from app.storage.folder import song_folder
from audio_engine.client.process import engine_pid


def open_or_join(engine: EngineHandle, folder: Path, program: str, read_only: bool) -> OpenSong:
    """Open a song; if only the engine of a program that died holds it, that engine hands it over with its pass.

    On a drive or in a folder that takes no changes it is opened for reading only, and says so.

    Raises:
        SongBeingRecorded: If such an engine holds it, and nobody waits for engines here: see `open_joined`.
        SongLocked: If another program has it.
        SongProblem: If it cannot be opened.
        Refused: If the engine does not answer.
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
        if not engine.waits:
            raise SongBeingRecorded(str(locked), locked.holder) from None
    return open_joined(engine, folder, program, engine.joined(song_folder(folder).path))


def open_joined(engine: EngineHandle, folder: Path, program: str, joined: Controller) -> OpenSong:
    """Open a song whose engine was joined, which is the engine from now on; if it cannot be opened, the one before stays.

    Raises:
        SongProblem: If it cannot be opened.
    """
    try:
        opened = OpenSong.existing(folder, program)
    except SongProblem:
        joined.detach()
        raise
    engine.close()
    engine.adopt(joined)
    return opened
