"""Hazards: a cancelled import that leaves files behind, one bad file that keeps the others out, a stereo file squeezed into a
mono track."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app.edits.tracks import add_track
from app.model.ids import TrackId
from app.problems import Refused
from app.song import importing
from app.song.importing import AudioImport, ImportChoices, Place
from app.song.open_song import OpenSong
from app.storage.song_store import read_song

RATE = 48000
VOX = TrackId("vox")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenSong]:
    made = OpenSong.new(tmp_path / "Song", "Song", RATE, "test")
    made.history.perform(add_track("Vox", track_id=VOX))
    yield made
    made.close()


def sound(path: Path, channels: int = 1, frames: int = 4800, rate_hz: int = RATE) -> Path:
    ramp = np.arange(frames * channels, dtype=np.float32).reshape(frames, channels) / 2**20
    soundfile.write(path, ramp, rate_hz, subtype="FLOAT")
    return path


def audio_in(opened: OpenSong) -> list[str]:
    return sorted(path.name for path in (opened.folder.path / "audio").iterdir())


def test_each_file_gets_a_track_and_all_are_one_step(opened: OpenSong, tmp_path: Path) -> None:
    files = [sound(tmp_path / "Kick.wav"), sound(tmp_path / "Pad.wav", channels=2, rate_hz=44100)]
    coming = AudioImport(opened, files, 960, VOX)
    coming.run()
    edit = coming.edit(opened.song)
    assert edit is not None and edit.label == "Import 2 files" and coming.progress == 1.0
    before = opened.song
    opened.history.perform(edit)
    kick, pad = opened.song.tracks[1:]
    assert (kick.name, kick.channels, pad.name, pad.channels) == ("Kick", 1, "Pad", 2)
    assert [track.clips[0].timeline_start_frame for track in (kick, pad)] == [960, 960]
    assert abs(pad.clips[0].length_frames - round(4800 * RATE / 44100)) <= 1
    opened.history.undo()
    assert opened.song is before


def test_what_is_brought_in_while_a_file_is_missing_does_not_take_its_place(opened: OpenSong, tmp_path: Path) -> None:
    def bring(into: OpenSong, frames: int) -> str:
        coming = AudioImport(into, [sound(tmp_path / "Loop.wav", frames=frames)], 0)
        coming.run()
        edit = coming.edit(into.song)
        assert edit is not None
        into.history.perform(edit)
        return into.song.tracks[-1].clips[0].file

    before = bring(opened, 4800)
    opened.save()
    folder = opened.folder.path
    (folder / before).rename(tmp_path / "away.wav")
    opened.close()
    again = OpenSong.existing(folder, "test")
    assert bring(again, 9600) != before
    again.close()
    assert not (folder / before).exists(), "its place is free for it to come back"


def test_one_file_onto_a_track_that_it_fits(opened: OpenSong, tmp_path: Path) -> None:
    for channels, tracks in ((1, 1), (2, 2)):
        coming = AudioImport(opened, [sound(tmp_path / f"Loop{channels}.wav", channels)], 480, VOX)
        coming.run()
        edit = coming.edit(opened.song)
        assert edit is not None
        opened.history.perform(edit)
        assert len(opened.song.tracks) == tracks, "a stereo file gets a stereo track"
    assert [clip.name for clip in opened.song.tracks[0].clips] == ["Loop1"]


def test_a_file_that_is_no_audio_is_told_and_the_others_come_in(opened: OpenSong, tmp_path: Path) -> None:
    text = tmp_path / "text.wav"
    text.write_text("not audio")
    coming = AudioImport(opened, [text, tmp_path / "gone.wav", sound(tmp_path / "Good.wav")], 0)
    coming.run()
    assert len(coming.problems) == 2 and "text.wav is not audio" in coming.problems[0]
    edit = coming.edit(opened.song)
    assert edit is not None and edit.label == "Import audio"


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("x" * 200, "x" * 80),
        ("   ", "Audio"),
        ("tab\tand  more", "tab and more"),
    ],
)
def test_whatever_a_file_is_called_it_comes_in_and_the_song_can_be_saved(
    opened: OpenSong, tmp_path: Path, stem: str, name: str
) -> None:
    coming = AudioImport(opened, [sound(tmp_path / f"{stem}.wav")], 0)
    coming.run()
    edit = coming.edit(opened.song)
    assert edit is not None
    opened.history.perform(edit)
    opened.save()
    track = read_song(opened.folder).tracks[-1]
    assert track.name == name and (opened.folder.path / track.clips[0].file).is_file()


def test_a_file_whose_name_is_no_text_comes_in_under_one_that_is(opened: OpenSong, tmp_path: Path) -> None:
    named = sound(tmp_path / "A.wav").rename(tmp_path / os.fsdecode(b"caf\xe9.wav"))
    coming = AudioImport(opened, [named, sound(tmp_path / "B.wav")], 0)
    coming.run()
    edit = coming.edit(opened.song)
    assert edit is not None and not coming.problems
    opened.history.perform(edit)
    opened.save()
    assert [track.name for track in read_song(opened.folder).tracks[1:]] == ["caf?", "B"]


def test_a_cancelled_import_leaves_nothing_behind(opened: OpenSong, tmp_path: Path) -> None:
    files = [sound(tmp_path / "A.wav"), sound(tmp_path / "B.wav", frames=400_000)]
    coming = AudioImport(opened, files, 0)
    report = coming._reporter

    def cancel_in_the_second(number: int):  # type: ignore[no-untyped-def]
        if number == 1:
            coming.cancel()
        return report(number)

    coming._reporter = cancel_in_the_second  # type: ignore[method-assign]
    coming.run()
    assert coming.edit(opened.song) is None and not coming.problems and audio_in(opened) == []


def test_cancelled_after_the_last_file_is_cancelled_too(opened: OpenSong, tmp_path: Path) -> None:
    coming = AudioImport(opened, [sound(tmp_path / "A.wav")], 0)
    coming._reporter = lambda _number: lambda _share: bool(coming.cancel()) or True  # type: ignore[method-assign, func-returns-value, assignment, return-value]
    coming.run()
    assert coming.edit(opened.song) is None and audio_in(opened) == []


def test_of_a_folder_all_that_is_audio_comes_in_whatever_it_is_called(opened: OpenSong, tmp_path: Path) -> None:
    folder = tmp_path / "stems"
    folder.mkdir()
    sound(folder / "b.wav"), sound(folder / "a.WAV"), sound(folder / "c.wav").rename(folder / "c")
    (folder / "notes.txt").write_text("x")
    (folder / ".hidden.wav").write_text("x")
    coming = AudioImport(opened, [folder], 0)
    coming.run()
    edit = coming.edit(opened.song)
    assert edit is not None and edit.label == "Import 3 files" and not coming.problems
    assert coming.notes == ["One file in stems is not audio: notes.txt."]
    opened.history.perform(edit)
    assert [track.name for track in opened.song.tracks[1:]] == ["a", "b", "c"]
    with pytest.raises(Refused, match="nothing to import"):
        AudioImport(opened, [], 0)


def test_a_folder_that_cannot_be_read_is_told(
    opened: OpenSong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError("Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    coming = AudioImport(opened, [tmp_path], 0)
    coming.run()
    assert coming.problems == [f"{tmp_path.name} is a folder that cannot be read."]


def test_each_file_that_was_chosen_and_is_no_audio_is_told(opened: OpenSong, tmp_path: Path) -> None:
    files = []
    for name in ("note.txt", "cover.jpg", "empty.wav"):
        (tmp_path / name).write_bytes(b"" if name == "empty.wav" else b"neither sound nor picture")
        files.append(tmp_path / name)
    coming = AudioImport(opened, files, 0)
    coming.run()
    assert coming.edit(opened.song) is None
    assert [problem.split()[0] for problem in coming.problems] == [file.name for file in files]
    assert all(kind in coming.problems[0] for kind in ("WAV", "FLAC", "MP3", "AAC", "Opus", "WavPack"))


def poly(path: Path, stamp: int | None = None, channels: int = 4) -> Path:
    """A field recorder's file: a constant for each channel, and its time stamp in frames."""
    sound(path, 1)
    samples = np.tile(np.arange(1, channels + 1, dtype="<i2") * 1000, (4800, 1))
    bext = bytes(338) + (stamp or 0).to_bytes(8, "little") + bytes(256)
    chunks = b"bext" + len(bext).to_bytes(4, "little") + bext
    chunks += b"fmt " + struct.pack("<IHHIIHH", 16, 1, channels, RATE, RATE * channels * 2, channels * 2, 16)
    chunks += b"data" + samples.nbytes.to_bytes(4, "little") + samples.tobytes()
    path.write_bytes(b"RIFF" + (len(chunks) + 4).to_bytes(4, "little") + b"WAVE" + chunks)
    return path


def test_many_channels_are_asked_about_and_come_in_as_mono_tracks(opened: OpenSong, tmp_path: Path) -> None:
    coming = AudioImport(opened, [poly(tmp_path / "boom.wav"), sound(tmp_path / "pad.wav", 2)], 960)
    coming.run()
    assert coming.asks and coming.many_channels == ["boom.wav: 4 channels"] and audio_in(opened) == []
    coming.answer(ImportChoices(split=True))
    coming.run()
    edit = coming.edit(opened.song)
    assert edit is not None and edit.label == "Import 2 files"
    opened.history.perform(edit)
    tracks = opened.song.tracks[1:]
    assert [track.name for track in tracks] == ["boom 1", "boom 2", "boom 3", "boom 4", "pad"]
    for number, track in enumerate(tracks[:4], start=1):
        samples, _ = soundfile.read(opened.folder.path / track.clips[0].file, dtype="float32")
        assert track.channels == 1 and np.array_equal(samples, np.full(4800, number * 1000 / 32768, np.float32))
        assert track.clips[0].timeline_start_frame == 960


def test_many_channels_that_are_not_wanted_apart_stay_out(opened: OpenSong, tmp_path: Path) -> None:
    coming = AudioImport(opened, [poly(tmp_path / "boom.wav"), sound(tmp_path / "pad.wav", 2)], 0)
    coming.run()
    coming.answer(ImportChoices())
    coming.run()
    assert not coming.problems and audio_in(opened) == ["pad.wav"]
    told = AudioImport(opened, [tmp_path / "boom.wav"], 0, choices=ImportChoices())
    told.run()
    assert "boom.wav has 4 channels" in told.problems[0] and "--split" in told.problems[0]


@pytest.mark.parametrize(
    ("place", "frames"),
    [("given", [960, 960, 960]), ("stamp", [48000, 96480, 960]), ("together", [960, 49440, 960])],
)
def test_a_time_stamp_says_where_a_file_lies(opened: OpenSong, tmp_path: Path, place: Place, frames: list[int]) -> None:
    files = [poly(tmp_path / "a.wav", 48000, 2), poly(tmp_path / "b.wav", 96480, 2), sound(tmp_path / "c.wav")]
    coming = AudioImport(opened, files, 960)
    coming.run()
    assert coming.asks and coming.time_stamps == ["a.wav: recorded at 00:00:01", "b.wav: recorded at 00:00:02"]
    coming.answer(ImportChoices(place=place))
    coming.run()
    edit = coming.edit(opened.song)
    assert edit is not None
    opened.history.perform(edit)
    assert [track.clips[0].timeline_start_frame for track in opened.song.tracks[1:]] == frames
    assert len(coming.notes) == (place != "given"), "a file without a stamp is named"


def test_a_time_stamp_that_no_day_holds_is_not_believed(opened: OpenSong, tmp_path: Path) -> None:
    coming = AudioImport(opened, [poly(tmp_path / "a.wav", 2**63, 2)], 0)
    coming.run()
    assert not coming.asks and coming.edit(opened.song) is not None


def test_what_is_wrong_with_a_file_that_came_in_is_told(opened: OpenSong, tmp_path: Path) -> None:
    whole = sound(tmp_path / "cut.wav").read_bytes()
    (tmp_path / "cut.wav").write_bytes(whole[: len(whole) // 2])
    coming = AudioImport(opened, [tmp_path / "cut.wav"], 0)
    coming.run()
    assert coming.edit(opened.song) is not None and not coming.problems
    assert len(coming.notes) == 1 and coming.notes[0].startswith("cut.wav is cut off: 0.05 s of 0.10 s")


def test_stopped_between_the_last_file_and_its_step_nothing_stays(opened: OpenSong, tmp_path: Path) -> None:
    source = tmp_path / "a.wav"
    soundfile.write(source, np.zeros((480, 1), np.float32), 48000)
    coming = AudioImport(opened, [source], 0)
    coming.run()
    assert list(opened.folder.audio.iterdir())
    coming.cancel()
    assert not list(opened.folder.audio.iterdir()) and coming.edit(opened.song) is None


def test_a_failure_that_nobody_foresaw_leaves_nothing_behind(
    opened: OpenSong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What had been read by then lay in the song's folder, and nothing used it."""
    first, second = (sound(tmp_path / name) for name in ("a.wav", "b.wav"))
    coming = AudioImport(opened, [first, second], 0)
    real = importing.import_file

    def fails(source: Path, *text: Any) -> Any:
        if source == second:
            raise MemoryError
        return real(source, *text)

    monkeypatch.setattr(importing, "import_file", fails)
    with pytest.raises(MemoryError):
        coming.run()
    assert audio_in(opened) == [] and not any(opened.folder.peaks.iterdir())
