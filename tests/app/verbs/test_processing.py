"""Stretch, pitch and reverse as verbs. Hazards: one that forgets what another did; clips behind that stay where ripple should
move them; a range of time of which the whole clip is changed."""

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app.edits.edit import Edit
from app.edits.time_range import TimeRange
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.invariants import check
from app.problems import EditRefused, NothingToDo, Refused
from app.renders import clip_processing
from app.song.open_song import OpenSong
from app.tasks import Task
from app.verbs.processing import begin
from app.verbs.table import SLOW_VERBS
from app.verbs.target import Target
from audio_engine.stretch import StretchRequest, make_file
from tests.helpers.songs import song_with

RATE = 48000
VOX, A, B = TrackId("Vox"), ClipId("a"), ClipId("b")
START, LENGTH = RATE, RATE // 2  # of a; b follows it at once


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenSong]:
    found = OpenSong.new(tmp_path / "Song", "Song", RATE, "test")
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(3 * RATE) / RATE)
    soundfile.write(found.folder.audio / "Vox-1.wav", tone, RATE, subtype="FLOAT")
    a = Clip(A, "a", "audio/Vox-1.wav", START, RATE, LENGTH)
    b = replace(a, id=B, name="b", timeline_start_frame=START + LENGTH)
    song = song_with("Vox")
    song = replace(song, tracks=(replace(song.tracks[0], clips=(a, b)),))
    found.history.perform(Edit("Make", lambda _: song))
    yield found
    found.close()


@pytest.fixture(autouse=True)
def requests(monkeypatch: pytest.MonkeyPatch) -> list[StretchRequest]:
    """What the stretcher is asked for; it works in this process."""
    asked: list[StretchRequest] = []

    def render(request: StretchRequest, cancelled: Callable[[], bool]) -> None:
        asked.append(request)
        make_file(request)

    monkeypatch.setattr(clip_processing, "render", render)
    return asked


def run(opened: OpenSong, verb: str, target: dict[str, Any] | None = None, **arguments: Any) -> str:
    """Perform a slow verb on clip a, or on another target, and return the name of its step."""
    chosen = replace(Target(opened.song, clips=frozenset({A})), **(target or {}))
    made = begin(SLOW_VERBS[verb], chosen, opened, **arguments).run()
    assert made is not None
    opened.history.perform(made.edit)
    assert check(opened.song) == []
    return made.edit.label


def spans(opened: OpenSong) -> list[tuple[int, int]]:
    return sorted((clip.timeline_start_frame, clip.timeline_end_frame) for clip in opened.song.tracks[0].clips)


@pytest.mark.parametrize(("ripple", "behind"), [("off", 0), ("track", LENGTH // 2), ("all", LENGTH // 2)])
def test_stretch_changes_the_length_and_moves_what_follows_with_ripple(
    opened: OpenSong, ripple: str, behind: int
) -> None:
    b = START + LENGTH + behind
    assert run(opened, "clips.stretch", {"ripple": ripple}, length=1.5) == "Stretch clip"
    assert spans(opened) == [(START, START + LENGTH * 3 // 2), (b, b + LENGTH)]
    run(opened, "clips.stretch", {"ripple": ripple}, length=1.0)
    assert spans(opened) == [(START, START + LENGTH), (START + LENGTH, START + 2 * LENGTH)]
    assert opened.song.tracks[0].clips[0].processing is None
    opened.history.undo()
    opened.history.undo()
    assert spans(opened) == [(START, START + LENGTH), (START + LENGTH, START + 2 * LENGTH)]


def test_pitch_keeps_the_length_and_what_stretch_and_reverse_did(
    opened: OpenSong, requests: list[StretchRequest]
) -> None:
    run(opened, "clips.reverse")
    run(opened, "clips.stretch", length=0.8)
    assert run(opened, "clips.pitch", semitones=3.0, keep_formants=True) == "Transpose clip"
    assert spans(opened)[0] == (START, START + round(LENGTH * 0.8))
    clip = opened.song.tracks[0].clips[0]
    assert clip.processing is not None and clip.file == "audio/Vox-1 (80 %, +3 st, formants, reversed).wav"
    made = clip.processing
    assert (made.reversed, made.stretch, made.pitch_semitones, made.keep_formants) == (True, 0.8, 3.0, True)
    assert requests[-1].keep_formants and requests[-1].source.endswith("Vox-1.wav"), "made from the original"
    samples = soundfile.read(opened.folder.path / clip.file)[0]
    heard = samples[clip.file_start_frame : clip.file_start_frame + clip.length_frames] * np.hanning(clip.length_frames)
    strongest_hz = np.abs(np.fft.rfft(heard, 8 * RATE)).argmax() / 8
    assert strongest_hz == pytest.approx(440 * 2 ** (3 / 12), abs=1.0)


def test_formants_without_a_pitch_are_nothing_to_do(opened: OpenSong, requests: list[StretchRequest]) -> None:
    target = Target(opened.song, clips=frozenset({A}))
    assert begin(SLOW_VERBS["clips.pitch"], target, opened, semitones=0.0, keep_formants=True).run() is None
    assert requests == []


def test_of_a_time_range_only_what_is_in_it_is_processed(opened: OpenSong) -> None:
    inside = TimeRange(START + 1000, START + 5000, (VOX,))
    run(opened, "clips.pitch", {"clips": frozenset(), "time_range": inside}, semitones=-5.0)
    made = [clip for clip in opened.song.tracks[0].clips if clip.processing is not None]
    assert [(clip.timeline_start_frame, clip.timeline_end_frame) for clip in made] == [(START + 1000, START + 5000)]
    assert len(opened.song.tracks[0].clips) == 4


@pytest.mark.parametrize("verb", ["clips.stretch", "clips.pitch"])
def test_nothing_selected_and_impossible_values_are_refused_in_a_sentence(opened: OpenSong, verb: str) -> None:
    name = {"clips.stretch": "length", "clips.pitch": "semitones"}[verb]
    with pytest.raises(NothingToDo, match=r"\.$"):
        begin(SLOW_VERBS[verb], Target(opened.song), opened, **{name: 2.0})
    with pytest.raises(EditRefused, match=r"\.$"):
        begin(SLOW_VERBS[verb], Target(opened.song, clips=frozenset({A})), opened, **{name: 99.0})


@pytest.mark.parametrize("verb", ["clips.join", "clips.reverse", "clips.normalise"])
def test_a_full_disk_is_said_in_words_by_every_slow_verb(opened: OpenSong, verb: str) -> None:
    def work() -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "audio/a.wav")

    slow = replace(SLOW_VERBS[verb], run=lambda *_: Task(work))
    with pytest.raises(Refused, match=r"No space left on device; make room and try again\.$") as refused:
        begin(slow, Target(opened.song, clips=frozenset({A, B})), opened).run()
    assert "Errno" not in str(refused.value)
