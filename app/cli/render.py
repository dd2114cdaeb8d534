"""Renders a song into files, and its tracks into audio that plays in their place.

Lives: command line, main thread.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli import interrupt
from app.cli.descriptions import describe_takes
from app.cli.opening import refuse_unsaved, save, song_for_editing, track_called
from app.cli.reporting import Reporter, tell_preparing
from app.cli.sound import finish_printing
from app.edits.freezing import thaw_track
from app.messages.bounces import writing
from app.messages.command_line import (
    PRINT_CANCELLED,
    RANGES_ALONE,
    no_depth,
    no_dry_take,
    not_a_depth,
    not_each,
    not_in_song,
    thawed,
)
from app.model.take import Take
from app.model.track import Track
from app.problems import Refused
from app.renders.jobs import BounceOptions, Job, StemOptions
from app.renders.length import TAIL_LIMIT_S
from app.renders.stem_list import CONTENTS, counted, stems_of
from app.session.session import Session
from app.units import DAY_S, seconds_to_frames
from audio_engine.formats import DEFAULT_DEPTH, DEPTHS, Depth, format_of


@dataclass(frozen=True, slots=True)
class TypedOptions:
    """The options that bounce and stems share, as typed: times in seconds, None if not given."""

    depth: str | None
    rate_hz: int | None
    from_s: float | None
    to_s: float | None
    tail_s: float | None
    seamless: bool
    overwrite: bool

    def render_options(self, rate_hz: int, default_depth: Depth) -> dict[str, Any]:
        """The fields of RenderOptions for a song at `rate_hz`. Raises Refused."""
        for name, seconds in (("--from", self.from_s), ("--to", self.to_s)):
            if seconds is not None and not 0.0 <= seconds <= DAY_S:
                raise Refused(not_in_song(name, seconds))
        return {
            "depth": checked_depth(self.depth or default_depth),
            "rate_hz": self.rate_hz,
            "from_frame": 0 if self.from_s is None else seconds_to_frames(self.from_s, rate_hz),
            "to_frame": None if self.to_s is None else seconds_to_frames(self.to_s, rate_hz),
            "tail_limit_s": TAIL_LIMIT_S if self.tail_s is None else self.tail_s,
            "seamless": self.seamless,
            "overwrite": self.overwrite,
        }


def bounce(path: Path, file: Path, kbits: int | None, ranges: bool, typed: TypedOptions, report: Reporter) -> None:
    """Bounce the mix to a file, or with `ranges` each range marker to one."""
    if ranges and (typed.from_s is not None or typed.to_s is not None):
        raise Refused(RANGES_ALONE)
    kind = format_of(file.name)
    if kind is not None and kind.lossy and typed.depth is not None:
        raise Refused(no_depth(kind.title))
    session = open_for_rendering(path, "worktape bounce")
    try:
        shared = typed.render_options(session.document.song.rate_hz, DEFAULT_DEPTH)
        options = BounceOptions(path=file.expanduser().absolute(), kbits=kbits or 0, **shared)
        renders = session.renders
        finish(session, renders.bounce_ranges(options) if ranges else renders.bounce(options), report)
    finally:
        session.close(keep_autosave=True)


def stems(path: Path, folder: Path, each: str, suffix: str, typed: TypedOptions, report: Reporter) -> None:
    """Bounce stems to a folder."""
    kind = format_of(f".{suffix.lstrip('.')}")
    contents = next((known for known in CONTENTS if known == each.casefold()), None)
    if contents is None:
        raise Refused(not_each(CONTENTS, each))
    session = open_for_rendering(path, "worktape stems")
    try:
        shared = typed.render_options(
            session.document.song.rate_hz, kind.depths[0] if kind and kind.depths else DEFAULT_DEPTH
        )
        options = StemOptions(contents=contents, suffix=f".{suffix.lstrip('.')}", **shared)
        job = session.renders.stems(folder.expanduser().absolute(), options)
        report(writing(counted(stems_of(session.document.song, contents))))
        finish(session, job, report)
    finally:
        session.close(keep_autosave=True)


def freeze(path: Path, track_name: str, in_place: bool, report: Reporter) -> None:
    """Renders a track through its strip; it plays that until it is thawed, or for good with `in_place`."""
    session = Session(program="worktape freeze")
    session.open_song(path)
    try:
        refuse_unsaved(session.document.opened)
        track = track_called(session.document.song, track_name)
        finish(
            session, session.renders.bounce_in_place(track.id) if in_place else session.renders.freeze(track.id), report
        )
    finally:
        session.close(keep_autosave=True)


def print_take(path: Path, track_name: str, take_name: str, report: Reporter) -> None:
    """A dry take, the newest unless one is named, through what its track prints."""
    session = Session(program="worktape print")
    session.open_song(path)
    try:
        refuse_unsaved(session.document.opened)
        track = track_called(session.document.song, track_name)
        before = session.document.song
        session.print_queue.print_take(track.id, _dry_take(track, take_name).id)
        finish_printing(session, report)
        if session.document.song is before:
            if interrupt.requested():
                raise interrupt.Interrupted(PRINT_CANCELLED)
            raise Refused(" ".join(notice.sentence for notice in session.board.notices) or PRINT_CANCELLED)
        save(session.document.opened, report)
        for line in describe_takes(before, session.document.song):
            report(line)
    finally:
        session.close(keep_autosave=True)


def _dry_take(track: Track, name: str) -> Take:
    dry = [take for take in track.takes if take.dry is None]
    for take in reversed(dry):
        if name.strip().casefold() in ("", take.name.casefold()):
            return take
    raise Refused(no_dry_take(track.name, name, [take.name for take in dry]))


def thaw(path: Path, track_name: str, report: Reporter) -> None:
    """Thaw a track and save the song."""
    with song_for_editing(path, "worktape thaw") as opened:
        track = track_called(opened.song, track_name)
        opened.history.perform(thaw_track(track.id))
        save(opened, report)
    report(thawed(track.name))


def open_for_rendering(path: Path, program: str) -> Session:
    """Open a song for rendering, which changes nothing but the record that it was bounced.

    A song that is open elsewhere, or on a read-only drive, is rendered as it was saved.
    """
    from app.problems import SongLocked, SongUnwritable

    session = Session(program=program)
    try:
        session.open_song(path)
    except (SongLocked, SongUnwritable):
        session.open_song(path, read_only=True)
    return session


def finish(session: Session, job: Job, report: Reporter) -> None:
    """Wait for a job and tell how it went. Ctrl+C cancels it and leaves nothing behind.

    Raises:
        Interrupted: It was cancelled. If Ctrl+C came too late for that, it is told like any other.
        Refused: It failed.
    """
    tell_preparing()
    interrupt.follow(job, session.poll)
    if job.cancelled:
        raise interrupt.Interrupted(job.sentence)
    if job.failed:
        raise Refused(job.sentence)
    if not session.document.read_only and session.document.is_modified and session.document.autosave.unsaved is None:
        save(session.document.opened, report)
    report(job.sentence)
    for line in job.lines:
        report(f"  {line}")


def checked_depth(depth: str) -> Depth:
    """The depth called `depth`. Raises Refused."""
    for known in DEPTHS:
        if known == depth.casefold():
            return known
    raise Refused(not_a_depth(depth))
