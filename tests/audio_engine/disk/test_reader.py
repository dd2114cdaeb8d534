"""Hazards: a drive that went away while it played, and nobody says so; a warning about what is known already."""

from pathlib import Path

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
