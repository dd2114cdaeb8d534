"""Bring an audio file into a song: decoded, resampled to the song's rate, written as 32-bit float WAV with its peaks.

Lives: window, workers; command line.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
import soxr

from audio_engine.disk import wav
from audio_engine.disk.peaks import PeakWriter, peak_path
from audio_engine.disk.refusal import readable

_BLOCK_FRAMES = 65536


class ImportProblem(Exception):
    """One sentence that names the file and the remedy."""


class ImportedFile(NamedTuple):
    path: Path
    channels: int
    length_frames: int


def import_file(
    source: Path, target: Path, rate_hz: int, progress: Callable[[float], bool] | None = None
) -> ImportedFile:
    """Write `source` to `target` (which must not exist) at `rate_hz`; `progress` gets 0..1, False cancels.

    Raises ImportProblem; nothing is left behind then.
    """
    if target.exists():
        raise ImportProblem(f"{target.name} is there already and is not overwritten.")
    try:
        with soundfile.SoundFile(source) as opened:
            return _copy(opened, source, target, rate_hz, progress)
    except UnicodeEncodeError as error:  # bytes that are no characters
        name = readable(source.name)
        raise ImportProblem(f"{name} has letters that are no text (shown as ?): rename that file first.") from error
    except (soundfile.LibsndfileError, RuntimeError) as error:
        if not source.exists():
            raise ImportProblem(f"{source} was not found.") from error
        raise ImportProblem(f"{source.name} is not audio that can be read (WAV, FLAC, AIFF, Ogg or MP3).") from error
    except OSError as error:
        raise ImportProblem(f"{source.name} could not be imported: {error.strerror or error}.") from error


def _copy(
    opened: soundfile.SoundFile, source: Path, target: Path, rate_hz: int, progress: Callable[[float], bool] | None
) -> ImportedFile:
    if opened.channels > 2:
        raise ImportProblem(f"{source.name} has {opened.channels} channels; split it into mono or stereo files first.")
    if opened.frames <= 0:
        raise ImportProblem(f"{source.name} holds no audio.")
    kind = wav.WavFormat(rate_hz, opened.channels, 4)
    partial = target.with_name(target.name + ".partial")
    peaks_partial = peak_path(target).with_suffix(".partial")
    same = opened.samplerate == rate_hz
    stream = None if same else soxr.ResampleStream(opened.samplerate, rate_hz, opened.channels, "float32", "VHQ")
    frames, read = 0, 0
    peaks = PeakWriter(peaks_partial, opened.channels)
    try:
        with open(partial, "wb") as file:
            file.write(wav.header(kind, 0))
            while True:
                block = opened.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)
                read += len(block)
                last = len(block) < _BLOCK_FRAMES
                if stream is not None:
                    block = stream.resample_chunk(np.ascontiguousarray(block), last)
                    block = block.reshape(-1, opened.channels)
                file.write(wav.to_bytes(block, 4))
                peaks.add(block)
                frames += len(block)
                if progress and not progress(read / opened.frames):
                    raise ImportProblem("The import was cancelled.")
                if last:
                    break
            file.flush()
            wav.write_sizes(file.fileno(), kind, frames)
            os.fsync(file.fileno())
        peaks.close()
        os.replace(peaks_partial, peak_path(target))
        os.replace(partial, target)
    except BaseException:
        with suppress(OSError):
            peaks.close()
        partial.unlink(missing_ok=True)
        peaks_partial.unlink(missing_ok=True)
        raise
    return ImportedFile(target, opened.channels, frames)
