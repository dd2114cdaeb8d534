"""The console: strips of tracks and buses side by side, the master pinned to the right, one sheet for all meters.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from app.changes import Changes
from app.model.bus import Bus
from app.model.ids import BusId, TrackId
from ui import theme
from ui.bridge import Bridge
from ui.mixer.bus_strip import BusStrip
from ui.mixer.strip_base import StripBase
from ui.mixer.track_strip import TrackStrip
from ui.selection import Selection
from ui.widgets.meters import MeterSheet, MeterSpot

LEAST_ROWS = 2  # a headphone strip has its click and its outputs
BUS_ORDER = {"reverb": 0, "delay": 1, "headphones": 2}


class Console(QWidget):
    def __init__(self, bridge: Bridge, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._selection = bridge, selection
        self.tracks: dict[TrackId, TrackStrip] = {}
        self.buses: dict[BusId, BusStrip] = {}
        self._built: tuple[object, ...] = ()
        self.setMinimumHeight(330)
        self.setAccessibleName("Console")
        self._bank = _StripRow()
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._bank)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.horizontalScrollBar().rangeChanged.connect(self._level_master)
        self._pinned = _StripRow()
        self._pinned.setFixedWidth(theme.MASTER_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._scroll, 1)
        row.addWidget(self._pinned)
        self._sheet = MeterSheet(lambda: self._spots(pinned=False), self._bank)
        self._master_sheet = MeterSheet(lambda: self._spots(pinned=True), self._pinned)
        self._bank.sheet, self._pinned.sheet = self._sheet, self._master_sheet
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._sheet.refresh)
        bridge.ticked.connect(self._master_sheet.refresh)
        selection.track_changed.connect(self._show_all)
        self.rebuild()

    def _level_master(self, _least: int, most: int) -> None:
        """Keep the master on one line with the others when a scroll bar lies under them."""
        self._pinned.leave_below(self._scroll.horizontalScrollBar().sizeHint().height() if most > 0 else 0)

    def strips(self) -> list[StripBase]:
        return [*self.tracks.values(), *self.buses.values()]

    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced or self._layout() != self._built:
            self.rebuild()
            return
        if changes.structure:
            self._relayout()
        for track_id in changes.tracks | changes.strips:
            if track_id in self.tracks:
                self.tracks[track_id].show_values()
        for bus_id in changes.buses:
            if bus_id in self.buses:
                self.buses[bus_id].show_values()

    def _layout(self) -> tuple[object, ...]:
        """What the strips are made of: a change of it needs other strips, every other change only other values."""
        song = self._bridge.song
        return (tuple((track.id, track.channels) for track in song.tracks), tuple(bus.id for bus in song.buses))

    def rebuild(self) -> None:
        for strip in self.strips():
            strip.hide()
            strip.deleteLater()
        self.tracks, self.buses = {}, {}
        self._built = self._layout()
        song = self._bridge.song
        others = sorted((bus for bus in song.buses if bus.kind != "master"), key=lambda bus: BUS_ORDER[bus.kind])
        rows = max(LEAST_ROWS, len(others))
        for track in song.tracks:
            strip = TrackStrip(self._bridge, self._selection, track.id, tuple(others), self._bank)
            self.tracks[track.id] = strip
            self._bank.add(strip)
        for bus in others:
            self._add_bus(bus, rows, self._bank)
        self._add_bus(song.master, rows, self._pinned)
        for known in self.strips():
            known.clear_asked.connect(lambda modifiers, strip=known: self._clear(strip, modifiers))
            known.show()
        self._relayout()

    def _add_bus(self, bus: Bus, rows: int, row: "_StripRow") -> None:
        strip = BusStrip(self._bridge, bus.id, rows, row)
        self.buses[bus.id] = strip
        row.add(strip)

    def _show_all(self) -> None:
        for strip in self.tracks.values():
            strip.show_values()

    def _relayout(self) -> None:
        for sheet in (self._sheet, self._master_sheet):
            sheet.raise_()
            sheet.relayout()

    # --- meters
    def _spots(self, pinned: bool) -> list[MeterSpot]:
        row = self._pinned if pinned else self._bank
        return [spot for strip in self.strips() if strip.parent() is row for spot in strip.meter_spots()]

    def _clear(self, strip: StripBase, modifiers: Qt.KeyboardModifier) -> None:
        """Click: this meter. Ctrl: all meters of its kind. Ctrl+Shift: every meter of the window."""
        levels = self._bridge.levels
        if modifiers & Qt.KeyboardModifier.ControlModifier and modifiers & Qt.KeyboardModifier.ShiftModifier:
            for bank in (levels.lanes, levels.buses, levels.inputs, levels.outputs):
                bank.clear()
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            strip.meter_bank().clear()
        else:
            strip.meter_bank().clear(strip.meter_indices())


class _StripRow(QWidget):
    """Strips from left to right, with the meters' sheet over them."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: MeterSheet | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def add(self, strip: StripBase) -> None:
        self._row.insertWidget(self._row.count() - 1, strip)

    def leave_below(self, height: int) -> None:
        self._row.setContentsMargins(0, 0, 0, height)

    def resizeEvent(self, event: object) -> None:
        self.settle()

    def event(self, event: object) -> bool:
        handled = super().event(event)  # type: ignore[arg-type]
        if event.type() == event.Type.LayoutRequest:  # type: ignore[attr-defined]
            self.settle()
        return handled

    def settle(self) -> None:
        """The strips are placed at once, so that the sheet asks for places that hold."""
        self._row.activate()
        if self.sheet is not None:
            self.sheet.setGeometry(self.rect())
            self.sheet.raise_()
            self.sheet.relayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour(theme.BG))
        painter.end()
