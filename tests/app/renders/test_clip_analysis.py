"""Analyses of clips in a song. Hazards: a level that counts the clip's gain, parts laid at the wrong place, clips moved the
wrong way, a read that cannot be stopped."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.edits.edit import Edit
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.invariants import check
from app.problems import EditRefused, NothingToDo, Refused
from app.renders.clip_analysis import AlignmentScan, align_found, normalise, scan_levels, scan_silence, strip_found
from app.song.open_song import OpenSong
from tests.app.analysis.test_alignment import music
from tests.helpers.songs import song_with

RATE = 48000
NEAR, FAR = ClipId("near"), ClipId("far")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenSong]:
    made = OpenSong.new(tmp_path / "Song", "Song", RATE, "test")
    made.history.perform(Edit("Make", lambda song: replace(song_with("Near", "Far"), name=song.name)))
    yield made
    made.close()


def put(opened: OpenSong, track: str, clip: Clip, samples: np.ndarray) -> None:
    soundfile.write(opened.folder.path / clip.file, samples.astype(np.float32), RATE, subtype="FLOAT")
    tracks = tuple(replace(t, clips=(*t.clips, clip)) if t.id == track else t for t in opened.song.tracks)
    opened.history.perform(Edit("Put", lambda song: replace(song, tracks=tracks)))


def clip_at(clip_id: ClipId, start: int, length: int, offset: int = 0, **fields: object) -> Clip:
    return Clip(clip_id, clip_id, f"audio/{clip_id}.wav", start, offset, length, **fields)  # type: ignore[arg-type]


def tone(hz: float, seconds: float, gain: float) -> np.ndarray:
    return gain * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)


def clip_of(opened: OpenSong, clip_id: ClipId) -> Clip:
    return next(clip for track in opened.song.tracks for clip in track.clips if clip.id == clip_id)


def test_levels_are_those_of_the_part_without_the_clips_gain(opened: OpenSong) -> None:
    loud = np.concatenate([tone(997, 1, 0.9), tone(997, 4, 0.1)])
    put(opened, "Near", clip_at(NEAR, 0, 4 * RATE, RATE, gain_db=-20.0), loud)
    found = scan_levels(opened, [NEAR]).run()[NEAR]
    assert found.peak == pytest.approx(0.1, abs=1e-4)
    assert found.loudness_lufs == pytest.approx(-3.01 - 20, abs=0.1), "a sine of 0 dBFS in one channel is -3.01 LUFS"


@pytest.mark.parametrize(("kind", "target", "gain"), [("peak", -1.0, 19.0), ("loudness", -18.0, 5.0)])
def test_a_clip_gets_the_gain_that_makes_it_so(opened: OpenSong, kind: str, target: float, gain: float) -> None:
    put(opened, "Near", clip_at(NEAR, 0, 4 * RATE, gain_db=-20.0), tone(997, 4, 0.1))
    edit, notes = normalise(opened.song, scan_levels(opened, [NEAR]).run(), kind, target)  # type: ignore[arg-type]
    opened.history.perform(edit)
    assert clip_of(opened, NEAR).gain_db == pytest.approx(gain, abs=0.1) and notes == [] and edit.label == "Normalise"


def test_what_cannot_be_normalised_is_said(opened: OpenSong) -> None:
    put(opened, "Near", clip_at(NEAR, 0, 2 * RATE), tone(997, 2, 0.001))
    put(opened, "Far", clip_at(FAR, 0, 2 * RATE), np.zeros(2 * RATE))
    edit, notes = normalise(opened.song, scan_levels(opened, [NEAR, FAR]).run(), "peak", -1.0)
    opened.history.perform(edit)
    assert clip_of(opened, NEAR).gain_db == 48.0 and clip_of(opened, FAR).gain_db == 0.0
    assert notes == [
        "near gets +48.0 dB, the limit of a clip's gain, and stays 11.0 dB off.",
        "far is silent. No gain makes it louder.",
    ]
    with pytest.raises(NothingToDo, match="far is silent"):
        normalise(opened.song, scan_levels(opened, [FAR]).run(), "peak", -1.0)


def test_the_silence_of_a_clip_goes_and_the_rest_stays_in_place(opened: OpenSong) -> None:
    samples = np.concatenate([tone(200, 1, 0.3), np.zeros(2 * RATE), tone(200, 1, 0.3), np.zeros(RATE)])
    put(opened, "Near", clip_at(NEAR, 3 * RATE, 5 * RATE, fade_in_frames=100), samples)
    parts = scan_silence(opened, [NEAR]).run()
    opened.history.perform(strip_found(opened.song, parts))
    first, second = opened.song.tracks[0].clips
    assert check(opened.song) == [] and first.id == NEAR and first.fade_in_frames == 100
    assert first.timeline_start_frame == 3 * RATE and abs(first.length_frames - 1.1 * RATE) <= 300
    assert abs(second.timeline_start_frame - (6 * RATE - 960)) <= 48
    assert {clip.timeline_start_frame - clip.file_start_frame for clip in (first, second)} == {3 * RATE}


def test_a_clip_that_got_shorter_keeps_its_silence(opened: OpenSong) -> None:
    put(opened, "Near", clip_at(NEAR, 0, RATE), tone(200, 1, 0.3))
    with pytest.raises(EditRefused, match="changed while it was processed"):
        strip_found(opened.song, {NEAR: [(0, RATE + 1)]})


@pytest.mark.parametrize("already_inverted", [False, True])
def test_microphones_of_one_source_come_into_line(opened: OpenSong, already_inverted: bool) -> None:
    sound = music(2, seconds=12)
    put(opened, "Near", clip_at(NEAR, RATE, 10 * RATE, RATE), sound)
    put(opened, "Far", clip_at(FAR, 2 * RATE, 9 * RATE, 2 * RATE - 217), -0.3 * sound)
    if already_inverted:
        near, far = opened.song.tracks
        tracks = replace(near, strip=replace(near.strip, polarity=True)), far
        opened.history.perform(Edit("Invert", lambda song: replace(song, tracks=tracks)))
    found = AlignmentScan(opened, NEAR, [FAR]).run()
    assert (found[FAR].late_frames, found[FAR].inverted) == (217, True)
    opened.history.perform(align_found(opened.song, NEAR, found))
    far = clip_of(opened, FAR)
    assert far.timeline_start_frame - far.file_start_frame == 0, "as the file of the other"
    assert opened.song.tracks[1].strip.polarity is not already_inverted


def test_what_has_nothing_in_common_is_refused_in_a_sentence(opened: OpenSong) -> None:
    put(opened, "Near", clip_at(NEAR, 0, 8 * RATE), music(1))
    put(opened, "Far", clip_at(FAR, 0, 8 * RATE), music(999))
    with pytest.raises(Refused, match="far and near have no sound in common. Align them by hand."):
        AlignmentScan(opened, NEAR, [FAR]).run()
    with pytest.raises(NothingToDo, match="at the same time"):
        AlignmentScan(opened, NEAR, [NEAR])


def test_a_scan_can_be_stopped_and_a_missing_file_is_a_sentence(opened: OpenSong) -> None:
    put(opened, "Near", clip_at(NEAR, 0, 8 * RATE), music(1))
    put(opened, "Far", clip_at(FAR, 0, 8 * RATE), music(1))
    scans = scan_levels(opened, [NEAR]), scan_silence(opened, [NEAR]), AlignmentScan(opened, NEAR, [FAR])
    for scan in scans:
        scan.cancel()
        assert scan.run() == {}
    (opened.folder.audio / "near.wav").unlink()
    for scan in (scan_levels(opened, [NEAR]), AlignmentScan(opened, NEAR, [FAR])):
        with pytest.raises(Refused, match="Worktape cannot process"):
            scan.run()
