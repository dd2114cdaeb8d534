"""What the look has to keep: contrast, hit targets, nothing clipped at 1280x800, focus that is seen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QScrollBar, QWidget

from app.edits.buses import set_outputs
from app.edits.channels import toggle_switch
from app.edits.versions import save_version
from tests.ui.conftest import WindowDriver
from ui import icons, theme
from ui.widgets.controls import ValueControl
from ui.widgets.entry import EditableLabel
from ui.widgets.toggle_chip import ToggleChip
from ui.window.placement import fitting_sizes

LEAST_CONTRAST = 4.5
SIZES = [(1280, 800), (1920, 1080)]
TARGETS = (QAbstractButton, ValueControl, QComboBox, QLineEdit, EditableLabel)
GROUNDS = (theme.BG, theme.PANEL, theme.RAISED)


@pytest.fixture
def in_theme(request: pytest.FixtureRequest) -> Iterator[str]:
    theme.set_theme(request.param)
    yield request.param
    theme.set_theme(theme.DEFAULT_THEME)


def text_pairs() -> Iterator[tuple[str, QColor, QColor]]:
    """Every ink that is used for words on every ground it is used on."""
    for ground in GROUNDS:
        for ink in (theme.TEXT, theme.DIM, theme.ACCENT, theme.REC_TEXT, theme.OK, theme.WARN):
            yield f"{ink} on {ground}", theme.colour(ink), theme.colour(ground)
    for lit in (theme.MUTE, theme.SOLO, theme.MONITOR, theme.ACCENT, theme.WARN, theme.OK):
        yield f"letter on {lit}", theme.ink_on(lit), theme.colour(lit)
    for section in theme.SECTIONS:
        yield f"text on section {section}", theme.colour(theme.TEXT), theme.colour(section)
    for track in theme.TRACKS:
        yield f"clip name on {track}", theme.colour(theme.TEXT), theme.mix(track, theme.BG, 0.34)
    yield "primary button", theme.colour(theme.TEXT), theme.colour(theme.LIT)
    yield "pressed record button", theme.colour(theme.TEXT), theme.colour(theme.LIT_RECORD)
    yield "text on hover", theme.colour(theme.TEXT), theme.colour(theme.HOVER)


@pytest.mark.parametrize("in_theme", theme.themes(), indirect=True)
def test_every_word_can_be_read_in_every_theme(in_theme: str) -> None:
    """Contrast as WCAG measures it."""
    weak = [f"{name} {theme.contrast(ink, ground):.2f}" for name, ink, ground in text_pairs()
            if theme.contrast(ink, ground) < LEAST_CONTRAST]  # fmt: skip
    assert not weak


def test_every_theme_states_every_token() -> None:
    """Another number of colours, or a name that only one theme knows, would show when somebody changes the theme."""
    stated = [set(one.colours) for one in theme.themes().values()]
    assert all(tokens == stated[0] for tokens in stated) and len(stated) == 4
    named = {value for value in vars(theme).values() if isinstance(value, str) and value in stated[0]}
    assert stated[0] == named | set(theme.TRACKS) | set(theme.SECTIONS)


def shown(driver: WindowDriver, kinds: tuple[type, ...]) -> list[QWidget]:
    """Visible widgets of these kinds, but for the parts of scroll bars and combo boxes."""
    found = []
    for widget in driver.window.findChildren(QWidget):
        if isinstance(widget, kinds) and widget.isVisible() and not isinstance(widget.parent(), QScrollBar | QComboBox):
            found.append(widget)
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", range(1, 8))
def test_every_target_can_be_hit(driver: WindowDriver, page: int, size: tuple[int, int]) -> None:
    driver.window.resize(*size)
    driver.window.show_page(page)
    driver.tick(2)
    small = [
        (type(w).__name__, w.accessibleName(), w.width(), w.height())
        for w in shown(driver, TARGETS)
        if w.width() < theme.HIT or w.height() < theme.HIT
    ]
    assert not small


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", range(1, 8))
def test_no_word_is_cut_off(driver: WindowDriver, page: int, size: tuple[int, int]) -> None:
    driver.window.resize(*size)
    driver.window.show_page(page)
    driver.tick(31)
    QApplication.processEvents()
    cut = []
    for widget in shown(driver, (QLabel, QAbstractButton)):
        text = widget.text()  # type: ignore[attr-defined]
        if isinstance(widget, QLabel) and widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + 2:
                cut.append((text, widget.size()))
        elif text and widget.fontMetrics().horizontalAdvance(text) > widget.width():
            cut.append((text, widget.size()))
    assert not cut


def test_the_window_is_never_wider_than_asked(driver: WindowDriver) -> None:
    driver.window.resize(1280, 800)
    driver.session.document.perform(set_outputs(driver.song.buses[3].id, (3, 4)))
    for page in range(1, 8):
        driver.window.show_page(page)
        driver.tick()
        assert (driver.window.width(), driver.window.height()) == (1280, 800)


def test_every_control_has_a_name(driver: WindowDriver) -> None:
    for page in (1, 2, 3):
        driver.window.show_page(page)
        nameless = [
            type(w).__name__
            for w in shown(driver, TARGETS)
            if not w.accessibleName() and not (isinstance(w, QAbstractButton) and w.text())
        ]
        assert not nameless


@pytest.mark.parametrize("free", [QSize(1280, 800), QSize(1024, 640), QSize(960, 540), QSize(2560, 1440)])
def test_the_window_and_its_frame_are_never_larger_than_the_screen(free: QSize) -> None:
    title_bar = QSize(0, 30)
    for size in fitting_sizes(free):
        assert (size + title_bar).boundedTo(free) == size + title_bar


@pytest.mark.parametrize("page", range(1, 8))
def test_every_page_fits_a_small_screen(driver: WindowDriver, page: int) -> None:
    driver.window.show_page(page)
    driver.tick()
    least = driver.window.centralWidget().minimumSizeHint()
    assert least.width() <= 1280 and least.height() <= 770


OPENED = ("editor", "master", "versions", "picture", "narrow", "automation")


def open_part(driver: WindowDriver, part: str) -> None:
    mix = driver.window.show_mix()
    if part == "editor":
        mix.open_editor(driver.song.tracks[2].id)
    elif part == "automation":
        driver.window.arrange.toggle_automation(driver.song.tracks[0].id)
    elif part == "versions":
        driver.session.document.perform(save_version("A long name for a mix version", -14.0))
        mix.toggle_versions()
    else:
        {"master": mix.toggle_master, "picture": mix.show_picture, "narrow": mix.toggle_narrow}[part]()
    driver.tick(2)
    QApplication.processEvents()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("part", OPENED)
def test_what_opens_on_the_mix_page_fits_and_can_be_hit(driver: WindowDriver, part: str, size: tuple[int, int]) -> None:
    driver.window.resize(*size)
    open_part(driver, part)
    assert (driver.window.width(), driver.window.height()) == size
    small = [
        (type(w).__name__, w.accessibleName(), w.width(), w.height())
        for w in shown(driver, TARGETS)
        if w.width() < theme.HIT or w.height() < theme.HIT
    ]
    nameless = [
        type(w).__name__
        for w in shown(driver, TARGETS)
        if not w.accessibleName() and not (isinstance(w, QAbstractButton) and w.text())
    ]
    cut = [
        (w.text(), w.width())  # type: ignore[attr-defined]
        for w in shown(driver, (QLabel,))
        if not w.wordWrap() and w.fontMetrics().horizontalAdvance(w.text()) > w.width()  # type: ignore[attr-defined]
    ]
    elided = [
        (w.caption, w.width())
        for w in shown(driver, (ToggleChip,))
        if isinstance(w, ToggleChip)
        and not w.elides
        and not driver.window.mix.console.narrow
        and w.size_px == theme.SMALL_PX
        if w.fontMetrics().horizontalAdvance(w.caption) > w.width() - 2
    ]
    assert not small and not nameless and not cut and not elided


@pytest.mark.parametrize("size", [(1280, 800), (1024, 680)])
@pytest.mark.parametrize("part", ["editor", "master", "versions"])
def test_the_open_editor_is_never_pushed_out_of_the_window(
    driver: WindowDriver, part: str, size: tuple[int, int]
) -> None:
    driver.window.resize(*size)
    open_part(driver, part)
    mix = driver.window.mix
    assert mix.dock.mapTo(mix, mix.dock.rect().bottomLeft()).y() < mix.height()
    status = driver.window.status.mapTo(driver.window, QPoint()).y()
    assert mix.mapTo(driver.window, mix.rect().bottomLeft()).y() < status
    assert mix.dock.height() >= mix.dock.currentWidget().minimumHeight()
    mix.close_dock()
    QApplication.processEvents()
    assert mix.console.isVisible() and mix.above.isVisible()


def test_a_strip_silenced_by_the_solo_of_another_steps_back(driver: WindowDriver) -> None:
    driver.window.show_page(3)
    first, second = (driver.window.mix.console.tracks[track.id] for track in driver.song.tracks[:2])
    driver.session.document.perform(toggle_switch(driver.song.tracks[0], "solo"))
    assert second.silenced and second.fader.faint and not first.silenced
    driver.session.document.undo()
    assert not second.silenced and second.name.property("kind") == ""


def test_colours_are_written_in_the_theme_alone() -> None:
    """As hex digits in quotes, or as a pixel."""
    sources = [path for path in Path(theme.__file__).parent.rglob("*.py") if path.name != "theme.py"]
    written = re.compile(r"[\"']#[0-9a-fA-F]{6}\b|0xFF[0-9a-fA-F]{6}\b(?<!0xFF000000)")
    assert not [(path.name, found) for path in sources for found in written.findall(path.read_text(encoding="utf-8"))]


def test_every_icon_is_used_somewhere() -> None:
    """What nobody sees is not kept."""
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(theme.__file__).parent.rglob("*.py"))
    assert not [name for name in icons.names() if f'"{name}"' not in sources]
