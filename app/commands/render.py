"""bounce, stems, freeze, thaw and print: commands that render.

Lives: command line, main thread.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from app.commands.songs import refuse_unsaved, save, song_for_editing, track_called
from app.commands.sound import describe_takes, finish_printing
from app.edits.edit import Refused
from app.edits.freezing import thaw_track
from app.model.take import Take
from app.model.track import Track
from app.release.jobs import BounceOptions, Job, StemOptions
from app.studio import Studio
from app.units import seconds_to_frames
from audio_engine.formats import Depth

Tell = Callable[[str], None]
POLL_S = 0.02


def bounce(
    path: Path,
    file: Path,
    depth: str,
    rate_hz: int | None,
    from_s: float | None,
    to_s: float | None,
    overwrite: bool,
    tell: Tell,
) -> None:
    studio = open_for_rendering(path, "worktape bounce")
    try:
        rate = studio.song.rate_hz
        options = BounceOptions(
            path=file.expanduser().absolute(),
            depth=checked_depth(depth),
            rate_hz=rate_hz,
            from_frame=0 if from_s is None else seconds_to_frames(from_s, rate),
            to_frame=None if to_s is None else seconds_to_frames(to_s, rate),
            overwrite=overwrite,
        )
        finish(studio, studio.bounce(options), tell)
    finally:
        studio.close(keep_autosave=True)


def stems(path: Path, folder: Path, depth: str, rate_hz: int | None, overwrite: bool, tell: Tell) -> None:
    studio = open_for_rendering(path, "worktape stems")
    try:
        options = StemOptions(checked_depth(depth), rate_hz, overwrite)
        finish(studio, studio.stems(folder.expanduser().absolute(), options), tell)
    finally:
        studio.close(keep_autosave=True)


def freeze(path: Path, track_name: str, in_place: bool, tell: Tell) -> None:
    """Renders a track through its strip; it plays that until it is thawed, or for good with `in_place`."""
    studio = Studio(program="worktape freeze")
    studio.open_song(path)
    try:
        refuse_unsaved(studio.opened)
        track = track_called(studio.song, track_name)
        finish(studio, studio.bounce_in_place(track.id) if in_place else studio.freeze(track.id), tell)
    finally:
        studio.close(keep_autosave=True)


def print_take(path: Path, track_name: str, take_name: str, tell: Tell) -> None:
    """A dry take, the newest unless one is named, through what its track prints."""
    studio = Studio(program="worktape print")
    studio.open_song(path)
    try:
        refuse_unsaved(studio.opened)
        track = track_called(studio.song, track_name)
        before = studio.song
        studio.printer.print_take(track.id, _dry_take(track, take_name).id)
        finish_printing(studio, tell)
        if studio.song is before:
            raise Refused(" ".join(notice.sentence for notice in studio.notices) or "Cancelled; the take stays dry.")
        save(studio.opened, tell)
        for line in describe_takes(before, studio.song):
            tell(line)
    finally:
        studio.close(keep_autosave=True)


def _dry_take(track: Track, name: str) -> Take:
    dry = [take for take in track.takes if take.dry is None]
    for take in reversed(dry):
        if name.strip().casefold() in ("", take.name.casefold()):
            return take
    raise Refused(f"{track.name} has no dry take {name}; it has {', '.join(take.name for take in dry) or 'none'}.")


def thaw(path: Path, track_name: str, tell: Tell) -> None:
    with song_for_editing(path, "worktape thaw") as opened:
        track = track_called(opened.song, track_name)
        opened.history.perform(thaw_track(track.id))
        save(opened, tell)
    tell(f"{track.name} is thawed.")


def open_for_rendering(path: Path, program: str) -> Studio:
    """Rendering changes nothing but the note that it happened: a song open elsewhere is rendered as it was saved."""
    from app.storage.problems import SongLocked

    studio = Studio(program=program)
    try:
        studio.open_song(path)
    except SongLocked:
        studio.open_song(path, read_only=True)
    return studio


def finish(studio: Studio, job: Job, tell: Tell) -> None:
    """Waits for a job and tells how it went. Ctrl+C cancels it and leaves nothing behind."""
    try:
        while not job.finished:
            studio.poll()
            time.sleep(POLL_S)
    except KeyboardInterrupt:
        job.cancel()
        raise Refused("Cancelled; nothing was written.") from None
    studio.poll()
    if job.failed:
        raise Refused(job.sentence)
    if not studio.read_only and studio.is_modified and studio.unsaved is None:
        save(studio.opened, tell)
    tell(job.sentence)


def checked_depth(depth: str) -> Depth:
    for known in get_args(Depth):
        if known == depth.casefold():
            return known  # type: ignore[no-any-return]
    raise Refused(f"--depth is 16, 24 or 32f, not {depth}.")
