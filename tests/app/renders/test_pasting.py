"""Clips pasted into another song. Hazards: a clip that plays nothing there; sound at another pitch or place; files that are left
behind by a cancel; a take of the first song that is named in the second; more than one step."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.edits.clipboard import copy_clips
from app.edits.edit import Edit
from app.model.automation import Breakpoint, Curve
from app.model.clip import Clip, Processing
from app.model.ids import ClipId, TakeId, TrackId
from app.model.invariants import check
from app.problems import Refused
from app.renders.pasting import Copied, PasteFromSong
from app.song.open_song import OpenSong
from tests.helpers.songs import song_with

RATE, OTHER_HZ = 48000, 44100
VOX = TrackId("Vox")


@pytest.fixture
def first(tmp_path: Path) -> Iterator[OpenSong]:
    """Two halves of a 440 Hz tone that touch at 2.5 s, the second one reversed, with automation."""
    opened = OpenSong.new(tmp_path / "First", "First", RATE, "test")
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(4 * RATE) / RATE)
    soundfile.write(opened.folder.audio / "Vox-1.wav", tone, RATE, subtype="PCM_24")
    soundfile.write(opened.folder.audio / "Vox-1 (reversed).wav", tone[::-1], RATE, subtype="FLOAT")
    start = 3 * RATE // 2
    left = Clip(ClipId("l"), "left", "audio/Vox-1.wav", start, RATE + 1, RATE + 1, -3.0, 999, take=TakeId("t"))
    right = Clip(ClipId("r"), "right", "audio/Vox-1 (reversed).wav", start + RATE + 1, 0, RATE, fade_out_frames=4800)
    right = replace(right, processing=Processing("audio/Vox-1.wav", 0, 4 * RATE, reversed=True), locked=True)
    points = (Breakpoint(start + 100, -0.5), Breakpoint(start + RATE, 0.5))
    curves = (Curve("pan", points),)
    song = song_with("Vox")
    song = replace(song, tracks=(replace(song.tracks[0], clips=(left, right), curves=curves),))
    opened.history.perform(Edit("Make", lambda _: song))
    yield opened
    opened.close()


@pytest.fixture(params=[RATE, OTHER_HZ])
def second(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[OpenSong]:
    opened = OpenSong.new(tmp_path / "Second", "Second", request.param, "test")
    yield opened
    opened.close()


def copied(first: OpenSong) -> Copied:
    """Both, with a curve of a send to a bus that only the first song has."""
    board = copy_clips(first.song, [ClipId("l"), ClipId("r")])
    send = Curve("send/gone/level_db", board.rows[0].curves[0].points)
    return Copied.of(replace(board, rows=(replace(board.rows[0], curves=(*board.rows[0].curves, send)),)), first)


def test_clips_sound_in_the_other_song_as_in_the_first(first: OpenSong, second: OpenSong) -> None:
    rate = second.song.rate_hz
    made = PasteFromSong(second, copied(first), 2 * rate, None, "off").run()
    assert made is not None and made.edit.label == "Paste 2 clips"
    first.close()
    second.history.perform(made.edit)
    (track,) = second.song.tracks
    left, right = track.clips
    assert check(second.song) == [] and track.name == "Vox"
    assert left.timeline_start_frame == 2 * rate and left.timeline_end_frame == right.timeline_start_frame
    assert left.take is None and not right.locked and (left.name, left.gain_db) == ("left", -3.0)
    assert abs(left.length_frames - rate) <= 2 and left.fade_in_frames == round(999 * rate / RATE)
    assert [curve.path for curve in track.curves] == ["pan"]
    assert track.curves[0].points[-1].timeline_frame == pytest.approx(3 * rate, abs=1)
    for clip, offset_s, backwards in ((left, 1.0 + 1 / RATE, False), (right, 0.0, True)):
        samples, file_hz = soundfile.read(second.folder.path / clip.file)
        assert file_hz == rate
        times = (clip.file_start_frame + np.arange(clip.length_frames)) / rate
        assert times[0] == pytest.approx(offset_s, abs=1 / rate)
        wanted = 0.5 * np.sin(2 * np.pi * 440 * ((4 - 1 / RATE - times) if backwards else times))
        heard = samples[clip.file_start_frame : clip.file_start_frame + clip.length_frames]
        assert np.abs(heard - wanted)[100:].max() < 1e-3
    assert right.processing is not None and (second.folder.path / right.processing.file).is_file()
    assert right.processing.length_frames == 4 * rate
    second.history.undo()
    assert second.song.tracks == ()


def test_a_file_of_the_same_rate_keeps_its_samples(first: OpenSong, tmp_path: Path) -> None:
    second = OpenSong.new(tmp_path / "Same", "Same", RATE, "test")
    made = PasteFromSong(second, copied(first), 0, None, "off").run()
    assert made is not None
    clip = made.edit.apply(second.song).tracks[0].clips[0]
    assert np.array_equal(
        soundfile.read(second.folder.path / clip.file)[0], soundfile.read(first.folder.audio / "Vox-1.wav")[0]
    )
    made.discard()
    assert list(second.folder.audio.iterdir()) == [] == list(second.folder.peaks.iterdir())
    second.close()


def test_what_is_cancelled_or_lacks_a_file_leaves_nothing(first: OpenSong, second: OpenSong) -> None:
    task = PasteFromSong(second, copied(first), 0, None, "off")
    task.cancel()
    assert task.run() is None
    (first.folder.audio / "Vox-1 (reversed).wav").unlink()
    with pytest.raises(Refused, match=r"Vox-1 \(reversed\).wav was not found"):
        PasteFromSong(second, copied(first), 0, None, "off").run()
    assert list(second.folder.audio.iterdir()) == [] == list(second.folder.peaks.iterdir())


def test_an_original_that_is_gone_costs_only_the_way_back(first: OpenSong, second: OpenSong) -> None:
    (first.folder.audio / "Vox-1.wav").unlink()
    board = Copied.of(copy_clips(first.song, [ClipId("r")]), first)
    made = PasteFromSong(second, board, 0, None, "off").run()
    assert made is not None
    assert made.edit.apply(second.song).tracks[0].clips[0].processing is None


def test_a_song_that_was_renamed_or_opened_again_is_the_same(first: OpenSong, second: OpenSong) -> None:
    board = copied(first)
    first.rename("New name", first.history.perform)
    assert board.is_from(first) and not board.is_from(second)
    path = first.folder.path
    again = Copied.of(board.clips, first)
    first.close()
    reopened = OpenSong.existing(path, "test")
    assert again.is_from(reopened)
    reopened.close()
