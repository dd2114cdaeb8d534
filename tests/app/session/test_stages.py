"""Hazards: opening a song marks it as changed; a record that is an undo step of its own, or that undo forgets; a drag that is
cut short."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.devices.settings import SettingsFile
from app.edits import sections, strips, tempo, tracks
from app.edits.songs import fresh_song
from app.problems import Refused
from app.session.session import Session
from app.session.stages import Stages
from app.song.changes import Changes
from app.stages.progress import step_progress
from app.storage.folder import create_song_folder
from app.storage.song_store import read_song, write_song
from tests.helpers.fake_engine import FakeEngine

BEFORE, AFTER = datetime(2020, 11, 20, 12, tzinfo=UTC), datetime(2020, 11, 27, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.s, self.day = 0.0, BEFORE


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(tmp_path: Path, clock: Clock) -> Session:
    """With a song of two sections that was saved without a record."""
    song = fresh_song("Song")
    for name, start, intensity in (("Verse", 1, 4), ("Chorus", 2, 8)):
        song = sections.add_section(name, start, 1, intensity).apply(song)
    write_song(create_song_folder(tmp_path / "Song"), song)
    made = Session(FakeEngine, SettingsFile(tmp_path / "settings"))  # type: ignore[arg-type]
    made.stages = Stages(made.document, lambda: clock.s, lambda: clock.day)
    made.open_song(tmp_path / "Song")
    yield made
    made.close()


def looked(session: Session, clock: Clock) -> None:
    clock.s += 1.0
    session.stages.poll()


def records(session: Session) -> list[tuple[str, str]]:
    return [(record.step, record.when[:10]) for record in session.document.song.stages.records]


def test_opening_a_song_records_and_changes_nothing(session: Session, clock: Clock) -> None:
    seen: list[Changes] = []
    session.document.on_change.append(seen.append)
    looked(session, clock)
    assert ("write.sections", "2020-11-20") in records(session)
    assert not session.document.is_modified and session.document.undo_label is None
    assert [changes.stages for changes in seen] == [True] and not seen[0].structure
    session.document.opened.autosave()
    session.document.opened.finish_autosave()
    assert not session.document.opened.folder.autosave_file.exists(), "nothing that a crash could lose"
    looked(session, clock)
    assert len(seen) == 1


def test_a_record_belongs_to_the_step_that_made_it_done(session: Session, clock: Clock) -> None:
    looked(session, clock)
    session.document.perform(tracks.add_track("Vox"))
    looked(session, clock)
    assert ("write.parts", "2020-11-20") in records(session) and session.document.is_modified
    session.document.undo()
    looked(session, clock)
    assert "write.parts" not in dict(records(session)) and session.document.undo_label is None
    assert not session.document.is_modified, "as saved"
    session.document.redo()
    assert "write.parts" in dict(records(session)) and session.document.redo_label is None


def test_records_are_saved_with_the_song_and_turn_stale_in_the_next_sitting(session: Session, clock: Clock) -> None:
    looked(session, clock)
    folder = session.document.opened.folder
    session.stages.confirm("write.phrasing", "Anna", "Breathe before the chorus.")
    looked(session, clock)
    session.document.save()
    assert step_progress(read_song(folder), "write.phrasing").note == "Breathe before the chorus."
    clock.day = AFTER
    session.close()
    session.open_song(folder.path)
    looked(session, clock)
    session.document.perform(tempo.set_tempo(98.0))
    looked(session, clock)
    found = step_progress(session.document.song, "write.phrasing")
    assert found.stale == "The tempo changed on 27 November 2020, after the phrasing was worked out."
    assert [session.document.undo_label, session.document.is_modified] == ["Set tempo", True]
    session.stages.confirm("write.phrasing", "Anna")
    assert not step_progress(session.document.song, "write.phrasing").stale
    session.document.undo()
    assert step_progress(session.document.song, "write.phrasing").stale


def test_nothing_is_looked_at_under_a_moving_hand(session: Session, clock: Clock) -> None:
    looked(session, clock)
    session.document.perform(tracks.add_track("Vox"))
    track = session.document.song.tracks[0].id
    gesture = session.document.begin_gesture("Set fader")
    gesture.update(strips.set_fader_db(track, -3.0))
    looked(session, clock)
    assert "write.parts" not in dict(records(session))
    gesture.commit()
    looked(session, clock)
    assert "write.parts" in dict(records(session)) and session.document.undo_label == "Set fader"
    assert session.document.song.tracks[0].strip.fader_db == -3.0


def test_a_print_is_recorded_and_goes_stale(session: Session, clock: Clock) -> None:
    session.stages.receipt("write.chart")
    session.stages.receipt("write.chart")
    assert session.document.undo_label == "Print chart" and step_progress(session.document.song, "write.chart").done
    session.document.perform(tempo.set_tempo(98.0))
    assert "the chart was printed" in step_progress(session.document.song, "write.chart").stale
    session.stages.receipt("write.chart")
    assert step_progress(session.document.song, "write.chart").done
    with pytest.raises(Refused, match="has to wait"):
        session.stages.confirm("publish.registered")
