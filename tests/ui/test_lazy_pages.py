"""Hazards: a window that makes at its start what nobody may look at; a page that misses what happened before it was made."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.edits.channels import set_parameter
from tests.ui.conftest import WindowDriver
from ui.editor.channel_editor import ChannelEditor
from ui.main_window import MIX
from ui.master.master_panel import MasterPanel
from ui.mixer.channel_strip import ChannelStrip
from ui.mixer.mix_picture import MixPicture
from ui.mixer.versions_panel import VersionsPanel
from ui.widgets.lazy_stack import LazyPage, LazyStack
from ui.write.page import WritePage


def test_a_page_is_made_once_when_it_is_first_needed(qtbot: QtBot) -> None:
    made: list[str] = []

    def make(name: str) -> QLabel:
        made.append(name)
        return QLabel(name)

    pages = [LazyPage(lambda name=name: make(name)) for name in ("one", "two", "three")]  # type: ignore[misc]
    stack = LazyStack(pages)
    qtbot.addWidget(stack)
    assert stack.count() == 3 and made == []
    stack.show_page(pages[1])
    assert pages[2].widget.text() == "three", "made without being shown"
    assert stack.currentIndex() == 1 and stack.count() == 3
    assert pages[1].is_current and not pages[0].is_current
    stack.show_page(pages[1])
    assert made == ["two", "three"]
    assert [pages[n].widget for n in range(3)] == [stack.widget(n) for n in range(3)], "each in its place"


def test_a_window_starts_with_the_page_that_it_shows(driver: WindowDriver) -> None:
    for kind in (WritePage, ChannelStrip, ChannelEditor, MasterPanel, VersionsPanel, MixPicture):
        assert not driver.window.findChildren(kind), kind.__name__
    driver.window.show_page(MIX)
    assert driver.window.findChildren(ChannelStrip) and not driver.window.findChildren(ChannelEditor)


def test_a_page_that_is_made_late_shows_the_song_as_it_is(driver: WindowDriver) -> None:
    track = driver.song.tracks[1]
    driver.session.document.perform(set_parameter(track.id, "fader_db", -7.0))
    driver.window.selection.set_track(track.id)
    driver.tick()
    driver.window.show_page(MIX)
    assert driver.window.mix.console.tracks[track.id].fader.value == -7.0
    driver.run("strip.edit")
    assert driver.window.mix.editor.header.name.text() == track.name
