"""The tool row over the timeline: snap with its grid, ripple, follow, zoom, all in words.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from app.edits.grid import GRID_UNITS, GridStep, GridUnit
from app.edits.snapping import SnapKind
from app.model.tempo_map import tempo_map
from ui import theme
from ui.arrange.snapper import Snapper
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.state.editing import Editing
from ui.widgets.card import label
from ui.widgets.menus import add_heading, show_once
from ui.widgets.press import EnterButton
from ui.widgets.toggle_chip import ToggleChip

HEIGHT = 34
CAPTION_PX, FOLLOW_PX, ZOOM_PX = 900, 690, 540  # narrower rows leave out the caption, follow, the words of zoom
WIDEST = {"grid": "Grid: 128 bars, adaptive", "ripple": "Ripple: all tracks", "follow": "Follow: by pages"}
PADDING_PX = 22
UNIT_NAMES: dict[GridUnit, str] = {
    "adaptive": "Adaptive",
    "bar": "Bar",
    "beat": "Beat",
    "1/4T": "1/4 triplet",
    "1/8T": "1/8 triplet",
    "1/16T": "1/16 triplet",
    "second": "Second",
    "ms": "Millisecond",
    "CD frame": "CD frame (1/75 s)",
    "frame": "Sample",
}
KIND_NAMES: dict[SnapKind, str] = {
    "clips": "Edges of clips",
    "markers": "Markers",
    "sections": "Sections",
    "loop": "Loop",
    "punch": "Punch",
    "playhead": "Playhead",
    "zero crossings": "Zero crossings",
}
RIPPLE_NAMES = {"off": "off", "track": "tracks", "all": "all tracks"}
FOLLOW_NAMES = {"page": "by pages", "centre": "centred", "off": "off"}


class ToolRow(QWidget):
    """Shows and changes the choices of `Editing`, and zooms."""

    def __init__(
        self,
        bridge: Bridge,
        viewport: Viewport,
        snapper: Snapper,
        editing: Editing,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._viewport, self._snapper, self._editing = bridge, viewport, snapper, editing
        self.setMaximumHeight(HEIGHT)
        self.setAccessibleName("Tools of the timeline")
        self.snap = ToggleChip("Snap", "Snap")
        bridge.actions.attach(self.snap, "edit.snap", "Drags snap to the grid and to edges; Shift turns it round")
        self.grid = self._menu_button("Grid, and what drags snap to", self._grid_menu)
        self.ripple = self._menu_button("Whether what lies behind an edit moves along", partial(self._place, "ripple"))
        self.follow = self._menu_button("How the timeline follows the playhead", partial(self._place, "follow"))
        for name, text in WIDEST.items():  # so that nothing moves when the zoom changes the grid
            made = getattr(self, name)
            made.setMinimumWidth(made.fontMetrics().horizontalAdvance(text) + PADDING_PX)
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        for part in (self.snap, self.grid, self.ripple, self.follow):
            row.addWidget(part)
        row.addStretch(1)
        self._caption = label("Zoom", "dim")
        row.addWidget(self._caption)
        self.zooms = [
            self._button(text, command_id)
            for text, command_id in (
                ("\u2212", "view.zoom-out"),
                ("+", "view.zoom-in"),
                ("Whole song", "view.fit"),
                ("Selection", "view.zoom-selection"),
            )
        ]
        for made in self.zooms:
            row.addWidget(made)
        editing.changed.connect(self._show)
        viewport.moved.connect(self._show_grid)
        bridge.changed.connect(lambda _changes: self._show_grid())
        self._show()

    def _button(self, text: str, command_id: str) -> QPushButton:
        made = _flat(text, self)
        self._bridge.actions.attach(made, command_id)
        made.setAccessibleName(self._bridge.actions[command_id].text())
        return made

    def _menu_button(self, name: str, fill: Callable[[QMenu], object]) -> QPushButton:
        made = _flat("", self)
        made.setToolTip(name)
        made.setAccessibleDescription(name)

        def show() -> None:
            menu = QMenu(made)
            fill(menu)
            show_once(menu, made.mapToGlobal(QPoint(0, made.height())))

        made.clicked.connect(show)
        return made

    # --- menus
    def _place(self, place: str, menu: QMenu) -> None:
        actions = self._bridge.actions
        if place == "ripple":
            actions.add_to(menu, "ripple")
        else:
            actions.add_to(menu, "follow")

    def _grid_menu(self, menu: QMenu) -> None:
        editing = self._editing
        add_heading(menu, "Grid")
        for unit in GRID_UNITS:
            entry = menu.addAction(unit_name(unit), partial(editing.set_grid, unit))
            entry.setCheckable(True)
            entry.setChecked(editing.grid == unit)
        add_heading(menu, "Snap also to")
        for kind, name in KIND_NAMES.items():
            on = kind in editing.snap_to
            entry = menu.addAction(name, partial(editing.set_snaps_to, kind, not on))
            entry.setCheckable(True)
            entry.setChecked(on)

    # --- what is shown
    def _show(self) -> None:
        editing = self._editing
        self.snap.setChecked(editing.snap)
        self.ripple.setText(f"Ripple: {RIPPLE_NAMES[editing.ripple]}")
        self.follow.setText(f"Follow: {FOLLOW_NAMES[editing.follow]}")
        for made in (self.ripple, self.follow):
            made.setAccessibleName(made.text())
        self._show_grid()

    def _show_grid(self) -> None:
        unit = self._editing.grid
        text = f"Grid: {unit_name(unit)}"
        if unit == "adaptive":
            frame = self._viewport.frame_at(self._viewport.width_px / 2)
            beat_unit = tempo_map(self._bridge.song).at(frame).meter.beat_unit
            text = f"Grid: {step_name(self._snapper.step(frame), beat_unit)}, adaptive"
        if text != self.grid.text():
            self.grid.setText(text)
            self.grid.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """It gives way where there is little room; the timeline hides it there."""
        return QSize(0, 0)

    def resizeEvent(self, event: object) -> None:
        self._caption.setVisible(self.width() >= CAPTION_PX)
        self.follow.setVisible(self.width() >= FOLLOW_PX)
        for made in self.zooms[2:]:
            made.setVisible(self.width() >= ZOOM_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour(theme.LINE))
        painter.end()


def unit_name(unit: GridUnit) -> str:
    """What menus call a unit of the grid."""
    return UNIT_NAMES.get(unit, unit)


def step_name(step: GridStep, beat_unit: int) -> str:
    """The distance of two lines of the adaptive grid: `4 bars`, `bar`, `1/4`, `1/16`."""
    if step.bars:
        return "bar" if step.bars == 1 else f"{step.bars} bars"
    return f"1/{round(beat_unit / step.beats)}"


def _flat(text: str, parent: QWidget) -> QPushButton:
    made = EnterButton(text, parent)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setProperty("kind", "tool")
    made.setFixedHeight(26)
    return made
