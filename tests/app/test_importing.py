"""Hazards: a cancelled import that leaves files behind, one bad file that keeps the others out, a stereo file squeezed into a
mono track."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.edits.edit import Refused
from app.edits.tracks import add_track
from app.importing import AudioImport, audio_files, may_be_audio
from app.model.ids import TrackId
from app.open_song import OpenSong
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
    assert edit is not None and edit.label == "Import"


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


def test_a_file_whose_name_is_no_text_is_told_and_the_others_come_in(opened: OpenSong, tmp_path: Path) -> None:
    named = sound(tmp_path / "A.wav").rename(tmp_path / os.fsdecode(b"caf\xe9.wav"))
    coming = AudioImport(opened, [named, sound(tmp_path / "B.wav")], 0)
    coming.run()
    assert len(coming.problems) == 1 and coming.problems[0].startswith("caf?.wav has letters that are no text")
    assert coming.edit(opened.song) is not None and audio_in(opened) == ["B.wav"]


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


def test_only_audio_is_taken_from_what_is_dropped(opened: OpenSong, tmp_path: Path) -> None:
    folder = tmp_path / "stems"
    folder.mkdir()
    second, first = sound(folder / "b.wav"), sound(folder / "a.WAV")
    (folder / "notes.txt").write_text("x")
    assert audio_files([tmp_path / "picture.png", folder, tmp_path / "gone.wav"]) == [first, second]
    with pytest.raises(Refused, match="no audio file"):
        AudioImport(opened, [], 0)


def test_a_folder_that_cannot_be_read_holds_no_audio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError("Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert may_be_audio([tmp_path]) and audio_files([tmp_path]) == []
    assert not may_be_audio([tmp_path / "words.txt"])


def test_stopped_between_the_last_file_and_its_step_nothing_stays(opened: OpenSong, tmp_path: Path) -> None:
    source = tmp_path / "a.wav"
    soundfile.write(source, np.zeros((480, 1), np.float32), 48000)
    coming = AudioImport(opened, [source], 0)
    coming.run()
    assert list(opened.folder.audio.iterdir())
    coming.cancel()
    assert not list(opened.folder.audio.iterdir()) and coming.edit(opened.song) is None
