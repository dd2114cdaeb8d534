"""A whole mix with the hands on the keys: every step as a person makes it, from Play to the bounce, and undone to nothing.

Hazard: a value of the mix that can only be reached with a mouse.
"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.model.channel import value_of
from app.renders.jobs import BounceOptions
from tests.ui.conftest import WindowDriver

_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


class Keys:
    """Presses what is written: `Alt+Right`, or several after each other; types into the field that is open."""

    def __init__(self, driver: WindowDriver) -> None:
        self._driver = driver

    def __call__(self, *text: str) -> None:
        for word in text:
            *held, last = word.split("+")
            modifiers = Qt.KeyboardModifier.NoModifier
            for name in held:
                modifiers |= _MODIFIERS[name]
            to = QApplication.activePopupWidget() or QApplication.focusWidget() or self._driver.window
            QTest.keyClick(to, getattr(Qt.Key, f"Key_{last}"), modifiers)
            self._driver.tick()

    def type(self, text: str) -> None:
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keyClicks(field, text)

    def choose(self, text: str) -> None:
        """Down the open menu to an entry, and Enter."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        wanted = next(entry for entry in menu.actions() if entry.text().startswith(text))
        while menu.activeAction() is not wanted:
            self("Down")
        self("Return")

    def to(self, name: str, most: int = 40) -> None:
        """Tab until a control whose name begins so has the keyboard."""
        for _ in range(most):
            focused = QApplication.focusWidget()
            if focused is not None and focused.accessibleName().startswith(name):
                return
            self("Tab")
        raise AssertionError(f"Tab never comes to {name!r}")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_mix_by_keyboard(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys, before = Keys(driver), driver.song
    bounced: list[BounceOptions] = []
    monkeypatch.setattr(driver.session.renders, "bounce", lambda options: bounced.append(options))
    track = {t.name: number for number, t in enumerate(before.tracks)}
    vocal, reverb = track["Lead vocal"], next(bus.id for bus in before.buses if bus.kind == "reverb")

    keys("Ctrl+3", "Space")
    assert driver.engine.state == "rolling"

    # balance: faders of kick and snare, pan of the overheads, the piano back in, the bass alone for a moment
    keys("Alt+Right", "V", *["Down"] * 4, "Alt+Right", "Up", "Up", "Shift+Up")
    keys("Alt+Right", "Shift+V", *["Left"] * 3, "Alt+Right", "S")
    assert driver.song.tracks[track["Bass"]].strip.solo
    assert driver.window.mix.console.tracks[before.tracks[0].id].silenced
    keys("S", "Alt+Right", "Alt+Right", "U", "V", "Return")
    keys.type("-9")
    keys("Return")

    # the vocal: EQ, compressor, reverb
    keys("Alt+Right", "E", "Tab", "Tab", *["Up"] * 6, "Right", "Right", "F6", "Return")
    keys.to("Threshold")
    keys("Return")
    keys.type("-30")
    keys("Return")
    keys.to("Level of Lead vocal to Reverb")
    keys("Return")
    keys.type("-14 dB")
    keys("Return")

    # into a group, its fader; the automation of the vocal on touch
    keys("Escape", "V")
    keys.to("Automation of Lead vocal")
    keys("Return")
    keys.choose("Touch")
    keys.to("Lead vocal goes to")
    keys("Return")
    keys.choose("New group")
    group = next(bus.id for bus in driver.song.buses if bus.kind == "group")
    while driver.window.selection.channel != group:
        keys("Alt+Right")
    keys("V", *["Down"] * 6)

    # the master: limiter and ceiling
    while driver.window.selection.channel != driver.song.master.id:
        keys("Alt+Right")
    keys("E")
    keys.to("Limiter of", 80)
    was = driver.song.master.limiter.on
    keys("Return")
    keys.to("Ceiling of")
    keys("Return")
    keys.type("-1.5")
    keys("Return", "Escape")

    strips = [t.strip for t in driver.song.tracks]
    assert strips[track["Kick"]].fader_db == before.tracks[track["Kick"]].strip.fader_db - 2.0
    assert strips[track["Snare"]].fader_db == pytest.approx(before.tracks[track["Snare"]].strip.fader_db + 1.1)
    assert strips[track["Overheads"]].pan < before.tracks[track["Overheads"]].strip.pan
    assert not strips[track["Bass"]].solo and not strips[track["Piano"]].mute
    assert strips[track["Piano"]].fader_db == -9.0
    sung = strips[vocal]
    assert sung.eq.on and sung.eq.high_mid.gain_db == 3.0
    assert sung.eq.high_mid.frequency_hz > before.tracks[vocal].strip.eq.high_mid.frequency_hz
    assert sung.compressor.on and sung.compressor.threshold_db == -30.0
    assert value_of(driver.song.tracks[vocal], f"send/{reverb}/level_db") == -14.0
    assert driver.song.tracks[vocal].automation == "touch" and driver.song.tracks[vocal].output == group
    assert next(bus.strip.fader_db for bus in driver.song.buses if bus.id == group) == -3.0
    assert driver.song.master.limiter.on != was and driver.song.master.limiter.ceiling_db == -1.5
    assert driver.engine.state == "rolling", "nothing on the way has stopped the song"

    # saved and bounced
    keys("Ctrl+S", "Ctrl+Shift+E")
    assert not driver.session.document.is_modified
    for _ in range(12):
        focused = QApplication.focusWidget()
        if getattr(focused, "text", lambda: "")() == "Bounce":
            break
        keys("Tab")
    keys("Return")
    assert [options.path.suffix for options in bounced] == [".wav"]
    keys("Escape")

    # and all of it taken back, in as many steps as there were
    mixed, steps = driver.song, 0
    while driver.song is not before:
        assert driver.session.document.undo_label is not None and steps < 60
        keys("Ctrl+Z")
        steps += 1
    assert driver.song is before
    for _ in range(steps):
        keys("Ctrl+Y")
    assert driver.song is mixed
