"""Reverse, time-stretch and pitch of clips: files are made in the background, then one edit lets the clips play them.

Everything is made from the original, whatever a clip plays now, so that nothing is lost by doing it twice. A file holds
HANDLE_S more on each side than its clips need, where the original has it, so that they can be trimmed and slipped.

Lives: made and ended on the main thread; `ClipProcessing.run` on a worker, the stretcher in a process of its own.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from app.edits.clip_processing import ProcessedAudio, original_of, set_processed
from app.edits.clip_source import source_of
from app.edits.edit import Edit
from app.edits.follow_tempo import WantedStretch
from app.edits.ripple import Ripple
from app.messages.processing import cannot_process, original_unsound, pitch_out_of_range, stretch_out_of_range
from app.messages.recording import SONG_READ_ONLY
from app.messages.song import gone
from app.messages.steps import FOLLOW_TEMPO
from app.model.clip import Clip, Processing
from app.model.ids import ClipId
from app.model.ranges import PITCH_SEMITONES, STRETCH
from app.model.song import Song
from app.problems import EditRefused, Refused
from app.song.document import Document
from app.song.open_song import OpenSong
from app.storage.media_check import fault_of
from app.tasks import Deliver, Task
from app.units import seconds_to_frames
from audio_engine.disk.new_media import remove_media
from audio_engine.disk.open_files import UNREADABLE, media_facts
from audio_engine.stretch import StretchProblem, StretchRequest, render

HANDLE_S = 2.0
FIRST_GUESS = 8.0  # times real time of one channel at 48 kHz: how fast the stretcher is, until one file was made
STRETCH_DIGITS = 12  # there and back is exactly 1 again
LAST_SHARE = 0.95  # of the progress within a file, which is guessed


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clip should be, compared with its original.

    Attributes:
        clip_id: The clip.
        reversed: It plays backwards.
        stretch: Its length over that of the original, 0.25 to 4.
        pitch_semitones: How much higher it is, -24 to 24.
        keep_formants: Its formants are then those of the original; nothing without a pitch.
    """

    clip_id: ClipId
    reversed: bool = False
    stretch: float = 1.0
    pitch_semitones: float = 0.0
    keep_formants: bool = False

    @property
    def is_original(self) -> bool:
        """Whether there is nothing to process."""
        return self.settings == (False, 1.0, 0.0, False)

    @property
    def settings(self) -> tuple[bool, float, float, bool]:
        """What decides the sound, in the order of the fields of `Processing`: one file can serve all that are alike."""
        return self.reversed, self.stretch, self.pitch_semitones, self.keep_formants and self.pitch_semitones != 0.0


def wanted_now(clip: Clip) -> Wanted:
    """What a clip is now: to be changed with `dataclasses.replace`."""
    made = clip.processing
    if made is None:
        return Wanted(clip.id)
    return Wanted(clip.id, made.reversed, made.stretch, made.pitch_semitones, made.keep_formants)


def wanted_after(song: Song, stretches: Sequence[WantedStretch]) -> list[Wanted]:
    """What the clips should be that a change of tempo stretches; `song` is the one before or after it."""
    return [
        replace(wanted_now(_clip(song, one.clip)), stretch=round(one.processing.stretch, STRETCH_DIGITS))
        for one in stretches
    ]


class _Part(NamedTuple):
    """A clip to change, what it should be, and what it plays of its original."""

    clip: Clip
    wanted: Wanted
    part: Processing


@dataclass(slots=True)
class _File:
    """A file to make: one range of an original that one or more clips need."""

    parts: list[_Part]
    start_frame: int
    end_frame: int


class ClipProcessing(Task[Edit | None]):
    """Makes the files for some clips. `run` returns the edit, or None if it was cancelled or nothing changes.

    Attributes:
        doing: Name of the clip that is processed.
        label: What Undo says.
        made: Files made so far; `discard` removes them.
    """

    def __init__(
        self,
        opened: OpenSong,
        wanted: Sequence[Wanted],
        label: str,
        song: Song | None = None,
        ripple: Ripple = "off",
    ) -> None:
        """Check what is wanted.

        Args:
            opened: The song; it may be edited while the task runs.
            wanted: What each clip should be; clips that are so already are left out.
            label: What Undo says: "Stretch clip".
            song: Has the clips, if they are not as they are in the open song.
            ripple: What lies behind clips that become longer or shorter moves along.

        Raises:
            EditRefused: A clip is gone, or a value is out of range.
            Refused: The song cannot be changed, or an original is missing or damaged.
        """
        if opened.read_only:
            raise Refused(SONG_READ_ONLY)
        self._opened, self._song, self.label, self._ripple = opened, song or opened.song, label, ripple
        self._parts = [part for one in wanted if (part := self._checked(one)) is not None]
        self.made: list[Path] = []
        self._speed = FIRST_GUESS
        self.doing = self._parts[0].clip.name if self._parts else ""

    def run(self) -> Edit | None:
        """Make the files, one after the other; takes as long as it takes.

        Raises:
            Refused: One cannot be made, such as on a full disk. Nothing is left behind.
        """
        try:
            audio = self._restored()
            files = self._files()
            for number, file in enumerate(files):
                audio |= self._process(file, number, len(files))
                if self.cancelled:
                    raise CancelledError
        except CancelledError:
            self.discard()
            return None
        except BaseException:
            self.discard()
            raise
        self.progress = 1.0
        return set_processed(audio, self.label, self._ripple) if audio else None

    def discard(self) -> None:
        """Remove the files, for an edit that was not applied. Any thread, after `run`."""
        for path in self.made:
            remove_media(path)
        self.made.clear()

    def _checked(self, one: Wanted) -> _Part | None:
        clip = _clip(self._song, one.clip_id)
        if not STRETCH[0] <= one.stretch <= STRETCH[1]:
            raise EditRefused(stretch_out_of_range(clip.name, *STRETCH))
        if not PITCH_SEMITONES[0] <= one.pitch_semitones <= PITCH_SEMITONES[1]:
            raise EditRefused(pitch_out_of_range(clip.name, PITCH_SEMITONES[1]))
        if one.settings == wanted_now(clip).settings:
            return None
        part = source_of(clip)
        if fault := fault_of(self._opened.folder, self._song, part.file):
            raise Refused(original_unsound(clip.name, part.file, fault))
        return _Part(clip, one, part)

    def _restored(self) -> dict[ClipId, ProcessedAudio]:
        """Clips that play their original again: no file is needed."""
        return {clip.id: original_of(clip) for clip, wanted, _ in self._parts if wanted.is_original}

    def _files(self) -> list[_File]:
        """Ranges with their handles; those of one original that want the same and overlap are one."""
        handle, files = seconds_to_frames(HANDLE_S, self._song.rate_hz), list[_File]()
        waiting = [part for part in self._parts if not part.wanted.is_original]
        for one in sorted(waiting, key=lambda one: (one.part.file, one.part.file_start_frame)):
            file_frames = self._file_frames(one)
            start, end = one.part.file_start_frame, one.part.file_start_frame + one.part.length_frames
            first, last = max(0, start - handle), max(end, min(end + handle, file_frames))
            same = next(
                (
                    file
                    for file in files
                    if file.parts[0].part.file == one.part.file
                    and file.parts[0].wanted.settings == one.wanted.settings
                    and first <= file.end_frame
                ),
                None,
            )
            if same is None:
                files.append(_File([one], first, last))
            else:
                same.parts.append(one)
                same.end_frame = max(same.end_frame, last)
        return files

    def _file_frames(self, one: _Part) -> int:
        try:
            return media_facts(self._opened.folder.path / one.part.file).length_frames
        except (OSError, *UNREADABLE) as error:
            raise Refused(cannot_process(one.clip.name, str(error))) from error

    def _process(self, file: _File, number: int, count: int) -> dict[ClipId, ProcessedAudio]:
        clip, wanted, part = file.parts[0]
        self.doing = clip.name
        length = file.end_frame - file.start_frame
        made_frames = max(1, round(length * wanted.stretch))
        target = self._opened.pool.new_path(f"{Path(part.file).stem} ({_described(wanted)})")
        request = StretchRequest(
            str(self._opened.folder.path / part.file), file.start_frame, length, made_frames,
            wanted.pitch_semitones, wanted.reversed, str(target), wanted.keep_formants,
        )  # fmt: skip
        self.made.append(target)
        since_s, work = time.monotonic(), max(length, made_frames) / 48000

        def look() -> bool:
            share = min((time.monotonic() - since_s) * self._speed / work, LAST_SHARE)
            self.progress = (number + share) / count
            return self.cancelled

        try:
            render(request, look)
        except StretchProblem as problem:
            raise Refused(cannot_process(clip.name, str(problem))) from problem
        self._speed = work / max(time.monotonic() - since_s, 0.1)
        name = target.relative_to(self._opened.folder.path).as_posix()
        processing = Processing(part.file, file.start_frame, length, *wanted.settings)
        return {one.clip.id: _placed(one, file, name, processing) for one in file.parts}


def process_clips(
    document: Document,
    wanted: Sequence[Wanted],
    label: str,
    failed: Callable[[Exception], object],
    deliver: Deliver,
    done: Callable[[], object] = lambda: None,
) -> ClipProcessing:
    """Process clips in the background; at the end one edit is performed in the song, if it is still open.

    Args:
        document: The open song.
        wanted: What each clip should be compared with its original; `wanted_now` says what it is.
        label: What Undo says.
        failed: Gets what went wrong, such as Refused with a sentence; main thread. A cancelled task says nothing.
        deliver: Hands a call to the main thread.
        done: Called on the main thread after the edit.

    Returns:
        The task, for its progress and to cancel it.

    Raises:
        Refused: As `ClipProcessing`.
    """
    opened = document.opened
    task = ClipProcessing(opened, wanted, label)

    def end(edit: Edit | None) -> None:
        try:
            if edit is None:
                return
            if task.cancelled or not document.has_song or document.opened is not opened:
                task.discard()
                return
            opened.history.apply_beneath_gesture(edit)
            done()
        except EditRefused as refusal:
            task.discard()
            failed(refusal)

    task.start(end, failed, deliver)
    return task


class TempoFollowing:
    """Stretches clips after a change of tempo; a newer change cancels what an older one has begun, and does both."""

    def __init__(self, document: Document, failed: Callable[[Exception], object], deliver: Deliver) -> None:
        """`failed` and `deliver` as for `process_clips`."""
        self._document, self._failed, self._deliver = document, failed, deliver
        self._running: ClipProcessing | None = None
        self._pending: dict[ClipId, Wanted] = {}  # what clips do not play yet

    def follow(self, stretches: Sequence[WantedStretch], label: str = FOLLOW_TEMPO) -> ClipProcessing:
        """Begin with what the newest change of tempo asks for, and with what an older one asked for and did not get.

        Args:
            stretches: `wanted_stretches` of the songs before and after the newest change.
            label: What Undo says.

        Raises:
            Refused: As `ClipProcessing`; nothing runs then.
        """
        clips = {clip.id: clip for track in self._document.song.tracks for clip in track.clips}
        pending = {clip_id: wanted for clip_id, wanted in self._pending.items() if clip_id in clips}
        self.cancel()
        for one in stretches:
            now = wanted_now(clips[one.clip])
            before = pending.get(one.clip, now).stretch / now.stretch  # which the clip should have had already
            pending[one.clip] = replace(now, stretch=round(one.processing.stretch * before, STRETCH_DIGITS))
        self._running = process_clips(
            self._document, list(pending.values()), label, self._failed, self._deliver, self._forget
        )
        self._pending = pending
        return self._running

    def cancel(self) -> None:
        """Drop what runs. Nothing of it is left."""
        if self._running is not None:
            self._running.cancel()
        self._forget()

    def _forget(self) -> None:
        self._running, self._pending = None, {}


def _placed(one: _Part, file: _File, name: str, processing: Processing) -> ProcessedAudio:
    """Where a clip lies in the file that was made for it."""
    stretch, part = processing.stretch, one.part
    before = part.file_start_frame - file.start_frame
    if processing.reversed:
        before = file.end_frame - part.file_start_frame - part.length_frames
    length = max(1, round(part.length_frames * stretch))
    made_frames = max(1, round((file.end_frame - file.start_frame) * stretch))
    first = min(round(before * stretch), made_frames - length)
    return ProcessedAudio(part, name, first, length, processing)


def _described(wanted: Wanted) -> str:
    """`80 %, +3 st, reversed`: part of a file name."""
    parts = []
    if wanted.stretch != 1.0:
        parts.append(f"{100 * wanted.stretch:.4g} %")
    if wanted.pitch_semitones:
        parts.append(f"{wanted.pitch_semitones:+.4g} st{', formants' if wanted.keep_formants else ''}")
    if wanted.reversed:
        parts.append("reversed")
    return ", ".join(parts)


def _clip(song: Song, clip_id: ClipId) -> Clip:
    for track in song.tracks:
        for clip in track.clips:
            if clip.id == clip_id:
                return clip
    raise EditRefused(gone("clip"))
