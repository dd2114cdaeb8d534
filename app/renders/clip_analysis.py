"""Analyses of clips in the background, and the edits that follow from them: normalise, strip silence, align.

Each has two parts, so that what was found can be shown before it is applied: a task that reads the clips, and a pure
function that makes the edit.

Lives: tasks are made on the main thread and run on a worker; the functions anywhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from functools import partial
from typing import Generic, Literal, NamedTuple, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from app.analysis.alignment import Alignment, align
from app.analysis.normalising import NormalGain, normal_gain
from app.analysis.silence import SilenceSettings, sounding_ranges
from app.edits.align import align_clips
from app.edits.clip_properties import set_clip_gain_db
from app.edits.edit import Edit
from app.edits.joins import clip_span
from app.edits.strip_silence import strip_silence
from app.edits.time_range import selected
from app.engine.plan_builder import media_path
from app.messages import steps
from app.messages.processing import (
    NOTHING_TO_COMPARE,
    NOTHING_TO_NORMALISE,
    all_silent,
    cannot_process,
    changed_while_processing,
    gain_limited,
    nothing_in_common,
    too_short_for_loudness,
)
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.song import Song
from app.problems import EditRefused, NothingToDo, Refused
from app.song.open_song import OpenSong
from app.tasks import Task
from app.units import gain_to_db
from audio_engine.disk.os_errors import reason
from audio_engine.disk.span_samples import Levels, levels_of, span_blocks
from audio_engine.plan import ClipSpan

Samples = npt.NDArray[np.float32]
Found = TypeVar("Found")
Kind = Literal["peak", "loudness"]
PART_S = 2.8  # of two recordings that are compared, and how many parts at most
MOST_PARTS = 40


class _Scanned(NamedTuple):
    clip: Clip
    span: ClipSpan
    channels: int


class ClipScan(Task[dict[ClipId, Found]], Generic[Found]):
    """Reads clips one after the other. `run` returns what was found of each, and nothing if it was cancelled.

    Attributes:
        doing: Name of the clip that is read.
    """

    def __init__(
        self,
        opened: OpenSong,
        clip_ids: Sequence[ClipId],
        look: Callable[[Iterator[Samples], int], Found],
        shown: Callable[[ClipSpan], ClipSpan] = lambda span: span,
        song: Song | None = None,
    ) -> None:
        """Remember the clips as they are now.

        Args:
            opened: The song.
            clip_ids: The clips.
            look: Gets blocks [frame, channel] of a clip and the sample rate.
            shown: Changes how a clip is read, such as without its gain.
            song: Has the clips, if they are not as they are in the open song.

        Raises:
            EditRefused: A clip is gone, or its file lies outside of the song's folder.
        """
        self._rate_hz, self._look = opened.song.rate_hz, look
        self._clips = [one._replace(span=shown(one.span)) for one in _clips(opened, clip_ids, song)]

    def run(self) -> dict[ClipId, Found]:
        """Read the clips. Raises Refused if a file cannot be read."""
        found: dict[ClipId, Found] = {}
        for number, (clip, span, channels) in enumerate(self._clips):
            self.doing = clip.name
            blocks = self._reported(span_blocks(span, channels, self._rate_hz), number, clip.length_frames)
            try:
                found[clip.id] = self._look(blocks, self._rate_hz)
            except CancelledError:
                return {}
            except OSError as error:
                raise Refused(cannot_process(clip.name, reason(error))) from error
        self.progress = 1.0
        return found

    def _reported(self, blocks: Iterator[Samples], number: int, frames: int) -> Iterator[Samples]:
        done = 0
        for block in blocks:
            if self.cancelled:
                raise CancelledError
            yield block
            done += len(block)
            self.progress = (number + done / frames) / len(self._clips)


def scan_levels(opened: OpenSong, clip_ids: Sequence[ClipId], song: Song | None = None) -> ClipScan[Levels]:
    """A task that measures peak and loudness of clips with their fades, but without their gain. Raises EditRefused."""
    return ClipScan(opened, clip_ids, levels_of, partial(msgspec.structs.replace, gain=1.0), song)


def normalise(song: Song, levels: Mapping[ClipId, Levels], kind: Kind, target_db: float) -> tuple[Edit, list[str]]:
    """Bring clips to a peak or a loudness.

    Args:
        song: The song, for names.
        levels: What `scan_levels` found.
        kind: Which level counts.
        target_db: dBFS of the peak, or LUFS.

    Returns:
        The edit, and a sentence for each clip that it does not do as asked: silent, too short, or at the limit of gain.

    Raises:
        NothingToDo: No clip can be normalised.
    """
    edits, notes = list[Edit](), list[str]()
    for _, clip in selected(song, levels.keys()):
        found = levels[clip.id]
        level = gain_to_db(found.peak) if kind == "peak" else found.loudness_lufs
        gain: NormalGain | None = normal_gain(level, target_db)
        if gain is None:
            notes.append(all_silent(clip.name) if found.peak == 0.0 else too_short_for_loudness(clip.name))
            continue
        if gain.short_by_db:
            notes.append(gain_limited(clip.name, gain.gain_db, gain.short_by_db))
        edits.append(set_clip_gain_db([clip.id], gain.gain_db))
    if not edits:
        raise NothingToDo(notes[0] if len(notes) == 1 else NOTHING_TO_NORMALISE)
    return Edit.combine(steps.NORMALISE, edits), notes


def scan_silence(
    opened: OpenSong, clip_ids: Sequence[ClipId], settings: SilenceSettings | None = None, song: Song | None = None
) -> ClipScan[list[tuple[int, int]]]:
    """A task that finds the parts of clips that sound, with their gain, without fades. Raises EditRefused.

    What it finds counts from the start of each clip; `strip_found` applies it.
    """
    return ClipScan(
        opened,
        clip_ids,
        lambda blocks, rate_hz: sounding_ranges(blocks, rate_hz, settings),
        partial(msgspec.structs.replace, fade_in_frames=0, fade_out_frames=0, auto_edges=False),
        song,
    )


def strip_found(song: Song, found: Mapping[ClipId, Sequence[tuple[int, int]]]) -> Edit:
    """The edit that leaves only the parts that `scan_silence` found, in their places.

    Raises:
        EditRefused: A clip is gone, or shorter than its parts by now.
    """
    spans: dict[ClipId, list[tuple[int, int]]] = {}
    for _, clip in selected(song, found.keys()):
        if any(end > clip.length_frames for _, end in found[clip.id]):
            raise EditRefused(changed_while_processing(clip.name))
        start = clip.timeline_start_frame
        spans[clip.id] = [(start + first, start + end) for first, end in found[clip.id]]
    return strip_silence(spans)


class AlignmentScan(Task[dict[ClipId, Alignment]]):
    """Compares clips with a reference. `run` returns where each lies, and nothing if it was cancelled."""

    def __init__(self, opened: OpenSong, reference: ClipId, others: Sequence[ClipId]) -> None:
        """Remember the clips as they are now.

        Raises:
            EditRefused: A clip is gone, or its file lies outside of the song's folder.
            NothingToDo: A clip does not lie beside the reference, so that there is nothing to compare.
        """
        self._rate_hz = opened.song.rate_hz
        (self._reference,) = _clips(opened, [reference])
        self._others = [one for one in _clips(opened, others) if one.clip.id != reference]
        if not self._others:
            raise NothingToDo(NOTHING_TO_COMPARE)
        for one in self._others:
            first, end = self._common(one)
            if end - first < self._rate_hz:
                raise NothingToDo(NOTHING_TO_COMPARE)

    def run(self) -> dict[ClipId, Alignment]:
        """Read and compare. Raises Refused with a sentence if a clip has nothing in common with the reference."""
        found: dict[ClipId, Alignment] = {}
        for number, one in enumerate(self._others):
            self.doing = one.clip.name
            try:
                alignment = align(self._pairs(one, number), self._rate_hz)
            except CancelledError:
                return {}
            except OSError as error:
                raise Refused(cannot_process(one.clip.name, reason(error))) from error
            if alignment is None:
                raise Refused(nothing_in_common(one.clip.name, self._reference.clip.name))
            found[one.clip.id] = alignment
        self.progress = 1.0
        return found

    def _common(self, one: _Scanned) -> tuple[int, int]:
        """Timeline frames in which both play."""
        mine, other = self._reference.clip, one.clip
        start = max(mine.timeline_start_frame, other.timeline_start_frame)
        return start, min(mine.timeline_end_frame, other.timeline_end_frame)

    def _pairs(self, one: _Scanned, number: int) -> Iterator[tuple[Samples, Samples]]:
        start, end = self._common(one)
        frames = min(round(PART_S * self._rate_hz), end - start)
        count = min(MOST_PARTS, (end - start) // frames)
        for n in range(count):
            if self.cancelled:
                raise CancelledError
            at = start + (end - start - frames) * n // max(1, count - 1)
            yield _mono(self._reference, at, frames, self._rate_hz), _mono(one, at, frames, self._rate_hz)
            self.progress = (number + (n + 1) / count) / len(self._others)


def align_found(song: Song, reference: ClipId, found: Mapping[ClipId, Alignment]) -> Edit:
    """The edit that brings clips into line with the reference, and their strips' polarity with that of its strip.

    Args:
        song: The song.
        reference: The clip that stays.
        found: What `AlignmentScan` found. The polarity of a track follows the last of its clips.
    """
    inverted = {clip.id: song.tracks[index].strip.polarity for index, clip in selected(song, [reference])}[reference]
    polarity: dict[TrackId, bool] = {}
    for index, clip in selected(song, found.keys()):
        polarity[song.tracks[index].id] = inverted != found[clip.id].inverted
    return align_clips({clip_id: -one.late_frames for clip_id, one in found.items()}, polarity)


def _clips(opened: OpenSong, clip_ids: Sequence[ClipId], song: Song | None = None) -> list[_Scanned]:
    folder, song = opened.folder.path, song or opened.song
    return [
        _Scanned(clip, clip_span(clip, str(media_path(folder, clip.file))), song.tracks[index].channels)
        for index, clip in selected(song, clip_ids)
    ]


def _mono(one: _Scanned, at: int, frames: int, rate_hz: int) -> Samples:
    """The louder channel of a part of a clip, from a timeline frame on."""
    first = at - one.clip.timeline_start_frame
    samples = np.concatenate(list(span_blocks(one.span, one.channels, rate_hz, first, frames)))
    return samples[:, int((samples.astype(np.float64) ** 2).sum(axis=0).argmax())]
