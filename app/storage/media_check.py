"""Checks that all files that a song plays exist, and that they are what was recorded.

Lives: any thread that may wait.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.model.arranging import every_form
from app.model.invariants import escapes_folder
from app.model.song import Song
from app.model.take import Take
from app.storage.folder import SongFolder
from app.storage.health import Health, take_health
from audio_engine.disk.open_files import UNREADABLE, media_facts
from audio_engine.disk.peaks import peak_file_extent, peak_path

UNSOUND: tuple[Health, ...] = ("changed", "missing")


class RecordedFile(NamedTuple):
    """A file that takes of a track were recorded into.

    Attributes:
        track: Name of the track.
        file: Path in the song folder.
        take: The take that says most about it.
    """

    track: str
    file: str
    take: Take

    def health(self, folder: SongFolder) -> Health:
        """State of the file, which is read as a whole."""
        return take_health(folder.path, self.take)


def take_files(song: Song) -> Iterator[RecordedFile]:
    """Each recorded file once; of several takes in one file, one with gaps is chosen."""
    listed = set()
    for track in song.tracks:
        for take in sorted(track.takes, key=lambda take: not take.dropouts):
            if take.file not in listed:
                listed.add(take.file)
                yield RecordedFile(track.name, take.file, take)


def missing_files(folder: SongFolder, song: Song) -> dict[str, str]:
    """Files of clips, originals of processed ones, and frozen tracks that are missing or outside of the song folder.

    Returns:
        Name of the track for each file. A subfolder may be a link to another drive.
    """
    return _missing(folder, _used(song))


def damaged_files(folder: SongFolder, song: Song) -> dict[str, str]:
    """Files that the song uses that are empty, no longer audio, too short, or of another format than they had.

    Returns:
        What is wrong with each file: `of Vox is cut off: 1.50 s of 3.00 s are there`.
    """
    return _damaged(folder, song, _used(song))


def unsound_media(folder: SongFolder, song: Song) -> list[str]:
    """All missing and damaged files, as parts of sentences: `audio/Vox-1.wav of Vox is missing`."""
    return _faults(folder, song, _used(song))


def unplayable_media(folder: SongFolder, song: Song) -> list[str]:
    """Those of `unsound_media` that are needed for its sound: neither of muted clips nor originals of processed ones."""
    return _faults(folder, song, _played(song))


def _faults(folder: SongFolder, song: Song, files: dict[str, str]) -> list[str]:
    missing = [f"{file} of {track} is missing" for file, track in _missing(folder, files).items()]
    return missing + [f"{file} {fault}" for file, fault in _damaged(folder, song, files).items()]


def _missing(folder: SongFolder, files: dict[str, str]) -> dict[str, str]:
    return {name: track for name, track in files.items() if escapes_folder(name) or not (folder.path / name).is_file()}


def _damaged(folder: SongFolder, song: Song, files: dict[str, str]) -> dict[str, str]:
    lengths, damaged = _lengths_known(song), dict[str, str]()
    for name, track in files.items():
        path = folder.path / name
        if not escapes_folder(name) and path.is_file() and (fault := _fault(path, song.rate_hz, lengths.get(name))):
            damaged[name] = f"of {track} {fault}"
    return damaged


def _played(song: Song) -> dict[str, str]:
    """Name of the track for each file that clips and frozen tracks play, muted clips apart."""
    played: dict[str, str] = {}
    for track in song.tracks:
        for name in [clip.file for clip in track.sounding_clips] + (
            [] if track.frozen is None else [track.frozen.file]
        ):
            played.setdefault(name, track.name)
    return played


def _used(song: Song) -> dict[str, str]:
    """The same with muted clips, and with the files that processed clips were made from."""
    used = _played(song)
    for track in (track for form in every_form(song) for track in form.tracks):
        for clip in track.clips:
            used.setdefault(clip.file, track.name)
            if clip.processing is not None:
                used.setdefault(clip.processing.file, track.name)
    for reference in song.brief.references:
        used.setdefault(reference.file, reference.title)
    return used


def fault_of(folder: SongFolder, song: Song, name: str) -> str:
    """What is wrong with a media file of the song: `is missing`; empty if nothing is."""
    if escapes_folder(name) or not (folder.path / name).is_file():
        return "is missing"
    return _fault(folder.path / name, song.rate_hz, _lengths_known(song).get(name))


def _lengths_known(song: Song) -> dict[str, int]:
    """Least length in frames of each file of a take or frozen track. Clips do not count: they may exceed their file."""
    least: dict[str, int] = {}
    for track in song.tracks:
        parts = [(take.file, take.file_start_frame + take.length_frames) for take in track.takes]
        if track.frozen is not None:
            parts.append((track.frozen.file, track.frozen.length_frames))
        for name, frames in parts:
            least[name] = max(least.get(name, 0), frames)
    return least


def _fault(path: Path, rate_hz: int, least_frames: int | None) -> str:
    try:
        if path.stat().st_size == 0:
            return "is empty"
        found = media_facts(path)
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    except UNREADABLE:
        return "is no longer audio"
    if found.length_frames == 0:
        return "has no audio in it"
    if found.rate_hz != rate_hz:
        return f"has a sample rate of {found.rate_hz} Hz, but the song has {rate_hz} Hz"
    try:  # as the medium was when its waveform was made
        channels, drawn_frames = peak_file_extent(peak_path(path))
    except (OSError, ValueError):
        channels, drawn_frames = found.channels, 0
    if channels != found.channels:
        return f"has {_channels(found.channels)} instead of {channels}"
    expected = drawn_frames if least_frames is None else least_frames
    if found.length_frames < expected:
        return f"is cut off: {found.length_frames / rate_hz:.2f} s of {expected / rate_hz:.2f} s are there"
    return "is cut off in the middle" if found.cut and expected == 0 else ""


def _channels(number: int) -> str:
    return "one channel" if number == 1 else f"{number} channels"
