"""A whole mix with the mouse alone: faders, handles, knobs, menus, the picture and the timeline, and undone to nothing.

Hazard: a drag that is many steps of undo or none, or a value that can only be reached with the keyboard.
"""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.model.channel import value_of
from app.model.song import Song
from tests.ui.conftest import WindowDriver
from ui.editor.dynamics_panel import CompressorPanel
from ui.editor.eq_panel import EqPanel
from ui.widgets.controls import ValueControl

_LEFT = Qt.MouseButton.LeftButton


class Mouse:
    def __init__(self, driver: WindowDriver) -> None:
        self._driver = driver
        self.steps = 0
        self._song: Song = driver.song

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        assert widget.isVisible() and not widget.visibleRegion().isEmpty(), widget.accessibleName()
        QTest.mouseClick(widget, _LEFT, pos=widget.rect().center() if at is None else at)
        self._count()

    def drag(self, widget: QWidget, way: QPoint, start: QPointF | None = None) -> None:
        """A drag is one step, or none where nothing changes."""
        assert widget.isVisible() and not widget.visibleRegion().isEmpty(), widget.accessibleName()
        at = widget.rect().center() if start is None else start.toPoint()
        before = self._driver.song
        self._driver.drag(widget, at, at + way)
        after = self._driver.song
        assert after is not before, widget.accessibleName()
        self._driver.session.document.undo()
        assert self._driver.song is before, "one drag is one step"
        self._driver.session.document.redo()
        assert self._driver.song is after
        self._count()

    def choose(self, text: str) -> None:
        """An entry of the open menu, or of one of its submenus."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        wanted = next(entry for entry in menu.actions() if entry.text().startswith(text))
        QTest.mouseClick(menu, _LEFT, pos=menu.actionGeometry(wanted).center())
        self._count()

    def _count(self) -> None:
        self._driver.tick()
        QApplication.processEvents()
        if self._driver.song is not self._song:
            self._song = self._driver.song
            self.steps += 1


def named(inside: QWidget, text: str, kind: type[QWidget] = QWidget) -> QWidget:
    """What a person sees under this name."""
    return next(w for w in inside.findChildren(kind) if w.isVisible() and w.accessibleName().startswith(text))


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_mix_by_mouse(driver: WindowDriver) -> None:
    mouse, before, window = Mouse(driver), driver.song, driver.window
    number = {t.name: n for n, t in enumerate(before.tracks)}
    reverb = next(bus.id for bus in before.buses if bus.kind == "reverb")
    now = lambda name: driver.song.tracks[number[name]]  # noqa: E731

    mouse.click(named(window.stages, "Stage 3"))
    mouse.click(window.transport.play)
    assert driver.engine.state == "rolling" and window.page == 3

    # balance: faders, pan, a send, mute and solo
    strips = {t.name: window.mix.console.tracks[t.id] for t in before.tracks}
    fader = strips["Kick"].fader
    mouse.drag(fader, QPoint(0, 14), QPointF(12, fader.y_of(fader.value)))
    mouse.drag(strips["Overheads"].pan, QPoint(-12, 0))
    mouse.drag(strips["Snare"].sends[reverb].level, QPoint(20, 0))
    mouse.click(strips["Piano"].mute)
    mouse.click(strips["Bass"].solo)
    assert strips["Kick"].silenced
    mouse.click(strips["Bass"].solo)
    assert now("Kick").strip.fader_db < before.tracks[0].strip.fader_db
    assert now("Overheads").strip.pan < before.tracks[number["Overheads"]].strip.pan
    assert float(value_of(now("Snare"), f"send/{reverb}/level_db")) > -100
    assert not now("Piano").strip.mute and not now("Bass").strip.solo

    # the vocal in the editor: a preset, the EQ, the compressor, a send; compared with how it was
    mouse.click(strips["Lead vocal"].eq_thumb)
    editor = window.mix.editor
    mouse.click(editor.header.presets)
    mouse.choose("Vocal")
    eq, compressor = editor.panels["eq"], editor.panels["compressor"]
    assert isinstance(eq, EqPanel) and isinstance(compressor, CompressorPanel)
    was = now("Lead vocal").strip
    mouse.drag(eq.view, QPoint(30, -20), eq.view.place_of("high_mid"))
    assert now("Lead vocal").strip.eq.high_mid.gain_db > was.eq.high_mid.gain_db
    assert now("Lead vocal").strip.eq.high_mid.frequency_hz > was.eq.high_mid.frequency_hz
    mouse.drag(named(compressor, "Threshold", ValueControl), QPoint(0, 20))
    mouse.drag(named(compressor, "Ratio", ValueControl), QPoint(0, -20))
    assert now("Lead vocal").strip.compressor.threshold_db < was.compressor.threshold_db
    assert now("Lead vocal").strip.compressor.ratio > was.compressor.ratio
    mouse.drag(named(editor.panels["sends"], "Level of Lead vocal to Reverb", ValueControl), QPoint(0, -40))
    shaped = now("Lead vocal").strip
    mouse.click(editor.header.compare)
    assert now("Lead vocal").strip.compressor != shaped.compressor
    mouse.click(editor.header.compare)
    assert now("Lead vocal").strip.compressor == shaped.compressor and now("Lead vocal").strip.eq == shaped.eq
    mouse.click(editor.header.close_button)

    # into a new group; the picture of the mix: further left and further back
    mouse.click(strips["Lead vocal"].output)
    mouse.choose("New group")
    strips = {t.name: window.mix.console.tracks[t.id] for t in before.tracks}
    mouse.click(window.mix.bar.picture)
    picture = window.mix.picture
    there = picture.place_of(now("Harmony"))
    mouse.drag(picture, QPoint(-60, -20), there)
    assert now("Harmony").strip.pan < before.tracks[number["Harmony"]].strip.pan
    mouse.click(window.mix.bar.timeline)

    # a curve of the fader on the timeline: two points, and one of them lower
    mouse.click(window.arrange.headers.headers[before.tracks[0].id].curves)
    lane = window.arrange.automation.lanes[before.tracks[0].id, "fader_db"]
    mouse.click(lane, QPoint(100, 30))
    mouse.click(lane, QPoint(300, 30))
    low = lane.scale.place(lane.curve.points[1])
    mouse.drag(lane, QPoint(0, 20), low)
    first, second = now("Kick").curves[0].points
    assert second.value < first.value and second.timeline_frame > first.timeline_frame

    # the master: limiter and ceiling in its panel
    mouse.click(window.mix.bar.master)
    ceiling = driver.song.master.limiter.ceiling_db
    mouse.drag(named(window.mix.master, "Ceiling", ValueControl), QPoint(0, 20))
    assert driver.song.master.limiter.ceiling_db < ceiling
    assert driver.engine.state == "rolling", "nothing on the way has stopped the song"

    # a version of it is kept
    mouse.click(window.mix.bar.versions)
    mouse.click(window.mix.versions.save)
    assert len(driver.song.mix_versions) == len(before.mix_versions) + 1

    # and all of it taken back: as many steps as there were gestures
    mixed = driver.song
    for _ in range(mouse.steps):
        driver.session.document.undo()
    assert driver.song is before
    for _ in range(mouse.steps):
        driver.session.document.redo()
    assert driver.song is mixed
