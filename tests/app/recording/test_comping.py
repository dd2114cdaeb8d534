"""Choosing phrases by hand and flattening. Hazards: milliseconds of a third take between two phrases, a swipe that is
refused because its edges slid over each other, a kit that is flattened by halves."""

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.devices.settings import SettingsFile
from app.edits.clip_stack import phrase_at, phrases
from app.edits.comps import set_comp_group
from app.edits.edit import Edit
from app.model.clip import Clip
from app.model.ids import ClipId, PassId, TakeId, TrackId
from app.model.take import Take
from app.model.track import Track
from app.problems import Refused
from app.recording import comping
from app.session.session import Session
from tests.helpers.fake_engine import FakeEngine

RATE = 48000
LENGTH = 3 * RATE
LINE = RATE  # where two sections meet
SLIVER = 480  # 10 ms


def recorded_track(folder: Path, name: str, seed: int) -> Track:
    """Three takes of a low tone, each at a phase of its own; the third lies on the timeline."""
    rng, at, takes = np.random.default_rng(seed), np.arange(LENGTH) / RATE, []
    for number in (1, 2, 3):
        tone = 0.5 * np.sin(2 * np.pi * 110 * at + rng.uniform(0, 2 * np.pi))
        file = f"audio/{name}-{number}.wav"
        soundfile.write(folder / file, tone.astype(np.float32), RATE, subtype="FLOAT")
        takes.append(Take(TakeId(f"{name}-{number}"), PassId(f"p{number}"), f"{name} {number}", file, 0, 0, LENGTH,
                          "2026-11-23T10:00:00+00:00", 0, True, -6.0))  # fmt: skip
    third = takes[2]
    lies = Clip(ClipId(f"{name}-clip"), third.name, third.file, 0, 0, LENGTH, take=third.id)
    return Track(TrackId(name), name, takes=tuple(takes), clips=(lies,))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = Session(FakeEngine, SettingsFile())
    made.new_song(tmp_path / "Song", "Song", RATE)
    yield made
    made.close()


def have(session: Session, *names: str, seed: int = 0) -> None:
    tracks = tuple(recorded_track(session.document.opened.folder.path, name, seed) for name in names)
    session.document.perform(Edit("Tracks", lambda song: replace(song, tracks=tracks)))


@pytest.mark.parametrize("first", [1, 2])
@pytest.mark.parametrize("seed", range(12))
def test_phrases_on_both_sides_of_a_line_leave_nothing_of_a_third_take_between(
    session: Session, seed: int, first: int
) -> None:
    have(session, "Vox", seed=seed)
    spans = {1: (0, LINE), 2: (LINE, LENGTH)}
    for number in (first, 3 - first):
        comping.choose_phrase(session.document, TrackId("Vox"), TakeId(f"Vox-{number}"), *spans[number])
    heard = list(phrases(session.document.song.tracks[0].clips))
    assert [phrase.take for phrase in heard] == ["Vox-1", "Vox-2"]
    assert heard[0].end_frame == heard[1].start_frame and abs(heard[0].end_frame - LINE) <= SLIVER // 2


def test_edges_slide_to_where_the_take_crosses_zero(session: Session) -> None:
    have(session, "Vox")
    comping.choose_phrase(session.document, TrackId("Vox"), TakeId("Vox-1"), LINE, 2 * LINE)
    phrase = phrase_at(session.document.song.tracks[0].clips, LINE + SLIVER)
    samples, _ = soundfile.read(session.document.opened.folder.path / "audio" / "Vox-1.wav", dtype="float32")
    assert phrase is not None and abs(phrase.start_frame - LINE) <= SLIVER // 2
    for edge in (phrase.start_frame, phrase.end_frame):
        assert np.signbit(samples[edge - 1]) != np.signbit(samples[edge])


def test_a_swipe_shorter_than_a_wave_is_taken_as_it_was_asked_for(session: Session) -> None:
    have(session, "Vox")
    for start in range(LINE, LINE + 800, 10):
        comping.choose_phrase(session.document, TrackId("Vox"), TakeId("Vox-1"), start, start + 200)


def test_a_kit_is_flattened_with_all_its_tracks(session: Session) -> None:
    have(session, "Kick", "Vox", "Snare")
    session.document.perform(set_comp_group([TrackId("Kick"), TrackId("Snare")], "Drums"))
    comping.choose_phrase(session.document, TrackId("Snare"), TakeId("Snare-1"), LINE, 2 * LINE)
    comping.end_flattening(session.document, comping.begin_flattening(session.document, TrackId("Snare"))())
    kick, vox, snare = session.document.song.tracks
    assert [len(track.clips) for track in (kick, vox, snare)] == [1, 1, 1] and vox.clips[0].take == "Vox-3"
    for track in (kick, snare):
        flat, _ = soundfile.read(session.document.opened.folder.path / track.clips[0].file, dtype="float32")
        phrase, _ = soundfile.read(session.document.opened.folder.path / f"audio/{track.name}-1.wav", dtype="float32")
        inside = slice(LINE + SLIVER, 2 * LINE - SLIVER)
        assert np.array_equal(flat[inside], phrase[inside]), "each has its own sound"
    session.document.undo()
    assert [len(track.clips) for track in session.document.song.tracks] == [3, 1, 3]


def test_a_disk_that_is_full_at_the_second_track_leaves_no_file_of_the_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    have(session, "Kick", "Snare")
    session.document.perform(set_comp_group([TrackId("Kick"), TrackId("Snare")], "Kit"))
    audio, rendered = session.document.opened.folder.audio, comping.flatten
    before = sorted(audio.iterdir())

    def full_at_the_second(timeline: object, rate_hz: int, target: Path) -> object:
        if "Snare" in target.name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return rendered(timeline, rate_hz, target)  # type: ignore[arg-type]

    monkeypatch.setattr(comping, "flatten", full_at_the_second)
    with pytest.raises(Refused, match=r"^Worktape cannot process Snare: No space left on device\.$"):
        comping.begin_flattening(session.document, TrackId("Kick"))()
    assert sorted(audio.iterdir()) == before and not any(session.document.opened.folder.peaks.iterdir())
