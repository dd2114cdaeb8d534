"""What is said of a bounce that is done: files, lengths, levels, and how stems add up.

Lives: any thread (pure).
"""

import math
from collections.abc import Sequence
from pathlib import Path

from app.messages.bounces import clipping, mix_written, stems_written
from app.messages.bounces import ranges_written as ranges_are_written
from app.text.values import format_clock, format_decibels
from app.units import MINUS_INFINITY_DB, frames_to_seconds, gain_to_db
from audio_engine.bounce.request import BounceRequest, BounceResult
from audio_engine.formats import WAV, format_of
from audio_engine.output_file import WrittenFile


def written(request: BounceRequest, result: BounceResult) -> str:
    """A finished bounce: `Song.wav: 01:14.000 at 48000 Hz, 24 bit WAV, peak -3.2 dBFS, -14.1 LUFS, -2.9 dBTP.`."""
    first = result.files[0]
    kind = format_of(first.path) or WAV
    length = format_clock(frames_to_seconds(first.length_frames, result.rate_hz))
    what = f"{length} at {result.rate_hz} Hz, {kind.quality(request.depth, request.kbits)} {kind.title}"
    if result.null_db is None:  # the mix
        over_db = _over_db(request, first)
        return mix_written(first.path, what, levels(first), clipping(over_db, _limited(request)) if over_db else "")
    clipped = [Path(file.path).name for file in result.files if _over_db(request, file)]
    return stems_written(len(result.files), Path(first.path).parent, what, null(result.null_db), clipped)


def ranges_written(requests: Sequence[BounceRequest], results: Sequence[BounceResult]) -> str:
    """Finished bounces of ranges: `3 files in /home/ana: 48000 Hz, 24 bit WAV.`."""
    files = [(request, file) for request, result in zip(requests, results, strict=True) for file in result.files]
    first = Path(files[0][1].path)
    kind = format_of(first.name) or WAV
    what = f"{results[0].rate_hz} Hz, {kind.quality(requests[0].depth, requests[0].kbits)} {kind.title}"
    return ranges_are_written(
        len(files), first.parent, what, [Path(file.path).name for request, file in files if _over_db(request, file)]
    )


def clips(request: BounceRequest, result: BounceResult) -> bool:
    """Whether a file clips."""
    return any(_over_db(request, file) > 0.0 for file in result.files)


def files(result: BounceResult) -> tuple[str, ...]:
    """A line for each file."""
    return tuple(f"{Path(file.path).name}: {levels(file)}" for file in result.files)


def levels(file: WrittenFile) -> str:
    """As measured in the file: `peak -3.2 dBFS, -14.1 LUFS, -2.9 dBTP`."""
    if file.peak == 0.0:
        return "silent"
    loudness = "too short for LUFS"
    if math.isfinite(file.loudness_lufs):
        loudness = format_decibels(file.loudness_lufs, "LUFS", signed=True)
    peak, true_peak = (
        format_decibels(gain_to_db(file.peak), "dBFS", signed=True),
        format_decibels(file.true_peak_db, "dBTP", signed=True),
    )
    return f"peak {peak}, {loudness}, {true_peak}"


def null(null_db: float) -> str:
    """How closely the sum of stems matches the mix."""
    return "by nothing at all" if null_db == MINUS_INFINITY_DB else f"by {null_db:.1f} dBFS at most"


def _over_db(request: BounceRequest, file: WrittenFile) -> float:
    """By how much it was louder than the file can hold, or plays louder than a converter can; 0 if it does not clip."""
    kind = format_of(file.path) or WAV
    over_db = gain_to_db(max(file.rendered_peak, file.peak if kind.lossy else 0.0))
    return 0.0 if over_db <= 0.0 or (not kind.lossy and request.depth == "32f") else over_db


def _limited(request: BounceRequest) -> bool:
    return any(bus.kind == "master" and bus.effect.get("limiter_on", 0.0) > 0.0 for bus in request.plan.buses)
