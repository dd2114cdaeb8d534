"""Imports audio files: decodes, resamples to the song's rate, writes 32-bit float WAV with peaks.

Lives: window, workers; command line.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soxr

from audio_engine.disk import wav
from audio_engine.disk.audio_file_types import NAMED_TYPES
from audio_engine.disk.audio_source import AudioSource, NoAudio, Samples, Unreadable, in_blocks
from audio_engine.disk.decoding import open_audio
from audio_engine.disk.new_media import NewMedia
from audio_engine.disk.os_errors import printable
from audio_engine.disk.peaks import peak_path
from audio_engine.disk.sample_repair import Repair, all_samples_valid, plan_repair

_BLOCK_FRAMES = 65536
_LEAST_BLOCK_FRAMES = 256
MOST_CHANNELS = 64
Progress = Callable[[float], bool]


class ImportProblem(Exception):
    """A file that cannot be imported; the text names the file and what to do.

    Attributes:
        log: Messages of the decoder.
    """

    def __init__(self, sentence: str, log: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.log = tuple(log)


class NotAudio(ImportProblem):
    """The file holds no audio of a type that can be read."""


class FoundAudio(NamedTuple):
    """Properties of an audio file, found without reading it through.

    Attributes:
        channels: Number of channels.
        rate_hz: Sample rate.
        time_stamp_s: Seconds from midnight to its first sample; None if its recorder stored no time.
    """

    channels: int
    rate_hz: int
    time_stamp_s: float | None


class ImportedFile(NamedTuple):
    """A file that an import wrote."""

    path: Path
    channels: int
    length_frames: int


class Imported(NamedTuple):
    """Result of an import.

    Attributes:
        files: One file, or one for each channel.
        notes: Sentences about what was damaged or repaired.
        log: Messages of the decoder.
    """

    files: tuple[ImportedFile, ...]
    notes: tuple[str, ...]
    log: tuple[str, ...]


class _InvalidSamples(Exception):
    """The file has invalid samples: read it again, with a repair."""


def inspect_audio(source: Path) -> FoundAudio:
    """Find out what an audio file holds.

    Raises:
        ImportProblem: It is not audio that can be read.
    """
    opened = _opened(source)
    try:
        if opened.channels > MOST_CHANNELS:
            raise _problem(source, _too_many(opened.channels))
        stamp = opened.time_stamp_frames
        return FoundAudio(opened.channels, opened.rate_hz, None if stamp is None else stamp / opened.rate_hz)
    finally:
        opened.close()


def import_file(source: Path, targets: Sequence[Path], rate_hz: int, progress: Progress | None = None) -> Imported:
    """Write `source` at `rate_hz` to one target, or each of its channels to a target of its own.

    Args:
        source: Any file that `open_audio` reads.
        targets: One path, or as many as the file has channels; none may exist.
        rate_hz: The song's rate.
        progress: Called with 0 to 1; returning False cancels.

    Raises:
        ImportProblem: The file cannot be imported, or was cancelled. Nothing is left behind.
    """
    for target in targets:
        if target.exists():
            raise ImportProblem(f"{target.name} exists already and is not overwritten.")
    opened = _opened(source)
    try:
        try:
            made = _copy(opened, targets, rate_hz, progress, None)
        except _InvalidSamples:
            opened.close()
            opened = _opened(source)
            repair = plan_repair(opened.pieces())
            opened.close()
            opened = _opened(source)
            made = _copy(opened, targets, rate_hz, progress, repair)
    except (Unreadable, OSError) as error:
        raise _problem(source, error) from error
    finally:
        opened.close()
    name = printable(source.name)
    return made._replace(notes=tuple(f"{name} {note}." for note in made.notes))


def _opened(source: Path) -> AudioSource:
    try:
        return open_audio(source)
    except (Unreadable, OSError) as error:
        raise _problem(source, error) from error


def _problem(source: Path, error: Unreadable | OSError) -> ImportProblem:
    name = printable(source.name)
    if isinstance(error, FileNotFoundError):
        return ImportProblem(f"{printable(str(source))} was not found.")
    if isinstance(error, OSError):
        return ImportProblem(f"{name} could not be imported: {error.strerror or error}.")
    if isinstance(error, NoAudio):
        kinds = f"{', '.join(NAMED_TYPES[:-1])} or {NAMED_TYPES[-1]}"
        return NotAudio(f"{name} {error} that can be read ({kinds}): save it as WAV and import that.", error.log)
    return ImportProblem(f"{name} {error}.", error.log)


def _too_many(channels: int) -> Unreadable:
    return Unreadable(f"has {channels} channels; at most {MOST_CHANNELS} of one file can be imported")


def _copy(
    opened: AudioSource, targets: Sequence[Path], rate_hz: int, progress: Progress | None, repair: Repair | None
) -> Imported:
    channels, apart = opened.channels, len(targets) > 1
    if channels > MOST_CHANNELS:
        raise _too_many(channels)
    if len(targets) != channels if apart else channels > 2:
        raise Unreadable(f"has {channels} channels: import it with one mono track for each channel (--split)")
    kind = wav.WavFormat(rate_hz, 1 if apart else channels, 4)
    made: list[NewMedia] = []
    files: list[ImportedFile] = []
    try:
        for path in targets:
            made.append(NewMedia(path, kind))
        for block in _converted(opened, rate_hz, repair):
            for number, target in enumerate(made):
                target.write(block[:, number : number + 1] if apart else block)
            if progress and not progress(opened.share):
                raise ImportProblem("The import was cancelled.")
        if made[0].frames == 0:
            raise Unreadable("holds no audio")
        for target in made:
            target.finish()
        for target in made:
            target.publish()
            files.append(ImportedFile(target.path, kind.channels, target.frames))
    except BaseException:
        for target in made:
            target.abandon()
        remove(files)
        raise
    notes = (*opened.notes, *(repair.notes if repair is not None else ()))
    return Imported(tuple(files), notes, tuple(opened.log))


def remove(files: Iterable[ImportedFile]) -> None:
    """Delete imported files and their peaks, for an import that no song uses."""
    for file in files:
        for path in (file.path, peak_path(file.path)):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _converted(opened: AudioSource, rate_hz: int, repair: Repair | None) -> Iterator[Samples]:
    """Blocks at the song's rate. Raises _InvalidSamples if there is no repair and the file needs one."""
    same = opened.rate_hz == rate_hz
    stream = None if same else soxr.ResampleStream(opened.rate_hz, rate_hz, opened.channels, "float32", "VHQ")
    frames = min(_BLOCK_FRAMES, max(_LEAST_BLOCK_FRAMES, _BLOCK_FRAMES * opened.rate_hz // rate_hz))
    for block in in_blocks(opened.pieces(), frames):
        if repair is not None:
            block = repair.apply(block)
        elif not all_samples_valid(block):
            raise _InvalidSamples
        if stream is None:
            yield block
        else:
            yield stream.resample_chunk(np.ascontiguousarray(block), False).reshape(-1, opened.channels)
    if stream is not None:
        rest = np.zeros((0, opened.channels), np.float32)
        yield stream.resample_chunk(rest, True).reshape(-1, opened.channels)
