"""Hazards: a drive that went away while it played, and nobody says so; a warning about what is known already;
a fault that ends the thread, and with it all playback."""

from pathlib import Path

import pytest

from audio_engine.plan import MixPlan, TrackTimeline
from tests.helpers.engine import RATE, Desk, span


def test_a_file_that_went_with_its_drive_is_told_once(tmp_path: Path) -> None:
    gone = TrackTimeline(slot=0, channels=1, spans=(span(tmp_path / "pulled out" / "Vox-1.wav", RATE),))
    desk = Desk(MixPlan(RATE), [gone])
    assert "Vox-1.wav cannot be read" in desk.reader.lost_file()
    desk.locate(0)
    assert desk.reader.lost_file() == ""


def test_a_file_that_was_missing_when_the_song_opened_is_not_told_again(tmp_path: Path) -> None:
    desk = Desk(MixPlan(RATE), [TrackTimeline(slot=0, channels=1, spans=(span(tmp_path / "Vox-1.wav", RATE),))])
    assert desk.reader.problems and desk.reader.lost_file() == ""


def test_a_round_that_fails_does_not_end_the_thread_and_is_told_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reader, rounds = Desk(MixPlan(RATE)).reader, list[int]()

    def failing() -> bool:
        rounds.append(1)
        if len(rounds) > 2:
            reader._stop.set()
        raise ValueError("anything")

    monkeypatch.setattr(reader, "fill", failing)
    reader._run()
    assert len(rounds) == 3 and capsys.readouterr().err.count("Traceback") == 1
