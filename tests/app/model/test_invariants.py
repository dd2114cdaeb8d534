"""Hazards: a broken song that opens, a problem that does not say where."""

from dataclasses import replace

import pytest

from app.model.invariants import check, escapes_folder
from app.model.song import Song
from app.model.strip import CueLevel, SendSettings
from tests.app.songs import song_with, with_clip


def broken(**fields: object) -> Song:
    song = with_clip(song_with("Vox"), "Vox", 0, 100)
    return replace(song, tracks=(replace(song.tracks[0], **fields),))  # type: ignore[arg-type]


def test_a_sound_song_has_no_problems() -> None:
    assert check(with_clip(song_with("Vox", "Bass"), "Vox", 0, 100)) == []


@pytest.mark.parametrize(
    ("song", "told"),
    [
        (broken(channels=3), "tracks[0] (Vox): channels is 3"),
        (broken(inputs=(1, 2)), "inputs holds 2"),
        (broken(inputs=(0,)), "not from 1 to 64"),
        (broken(strip=replace(broken().tracks[0].strip, pan=float("nan"))), "strip.pan is nan"),
        (broken(strip=replace(broken().tracks[0].strip, fader_db=12.0)), "strip.fader_db is 12.0"),
        (broken(strip=replace(broken().tracks[0].strip, sends=(SendSettings("x"),))), "no effect bus"),  # type: ignore[arg-type]
        (broken(strip=replace(broken().tracks[0].strip, cues=(CueLevel("x"),))), "no headphone mix"),  # type: ignore[arg-type]
        (broken(clips=(replace(broken().tracks[0].clips[0], file="../x"),)), "clips[0].file"),
        (broken(clips=(replace(broken().tracks[0].clips[0], length_frames=0),)), "clips[0].length_frames"),
        (broken(clips=(replace(broken().tracks[0].clips[0], fade_in_frames=101),)), "fades are longer"),
        (broken(clips=broken().tracks[0].clips * 2), "there twice"),
        (replace(broken(), tempo_bpm=0.0), "tempo_bpm is 0.0"),
        (replace(broken(), rate_hz=8000), "rate_hz is 8000"),
        (replace(broken(), buses=()), "exactly one master"),
        (replace(broken(), tracks=broken().tracks * 2), "there twice"),
    ],
)
def test_each_broken_thing_is_named_with_its_place(song: Song, told: str) -> None:
    assert any(told in problem for problem in check(song)), check(song)


@pytest.mark.parametrize("file", ["", "/a", "../a", "a/../../b", "C:/a", "C:a", "\\\\host\\a", "a\\..\\..\\b", "a\0b"])
def test_paths_that_leave_the_folder(file: str) -> None:
    assert escapes_folder(file)
    assert not escapes_folder("audio/Vox 1.wav")
