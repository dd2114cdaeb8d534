"""Are all the files there that the song plays?

Lives: any thread that may wait.
"""

from app.model.song import Song
from app.storage.folder import SongFolder


def missing_media(folder: SongFolder, song: Song) -> list[str]:
    """`audio/Vox-1.wav of Vox`: files of clips that are not there or lead out of the song's folder, each once."""
    root = folder.path.resolve()
    missing: dict[str, str] = {}
    for track in song.tracks:
        for clip in track.clips:
            file = folder.path / clip.file
            if clip.file not in missing and not (file.is_file() and file.resolve().is_relative_to(root)):
                missing[clip.file] = f"{clip.file} of {track.name}"
    return list(missing.values())
