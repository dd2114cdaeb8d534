"""Are all the files there that the song plays?

Lives: any thread that may wait.
"""

from app.model.song import Song
from app.storage.folder import SongFolder


def missing_media(folder: SongFolder, song: Song) -> list[str]:
    """`audio/Vox-1.wav of Vox`: files of clips and frozen tracks that are not there or lead out of the song's folder,
    each once."""
    root = folder.path.resolve()
    missing: dict[str, str] = {}
    for track in song.tracks:
        names = [clip.file for clip in track.clips] + ([] if track.frozen is None else [track.frozen.file])
        for name in names:
            file = folder.path / name
            if name not in missing and not (file.is_file() and file.resolve().is_relative_to(root)):
                missing[name] = f"{name} of {track.name}"
    return list(missing.values())
