"""Hazards: a song that two programs write; one that cannot be opened and takes the present one away."""

import errno
import threading
from pathlib import Path
from typing import Any

import pytest

from app.cli.devices import wait_until
from app.devices.settings import SettingsFile
from app.documents.notices import WindowCommand
from app.model.song import Song
from app.problems import SongLocked, SongProblem
from app.session.session import Session
from app.song import maintenance
from app.song.open_song import OpenSong
from app.storage.folder import SongFolder
from tests.helpers.fake_engine import FakeEngine
from tests.helpers.session_rig import VOX, SessionRig


def test_a_song_that_lacks_a_recording_says_so_when_it_opens(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    rig.engine.finish_pass()
    rig.session.poll()
    rig.session.document.save()
    file = rig.session.document.song.tracks[0].clips[0].file
    rig.session.close()
    (rig.folder / file).unlink(missing_ok=True)
    again = Session(FakeEngine, SettingsFile())
    again.open_song(rig.folder)
    assert wait_until(again, lambda: bool(again.board.notices), 20.0)
    notice = again.board.notices[-1]
    assert notice.sentence == f"Missing files: {file} of Vox. The song is silent there."
    assert notice.action is WindowCommand.SONG_FILES
    again.close()


def test_a_song_on_a_slow_drive_is_open_before_its_files_were_looked_for(
    rig: SessionRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, looked = threading.Event(), list[Path]()

    def look(folder: SongFolder, _song: Song) -> dict[str, str]:
        assert threading.current_thread() is not threading.main_thread()
        go_on.wait(60.0)
        looked.append(folder.path)
        return {f"of {folder.path.stem}": "Vox"}

    monkeypatch.setattr(maintenance, "missing_files", look)
    session = rig.session
    session.new_song(rig.folder.with_name("Left"), "Left")
    session.new_song(rig.folder.with_name("Slow"), "Slow")
    session.rename_song("Night")
    session.poll()
    assert session.document.song.name == "Night" and not session.board.notices
    go_on.set()
    assert wait_until(session, lambda: bool(session.board.notices), 20.0)
    (notice,) = session.board.notices
    assert notice.sentence == "Missing files: of Night of Vox. The song is silent there.", "where it lies now"
    assert {"Slow", "Night"} <= {path.stem for path in looked}


def test_a_song_that_cannot_be_written_is_opened_for_reading_and_says_so(
    rig: SessionRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.session.document.save()
    rig.session.close()
    (rig.folder / "lock").unlink(missing_ok=True)
    unpatched = Path.open

    def refuse(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if path.name == "lock":
            raise PermissionError(errno.EROFS, "Read-only file system", str(path))
        return unpatched(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", refuse)
    other = Session(FakeEngine, SettingsFile(), program="Worktape's window")
    other.open_song(rig.folder)
    assert (
        other.document.read_only
        and other.document.opened.put_aside
        and "reading only" in other.document.opened.put_aside[-1]
    )
    other.close()


def test_a_second_program_is_told_who_has_the_song_and_may_read(rig: SessionRig) -> None:
    rig.session.document.save()
    other = Session(FakeEngine, SettingsFile(), program="worktape set")
    with pytest.raises(SongLocked) as caught:
        other.open_song(rig.folder)
    assert caught.value.holder.program == "Worktape's window" and caught.value.holder.pid > 0
    other.open_song(rig.folder, read_only=True)
    assert other.document.read_only
    with pytest.raises(SongProblem):
        other.document.save()
    other.close()


def test_opening_a_bad_song_keeps_the_present_one_open(rig: SessionRig, tmp_path: Path) -> None:
    song = rig.session.document.song
    with pytest.raises(SongProblem):
        rig.session.open_song(tmp_path / "nowhere")
    assert rig.session.document.song is song and not rig.session.document.read_only


def test_an_engine_is_restarted_for_another_song_so_that_a_crash_finds_it(rig: SessionRig, tmp_path: Path) -> None:
    rig.start()
    OpenSong.new(tmp_path / "Other", "Other", 48000, "test").close()
    rig.session.document.save()
    rig.session.open_song(tmp_path / "Other.worktape")
    assert "close" in rig.engine.called and rig.engine.arguments("start")[-1] == tmp_path / "Other.worktape"
