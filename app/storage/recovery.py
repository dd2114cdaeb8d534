"""Passes that lie in the song folder and are not in the song: what a crash left behind.

A pass is claimed by the song that holds its takes, or by `passes/ID.done`, which is written when a song that had the
pass is saved: takes undone on purpose are not offered again.

Lives: window, main thread, when a song is opened.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from app.edits.takes import add_takes
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from app.storage.folder import SongFolder
from audio_engine.disk.journal import Pass, Rolled, read_lines
from audio_engine.protocol import PassResult


def claimed_passes(song: Song) -> set[str]:
    return {take.pass_id for track in song.tracks for take in (*track.takes, *track.discarded)}


def unclaimed_journals(folder: SongFolder, song: Song) -> list[Path]:
    """Journals of passes that nobody claimed, the oldest first."""
    if not folder.passes.is_dir():
        return []
    claimed = claimed_passes(song)
    journals = [
        journal
        for journal in folder.passes.glob("*.jsonl")
        if journal.stem not in claimed and not journal.with_suffix(".done").exists()
    ]
    return sorted(journals, key=lambda journal: (journal.stat().st_mtime_ns, journal.name))


def find_unclaimed_passes(
    folder: SongFolder, song: Song, running: Iterable[str] = ()
) -> tuple[list[PassResult], list[str]]:
    """(passes read back from journal and bytes, sentences about journals that say nothing usable).

    `running` names passes that an engine records right now: they are left alone. A pass that ended before its tape rolled,
    or before its punch, holds no take: it is not offered, and `clean` may have its files.
    """
    from audio_engine.disk.recovery import read_back

    left_alone, in_use = set(running), _media_names(song)
    found: list[PassResult] = []
    sentences: list[str] = []
    for journal in unclaimed_journals(folder, song):
        if journal.stem in left_alone:
            continue
        try:
            result = read_back(journal, in_use)
        except Exception as problem:  # whatever a damaged journal holds, opening the song must go on
            sentences.append(f"The pass {journal.name} could not be read back: {problem}")
            continue
        if result.rounds and any(file.length_frames > 0 for file in result.files):
            if unsound := _problem_with(result, folder, song):
                sentences.append(f"The pass {journal.name} cannot be put back: {unsound}. Its files stay in audio/.")
            else:
                found.append(result)
        elif lacking := _lacking_audio(folder, journal):
            sentences.append(
                f"The recordings {', '.join(lacking)} of a pass that was cut short are missing from audio/."
            )
        else:
            mark_claimed(folder, [result.pass_id])
    return found, sentences


def _problem_with(result: PassResult, folder: SongFolder, song: Song) -> str:
    """What a damaged journal would make of the song: what is not sound is never put into it, or it would not open again."""
    try:
        return next(iter(check(add_takes(result, folder.path).apply(song))), "")
    except EditRefused as refusal:
        return str(refusal).rstrip(".")


def _media_names(song: Song) -> set[str]:
    """Of every take and clip, by the name in audio/."""
    clips = {
        clip.file for track in song.tracks for clips in (track.clips, *(c.clips for c in track.comps)) for clip in clips
    }
    takes = {take.file for track in song.tracks for take in (*track.takes, *track.discarded)}
    return {Path(file).name for file in clips | takes}


def _lacking_audio(folder: SongFolder, journal: Path) -> list[str]:
    """Files of a pass whose tape rolled that are not there: they may come back, from a backup or another drive."""
    lines = read_lines(journal)
    if not any(isinstance(line, Rolled) for line in lines):
        return []
    names = [Path(file.path).name for line in lines if isinstance(line, Pass) for file in line.request.files]
    return [name for name in names if not os.path.isfile(folder.audio / name)]  # also of a name that can be no file's


def mark_claimed(folder: SongFolder, pass_ids: Iterable[str]) -> None:
    """Notes that a saved song knew these passes. Where that cannot be written, passes may be offered once more."""
    for pass_id in pass_ids:
        journal = folder.passes / f"{pass_id}.jsonl"
        with contextlib.suppress(OSError):  # the song itself is saved: nothing is lost by it
            if journal.exists():
                journal.with_suffix(".done").touch()


def offer_again(folder: SongFolder, since_s: float) -> None:
    """Passes recorded since then, which an earlier version of the song cannot hold, are unclaimed again.

    Args:
        folder: The song's.
        since_s: When that version was written, in seconds since the epoch.
    """
    for marker in folder.passes.glob("*.done"):
        with contextlib.suppress(OSError):  # without its journal it hides nothing
            if marker.with_suffix(".jsonl").stat().st_mtime >= since_s:
                marker.unlink()
