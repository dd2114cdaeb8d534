"""Bounce and stem jobs: what to render, and how far it is.

Lives: window and command line, main thread; the rendering runs in a process of its own, which a job's `run` waits for.
"""

import contextlib
import os
import queue
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.engine.plan_builder import build_plan, build_timelines, without_listening
from app.engine.slots import SlotAllocator
from app.messages.bounces import (
    CANCELLED,
    RANGE_BEFORE_SONG,
    RANGE_EMPTY,
    audio_unreadable,
    bounce_not_started,
    disk_full,
    file_exists,
    is_a_file,
    is_a_folder,
    list_not_written,
    name_too_long,
    no_bit_rate,
    no_such_bit_rate,
    no_such_depth,
    nothing_audible,
    nothing_to_bounce,
    range_too_long,
    rate_not_allowed,
    rate_out_of_range,
    song_lacks_audio,
    stems_are_lossless,
    stems_exist,
    tail_out_of_range,
    unknown_format,
)
from app.messages.files import holds_recordings
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.problems import Refused
from app.renders import descriptions
from app.renders.length import TAIL_LIMIT_S, TAIL_LIMITS_S, Span, part, whole
from app.renders.manifest import write_manifest
from app.renders.stem_list import Contents, Stem, stems_of
from app.song.open_song import OpenSong
from app.storage.folder import refuse_recordings, safe_stem
from app.storage.media_check import unplayable_media
from app.tasks import Task
from app.units import DAY_S, seconds_to_frames
from audio_engine.bounce import job
from audio_engine.bounce.job import BounceJob
from audio_engine.bounce.request import BounceProblem, BounceRequest, BounceResult
from audio_engine.formats import DEFAULT_DEPTH, SAMPLE_BYTES, WAV, Depth, Tags, lossless_formats, suffixes
from audio_engine.formats import DEPTHS as DEPTHS
from audio_engine.formats import FORMATS as FORMATS
from audio_engine.formats import Format as Format
from audio_engine.formats import format_of as format_of
from audio_engine.output_file import OutputFile, partial_path
from audio_engine.program import program_name

RATES_HZ = (8000, 192000)
LONGEST_NAME_BYTES = 255  # of a file, on every system that we know
MANIFEST = "stems.json"


@dataclass(frozen=True, kw_only=True)
class RenderOptions:
    """What every render has in common.

    Attributes:
        depth: Of a lossless format.
        rate_hz: Another sample rate than the song's.
        from_frame: Counted from the song's start.
        to_frame: Exclusive; None: the end of what is heard, with a tail of at most `tail_limit_s`.
        tail_limit_s: How long effects may ring on, in seconds.
        seamless: Leave out the fades of a few ms where `from_frame` and `to_frame` cut sound off.
        overwrite: Replace files that exist.
    """

    depth: Depth = DEFAULT_DEPTH
    rate_hz: int | None = None
    from_frame: int = 0
    to_frame: int | None = None
    tail_limit_s: float = TAIL_LIMIT_S
    seamless: bool = False
    overwrite: bool = False


@dataclass(frozen=True)
class BounceOptions(RenderOptions):
    """The mix in one file.

    Attributes:
        path: Its ending says the format.
        kbits: Bit rate of a lossy format in kbit/s; 0: the usual one.
    """

    path: Path
    kbits: int = 0


@dataclass(frozen=True)
class StemOptions(RenderOptions):
    """A file for each track or group. All begin together and have the same length.

    Attributes:
        contents: What gets a file.
        suffix: That of a lossless format.
    """

    contents: Contents = "track"
    suffix: str = WAV.suffix
    depth: Depth = field(default="32f", kw_only=True)


class Job(Task[BounceResult]):
    """A bounce, stems or a freeze. `sentence` says what was written, or what is wrong, once it is `finished`.

    Attributes:
        finished: Whether its end was noted, in `poll` or `settle`.
        failed: Whether something is wrong.
        clips: Whether a file that is written clips, which `sentence` says.
        cancelled: Whether `cancel` was called; False again if that came too late and the files are written.
        watched: Whether an open dialog shows how it ends, so that no notice says it again.
        result: What was written; None until then.
    """

    def __init__(self, request: BounceRequest, song: Song, manifest: Path | None = None, sentence: str = "") -> None:
        """Start the process, or raise Refused.

        Args:
            request: What to render.
            song: What it was made of.
            manifest: The list of stems to write.
            sentence: What to say at its end instead of what was written.
        """
        self.finished = self.failed = self.clips = False
        self.sentence = ""
        self.watched = False
        self.result: BounceResult | None = None
        self._request = request
        self._song = song
        self._manifest = manifest
        self._new_folders = _missing_folders(request)
        self._bounce = start_process(request)
        self._sentence_when_done = sentence
        self._ends = queue.SimpleQueue[Callable[[], object]]()
        self.start(self._end, self._fail, self._ends.put)

    def run(self) -> BounceResult:
        """Wait for the process.

        Raises:
            BounceProblem: Why nothing was written. Nothing unfinished stays behind.
        """
        try:
            return self._bounce.wait(self._report)
        except BaseException:
            self._tidy_up()
            raise

    def cancel(self) -> None:
        """Ask the process to end. Any thread; returns at once, and does nothing after the end."""
        if not self.finished:
            super().cancel()
            self._bounce.cancel()

    def poll(self) -> None:
        """Note its end if it has ended. Main thread."""
        if not self._ends.empty():
            self._ends.get()()

    def settle(self) -> None:
        """Block until it has ended, and note its end; soon after `cancel`. Main thread."""
        self.wait()
        self.poll()

    def _report(self, share: float) -> None:
        self.progress = share

    def _fail(self, problem: Exception) -> None:
        self.finished, self.failed = True, not self.cancelled
        self.sentence = CANCELLED if self.cancelled else str(problem)

    def _end(self, result: BounceResult) -> None:
        self.finished, self.cancelled, self.result = True, False, result
        self.clips = descriptions.clips(self._request, result)
        if result.problems:
            self.failed = True
            self.sentence = audio_unreadable(result.problems)
        if self._manifest is not None:
            try:
                write_manifest(self._manifest, self._song, self._request, result)
            except OSError as error:
                self.failed = True
                self.sentence = list_not_written(self._manifest.name, error)
        self.sentence = self.sentence or self._sentence_when_done or descriptions.written(self._request, result)

    @property
    def lines(self) -> tuple[str, ...]:
        """Of stems, what each of them is."""
        return () if self.result is None or self.result.null_db is None else descriptions.files(self.result)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are written."""
        return tuple(Path(file.path) for file in self._request.files)

    def _tidy_up(self) -> None:
        """What a process left that was killed, and the folders that were made for its files."""
        for folder in {path.parent for path in self.paths}:
            with contextlib.suppress(OSError):
                for left in folder.glob(partial_path(folder, self._bounce.process, "*").name):
                    left.unlink()
        for folder in self._new_folders:
            with contextlib.suppress(OSError):
                folder.rmdir()


def start_bounce(opened: OpenSong, options: BounceOptions) -> Job:
    """The mix into one file. Refused with the reason where it cannot begin."""
    return Job(bounce_request(opened, options, opened.song.name), opened.song)


def bounce_request(opened: OpenSong, options: BounceOptions, title: str) -> BounceRequest:
    """What the process of a bounce is asked for; `title` is named in the file. Refused where it cannot begin."""
    kind = _format_of(options.path)
    _check_quality(kind, options.depth, options.kbits, options.rate_hz)
    span = _checked_span(opened.song, options)
    _check_place(opened, options.path)
    if options.path.is_dir():
        raise Refused(is_a_folder(options.path))
    if options.path.exists() and not options.overwrite:
        free = free_path(options.path).name
        raise Refused(file_exists(options.path, free))
    mix = OutputFile(name="Mix", path=str(options.path), tags=_tags(opened.song, title))
    return _request(opened, (mix,), span, options, kbits=options.kbits)


def start_stems(opened: OpenSong, folder: Path, options: StemOptions) -> Job:
    """A file for everything that `contents` asks for, in one pass, with a manifest. Refused where it cannot begin."""
    kind = format_of(options.suffix)
    if kind is None or kind.lossy:
        lossless = " or ".join(known.title for known in lossless_formats())
        raise Refused(stems_are_lossless(lossless, options.suffix.lstrip(".")))
    _check_quality(kind, options.depth, 0, options.rate_hz)
    span = _checked_span(opened.song, options)
    _check_place(opened, folder / "stem")
    if folder.exists() and not folder.is_dir():
        raise Refused(is_a_file(folder))
    manifest = folder / MANIFEST
    song, slots = opened.song, SlotAllocator()
    slots.allocate_for(song)
    files = tuple(
        _stem_file(song, slots, folder / f"{number:02d} {safe_stem(stem.name)}{kind.suffix}", stem)
        for number, stem in enumerate(stems_of(song, options.contents), start=1)
    )
    there = next((path for path in (manifest, *(Path(file.path) for file in files)) if path.exists()), None)
    if there is not None and not options.overwrite:
        free = free_path(folder).name
        raise Refused(stems_exist(there, free))
    return Job(_request(opened, files, span, options), opened.song, manifest)


def free_path(path: Path) -> Path:
    """`Song.wav`, or `Song 2.wav`, `Song 3.wav` ... whichever is not there yet."""
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
    return free


def span_of(song: Song, options: RenderOptions) -> Span:
    """The frames that would be written."""
    return part(song, options.from_frame, options.to_frame, options.tail_limit_s, options.seamless)


def _stem_file(song: Song, slots: SlotAllocator, path: Path, stem: Stem) -> OutputFile:
    tags = _tags(song, f"{song.name}: {stem.name}")
    if stem.kind == "track":
        slot = slots.slot(TrackId(stem.channel))
        return OutputFile(name=stem.name, path=str(path), slot=slot, summed=stem.summed, tags=tags)
    bus = slots.number(BusId(stem.channel))
    return OutputFile(name=stem.name, path=str(path), bus=bus, summed=stem.summed, tags=tags)


def _tags(song: Song, title: str) -> Tags:
    return Tags(title=title, artist=song.artist, date=date.today().isoformat(), encoder=program_name("Worktape"))


def _format_of(path: Path) -> Format:
    kind = format_of(path.name)
    if kind is None:
        raise Refused(unknown_format(path.name, suffixes()))
    if len(os.fsencode(path.name)) > LONGEST_NAME_BYTES:
        raise Refused(name_too_long(path.name, LONGEST_NAME_BYTES))
    return kind


def _check_quality(kind: Format, depth: str, kbits: int, rate_hz: int | None) -> None:
    if kbits and kbits not in kind.kbits:
        raise Refused(
            no_such_bit_rate(kind.title, sorted(kind.kbits), kbits) if kind.lossy else no_bit_rate(kind.title)
        )
    if not kind.lossy and depth not in kind.depths:
        known = " or ".join(sorted(kind.depths))
        raise Refused(no_such_depth(kind.title, known, depth))
    if rate_hz is not None and not RATES_HZ[0] <= rate_hz <= RATES_HZ[1]:
        raise Refused(rate_out_of_range(RATES_HZ[0], RATES_HZ[1], rate_hz))
    if rate_hz is not None and kind.rates_hz and rate_hz not in kind.rates_hz:
        known = ", ".join(map(str, kind.rates_hz))
        raise Refused(rate_not_allowed(kind.title, known, rate_hz))


def _checked_span(song: Song, options: RenderOptions) -> Span:
    if song.length_frames == 0:
        raise Refused(nothing_to_bounce(song.name))
    if not TAIL_LIMITS_S[0] <= options.tail_limit_s <= TAIL_LIMITS_S[1]:
        raise Refused(tail_out_of_range(TAIL_LIMITS_S[0], TAIL_LIMITS_S[1], options.tail_limit_s))
    span = span_of(song, options)
    if whole(song).frames == 0:
        raise Refused(nothing_audible(song.name))
    if span.start_frame < 0:
        raise Refused(RANGE_BEFORE_SONG)
    if span.frames <= 0:
        raise Refused(RANGE_EMPTY)
    if span.frames > seconds_to_frames(DAY_S, song.rate_hz):
        raise Refused(range_too_long(DAY_S / 3600))
    return span


def _check_place(opened: OpenSong, path: Path) -> None:
    unsound = unplayable_media(opened.folder, opened.song)
    if unsound:
        raise Refused(song_lacks_audio(unsound[0]))
    refuse_recordings(path)
    for kept in opened.folder.recordings:
        if path.resolve().is_relative_to(kept.resolve()):  # a link to another place
            raise Refused(holds_recordings(kept))


def _request(
    opened: OpenSong,
    files: tuple[OutputFile, ...],
    span: Span,
    options: RenderOptions,
    kbits: int = 0,
) -> BounceRequest:
    song, slots = without_listening(opened.song), SlotAllocator()
    request = BounceRequest(
        plan=build_plan(song, slots),
        timelines=tuple(build_timelines(song, slots, opened.folder.path)),
        start_frame=span.start_frame,
        end_frame=span.end_frame,
        run_in_frame=0,
        fade_in_frames=span.fade_in_frames,
        fade_out_frames=span.fade_out_frames,
        files=files,
        depth=options.depth,
        kbits=kbits,
        rate_hz=options.rate_hz or 0,
        overwrite=options.overwrite,
    )
    _check_room(request, span)
    return request


def _check_room(request: BounceRequest, span: Span) -> None:
    """Before an hour is rendered for nothing."""
    kind = format_of(request.files[0].path) or WAV  # that of all
    frame_bytes = 0 if kind.lossy else 2 * SAMPLE_BYTES[request.depth] * len(request.files)
    frames = span.frames * (request.rate_hz or request.plan.rate_hz) / request.plan.rate_hz
    needed = round(frames * frame_bytes * kind.least_share)
    folder = next(parent for parent in Path(request.files[0].path).parents if parent.is_dir())
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise Refused(disk_full(folder, free, needed))


def start_process(request: BounceRequest) -> BounceJob:
    """The process of a rendering. Refused with the reason if it cannot be started."""
    try:
        return job.start(request)
    except BounceProblem as problem:
        raise Refused(str(problem)) from None
    except OSError as error:
        raise Refused(bounce_not_started(error)) from None


def _missing_folders(request: BounceRequest) -> list[Path]:
    """The folders that are made for the files, the innermost first."""
    folder = Path(request.files[0].path).parent
    return [parent for parent in (folder, *folder.parents) if not parent.exists()]
