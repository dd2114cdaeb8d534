"""Hazards: a key on a foot switch that takes the window's song away, keeps on the wrong track, or waits for nobody."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli.devices import wait_until
from app.cli.main import app
from app.edits import tracks
from app.model.ids import TrackId
from app.session.session import Session
from audio_engine.protocol import DeviceRequest

VOX, BASS = TrackId("Vox"), TrackId("Bass")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """As a window has it: the virtual device hears a tone."""
    monkeypatch.setenv("WORKTAPE_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("WORKTAPE_RUNTIME", str(tmp_path / "runtime"))
    made = Session()
    made.devices.remembers = False
    made.recorder.allow_virtual = True
    made.new_song(tmp_path / "Song", "Song")
    for key, number in ((VOX, 1), (BASS, 2)):
        made.document.perform(tracks.add_track(key, inputs=(number,), track_id=key))
    made.document.perform(tracks.set_armed(VOX, True))
    made.devices.open(DeviceRequest(backend="virtual", virtual_input="tone"))
    made.start_engine()
    assert wait_until(made, lambda: made.retrospective.seconds > 0.5, 90)
    yield made
    made.close()


def keep(session: Session, *text: str) -> Result:
    """The command in another thread, while the window turns."""
    told: list[Result] = []
    arguments = ["keep", str(session.document.folder), *text]
    caller = threading.Thread(target=lambda: told.append(CliRunner().invoke(app, arguments)))
    caller.start()
    assert wait_until(session, lambda: not caller.is_alive(), 40)
    return told[0]


def test_the_window_keeps_what_was_played_and_stays_the_songs_owner(session: Session) -> None:
    result = keep(session)
    assert result.exit_code == 0 and "Kept on Vox" in result.stdout
    assert [len(track.clips) for track in session.document.song.tracks] == [1, 0]
    assert session.document.undo_label == "Record" and session.devices.device is not None


def test_named_tracks_come_before_armed_ones_and_wrong_ones_are_refused_in_words(session: Session) -> None:
    assert keep(session, "--track", "bass").exit_code == 0
    assert [len(track.clips) for track in session.document.song.tracks] == [0, 1]
    wrong = keep(session, "--track", "Oboe")
    assert wrong.exit_code == 1 and wrong.stderr.strip() == "The song has no track Oboe."


def test_while_it_records_the_answer_says_why_not(session: Session) -> None:
    session.recorder.record()
    refused = keep(session)
    assert refused.exit_code == 1 and "Worktape is recording" in refused.stderr
    session.transport.stop()
    assert wait_until(session, lambda: session.passes.recording is None, 20)


def test_where_nobody_listens_one_sentence_says_who_could(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKTAPE_RUNTIME", str(tmp_path / "runtime"))
    song = tmp_path / "S.worktape"
    assert CliRunner().invoke(app, ["new", str(song)]).exit_code == 0
    told = CliRunner().invoke(app, ["keep", str(song)])
    assert told.exit_code == 1 and "No window has" in told.stderr
