"""Takes under their track. Hazards: a swipe that lands elsewhere, is more than one step, or that only a mouse can make."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.edits.clip_stack import phrase_at
from app.edits.clips import add_clip
from app.edits.comps import put_phrase
from app.edits.edit import Edit
from app.edits.tracks import rename_track, set_armed
from app.model.clip import Clip
from app.model.ids import ClipId, PassId, TakeId
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.take import Take
from app.model.track import Track
from app.recording import comping
from audio_engine.disk.flatten import Flattened
from audio_engine.plan import TrackTimeline
from tests.helpers.songs import RATE
from tests.ui.conftest import WindowDriver
from ui import theme
from ui.arrange.take_lane import TakeLane
from ui.dialogs.parameter_card import ParameterCard
from ui.widgets.field import Field

LENGTH = RATE * 40


def _with_takes(song: Song) -> Song:
    takes = tuple(
        Take(TakeId(f"t{n}"), PassId(f"p{n}"), f"Kick {n}", f"audio/part-{n}.wav", 0, 0, LENGTH,
             "2026-11-22T20:00:00+00:00", 480, n > 1, -6.0)
        for n in range(3)
    )  # fmt: skip
    clips = tuple(Clip(ClipId(f"c{t.id}"), t.name, t.file, 0, 0, LENGTH, take=t.id) for t in takes)
    track: Track = replace(song.tracks[0], takes=takes, clips=clips)
    return replace(song, tracks=(track, *song.tracks[1:]))


def _open(driver: WindowDriver) -> list[TakeLane]:
    driver.session.document.perform(Edit("Takes", _with_takes))
    driver.window.selection.set_track(driver.song.tracks[0].id)
    driver.key(Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    driver.tick()
    lanes = driver.window.arrange.automation.takes.lanes
    return [lanes[TakeId(f"t{n}")] for n in range(3)]


def _heard(driver: WindowDriver, frame: int) -> str | None:
    phrase = phrase_at(driver.song.tracks[0].clips, frame)
    return None if phrase is None else phrase.take


def test_a_swipe_takes_that_phrase_in_one_step(driver: WindowDriver) -> None:
    first, _, last = _open(driver)
    assert first.isVisible() and first.y() > last.y(), "the newest take lies on top"
    view, before = driver.window.arrange.viewport, driver.song
    driver.drag(first, QPoint(100, 20), QPoint(200, 20))
    start, end = view.frame_at(100), view.frame_at(200)
    assert _heard(driver, round((start + end) / 2)) == "t0"
    assert _heard(driver, round(start) - RATE) == _heard(driver, round(end) + RATE) == "t2"
    driver.session.document.undo()
    assert driver.song is before


def test_escape_takes_a_swipe_back(driver: WindowDriver) -> None:
    first = _open(driver)[0]
    before = driver.song
    driver.drag(first, QPoint(100, 20), QPoint(200, 20), release=False)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Escape)
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton, pos=QPoint(200, 20))
    assert driver.song is before


def test_by_keyboard_take_for_the_section_stars_and_next_take(driver: WindowDriver) -> None:
    first = _open(driver)[0]
    first.setFocus()
    driver.key(Qt.Key.Key_4)
    driver.key(Qt.Key.Key_Return)
    start, end = section_frames(driver.song, driver.song.sections[0])
    assert driver.song.tracks[0].takes[0].rating == 4
    assert _heard(driver, start + RATE) == "t0" and _heard(driver, end + RATE) == "t2"
    driver.window.setFocus()
    driver.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert _heard(driver, RATE) == "t1"
    driver.key(Qt.Key.Key_K)
    assert [(k.start_frame, k.end_frame) for k in driver.song.tracks[0].keepers] == [(start, end)]
    driver.tick()
    assert driver.window.arrange.automation.takes.comps[driver.song.tracks[0].id][0].keeper.isChecked()


def _joins(driver: WindowDriver) -> list[int]:
    return [clip.cross_in_frames for clip in driver.song.tracks[0].clips if clip.cross_in_frames]


def test_a_join_grows_and_shrinks_by_key(driver: WindowDriver) -> None:
    first = _open(driver)[0]
    first.setFocus()
    driver.key(Qt.Key.Key_Return)
    driver.session.document.perform(put_phrase(driver.song.tracks[0].id, TakeId("t0"), 5 * RATE, 6 * RATE))
    driver.session.document.perform(put_phrase(driver.song.tracks[0].id, TakeId("t1"), 10 * RATE, 12 * RATE))
    before = _joins(driver)
    assert len(before) > 1 and set(before) == {RATE // 100}
    driver.engine.frame = 10 * RATE
    driver.tick()
    driver.window.arrange.lanes.setFocus()
    steps = driver.session.document.opened.history.position
    driver.key(Qt.Key.Key_J)
    assert sorted(_joins(driver)) == [*before[1:], RATE // 50], "the one at the playhead"
    assert driver.session.document.opened.history.position == steps + 1
    for _ in range(2):
        driver.key(Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    assert sorted(_joins(driver)) == [RATE // 200, *before[1:]]
    elsewhere = next(clip for clip in driver.song.tracks[0].clips if clip.cross_in_frames == RATE // 100)
    driver.window.selection.set_clips({elsewhere.id})
    driver.key(Qt.Key.Key_J)
    assert clip_with(driver, elsewhere.id).cross_in_frames == RATE // 50, "a chosen clip's own"


def clip_with(driver: WindowDriver, clip_id: ClipId) -> Clip:
    return next(clip for clip in driver.song.tracks[0].clips if clip.id == clip_id)


def test_the_keys_for_joins_change_both_edges_of_a_punch_and_say_how_long_they_are(driver: WindowDriver) -> None:
    track = driver.song.tracks[0]
    old = track.clips[0]
    start = old.timeline_start_frame + RATE
    punch = replace(
        old, id=ClipId("punch"), timeline_start_frame=start, file_start_frame=RATE // 2, length_frames=RATE, take=None
    )
    driver.session.document.perform(add_clip(track.id, punch))
    driver.window.selection.set_clips({punch.id})
    for frame, edge in ((start, "cross_in_frames"), (start + RATE, "cross_out_frames")):
        driver.engine.frame = frame
        driver.tick()
        driver.key(Qt.Key.Key_J)
        assert getattr(clip_with(driver, punch.id), edge) == RATE // 50
        assert "The crossfade is 20 ms long" in driver.window.notices.cards[-1].accessibleName()
        driver.key(Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
        assert getattr(clip_with(driver, punch.id), edge) == RATE // 100
        driver.session.document.undo()
        driver.session.document.undo()
        assert clip_with(driver, punch.id) == punch
    driver.window.selection.set_clips({old.id})
    driver.key(Qt.Key.Key_J)
    assert clip_with(driver, punch.id).cross_out_frames == RATE // 50, "also where the clip beneath it is chosen"


def test_a_key_for_a_join_where_there_is_none_says_so(driver: WindowDriver) -> None:
    driver.window.selection.set_clips({driver.song.tracks[1].clips[0].id})
    before = driver.song
    driver.key(Qt.Key.Key_J)
    assert driver.song is before and "no crossfade" in driver.window.notices.cards[-1].accessibleName()


def test_one_take_is_heard_alone_and_the_song_stays_as_it_is(driver: WindowDriver) -> None:
    _open(driver)
    takes, before = driver.window.arrange.automation.takes, driver.song
    ear = takes.headers[TakeId("t0")].ear
    QTest.mouseClick(ear, Qt.MouseButton.LeftButton)
    driver.tick()
    assert ear.isChecked() and driver.song is before

    def tape() -> TrackTimeline:
        return driver.engine.arguments("set_timelines")[-1][0]  # type: ignore[index]

    assert [span.path.rsplit("/", 1)[-1] for span in tape().spans] == ["part-0.wav"]
    driver.session.link.push_everything(
        driver.song, driver.session.document.opened.folder.path
    )  # as a new engine gets it
    assert len(tape().spans) == 1 and ear.isChecked()
    QTest.mouseClick(ear, Qt.MouseButton.LeftButton)
    assert len(tape().spans) == 3 and not ear.isChecked()


def test_comps_change_places(driver: WindowDriver) -> None:
    _open(driver)
    header = driver.window.arrange.automation.takes.comps[driver.song.tracks[0].id][0]
    next(a for a in header.menu().actions() if a.text().startswith("New comp")).trigger()
    driver.tick()
    assert header.comp.caption.startswith("Comp 2")
    next(a for a in header.menu().actions() if a.text() == "Choose Comp 1").trigger()
    driver.tick()
    assert header.comp.caption.startswith("Comp 1")


def test_a_comp_is_renamed_in_a_card_that_keeps_what_was_typed(driver: WindowDriver) -> None:
    _open(driver)
    driver.run("comps.rename")
    card = driver.window.dialog
    assert isinstance(card, ParameterCard)
    name = card.inputs["name"]
    assert isinstance(name, Field) and name.text() == driver.song.tracks[0].comp_name and name.maxLength() == 80
    name.setText(" ")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert driver.window.dialog is card and "name" in card.problem.text() and card.problem.isVisible()
    name.setText("Quiet")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert driver.window.dialog is None and driver.song.tracks[0].comp_name == "Quiet"
    driver.session.document.undo()
    assert driver.song.tracks[0].comp_name == "Comp 1"


def test_a_comp_becomes_one_clip_though_its_takes_are_hidden_meanwhile(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _open(driver)
    track, go_on, folder = driver.song.tracks[0], threading.Event(), driver.session.document.opened.folder.audio
    rendered = Flattened(folder / "Kick flat.wav", 0, LENGTH, 0.5)
    monkeypatch.setattr(comping, "fault_of", lambda *_given: "")  # the takes name files that are not theirs
    monkeypatch.setattr(comping, "flatten", lambda *_given: (go_on.wait(10), rendered)[1])
    takes = driver.window.arrange.automation.takes
    next(a for a in takes.comps[track.id][0].menu().actions() if a.text().startswith("Flatten")).trigger()
    takes.toggle(track.id)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    go_on.set()
    qtbot.waitUntil(lambda: driver.song.tracks[0] is not track)
    assert [clip.file for clip in driver.song.tracks[0].clips] == ["audio/Kick flat.wav"]


def test_takes_and_curves_lie_under_each_other(driver: WindowDriver) -> None:
    lanes = _open(driver)
    track = driver.song.tracks[0]
    driver.window.arrange.toggle_automation(track.id)
    driver.tick()
    curve = next(iter(driver.window.arrange.automation.lanes.values()))
    places = [lane.geometry() for lane in (*lanes, curve)]
    assert all(not a.intersects(b) for n, a in enumerate(places) for b in places[:n])
    driver.key(Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    driver.tick()
    assert not driver.window.arrange.automation.takes.lanes


def test_a_take_says_whether_its_file_is_still_there(driver: WindowDriver, qtbot: QtBot) -> None:
    _open(driver)
    header = driver.window.arrange.automation.takes.headers[TakeId("t0")]
    qtbot.waitUntil(lambda: header.health != "")
    assert header.health == "missing" and "missing" in header.description()


def _words(menu: QMenu) -> dict[str, QAction]:
    return {action.text().split("\t")[0]: action for action in menu.actions() if not action.isSeparator()}


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_right_click_on_a_take_works_and_grey_entries_say_why(driver: WindowDriver) -> None:
    first, _, last = _open(driver)
    entries = _words(last.menu())
    assert not entries["Use the whole take (it is used already)"].isEnabled()
    assert not entries["Restore a discarded take (there is none)"].isEnabled()
    _words(first.menu())["Use the whole take"].trigger()
    assert _heard(driver, LENGTH // 2) == "t0"
    QTest.mouseClick(first, Qt.MouseButton.RightButton, pos=QPoint(40, 20))
    QCoreApplication.sendEvent(first, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(40, 20), QPoint(40, 20)))
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu) and "Rename" in _words(popup)
    popup.close()


def test_a_take_is_renamed_in_its_lane(driver: WindowDriver) -> None:
    first, *_ = _open(driver)
    _words(first.menu())["Rename"].trigger()
    QTest.keyClicks(QApplication.focusWidget(), "The good one")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert driver.song.tracks[0].takes[0].name == "The good one"


def test_a_take_is_discarded_by_key_or_menu_and_restored_after_other_work(driver: WindowDriver) -> None:
    first, second, last = _open(driver)
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Delete)
    assert [take.id for take in driver.song.tracks[0].takes] == ["t0", "t2"]
    driver.session.document.perform(rename_track(driver.song.tracks[1].id, "Other work"))
    _words(first.menu())["Discard this take"].trigger()
    driver.tick()
    restoring = _words(last.menu())["Restore a discarded take"].menu()
    assert [action.text() for action in restoring.actions()] == ["Kick 1", "Kick 0"]
    restoring.actions()[0].trigger()
    assert [take.id for take in driver.song.tracks[0].takes] == ["t2", "t1"]
    assert driver.song.tracks[1].name == "Other work"


def test_delete_is_for_the_take_whose_name_was_clicked_though_a_clip_is_chosen(driver: WindowDriver) -> None:
    _open(driver)
    clips = driver.song.tracks[0].clips
    driver.window.selection.set_clips({ClipId("ct2")})
    header = driver.window.arrange.automation.takes.headers[TakeId("t1")]
    QTest.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(40, 32))
    driver.key(Qt.Key.Key_Delete)
    assert [take.id for take in driver.song.tracks[0].takes] == ["t0", "t2"]
    assert ClipId("ct2") in {clip.id for clip in driver.song.tracks[0].clips} and len(clips) == 3


def test_the_words_on_a_takes_button_have_room(driver: WindowDriver) -> None:
    _open(driver)
    ear = driver.window.arrange.automation.takes.headers[TakeId("t0")].ear
    curves = driver.window.arrange.headers.headers[driver.song.tracks[0].id].curves
    for chip in (ear, curves):  # the button of the track's curves gives way to that of its takes
        metrics = QFontMetrics(theme.font(chip.size_px, 600))
        assert metrics.horizontalAdvance(chip.caption) <= chip.width() - 2 * chip.inset, chip.caption


def test_the_last_recording_is_discarded_by_a_key_and_offered_back(driver: WindowDriver) -> None:
    _open(driver)
    before = driver.song
    driver.key(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(driver.song.tracks[0].takes) == 2
    notice = driver.session.board.notices[-1]
    assert notice.action_label == "Restore" and notice.action is not None
    notice.action()
    assert {take.id for take in driver.song.tracks[0].takes} == {take.id for take in before.tracks[0].takes}


def test_what_a_loop_brought_unfolds_when_it_ends(driver: WindowDriver) -> None:
    """One take is on the timeline already; several are to be chosen from."""
    shown = driver.window.arrange.automation.takes
    for rounds in (1, 3):
        track = driver.song.tracks[0]
        driver.session.document.perform(set_armed(track.id, True))
        request = driver.session.recorder.record()
        driver.tick()

        def with_rounds(song: Song, pass_id: str = request.pass_id, rounds: int = rounds) -> Song:
            made = tuple(
                Take(
                    TakeId(f"{pass_id}{n}"),
                    PassId(pass_id),
                    f"Kick {n}",
                    "audio/part-0.wav",
                    0,
                    0,
                    RATE,
                    "",
                    0,
                    True,
                    -6.0,
                )
                for n in range(rounds)
            )
            return replace(
                song, tracks=(replace(song.tracks[0], takes=(*song.tracks[0].takes, *made)), *song.tracks[1:])
            )

        driver.engine.stop()
        driver.session.document.perform(Edit("Takes", with_rounds))
        driver.tick(2)
        assert (track.id in shown.shown) == (rounds > 1)
