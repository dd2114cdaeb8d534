"""Finds passes in the song folder that are not in the song: what a crash left behind.

A pass is claimed by a song that holds its takes, or by `passes/ID.done`, which is written when a song that has the pass
is saved: takes that were undone on purpose are not offered again. `passes/ID.autosaved` says so of an autosave.

Lives: window, main thread, when a song is opened.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from app.edits.takes import add_takes
from app.messages.files import pass_not_read, pass_not_restored, recordings_missing
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from app.storage.folder import SongFolder
from app.storage.media_pool import files_of
from audio_engine.disk.journal import Pass, Rolled, read_lines
from audio_engine.protocol import PassResult

AUTOSAVED = ".autosaved"


def claimed_passes(song: Song) -> set[str]:
    """Ids of the passes whose takes the song holds."""
    return {take.pass_id for track in song.tracks for take in (*track.takes, *track.discarded)}


def unclaimed_journals(folder: SongFolder, song: Song) -> list[Path]:
    """Journals of unclaimed passes, the oldest first."""
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
    """Read back the passes that a crash left.

    A pass that ended before the transport rolled, or before its punch, holds no take and is not offered.

    Args:
        folder: The song folder.
        song: The song as opened.
        running: Ids of passes that an engine is recording now; they are skipped.

    Returns:
        (passes, sentences about journals that cannot be used).
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
            sentences.append(pass_not_read(journal.name, problem))
            continue
        if result.rounds and any(file.length_frames > 0 for file in result.files):
            if unsound := _problem_with(result, folder, song):
                sentences.append(pass_not_restored(journal.name, unsound))
            else:
                found.append(result)
        elif lacking := _lacking_audio(folder, journal):
            sentences.append(recordings_missing(lacking))
        else:
            mark_claimed(folder, [result.pass_id])
    return found, sentences


def _problem_with(result: PassResult, folder: SongFolder, song: Song) -> str:
    """What would be wrong with the song if it held these takes; empty if nothing is.

    A damaged journal must never make a song that does not open again.
    """
    try:
        return next(iter(check(add_takes(result, folder.path).apply(song))), "")
    except EditRefused as refusal:
        return str(refusal).rstrip(".")


def _media_names(song: Song) -> set[str]:
    """Names of all files that the song mentions."""
    return {Path(file).name for file in files_of(song)}


def _lacking_audio(folder: SongFolder, journal: Path) -> list[str]:
    """Missing files of a pass that recorded something: they may come back, from a backup or another drive."""
    lines = read_lines(journal)
    if not any(isinstance(line, Rolled) for line in lines):
        return []
    names = [Path(file.path).name for line in lines if isinstance(line, Pass) for file in line.request.files]
    return [name for name in names if not os.path.isfile(folder.audio / name)]  # also of a name that can be no file's


def mark_claimed(folder: SongFolder, pass_ids: Iterable[str]) -> None:
    """Mark passes as known to a saved song. If that cannot be written, they may be offered once more."""
    for pass_id in pass_ids:
        journal = folder.passes / f"{pass_id}.jsonl"
        with contextlib.suppress(OSError):  # the song itself is saved: nothing is lost by it
            if journal.exists():
                journal.with_suffix(".done").touch()


def mark_autosaved(folder: SongFolder, pass_ids: Iterable[str]) -> None:
    """Mark passes that an autosave holds: one that a later autosave lacks was undone on purpose."""
    for pass_id in pass_ids:
        with contextlib.suppress(OSError):  # it may be offered although it was undone
            if (folder.passes / f"{pass_id}.jsonl").exists():
                (folder.passes / f"{pass_id}{AUTOSAVED}").touch()


def passes_of_autosave(folder: SongFolder, autosaved: Song) -> set[str]:
    """Ids of the passes that the autosave brings back, and of those that were undone before it was written."""
    known = claimed_passes(autosaved)
    with contextlib.suppress(OSError):
        written_ns = folder.autosave_file.stat().st_mtime_ns
        known |= {mark.stem for mark in folder.passes.glob(f"*{AUTOSAVED}") if mark.stat().st_mtime_ns < written_ns}
    return known


def offer_again(folder: SongFolder, since_s: float) -> None:
    """Unclaim passes recorded since an earlier version of the song was saved, because it cannot hold them.

    Args:
        folder: The song folder.
        since_s: When that version was written, in seconds since the epoch.
    """
    for marker in folder.passes.glob("*.done"):
        with contextlib.suppress(OSError):  # without its journal it hides nothing
            if marker.with_suffix(".jsonl").stat().st_mtime >= since_s:
                marker.unlink()
