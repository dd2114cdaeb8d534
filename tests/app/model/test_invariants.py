"""Hazards: a broken song that opens, a problem that does not say where."""

from dataclasses import replace

import pytest

from app.model.automation import Breakpoint, Curve
from app.model.bus import Bus
from app.model.clip import Processing
from app.model.ids import FolderId, MarkerId
from app.model.invariants import check, escapes_folder
from app.model.marker import Marker
from app.model.mix import MonitorSettings, Vca
from app.model.song import Folder, Song
from app.model.strip import BandSettings, CueLevel, SendSettings, StripSettings
from app.model.tempo import Meter, TempoChange
from app.model.track import FrozenAudio
from tests.helpers.songs import song_with, with_clip


def broken(**fields: object) -> Song:
    song = with_clip(song_with("Vox"), "Vox", 0, 100)
    return replace(song, tracks=(replace(song.tracks[0], **fields),))  # type: ignore[arg-type]


def strip_with(section: str, **fields: object) -> Song:
    strip = broken().tracks[0].strip
    return broken(strip=replace(strip, **{section: replace(getattr(strip, section), **fields)}))  # type: ignore[arg-type]


def in_a_circle() -> Song:
    song = broken()
    groups = (Bus("X", "X", "group", output="Y"), Bus("Y", "Y", "group", output="X"))  # type: ignore[arg-type]
    return replace(song, buses=(*song.buses, *groups))


def test_a_sound_song_has_no_problems() -> None:
    assert check(with_clip(song_with("Vox", "Bass"), "Vox", 0, 100)) == []


@pytest.mark.parametrize(
    ("song", "told"),
    [
        (broken(channels=3), "tracks[0] (Vox): channels is 3"),
        (broken(inputs=(1, 2)), "inputs holds 2"),
        (broken(notes="x" * 4001), "notes has 4001 characters, more than 4000"),
        (broken(comp_group="x" * 401), "comp_group has 401 characters, more than 400"),
        (broken(inputs=(0,)), "not from 1 to 64"),
        (broken(strip=replace(broken().tracks[0].strip, pan=float("nan"))), "strip.pan is nan"),
        (broken(strip=replace(broken().tracks[0].strip, fader_db=12.0)), "strip.fader_db is 12.0"),
        (broken(strip=replace(broken().tracks[0].strip, sends=(SendSettings("x"),))), "no effect bus"),  # type: ignore[arg-type]
        (broken(strip=replace(broken().tracks[0].strip, cues=(CueLevel("x"),))), "no headphone mix"),  # type: ignore[arg-type]
        (broken(clips=(replace(broken().tracks[0].clips[0], file="../x"),)), "clips[0].file"),
        (broken(clips=(replace(broken().tracks[0].clips[0], length_frames=0),)), "clips[0].length_frames"),
        (broken(clips=(replace(broken().tracks[0].clips[0], fade_in_frames=101),)), "fades are longer"),
        (broken(clips=broken().tracks[0].clips * 2), "there twice"),
        (strip_with("eq", low=BandSettings(5.0)), "strip.eq.low.frequency_hz is 5.0"),
        (strip_with("compressor", key="Vox"), "no other track"),
        (strip_with("high_pass", slope="36"), "strip.high_pass.slope is '36'"),
        (broken(output="Nowhere"), "output names 'Nowhere'"),
        (broken(vca="none"), "no VCA"),
        (broken(automation="loud"), "automation is 'loud'"),
        (broken(curves=(Curve("eq/on", (Breakpoint(0, 1.0),)),)), "cannot be automated"),
        (broken(curves=(Curve("eq/nothing", (Breakpoint(0, 1.0),)),)), "no such value"),
        (broken(curves=(Curve("send/gone/level_db", (Breakpoint(0, 1.0),)),)), "no effect bus"),
        (broken(curves=(Curve("pan", (Breakpoint(5, 0.0), Breakpoint(5, 1.0))),)), "out of order"),
        (broken(curves=(Curve("pan", (Breakpoint(5, 9.0),)),)), "is 9.0"),
        (broken(curves=(Curve("mute", (Breakpoint(5, 0.5),)),)), "not 0 or 1"),
        (broken(curves=(Curve("pan", (Breakpoint(5, 0.0, 2.0),)),)), "points[0].bend is 2.0"),
        (broken(curves=(Curve("pan", ()),)), "has no points"),
        (broken(frozen=FrozenAudio("../x.wav", 0, 1, 1)), "frozen.file"),
        (broken(frozen=FrozenAudio("audio/x.wav", 0, 1, 1), armed=True), "frozen and armed"),
        (broken(strip_b=StripSettings(pan=4.0)), "strip_b.pan is 4.0"),
        (in_a_circle(), "feeds itself"),
        (replace(broken(), monitor=MonitorSettings(level_db=20.0)), "monitor.level_db is 20.0"),
        (replace(broken(), vcas=(Vca("v", "V", fader_db=20.0),)), "vcas[0] (V): fader_db is 20.0"),  # type: ignore[arg-type]
        (replace(broken(), tempo_bpm=0.0), "tempo_bpm is 0.0"),
        (replace(broken(), meter=Meter(17)), "meter.beats_per_bar is 17"),
        (replace(broken(), meter=Meter(4, 3)), "beat_unit is 3"),
        (replace(broken(), meter=Meter(4, 4, "Xx")), "accents are 'Xx'"),
        (replace(broken(), tempo_changes=(TempoChange(3, 500.0),)), "tempo_changes[0].tempo_bpm is 500.0"),
        (replace(broken(), tempo_changes=(TempoChange(3, 90.0), TempoChange(3, 80.0))), "before the one before it"),
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


def test_markers_and_folders_out_of_order_are_named() -> None:
    song = song_with("A", "B", "C")
    marker = Marker(MarkerId("m"), "Verse", 100)
    assert check(replace(song, markers=(marker, replace(marker, id=MarkerId("n"), start_frame=200)))) == []
    assert check(replace(song, markers=(marker, replace(marker, id=MarkerId("n"), start_frame=50))))
    assert check(replace(song, markers=(marker, marker)))
    folder = Folder(FolderId("f"), "Drums")
    inside = [replace(track, folder=folder.id) for track in song.tracks]
    assert check(replace(song, folders=(folder,), tracks=(*inside[:2], song.tracks[2]))) == []
    assert check(replace(song, folders=(folder,))), "it is empty"
    assert check(replace(song, tracks=(*inside[:2], song.tracks[2]))), "there is no such folder"
    assert check(replace(song, folders=(folder,), tracks=(inside[0], song.tracks[1], inside[2]))), "it is torn apart"


def test_a_processed_clip_names_an_original_inside_the_song_folder() -> None:
    song = with_clip(song_with("A"), "A", 0, 100, "c")
    track = song.tracks[0]

    def processed(file: str, stretch: float = 1.0) -> Song:
        clip = replace(track.clips[0], processing=Processing(file, 0, 100, stretch=stretch))
        return replace(song, tracks=(replace(track, clips=(clip,)),))

    assert check(processed("audio/a.wav")) == []
    assert check(processed("../a.wav")) and check(processed("audio/a.wav", stretch=9.0))
