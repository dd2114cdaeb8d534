"""A song arranged with keys, cards, headers and ruler, in thirty kinds of steps: undone and done again, saved, closed and opened.

Hazards: a step that undo does not lead back from or that a file does not bring back; a key that needs the mouse first.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.model.invariants import check
from app.model.song import Song
from app.storage.song_store import read_song
from tests.helpers.songs import BAR
from tests.ui.conftest import WindowDriver, make_driver, put_away
from tests.ui.lanes import CTRL, LEFT, LOWER, NONE, Lanes, write_silence
from ui.arrange.ruler_rows import BARS, LOOP, MARKERS, PUNCH, SECTIONS, RulerRow
from ui.dialogs.parameter_card import ParameterCard

FREE = QPoint(4, 40)  # of a header: no part of it is there
Step = tuple[str, Callable[[], object]]


class ByHand:
    """A hand on the window: keys by name, places by lane, bar and row."""

    def __init__(self, driver: WindowDriver) -> None:
        self.driver, self.lanes = driver, Lanes(driver)

    def press(self, key: str) -> None:
        self.driver.tick()
        QTest.keySequence(QApplication.focusWidget() or self.driver.window, key)  # type: ignore[call-overload]
        self.driver.tick()

    def ask(self, key: str, **typed: str) -> None:
        """A key that opens a card, what is typed there, and Enter."""
        self.press(key)
        card = self.driver.window.dialog
        assert isinstance(card, ParameterCard), key
        for name, text in typed.items():
            made = card.inputs[name]
            made.setFocus()
            if hasattr(made, "selectAll"):
                made.selectAll()
            QTest.keyClicks(made, text)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert self.driver.window.dialog is None, key

    def clip(self, lane: int, bar: float, keys: Qt.KeyboardModifier = NONE) -> None:
        self.lanes.click(self.lanes.at(lane, bar * BAR, LOWER), keys)

    def time(self, lane: int, start: float, end: float, lanes_down: int = 0) -> None:
        by = QPoint(self.lanes.px((end - start) * BAR), lanes_down * self.lanes.view.lanes.lane_height)
        self.lanes.drag(self.lanes.at(lane, start * BAR, LOWER), by)

    def header(self, lane: int) -> QWidget:
        return self.driver.window.arrange.headers.headers[self.driver.song.tracks[lane].id]

    def tracks(self, *lanes: int) -> None:
        for number, lane in enumerate(lanes):
            QTest.mouseClick(self.header(lane), LEFT, CTRL if number else NONE, FREE)

    def ruler(self, row: RulerRow, start: float, end: float) -> None:
        ruler = self.driver.window.arrange.ruler
        y = ruler.rows.top_of(row) + row.height_px // 2
        first, last = (QPoint(round(self.lanes.view.x_of(bar * BAR)), y) for bar in (start, end))
        self.driver.drag(ruler, first, last)

    def double_click(self, row: RulerRow, bar: float) -> None:
        ruler = self.driver.window.arrange.ruler
        y = ruler.rows.top_of(row) + row.height_px // 2
        QTest.mouseDClick(ruler, LEFT, NONE, QPoint(round(self.lanes.view.x_of(bar * BAR)), y))

    def type(self, text: str) -> None:
        """Over what stands in the field that is open."""
        QTest.keySequence(QApplication.focusWidget(), "Ctrl+A")  # type: ignore[call-overload]
        QTest.keyClicks(QApplication.focusWidget(), text)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def steps(hand: ByHand) -> list[Step]:
    """What is done, and by which hand."""
    press, ask, clip, time, tracks, ruler = hand.press, hand.ask, hand.clip, hand.time, hand.tracks, hand.ruler

    def all_of(*acts: Callable[[], object]) -> Callable[[], object]:
        return lambda: [act() for act in acts]

    def drag_header(lane: int, at: QPoint, to: QPoint) -> None:
        hand.driver.drag(hand.header(lane), at, to)

    return [
        ("lock", all_of(lambda: clip(7, 4), lambda: press("Ctrl+L"))),
        ("unlock", lambda: press("Ctrl+L")),
        ("rename clip", lambda: ask("Shift+N", name="Verse")),
        ("colour clip", lambda: ask("Ctrl+K", colour="green")),
        ("mute clip", lambda: press("Ctrl+M")),
        ("split at the playhead", all_of(lambda: clip(0, 3), lambda: press("Ctrl+E"))),
        ("join", lambda: all_of(lambda: clip(0, 2), lambda: clip(0, 4, CTRL), lambda: press("Ctrl+J"))()),
        ("trim the start", all_of(lambda: clip(1, 4), lambda: press("Q"))),
        ("trim the end", all_of(lambda: clip(1, 8), lambda: press("W"))),
        ("gain", lambda: ask("G", to_db="-4.5")),
        ("fades with shapes", lambda: ask("Shift+F", in_ms="200", out_ms="300")),
        ("slip", lambda: ask("Shift+D", by_ms="-150")),
        ("nudge", lambda: ask("D", by="0.5")),
        ("repeat", lambda: ask("Ctrl+Shift+D", times="2")),
        ("a sample later", lambda: press("Ctrl+Shift+PgDown")),
        ("follow the tempo", lambda: press("Ctrl+Shift+B")),
        ("marker", all_of(lambda: clip(2, 6), lambda: press("M"))),
        ("range marker", all_of(lambda: time(2, 8, 12), lambda: press("Shift+M"))),
        ("split at markers", lambda: all_of(lambda: press("Esc"), lambda: press("Ctrl+Shift+M"))()),
        ("move a marker", lambda: ruler(MARKERS, 6, 7)),
        ("loop the selection", all_of(lambda: time(3, 2, 4), lambda: press("Shift+L"))),
        ("drag the loop's end", lambda: ruler(LOOP, 4, 5)),
        ("draw the punch", lambda: ruler(PUNCH, 3, 4)),
        ("resize a section", lambda: ruler(SECTIONS, 4, 3)),
        ("split at both edges", all_of(lambda: time(4, 5, 7, 1), lambda: press("Shift+S"))),
        ("insert that time", lambda: press("Shift+Ins")),
        ("delete time", all_of(lambda: time(4, 9, 10), lambda: press("Ctrl+Del"))),
        ("insert bars", lambda: ask("Ins", bars="1")),
        ("mute two tracks", all_of(lambda: tracks(1, 3), lambda: press("U"))),
        ("folder", lambda: ask("Ctrl+G", name="Band")),
        ("fold", lambda: press("Ctrl+Shift+G")),
        ("unfold", lambda: press("Ctrl+Shift+G")),
        ("duplicate a track", all_of(lambda: tracks(0), lambda: press("Ctrl+Shift+K"))),
        ("rename a track", all_of(lambda: tracks(0), lambda: press("F2"), lambda: hand.type("Bass drum"))),
        ("reorder", lambda: drag_header(0, FREE, FREE + QPoint(0, 190))),
        ("height", lambda: drag_header(2, QPoint(100, hand.header(2).height() - 2), QPoint(100, 90))),
        ("tempo in the ruler", lambda: (hand.double_click(BARS, 9), hand.type("100"))),
    ]


def until_changed(driver: WindowDriver, song: Song) -> None:
    """Slow verbs go on beside the window."""
    for _ in range(1000):
        driver.tick()
        QApplication.processEvents()
        if driver.song is not song:
            return
        QTest.qWait(2)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_song_arranged_by_hand_undoes_redoes_and_comes_back_from_its_file(qtbot: QtBot, tmp_path: Path) -> None:
    driver = make_driver(qtbot, tmp_path, 8)
    hand, document, songs = ByHand(driver), driver.session.document, [driver.song]
    for track in driver.song.tracks:
        write_silence(document.opened.folder.path / track.clips[0].file, 85 * BAR)
    done = steps(hand)
    for name, act in done:
        position = document.opened.history.position
        act()
        until_changed(driver, songs[-1])
        assert driver.song != songs[-1], name
        assert document.opened.history.position == position + 1, (name, document.undo_label)
        assert not check(driver.song), name
        songs.append(driver.song)
        driver.window.arrange.lanes.setFocus()
    press = hand.press
    for number in range(len(done) - 1, -1, -1):
        press("Ctrl+Z")
        assert driver.song is songs[number], done[number][0]
    for number in range(1, len(songs)):
        press("Ctrl+Shift+Z")
        assert driver.song is songs[number], done[number - 1][0]
    press("Ctrl+S")
    assert not document.is_modified and read_song(document.opened.folder) == songs[-1]
    folder = document.opened.folder.path
    driver.session.renders.clips.cancel()  # clips that follow the tempo are still being stretched
    put_away(driver)
    later = make_driver(qtbot, tmp_path / "later", 0)
    later.session.open_song(folder)
    later.tick()
    assert later.song == songs[-1] and not later.session.document.is_modified
    assert set(later.window.arrange.headers.headers) == {track.id for track in songs[-1].tracks}
    put_away(later)
