"""Hazards on a small or much enlarged screen, as a Full HD one at 200 %: what is cut off and cannot be scrolled to."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from app.edits import sections
from app.edits.takes import add_takes
from app.edits.versions import save_version
from tests.helpers.songs import finished_pass
from tests.ui.conftest import WindowDriver
from ui.widgets.controls import ValueControl
from ui.widgets.toggle_chip import ToggleChip
from ui.window.placement import FRAME_PX, fitting_sizes

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # offscreen
SMALL = (960, 516)  # 1920x1080 at 200 %, without what a window manager takes
PARTS = (QLabel, QAbstractButton, ValueControl, QLineEdit, QComboBox)


def resize(driver: WindowDriver) -> None:
    driver.window.setMinimumSize(*SMALL)
    driver.window.resize(*SMALL)


def reachable(widget: QWidget) -> bool:
    """All of it lies in every widget around it, or can be scrolled into one."""
    rect, inner = widget.rect(), widget
    while not inner.isWindow():
        outer = inner.parentWidget()
        rect = QRect(inner.mapTo(outer, rect.topLeft()), rect.size())
        area = outer.parentWidget()
        if isinstance(area, QScrollArea) and outer is area.viewport():
            rect = _scrolled(rect, inner, area)
        if not outer.rect().contains(rect):
            return False
        inner = outer
    return True


def _scrolled(rect: QRect, inside: QWidget, area: QScrollArea) -> QRect:
    """Where it lies once it was scrolled into view, as far as the area's scroll bars let it."""
    room = area.viewport().rect()
    rect = rect.translated(-inside.pos())
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if area.horizontalScrollBarPolicy() != off and rect.right() > room.right():
        rect.moveLeft(max(0, room.right() + 1 - rect.width()))
    if area.verticalScrollBarPolicy() != off and rect.bottom() > room.bottom():
        rect.moveTop(max(0, room.bottom() + 1 - rect.height()))
    return rect & room if rect.width() > room.width() and area.horizontalScrollBarPolicy() != off else rect


def cut_off(driver: WindowDriver) -> list[str]:
    found = []
    for widget in driver.window.findChildren(QWidget):
        inside_scrolling_list = isinstance(widget.parentWidget(), QScrollBar | QComboBox)
        if not isinstance(widget, PARTS) or not widget.isVisible() or inside_scrolling_list:
            continue
        if driver.window.dialog is not None and not driver.window.dialog.isAncestorOf(widget):
            continue
        if in_lanes(widget, driver) or reachable(widget) and not too_narrow(widget):
            continue
        found.append(f"{type(widget).__name__} {getattr(widget, 'text', str)() or widget.accessibleName()}")
    return found


def in_lanes(widget: QWidget, driver: WindowDriver) -> bool:
    """The timeline and its headers scroll by themselves."""
    arrange = driver.window.arrange
    return arrange.headers.isAncestorOf(widget) or arrange.lanes.isAncestorOf(widget)


def too_narrow(widget: QWidget) -> bool:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + 2
    if isinstance(widget, QLabel | QAbstractButton) and not isinstance(widget, ToggleChip):
        ignored = widget.sizePolicy().horizontalPolicy() == widget.sizePolicy().Policy.Ignored
        return not ignored and widget.fontMetrics().horizontalAdvance(widget.text()) > widget.width()
    return False


def show_everything(driver: WindowDriver) -> Iterator[str]:
    window = driver.window
    for page in range(1, 8):
        window.show_page(page)
        yield f"page {page}"
    mix = window.show_mix()
    driver.session.document.perform(save_version("A version", -14.0))
    for name, verb in (
        ("editor", lambda: mix.open_editor(driver.song.tracks[0].id)),
        ("editor of the master", lambda: mix.open_editor(driver.song.master.id)),
        ("master", mix.toggle_master),
        ("versions", mix.toggle_versions),
        ("picture", mix.show_picture),
        ("narrow", mix.toggle_narrow),
    ):
        verb()
        yield name
    mix.close_dock()
    mix.show_timeline()
    for name in ("tempo", "devices", "bounce", "files", "shortcuts", "songs"):
        getattr(window.dialogs, f"show_{name}")()
        yield f"dialog {name}"


def test_nothing_is_cut_off_in_a_small_window(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver.session.devices, "list", list)
    resize(driver)
    wrong = {}
    for name in show_everything(driver):
        driver.tick(31)
        QApplication.processEvents()
        assert (driver.window.width(), driver.window.height()) == SMALL, name
        found = cut_off(driver)
        if found:
            wrong[name] = found
    assert not wrong, "\n".join(f"{name}: {parts}" for name, parts in wrong.items())


def test_meters_and_faders_are_seen_whole_in_a_small_window(driver: WindowDriver) -> None:
    resize(driver)
    driver.window.show_page(3)
    driver.tick(31)
    QApplication.processEvents()
    console, meter = driver.window.mix.console, driver.window.transport.meter
    for strip in console.strips():
        assert strip.fader.height() >= 80
        assert strip.mapTo(console, strip.name.geometry().bottomLeft()).y() <= console.height()
    bar = driver.window.transport
    assert bar.rect().contains(QRect(meter.mapTo(bar, QPoint(0, 0)), meter.size()))
    assert driver.window.arrange.lanes.height() >= 30


def test_the_window_opens_on_such_a_screen(driver: WindowDriver) -> None:
    least, size = fitting_sizes(QRect(0, 0, *SMALL).size())
    framed = SMALL[0], SMALL[1] - FRAME_PX
    assert (least.width(), least.height()) == framed == (size.width(), size.height())


def test_the_pills_do_not_say_that_what_gave_way_to_the_editor_is_open(driver: WindowDriver) -> None:
    resize(driver)
    driver.window.show_page(3)
    mix = driver.window.mix
    assert mix.bar.timeline.isChecked()
    mix.toggle_editor()
    assert not mix.above.isVisible() and not mix.bar.timeline.isChecked()
    mix.show_timeline()
    assert mix.above.isVisible() and mix.bar.timeline.isChecked() and not mix.bar.editor.isChecked()


def test_two_digits_of_takes_fit_the_header(driver: WindowDriver) -> None:
    track, folder = driver.song.tracks[0], driver.session.document.opened.folder.path
    for number in range(11):
        driver.session.document.perform(
            add_takes(finished_pass(folder, [track.id], pass_id=f"p{number}", start=number * 96000), folder)
        )
    driver.tick()
    chip = driver.window.arrange.headers.headers[track.id].takes
    assert chip.isVisible() and chip.caption.startswith("11")
    assert chip.fontMetrics().horizontalAdvance(chip.caption) <= chip.width() - 2 * chip.inset
    header = chip.parentWidget()
    assert not chip.geometry().intersects(header.input.geometry())  # type: ignore[attr-defined]
    assert not chip.geometry().intersects(header.curves.geometry())  # type: ignore[attr-defined]


def test_a_long_section_name_keeps_its_beginning(driver: WindowDriver) -> None:
    section = driver.song.sections[0]
    driver.session.document.perform(sections.rename_section(section.id, "Introduction of the second movement, slowly"))
    driver.window.resize(1280, 800)
    driver.tick(40)
    shown = driver.window.transport.section
    assert shown.text().startswith("Introd") or shown.width() < 60
    assert shown.fontMetrics().horizontalAdvance(shown.text()) <= max(shown.width(), 12)
