"""Verbs that read or make audio files first: join, reverse, stretch, pitch, normalise, strip silence, align.

Lives: made on the main thread; the work on a worker.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from app.analysis.alignment import Alignment
from app.analysis.normalising import LOUDNESS_LUFS, PEAK_DBFS
from app.analysis.silence import SilenceSettings
from app.edits.clip_join import join_continuous, needs_render
from app.edits.clip_processing import keeping_ends
from app.edits.edit import Edit
from app.edits.protection import require_changeable
from app.messages import steps
from app.messages.processing import CHOOSE_TWO_TO_ALIGN, aligned, cannot_process, silence_found
from app.model.ids import ClipId
from app.model.ranges import PITCH_SEMITONES, STRETCH
from app.model.value_spec import choice, number, switch
from app.problems import NothingToDo, Refused
from app.renders.clip_analysis import (
    AlignmentScan,
    Kind,
    align_found,
    normalise,
    scan_levels,
    scan_silence,
    strip_found,
)
from app.renders.clip_processing import STRETCH_DIGITS, ClipProcessing, Wanted, wanted_now
from app.renders.joining import JoinClips
from app.renders.prepared_edit import PreparedEdit
from app.song.open_song import OpenSong
from app.tasks import Task
from app.units import frames_to_seconds
from app.verbs.clips import why_no_clip, why_nothing_selected
from app.verbs.target import Target
from app.verbs.verb import CLIPS, SOUND, ActsOn, SlowVerb
from audio_engine.disk.os_errors import advice_for, reason

_USUAL = SilenceSettings()
Found = TypeVar("Found")

Percent = Annotated[float, number("Length", *STRETCH, "%")]
Semitones = Annotated[float, number("Semitones", *PITCH_SEMITONES)]
KeepFormants = Annotated[bool, switch("Keep formants")]
ToKind = Annotated[Kind, choice("Measure")]
ToLevel = Annotated[float | None, number("Target in dBFS or LUFS", -60.0, 0.0, "dB")]
Threshold = Annotated[float, number("Silence is below", -90.0, -6.0, "dB")]
SilenceMs = Annotated[float, number("Shortest silence", 10.0, 60000.0, "ms")]
AroundMs = Annotated[float, number("Leave before a sound", 0.0, 10000.0, "ms")]
BehindMs = Annotated[float, number("Leave behind a sound", 0.0, 10000.0, "ms")]
Polarity = Annotated[bool, switch("Polarity too")]


class Prepared(Task[PreparedEdit | None]):
    """Another task, and what follows from its result. None if it was cancelled or nothing changes."""

    def __init__(self, task: Task[Found], follow: Callable[[Found], PreparedEdit | None]) -> None:
        self._task = task
        super().__init__(lambda: follow(task.run()))

    @property
    def progress(self) -> float:  # type: ignore[override]
        """Of the task inside."""
        return self._task.progress

    @property
    def doing(self) -> str:  # type: ignore[override]
        """Of the task inside."""
        return self._task.doing

    def run(self) -> PreparedEdit | None:
        """Do the work of the task inside, and what follows.

        Raises:
            Refused: Also for an error of the drive, such as a full disk, that the work did not put into words.
        """
        try:
            outcome = super().run()
        except OSError as error:
            why = f"{reason(error)}; {advice_for(error)} and try again"
            raise Refused(cannot_process(self.doing or "these clips", why)) from error
        return None if self.cancelled else outcome

    def cancel(self) -> None:
        """Cancel the task inside too."""
        super().cancel()
        self._task.cancel()


def join(target: Target, opened: OpenSong) -> Task[PreparedEdit | None]:
    """Join the selected clips of each track to one; to a rendered file where they do not continue each other."""
    clips = [clip.id for clip in target.required_clips()]
    if not needs_render(target.song, clips):
        return Task(lambda: PreparedEdit(join_continuous(clips)))
    return JoinClips(target.song, opened, clips)


def reverse(target: Target, opened: OpenSong) -> Task[PreparedEdit | None]:
    """Play the selected clips backwards; again forwards."""
    return _processed(target, opened, "Reverse", lambda now: replace(now, reversed=not now.reversed))


def stretch(target: Target, opened: OpenSong, length: Percent = 1.0) -> Task[PreparedEdit | None]:
    """Make the selected clips longer or shorter than their originals, at the same pitch."""
    return _processed(target, opened, "Stretch", lambda now: replace(now, stretch=length))


def stretch_by(target: Target, opened: OpenSong, ratio: float, ends_stay: bool) -> Task[PreparedEdit | None]:
    """Make the selected clips longer or shorter than they are.

    Args:
        target: Whose clips.
        opened: The open song.
        ratio: New length over the present one, within `stretch_limits`.
        ends_stay: They end where they did, and not begin.
    """

    def longer(now: Wanted) -> Wanted:
        return replace(now, stretch=round(now.stretch * ratio, STRETCH_DIGITS))

    def follow(made: PreparedEdit | None) -> PreparedEdit | None:
        return replace(made, edit=keeping_ends(made.edit, target.clips)) if made is not None and ends_stay else made

    return Prepared(_processed(target, opened, "Stretch", longer), follow)


def stretch_limits(target: Target) -> tuple[float, float]:
    """Least and greatest ratio that `stretch_by` can give the selected clips."""
    now = [wanted_now(clip).stretch for clip in target.required_clips()]
    return STRETCH[0] / min(now), STRETCH[1] / max(now)


def shift_pitch(
    target: Target, opened: OpenSong, semitones: Semitones = 0.0, keep_formants: KeepFormants = False
) -> Task[PreparedEdit | None]:
    """Make the selected clips higher or lower than their originals, at the same length.

    Formants go along unless they are to be kept, as in other recorders: of drums and guitars they should, of voices not.
    """

    def shifted(now: Wanted) -> Wanted:
        return replace(now, pitch_semitones=semitones, keep_formants=keep_formants)

    return _processed(target, opened, "Transpose", shifted)


def normalise_clips(
    target: Target, opened: OpenSong, kind: ToKind = "peak", target_db: ToLevel = None
) -> Task[PreparedEdit | None]:
    """Set the gain of each selected clip so that its peak or loudness is at a target."""
    scan = scan_levels(opened, [clip.id for clip in target.required_clips()], target.song)
    level = _usual_level({"kind": kind})["target_db"] if target_db is None else target_db
    return Prepared(scan, lambda levels: _outcome(*normalise(target.song, levels, kind, level)) if levels else None)


def strip_silence(
    target: Target,
    opened: OpenSong,
    threshold_db: Threshold = _USUAL.threshold_db,
    silence_ms: SilenceMs = _USUAL.silence_ms,
    before_ms: AroundMs = _USUAL.before_ms,
    after_ms: BehindMs = _USUAL.after_ms,
) -> Task[PreparedEdit | None]:
    """Take the silence out of the selected clips; what sounds stays in its place."""
    clips = [clip.id for clip in target.required_clips()]
    scan = scan_silence(opened, clips, SilenceSettings(threshold_db, silence_ms, before_ms, after_ms), target.song)

    def follow(found: dict[ClipId, list[tuple[int, int]]]) -> PreparedEdit | None:
        if not found:
            return None
        kept = sum(end - start for spans in found.values() for start, end in spans)
        whole = sum(clip.length_frames for clip in target.selected_clips())
        parts = sum(map(len, found.values()))
        sentence = silence_found(len(found), parts, frames_to_seconds(whole - kept, target.song.rate_hz))
        return PreparedEdit(strip_found(target.song, found), (sentence,))

    return Prepared(scan, follow)


def align(target: Target, opened: OpenSong, polarity: Polarity = True) -> Task[PreparedEdit | None]:
    """Bring the selected clips into line with the first of them, and the polarity of their tracks with its."""
    reference, *others = target.required_clips()
    if not others:
        raise NothingToDo(CHOOSE_TWO_TO_ALIGN)
    scan = AlignmentScan(opened, reference.id, [clip.id for clip in others])

    def follow(found: dict[ClipId, Alignment]) -> PreparedEdit | None:
        if not found:
            return None
        found = found if polarity else {key: one._replace(inverted=False) for key, one in found.items()}
        names = {clip.id: clip.name for clip in others}
        sentences = tuple(
            aligned(names[clip_id], 1000 * one.late_frames / target.song.rate_hz, one.inverted, one.confidence)
            for clip_id, one in found.items()
        )
        return PreparedEdit(align_found(target.song, reference.id, found), sentences)

    return Prepared(scan, follow)


def _outcome(edit: Edit, notes: list[str]) -> PreparedEdit:
    return PreparedEdit(edit, tuple(notes))


def _processed(
    target: Target, opened: OpenSong, verb: str, change: Callable[[Wanted], Wanted]
) -> Task[PreparedEdit | None]:
    clips = target.required_clips()
    require_changeable(target.song, target.clips)
    label = steps.of_clips(verb, len(clips))
    wanted = [change(wanted_now(clip)) for clip in clips]
    task = ClipProcessing(opened, wanted, label, target.song, target.ripple)
    return Prepared(task, lambda edit: None if edit is None else PreparedEdit(edit, discard=task.discard))


def _why_no_two_to_join(target: Target) -> str:
    return "" if not target.clips and target.time_range is not None else _why_no_two(target)


def _why_no_two(target: Target) -> str:
    return why_no_clip(target) or ("" if len(target.selected_clips()) > 1 else "choose two clips or more")


def _present(target: Target) -> dict[str, Any]:
    clips = target.selected_clips()
    made = clips[0].processing if clips else None
    if made is None:
        return {}
    return {"length": made.stretch, "semitones": made.pitch_semitones, "keep_formants": made.keep_formants}


def _usual_level(values: Mapping[str, Any]) -> dict[str, float]:
    return {"target_db": PEAK_DBFS if values["kind"] == "peak" else LOUDNESS_LUFS}


def begin(verb: SlowVerb, target: Target, opened: OpenSong, **arguments: Any) -> Task[PreparedEdit | None]:
    """The task of a slow verb, which has not begun. A range of time is made clips of its own first, in the same step.

    Raises:
        EditRefused, NothingToDo, Refused: What the verb refuses without the work.
    """
    isolated, split = target.isolated()
    task: Task[PreparedEdit | None] = verb.run(isolated, opened, **arguments)

    def with_split(made: PreparedEdit | None) -> PreparedEdit | None:
        if made is None or split is None:
            return made
        return replace(made, edit=Edit.combine(made.edit.label, [split, made.edit]))

    return Prepared(task, with_split)


_CHOSEN: tuple[ActsOn, ...] = ("clips or range",)

SLOW_VERBS = (
    SlowVerb("clips.join", "Join clips", CLIPS, join, _CHOSEN, _why_no_two_to_join),
    SlowVerb("clips.reverse", "Reverse", SOUND, reverse, _CHOSEN, why_nothing_selected),
    SlowVerb("clips.stretch", "Stretch", SOUND, stretch, _CHOSEN, why_nothing_selected, present=_present),
    SlowVerb("clips.pitch", "Shift the pitch", SOUND, shift_pitch, _CHOSEN, why_nothing_selected, present=_present),
    SlowVerb("clips.normalise", "Normalise", SOUND, normalise_clips, _CHOSEN, why_nothing_selected, usual=_usual_level),
    SlowVerb("clips.strip-silence", "Strip silence", SOUND, strip_silence, _CHOSEN, why_nothing_selected, shows=True),
    SlowVerb("clips.align", "Align microphones", SOUND, align, ("clips",), _why_no_two, shows=True),
)
