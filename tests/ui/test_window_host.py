"""Theme and size change while a take runs: the window is another one, and nothing that it showed or did is lost."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtWidgets import QApplication

from app.devices.settings import SettingsFile
from app.edits.tracks import set_armed
from app.session.session import Session
from tests.helpers.fake_engine import FakeEngine, usb_interface
from tests.helpers.songs import session_with_song
from tests.ui.conftest import INTERFACE
from ui import interface_scale, style_sheet, theme
from ui.state.look import choose_scale, choose_theme
from ui.widgets.toggle_chip import ToggleChip
from ui.window import placement
from ui.window.host import WindowHost
from ui.window.placement import placed

SCREEN = QRect(0, 0, 1920, 1040)


@pytest.fixture
def host(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WindowHost]:
    monkeypatch.setattr(placement, "placed", lambda window, _screens: window)  # the screen of tests is a small one
    yield from run_host(tmp_path)


def run_host(folder: Path) -> Iterator[WindowHost]:
    style_sheet.apply(QApplication.instance())  # type: ignore[arg-type]
    session = session_with_song(folder, FakeEngine(usb_interface, ends_passes=True))
    session.settings.monitoring[INTERFACE] = "tape"
    made = WindowHost(session)
    made.window.bridge.stop()  # tests turn the clock themselves
    made.show()
    made.window.showNormal()
    made.window.resize(1280, 760)
    settle(made)
    yield made
    engine_of(session).stop()
    settle(made)
    made.window.close()
    made.window.bridge.let_go()
    made.window.deleteLater()
    session.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no window may exist when the size changes
    QApplication.processEvents()
    theme.set_theme(theme.DEFAULT_THEME)
    interface_scale.set_scale(1.0)
    style_sheet.apply(QApplication.instance())  # type: ignore[arg-type]


def engine_of(session: Session) -> FakeEngine:
    engine = session.engine.controller
    assert isinstance(engine, FakeEngine)
    return engine


def settle(host: WindowHost) -> None:
    """Let the timer of a change that was asked for run, and one turn of the window."""
    QApplication.processEvents()
    host.window.bridge.stop()
    host.window.bridge.tick()
    QApplication.processEvents()


def test_what_a_window_shows_is_there_again_in_another_theme_and_size(host: WindowHost) -> None:
    window, song = host.window, host.window.bridge.song
    window.show_page(3)
    window.mix.open_editor(song.tracks[2].id)
    window.selection.set_clips([song.tracks[1].clips[0].id])
    window.editing.set_follow("centre")
    window.arrange.toggle_automation(song.tracks[0].id)
    window.arrange.viewport.zoom(4.0, 300)
    window.arrange.viewport.scroll_to(500, 60)
    window.clipboard.copy(song.tracks[0])
    window.bridge.notify("error", "Something is to be done.")
    window.mix.bar.narrow.setFocus()
    view = window.arrange.viewport
    before = (view.frames_per_px, view.left_px, view.top_px)
    choose_theme(window.bridge, "light")
    settle(host)
    again = host.window
    assert again is not window
    view = again.arrange.viewport
    assert (view.frames_per_px, view.left_px, view.top_px) == before
    assert again.page == 3 and again.mix.dock_open and again.selection.channel == song.tracks[2].id
    assert again.selection.clips == {song.tracks[1].clips[0].id} and again.editing.follow == "centre"
    assert again.arrange.automation.lanes and again.clipboard.strip is song.tracks[0].strip
    assert [card.accessibleName() for card in again.notices.cards] == ["Something is to be done."]
    assert isinstance(again.focusWidget(), ToggleChip) and again.focusWidget().caption == "Narrow strips"
    assert (again.width(), again.height()) == (1280, 760)
    assert theme.current().id == "light" and theme.css(theme.BG) in QApplication.instance().styleSheet()  # type: ignore[union-attr]


@pytest.mark.qt_log_ignore("Should only be called when no windows exist")  # those of other tests
def test_a_take_goes_on_while_the_window_is_made_again(host: WindowHost) -> None:
    session = host.window.bridge.session
    engine = engine_of(session)
    session.document.perform(set_armed(session.document.song.tracks[0].id, True))
    session.recorder.record()
    settle(host)
    assert session.passes.recording is not None
    running, calls = engine.running_pass, list(engine.called)
    choose_theme(host.window.bridge, "high-contrast-white")
    choose_scale(host.window.bridge, 1.25)
    settle(host)
    assert engine.running_pass is running and engine.called[: len(calls)] == calls
    assert not {"stop", "close", "detach", "start"} & set(engine.called[len(calls) :])
    assert host.window.transport.record.isChecked()
    assert not host.window.bridge.session.document.read_only
    session.transport.stop()
    settle(host)
    assert session.passes.recording is None and not host.window.transport.record.isChecked()


@pytest.mark.skipif(not interface_scale.can_change(), reason="Qt of this machine cannot change its scale")
@pytest.mark.qt_log_ignore("Should only be called when no windows exist")  # those of other tests
def test_the_size_of_the_interface_changes_at_once_and_the_window_keeps_its_place(host: WindowHost) -> None:
    host.window.show_page(1)
    physical = host.window.width() * host.window.devicePixelRatio()
    assert host.window.devicePixelRatio() == 1.0
    choose_scale(host.window.bridge, 0.75)
    settle(host)
    assert host.window.devicePixelRatio() == 0.75 and host.window.page == 1
    assert abs(host.window.width() * 0.75 - physical) <= 1


def test_a_window_that_was_replaced_is_gone_with_its_timers(host: WindowHost) -> None:
    host.window.show_page(3)
    old, bridge = weakref.ref(host.window), weakref.ref(host.window.bridge)
    listeners = len(host.window.bridge.session.document.on_change)
    for theme_id in ("light", "dark", "light"):
        choose_theme(host.window.bridge, theme_id)
        settle(host)
    gc.collect()
    assert old() is None and bridge() is None
    assert len(host.window.bridge.session.document.on_change) == listeners
    assert len([w for w in QApplication.topLevelWidgets() if isinstance(w, type(host.window))]) == 1


def test_preferences_stay_open_while_the_look_changes(host: WindowHost) -> None:
    host.window.bridge.actions.run("program.preferences")
    choose_theme(host.window.bridge, "light")
    settle(host)
    assert host.window.dialogs.preferences_section() == "Appearance"


def test_the_window_opens_as_it_was_closed(tmp_path: Path, qapp: QApplication) -> None:
    first = run_host(tmp_path)
    host = next(first)
    host.window.show_page(3)
    host.window.mix.toggle_narrow()
    host.window.mix.toggle_master()
    host.window.arrange.next_lane_height()
    host.window.arrange.viewport.zoom(3.0, 100)
    zoom = host.window.arrange.viewport.frames_per_px
    host.remember()
    stored = SettingsFile(tmp_path / "settings").settings.window
    assert (stored.page, stored.panel, stored.narrow_strips) == (3, "master", True)
    assert (stored.width, stored.height) == (1280, 760)
    again = WindowHost(host.window.bridge.session)
    again.window.bridge.stop()
    again.show()
    QApplication.processEvents()
    assert again.window.page == 3 and again.window.mix.dock_open and again.window.mix.console.narrow
    assert (
        again.window.arrange.viewport.frames_per_px == zoom and again.window.arrange.viewport.lanes.lane_height == 116
    )
    again.window.bridge.let_go()
    again.window.deleteLater()
    next(first, None)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (QRect(100, 80, 1280, 800), QRect(100, 80, 1280, 800)),
        (QRect(5000, 80, 1280, 800), None),  # of a screen that is gone
        (QRect(-1200, 80, 1280, 800), None),
        (QRect(100, -900, 1280, 800), None),  # its title bar is above the screen
        (QRect(0, 0, 4000, 3000), QRect(0, 0, 1920, 1000)),
    ],
)
def test_a_window_that_would_be_off_the_screens_is_put_back(window: QRect, expected: QRect | None) -> None:
    place = placed(window, [SCREEN])
    assert SCREEN.contains(place)
    if expected is not None:
        assert place == expected
