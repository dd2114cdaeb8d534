"""Opens any audio file that can be imported.

Lives: window, workers; command line.
"""

import stat
from pathlib import Path

from audio_engine.disk.audio_source import AudioSource, Unreadable
from audio_engine.disk.wav_file import open_wav


def open_audio(path: Path) -> AudioSource:
    """Open an audio file by its contents, whatever its suffix: WAV directly, everything else through FFmpeg.

    Raises:
        Unreadable: The file is not audio that can be read; the text says what is wrong.
        OSError: The file cannot be opened.
    """
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise Unreadable("is a folder that cannot be read")
    if not stat.S_ISREG(found.st_mode):  # reading a pipe would wait for whoever writes into it
        raise Unreadable("is a pipe or a device: save the sound into a file first")
    if found.st_size == 0:
        raise Unreadable("is empty")
    plain = open_wav(path)
    if plain is not None:
        return plain
    from audio_engine.disk.compressed import CompressedFile  # FFmpeg: a tenth of a second that a WAV does not need

    return CompressedFile(path)
