"""Opening a song that its own engine still holds.

Lives: window, main thread; joining the engine on a worker.
"""

from pathlib import Path

from app.engine.handle import EngineHandle
from app.engine.ports import Controller
from app.messages.files import opened_to_read, song_open_elsewhere
from app.problems import LockHolder, SongBeingRecorded, SongLocked, SongProblem, SongUnwritable
from app.song.open_song import OpenSong
from app.storage.folder import song_folder
from audio_engine.client.process import engine_pid
from audio_engine.disk.song_lock import ENGINE_ALONE


def open_or_join(engine: EngineHandle, folder: Path, program: str, read_only: bool) -> OpenSong:
    """Open a song; the engine of a program that died and had it open hands it over, with the pass that it records.

    Such an engine holds the song's lock, or has not noticed yet that it is alone: then nobody holds it.
    On a drive or in a folder that takes no changes the song is opened for reading only, and says so.

    Raises:
        SongBeingRecorded: If there is such an engine, and nobody waits for engines here: see `open_joined`.
        SongLocked: If another program has it.
        SongProblem: If it cannot be opened.
        Refused: If the engine does not answer.
    """
    path = song_folder(folder).path
    try:
        opened = OpenSong.existing(folder, program, read_only)
    except SongUnwritable as problem:
        opened = OpenSong.existing(folder, program, read_only=True)
        opened.put_aside.append(opened_to_read(str(problem)))
        return opened
    except SongLocked as locked:
        pid = engine_pid(path)
        if pid == 0 or pid != locked.holder.pid:
            raise
    else:
        pid = 0 if read_only else engine_pid(path)
        if pid == 0:
            return opened
        opened.close(keep_autosave=True)
    if not engine.waits:
        raise SongBeingRecorded(song_open_elsewhere(path.name, ENGINE_ALONE), LockHolder(pid, ENGINE_ALONE))
    return open_joined(engine, folder, program, engine.joined(path))


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
