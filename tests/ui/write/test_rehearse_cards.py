"""Hazards: a speed that the bar does not show or that is not left by its key, a loop that is no section, a rehearsal that
cannot be ended, a reference that is not heard or that plays on unseen, a file that is copied twice."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.edits.channels import set_parameter
from app.edits.references import add_reference
from app.model.ids import ReferenceId
from app.model.reference import Reference
from app.model.section_frames import section_frames
from app.renders.dynamics import Dynamics
from app.stages.mix_hash import mix_hash
from app.tasks import Task
from audio_engine.disk.loudness_curve import LoudnessCurve
from tests.helpers.engine import write_wav
from tests.ui.conftest import WindowDriver
from ui.write.form_card import FormCard
from ui.write.references_card import ReferenceRow, ReferencesCard
from ui.write.rehearse_card import RehearseCard

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def card(driver: WindowDriver) -> RehearseCard:
    driver.window.show_page(1)
    card = driver.window.write.show_card("rehearse")
    assert isinstance(card, RehearseCard)
    return card


def click(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def test_keys_and_slider_set_the_speed_and_the_bar_shows_it(driver: WindowDriver, card: RehearseCard) -> None:
    bar, rehearsal = driver.window.transport, driver.session.rehearsal
    assert bar.speed.isHidden()
    for _ in range(2):
        driver.key(Qt.Key.Key_Comma, ALT)
    driver.tick()
    assert (rehearsal.percent, bar.speed.caption, card.figure.text()) == (90, "90 %", "90 %")
    assert bar.speed.isVisible() and driver.engine.plans[-1].click.segments[0].beat_frames == pytest.approx(24000 / 0.9)
    line = card.speed
    driver.drag(line, QPoint(line.width() // 2, 12), QPoint(line.width() // 2 - line.width() // 4, 12))
    driver.tick()
    assert rehearsal.percent < 80 and card.speed.value == rehearsal.percent
    click(bar.speed)
    driver.tick()
    assert rehearsal.percent == 100 and bar.speed.isHidden() and driver.song.tempo_bpm == 120.0


def test_a_section_is_looped_and_played_with_a_count_in_without_my_part(
    driver: WindowDriver, card: RehearseCard
) -> None:
    song = driver.song
    chorus = song.sections[2]
    card.rounds.setCurrentIndex(card.rounds.findData(2))
    assert "Choose a section" in card.state.text()
    card.section.setCurrentIndex(card.section.findData(chorus.id))
    card.section.activated.emit(card.section.currentIndex())
    driver.tick()
    loop = driver.song.transport
    assert (loop.loop_on, loop.loop_start_frame, loop.loop_end_frame) == (True, *section_frames(song, chorus))
    card.rounds.setCurrentIndex(card.rounds.findData(4))
    click(card.count_in)
    card.part.setCurrentIndex(card.part.findData(song.tracks[0].id))
    card.part.activated.emit(card.part.currentIndex())
    (left_out,) = [timeline for timeline in driver.engine.arguments("set_timelines")[-1] if timeline.slot == 0]
    assert left_out.spans == () and driver.song.tracks[0].clips and not driver.song.tracks[0].strip.mute
    click(card.play)
    driver.tick()
    assert driver.engine.every("play")[-1] == (96000, -1) and card.play.text() == "Stop"
    assert card.state.text() == "Round 1 of 4, at 100 %"
    click(card.play)
    driver.tick()
    assert driver.engine.called[-1] == "stop" and card.play.text() == "Rehearse"


def test_no_rehearsal_is_recorded_without_a_device_and_that_is_told(driver: WindowDriver, card: RehearseCard) -> None:
    said = list[str]()
    driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    driver.engine.close_device()
    driver.tick()
    click(card.records)
    assert len(said) == 1 and "No audio device is open" in said[0] and "--device" not in said[0]
    assert not driver.session.rehearsal.records and not card.records.isChecked()


def test_a_rehearsal_is_recorded_as_a_work_tape_and_noted_as_done(driver: WindowDriver, card: RehearseCard) -> None:
    click(card.records)
    click(card.play)
    driver.tick()
    request = driver.engine.running_pass
    assert request is not None and not request.rolls
    driver.engine.state = "rolling"
    driver.tick()
    driver.engine.state = "stopped"
    driver.tick(10)
    assert "end_pass" not in driver.engine.called, "it may have been sent elsewhere"
    driver.tick(50)
    assert "end_pass" in driver.engine.called
    click(card.done)
    assert [(one.step, one.note) for one in driver.song.stages.records].count(("write.rehearse", "")) == 1
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "write.rehearse" not in [record.step for record in driver.song.stages.records]


def test_references_are_dropped_described_and_compared_by_a_key(
    driver: WindowDriver, qtbot: QtBot, tmp_path: Path
) -> None:
    driver.window.show_page(1)
    card = driver.window.write.show_card("references")
    assert isinstance(card, ReferencesCard) and card.empty.isVisible()
    record = write_wav(tmp_path / "The record.wav", 0.1 * np.ones((4800, 2), np.float32))
    card.add_files([record, tmp_path / "missing.wav"])
    assert card.bar.isVisible()
    qtbot.waitUntil(lambda: card._coming is None)
    driver.tick()
    (reference,) = driver.song.brief.references
    assert reference.title == "The record" and len(driver.window.notices.cards) == 1 and not card.bar.isVisible()
    driver.session.document.perform(add_reference(Reference(ReferenceId("two"), "Two", "audio/two.wav", 48000, -14.0)))
    row = card.rows.rows[ReferenceId("two")]
    assert isinstance(row, ReferenceRow)
    driver.window.setFocus()
    driver.key(Qt.Key.Key_Slash)
    assert driver.engine.arguments("audition")[-1].path.endswith(reference.file)
    click(row.listen)
    assert driver.engine.arguments("audition")[-1].path.endswith("two.wav") and row.listen.isChecked()
    driver.tick()
    card.rows.open(ReferenceId("two"))
    row.start.setText("0:00.5")
    row.start.editingFinished.emit()
    assert driver.song.brief.references[1].start_frame == 24000
    driver.run("monitor.reference")
    driver.tick()
    assert "end_audition" in driver.engine.called and not row.listen.isChecked()


def test_the_mix_is_measured_beside_the_emotional_timeline(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.window.show_page(1)
    card = driver.window.write.show_card("form")
    assert isinstance(card, FormCard)
    view, renders = card.dynamics, driver.session.renders
    levels = np.repeat([-20.0, -15.0, -15.2], [16, 32, 200])
    made = Task(lambda: Dynamics(mix_hash(driver.song), LoudnessCurve(-16.0, levels)))
    monkeypatch.setattr(renders, "measure_dynamics", lambda: made)
    assert "Measure the mix" in view.sentence.text()
    click(view.measure)
    qtbot.waitUntil(lambda: renders.measured_dynamics is not None)
    driver.tick()
    assert view.sentence.text().startswith("Chorus does not lift") and not view.measure.isVisible()
    assert "Intro \u22124" in view.picture.accessibleName().replace("-", "\u2212")
    driver.session.document.perform(set_parameter(driver.song.tracks[0].id, "fader_db", -1.0))
    view.refresh()
    assert "has changed" in view.sentence.text() and view.picture.stale and view.measure.text() == "Measure again"
