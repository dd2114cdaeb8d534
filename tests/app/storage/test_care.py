"""Hazards: a take that changed and nobody noticed, a clean-up that takes what is needed, an archive that lacks something."""

import errno
import os
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.cli import maintenance as care
from app.edits import tracks
from app.edits.edit import Edit
from app.edits.takes import add_takes
from app.model.clip import Clip, Processing
from app.model.ids import ClipId, TrackId
from app.model.song import Song
from app.model.take import Dropout, Take
from app.model.track import FrozenAudio
from app.problems import SongProblem
from app.song.open_song import OpenSong
from app.storage.clean_up import move_to_trash, unused_media
from app.storage.collect import SongCopy
from app.storage.health import take_health
from app.storage.media_check import missing_files, unplayable_media
from app.storage.media_pool import files_of
from app.storage.song_store import read_song
from audio_engine.disk import wav
from audio_engine.disk.journal import Journal, Noted, append_line
from audio_engine.disk.peaks import make_peaks, peak_path
from audio_engine.protocol import FinishedFile, PassRequest, PassResult, Round, TakeFile

FRAMES = 1000


class Recorded:
    """A saved song with one recorded track, as the engine leaves it."""

    def __init__(self, folder: Path) -> None:
        self.opened = OpenSong.new(folder / "Song", "Song", 48000, "a test")
        self.opened.history.perform(tracks.add_track("Vox", track_id=TrackId("Vox")))
        self.folder = self.opened.folder

    def record(self, pass_id: str, take: bool = True) -> Path:
        path = self.folder.audio / f"{pass_id}.wav"
        data = bytes(wav.to_bytes(np.full((FRAMES, 1), 0.25, np.float32), 4))
        path.write_bytes(wav.header(wav.WavFormat(48000, 1, 4), FRAMES) + data)
        make_peaks(path)
        journal = self.folder.passes / f"{pass_id}.jsonl"
        request = PassRequest(
            pass_id=pass_id, song_folder=str(self.folder.path), journal=str(journal), start_frame=0,
            files=(TakeFile(key="Vox", name="Vox", path=str(path), inputs=(0,)),),
        )  # fmt: skip
        written = Journal(journal)
        written.begin(request, 48000, "2026-01-01T00:00:00+00:00")
        written.close()
        append_line(journal, Noted(file=path.name, crc32=zlib.crc32(data), bytes=len(data)))
        if take:
            self.opened.history.perform(add_takes(self._result(pass_id, path, journal), self.folder.path))
        return path

    def _result(self, pass_id: str, path: Path, journal: Path) -> PassResult:
        file = FinishedFile(key="Vox", name="Vox", path=str(path), channels=1, length_frames=FRAMES, peak=0.25)
        return PassResult(
            pass_id=pass_id, journal=str(journal), rate_hz=48000, started_at="2026-01-01T00:00:00+00:00",
            latency_frames=0, latency_measured=False, files=(file,), rounds=(Round(0, 0, FRAMES),), gaps=(),
        )  # fmt: skip

    @property
    def song(self) -> Song:
        return self.opened.song

    @property
    def take(self) -> Take:
        return self.song.tracks[0].takes[0]

    def unused(self, *history: Song) -> set[str]:
        return {path.relative_to(self.folder.path).as_posix() for path in unused_media(self.song, self.folder, history)}


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    made = Recorded(tmp_path)
    made.record("p1")
    made.opened.save()
    made.opened.close()
    return made


def test_a_take_is_what_was_recorded_until_a_byte_of_it_changes(recorded: Recorded) -> None:
    folder, take = recorded.folder.path, recorded.take
    assert take_health(folder, take) == "verified"
    assert take_health(folder, replace(take, recovered=True)) == "recovered"
    assert take_health(folder, replace(take, dropouts=(Dropout(1, 2),))) == "has gaps"
    path = folder / take.file
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"\x01")
    assert take_health(folder, take) == "changed"
    path.write_bytes(whole[:-4])
    assert take_health(folder, take) == "changed", "shorter than the take"
    path.write_bytes(whole + bytes(2))
    assert take_health(folder, take) == "verified", "what a full disk took of one more chunk does not count"
    path.unlink()
    assert take_health(folder, take) == "missing"


def test_a_header_that_an_older_version_left_behind_is_no_change(recorded: Recorded) -> None:
    folder, take = recorded.folder.path, recorded.take
    path = folder / take.file
    stale = wav.header(wav.WavFormat(48000, 1, 4), FRAMES // 2)
    path.write_bytes(stale + path.read_bytes()[wav.HEADER_BYTES :])
    assert take_health(folder, take) == "verified"
    (recorded.folder.passes / "p1.jsonl").unlink()
    assert take_health(folder, take) == "not verified", "as long as its bytes, and nothing was noted"


def test_a_take_of_an_older_version_is_not_called_verified(recorded: Recorded) -> None:
    (recorded.folder.passes / "p1.jsonl").unlink()
    assert take_health(recorded.folder.path, recorded.take) == "not verified"


def test_what_a_clip_a_take_or_a_history_step_uses_is_kept(recorded: Recorded) -> None:
    before = recorded.song
    recorded.record("p2")
    with_both = recorded.song
    recorded.opened.history.undo()
    assert recorded.song == before
    (recorded.folder.passes / "p2.done").touch()
    assert recorded.unused(with_both) == set()
    assert recorded.unused() == {"audio/p2.wav", "peaks/p2.wav.peaks", "passes/p2.jsonl", "passes/p2.done"}
    (recorded.folder.passes / "p2.done").unlink()
    assert recorded.unused() == set(), "a pass that was never offered may be all that a crash left"


def test_a_file_that_only_a_frozen_track_plays_is_kept(recorded: Recorded) -> None:
    (recorded.folder.audio / "Vox frozen.wav").write_bytes(b"x")
    assert recorded.unused() == {"audio/Vox frozen.wav"}
    track = recorded.song.tracks[0]
    frozen = replace(track, frozen=FrozenAudio("audio/Vox frozen.wav", 0, FRAMES, 1))
    recorded.opened.history.perform(Edit("Freeze", lambda song: replace(song, tracks=(frozen,))))
    assert recorded.unused() == set()


def test_what_an_undo_after_closing_brings_back_is_not_cleaned_away(recorded: Recorded) -> None:
    opened = OpenSong.existing(recorded.folder.path, "a test")
    opened.remember_passes({"p1"})
    emptied = replace(opened.song.tracks[0], clips=(), takes=())
    opened.history.perform(Edit("Delete", lambda song: replace(song, tracks=(emptied,))))
    opened.save()
    opened.close()
    told: list[str] = []
    care.clean(recorded.folder.path, True, told.append)
    assert told == ["Song uses every file in its folder."]
    opened.folder.history_file.unlink()
    care.clean(recorded.folder.path, True, told.append)
    assert "4 files" in told[-1], "without the history nothing needs them any more"


def test_a_pass_that_cannot_be_read_stops_the_clean_up(recorded: Recorded) -> None:
    (recorded.folder.passes / "p9.jsonl").write_text("{")
    with pytest.raises(SongProblem, match=r"cannot read the recording p9\.jsonl.*Move it out of"):
        recorded.unused()


def test_the_trash_keeps_everything_and_its_place(recorded: Recorded) -> None:
    for content in (b"one", b"two"):
        (recorded.folder.audio / "loose.wav").write_bytes(content)
        move_to_trash(recorded.folder, unused_media(recorded.song, recorded.folder))
    trash = recorded.folder.path / "trash" / "audio"
    assert (trash / "loose.wav").read_bytes() == b"one"
    assert (trash / "loose 2.wav").read_bytes() == b"two"
    assert recorded.unused() == set()


def test_files_on_another_drive_reach_the_trash_whole(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    """`audio/` may be a link, and nothing can be renamed across drives."""
    rename = os.rename

    def within_a_drive(old: Path, new: Path) -> None:
        if ("trash" in Path(old).parts) != ("trash" in Path(new).parts):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        rename(old, new)

    monkeypatch.setattr(os, "rename", within_a_drive)
    loose = recorded.folder.audio / "loose.wav"
    loose.write_bytes(b"one")
    (moved,) = move_to_trash(recorded.folder, [loose])
    assert moved == recorded.folder.path / "trash" / "audio" / "loose.wav" and moved.read_bytes() == b"one"
    assert not loose.exists() and [path.name for path in moved.parent.iterdir()] == ["loose.wav"]


def test_a_copy_elsewhere_opens_and_holds_every_take(recorded: Recorded, tmp_path: Path) -> None:
    (tmp_path / "Archive").mkdir()
    made = SongCopy(recorded.folder, tmp_path / "Archive").run()
    assert made == tmp_path / "Archive" / "Song.worktape"
    copy = OpenSong.existing(made, "a test")
    assert copy.song == read_song(recorded.folder)
    assert take_health(made, recorded.take) == "verified"
    assert peak_path(made / recorded.take.file).exists()
    copy.close()
    with pytest.raises(SongProblem, match="already exists"):
        SongCopy(recorded.folder, tmp_path / "Archive")


def test_an_archive_holds_every_byte(recorded: Recorded, tmp_path: Path) -> None:
    made = SongCopy(recorded.folder, tmp_path / "song.zip").run()
    with zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        held = {name: archive.read(name) for name in archive.namelist()}
    take = recorded.take.file
    assert held[f"Song.worktape/{take}"] == (recorded.folder.path / take).read_bytes()
    assert "Song.worktape/song.json" in held and "Song.worktape/lock" not in held


def test_a_file_older_than_archives_can_date_is_archived_all_the_same(recorded: Recorded, tmp_path: Path) -> None:
    os.utime(recorded.folder.song_file, (0, 0))  # as a machine without a clock writes it
    made = SongCopy(recorded.folder, tmp_path / "old.zip").run()
    with zipfile.ZipFile(made) as archive:
        assert "Song.worktape/song.json" in archive.namelist()


@pytest.mark.parametrize("name", ["Copy", "song.zip"])
def test_a_copy_that_does_not_read_back_is_refused_and_gone(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pour = SongCopy._pour
    monkeypatch.setattr(SongCopy, "_pour", lambda *given: pour(*given) ^ 1)
    (tmp_path / "Archive").mkdir()
    with pytest.raises(SongProblem, match="differs from the original"):
        SongCopy(recorded.folder, tmp_path / "Archive" / name).run()
    assert not any((tmp_path / "Archive").iterdir())


@pytest.mark.parametrize("name", ["Copy", "song.zip"])
def test_a_copy_that_is_stopped_leaves_nothing(recorded: Recorded, tmp_path: Path, name: str) -> None:
    (tmp_path / "Archive").mkdir()
    copying = SongCopy(recorded.folder, tmp_path / "Archive" / name)
    copying.cancel()
    with pytest.raises(SongProblem, match="was stopped"):
        copying.run()
    assert not any((tmp_path / "Archive").iterdir())


def test_a_copy_tells_how_far_it_is(recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    advance, seen = SongCopy._advance, list[float]()

    def watch(copying: SongCopy, size: int) -> None:
        advance(copying, size)
        seen.append(copying.progress)

    monkeypatch.setattr(SongCopy, "_advance", watch)
    SongCopy(recorded.folder, tmp_path / "Copy").run()
    assert seen == sorted(seen) and 0 < seen[0] < 0.5 and seen[-1] == pytest.approx(1.0)


def test_places_that_cannot_be_are_named(recorded: Recorded, tmp_path: Path) -> None:
    with pytest.raises(SongProblem, match="inside the song's own folder"):
        SongCopy(recorded.folder, recorded.folder.audio / "in")
    with pytest.raises(SongProblem, match="There is no folder"):
        SongCopy(recorded.folder, tmp_path / "nowhere" / "x.zip")
    assert not list(tmp_path.glob(".*partial"))


def test_a_copy_elsewhere_holds_what_was_never_saved(recorded: Recorded, tmp_path: Path) -> None:
    opened = OpenSong.existing(recorded.folder.path, "a test")
    opened.history.perform(tracks.add_track("Bass"))
    made = opened.copy_to(tmp_path / "Rescued").run()
    assert [track.name for track in read_song(type(opened.folder)(made)).tracks] == ["Vox", "Bass"]
    assert opened.history.is_modified, "the song itself is as it was"
    opened.close()


@pytest.mark.parametrize("name", ["Copy", "song.zip"])
def test_a_song_whose_takes_lie_on_another_drive_is_whole_and_its_copy_is_too(
    recorded: Recorded, tmp_path: Path, name: str
) -> None:
    audio, drive = recorded.folder.audio, tmp_path / "drive"
    audio.rename(drive)
    audio.symlink_to(drive, target_is_directory=True)
    recorded.record("p2")
    assert recorded.song.tracks[0].takes[1].file == "audio/p2.wav"
    assert missing_files(recorded.folder, recorded.song) == {}
    made = SongCopy(recorded.folder, tmp_path / name, recorded.song).run()
    if name == "Copy":
        copied = (made / recorded.take.file).read_bytes()
        assert not (made / "audio").is_symlink()
    else:
        with zipfile.ZipFile(made) as archive:
            copied = archive.read(f"Song.worktape/{recorded.take.file}")
    assert copied == (drive / Path(recorded.take.file).name).read_bytes()


def test_the_original_of_a_processed_clip_counts_as_used_and_is_missed(recorded: Recorded) -> None:
    made = recorded.record("made", take=False)
    original = recorded.record("original", take=False)
    processing = Processing("audio/original.wav", 0, FRAMES, reversed=True)
    clip = Clip(ClipId("c"), "c", "audio/made.wav", 0, 0, FRAMES, processing=processing)
    muted = Clip(ClipId("m"), "m", "audio/gone.wav", 0, 0, FRAMES, muted=True)
    song = recorded.song
    track = replace(song.tracks[0], clips=(*song.tracks[0].clips, clip, muted))
    song = replace(song, tracks=(track,))
    unused = unused_media(song, recorded.folder)
    assert made not in unused and original not in unused
    assert {"audio/made.wav", "audio/original.wav", "audio/gone.wav"} <= set(files_of(song))
    assert missing_files(recorded.folder, song) == {"audio/gone.wav": "Vox"}
    original.unlink()
    assert missing_files(recorded.folder, song) == {"audio/gone.wav": "Vox", "audio/original.wav": "Vox"}
    assert unplayable_media(recorded.folder, song) == [], "a bounce needs neither"
