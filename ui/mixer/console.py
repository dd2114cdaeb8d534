"""The console: strips of tracks, groups, returns and VCAs side by side; monitor and master fixed on the right.

One layer paints all meters.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QWidget

from app.model.audibility import audibility
from app.model.bus import Bus
from app.model.bus_types import BUS_TYPES
from app.model.channel import ChannelId, effect_buses, headphone_buses
from app.model.ids import BusId, TrackId, VcaId
from app.song.changes import Changes
from ui import theme
from ui.bridge import Bridge
from ui.mixer.add_strip import AddStrip
from ui.mixer.bus_strip import BusStrip
from ui.mixer.channel_strip import ChannelStrip
from ui.mixer.meter_menu import meter_menu
from ui.mixer.monitor_strip import WIDTH as MONITOR_WIDTH
from ui.mixer.monitor_strip import MonitorStrip
from ui.mixer.phones_strip import PhonesStrip
from ui.mixer.strip_base import StripBase
from ui.mixer.strip_menu import StripMenu
from ui.mixer.strip_row import StripRow
from ui.mixer.track_strip import TrackStrip
from ui.mixer.vca_strip import VcaStrip
from ui.state.copies import Copies
from ui.state.meter_modes import MeterMode
from ui.state.selection import Selection
from ui.widgets.menus import show_once
from ui.widgets.meters import MeterLayer, MeterSpot, ReductionSpot
from ui.widgets.tab_order import chain

LEAST_ROWS, MOST_ROWS = 3, 4  # of sends: an effect return has three values in its strip
HEIGHTS = (398, 282, 230)  # of the whole strip, and of less and less of it
FOLLOW_EVERY = 3  # ticks in which every strip looks at its curves once


class _Sideways(QScrollArea):
    """Strips side by side: the wheel goes along them."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (delta.y() or delta.x()) * theme.STRIP_WIDTH // 120)
        event.accept()


class Console(QWidget):
    """All strips of the song."""

    edit_asked = Signal(object)  # a channel's identity

    def __init__(self, bridge: Bridge, selection: Selection, clipboard: Copies, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._selection = bridge, selection
        self.tracks: dict[TrackId, TrackStrip] = {}
        self.buses: dict[BusId, BusStrip | PhonesStrip] = {}
        self.vcas: dict[VcaId, VcaStrip] = {}
        self.monitor: MonitorStrip | None = None
        self.adding: AddStrip | None = None
        self.menus = StripMenu(self.edit_asked.emit, clipboard)
        self.narrow, self.compact = False, 0
        self._built: tuple[object, ...] = ()
        self._ticks = 0
        self._recording = False
        self._followed_frame = -1
        self.setMinimumHeight(HEIGHTS[0])
        self.setAccessibleName("Console")
        self._bank, self._pinned = StripRow(), StripRow()
        self._lay_out()
        self._layer = MeterLayer(lambda: self._spots(pinned=False), self._bank)
        self._master_layer = MeterLayer(lambda: self._spots(pinned=True), self._pinned)
        self._bank.layer, self._pinned.layer = self._layer, self._master_layer
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)
        bridge.slow_ticked.connect(self._show_faults)
        selection.track_changed.connect(self._show_selection)
        self.rebuild()

    def _lay_out(self) -> None:
        self._scroll = _Sideways(self)
        self._scroll.setWidget(self._bank)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.horizontalScrollBar().rangeChanged.connect(self._level_master)
        self._pinned.setFixedWidth(theme.MASTER_WIDTH + MONITOR_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._scroll, 1)
        row.addWidget(self._pinned)

    def _level_master(self, _least: int, most: int) -> None:
        """Keep the master on one line with the others when a scroll bar lies under them."""
        self._pinned.leave_below(self._scroll.horizontalScrollBar().sizeHint().height() if most > 0 else 0)

    def strips(self) -> list[StripBase]:
        pinned: list[StripBase] = [] if self.monitor is None else [self.monitor]
        return [*self.tracks.values(), *self.buses.values(), *self.vcas.values(), *pinned]

    def strip_of(self, channel_id: ChannelId | None) -> StripBase | None:
        return self.tracks.get(channel_id) or self.buses.get(channel_id)  # type: ignore[arg-type]

    # --- the document
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
        if changes.vcas or changes.strips or changes.buses:
            for vca in self.vcas.values():
                vca.show_values()
        if changes.vcas or changes.strips or changes.buses or changes.tracks:
            self._show_silenced()
        if changes.monitor and self.monitor is not None:
            self.monitor.show_values()

    def _layout(self) -> tuple[object, ...]:
        """What the strips are made of: a change of it needs other strips, every other change only other values."""
        song = self._bridge.song
        return (
            tuple((track.id, track.channels) for track in song.tracks),
            tuple((bus.id, bus.name if bus.kind != "group" else "") for bus in song.buses),
            tuple(vca.id for vca in song.vcas),
        )

    def rebuild(self) -> None:
        gone: list[QWidget | None] = [*self.strips(), self.adding]
        for strip in gone:
            if strip is not None:
                strip.hide()
                strip.deleteLater()
        self.tracks, self.buses, self.vcas = {}, {}, {}
        self._built = self._layout()
        song = self._bridge.song
        effects, phones = effect_buses(song), headphone_buses(song)
        rows = min(MOST_ROWS, max(LEAST_ROWS, len(effects) + len(phones)))
        for track in song.tracks:
            strip = TrackStrip(self._bridge, self._selection, track, (*effects, *phones), rows, self.menus, self._bank)
            self.tracks[track.id] = strip
            self._bank.add(strip)
        order = list(BUS_TYPES)
        for bus in sorted((b for b in song.buses if b.kind != "master"), key=lambda b: order.index(b.kind)):
            self._add_bus(bus, effects, rows, self._bank)
        for vca in song.vcas:
            self.vcas[vca.id] = VcaStrip(self._bridge, vca, rows, self._bank)
            self._bank.add(self.vcas[vca.id])
        self.adding = AddStrip(self._bridge, self._bank)
        self._bank.add(self.adding)
        self.monitor = MonitorStrip(self._bridge, rows, self._pinned)
        self._pinned.add(self.monitor)
        self._add_bus(song.master, effects, rows, self._pinned)
        self._finish_strips()

    def _add_bus(self, bus: Bus, effects: tuple[Bus, ...], rows: int, row: StripRow) -> None:
        made: BusStrip | PhonesStrip
        if bus.kind == "headphones":
            made = PhonesStrip(self._bridge, self._selection, bus, rows, row)
        else:
            made = BusStrip(self._bridge, self._selection, bus, effects, rows, self.menus, row)
        self.buses[bus.id] = made
        row.add(made)

    def _finish_strips(self) -> None:
        for known in self.strips():
            known.clear_asked.connect(lambda modifiers, strip=known: self._clear(strip, modifiers))
            known.meter_menu_asked.connect(self._show_meter_menu)
            if self.narrow:
                known.set_narrow(True)
            if self.compact:
                known.set_compact(self.compact)
            known.show()
        if self.adding is not None:
            self.adding.show()
        chain(part for strip in self.strips() for part in strip.tab_parts())
        self._show_silenced()
        self._relayout()

    def _show_silenced(self) -> None:
        """Strips that somebody else's solo keeps quiet step back."""
        states = audibility(self._bridge.song).states
        for track_id, strip in self.tracks.items():
            strip.set_silenced(states.get(track_id) == "silenced")
        for bus_id, bus_strip in self.buses.items():
            bus_strip.set_silenced(states.get(bus_id) == "silenced")

    def beyond(self, channel_id: ChannelId | None, direction: int) -> ChannelId:
        """The channel to the right or left, round the corner at both ends."""
        ids: list[ChannelId] = [*self.tracks, *self.buses]
        at = ids.index(channel_id) + direction if channel_id in ids else min(direction, 0)
        return ids[at % len(ids)]

    def walk_focus(self, old: ChannelId | None, new: ChannelId) -> None:
        """The keyboard goes along to the same control of another strip, or to its fader."""
        before, after, focused = self.strip_of(old), self.strip_of(new), QApplication.focusWidget()
        if focused is None or after is None or not self.isAncestorOf(focused):
            return
        same = next((name for name, control in vars(before).items() if control is focused), "")
        there = getattr(after, same, None)
        (there if isinstance(there, QWidget) else after.fader).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_selection(self) -> None:
        for strip in self.strips():
            if isinstance(strip, ChannelStrip | PhonesStrip):
                mine = strip.channel_id if isinstance(strip, ChannelStrip) else strip.bus_id
                if strip.is_selected != (mine == self._selection.channel):
                    strip.is_selected = mine == self._selection.channel
                    strip.update()

    def toggle_narrow(self) -> None:
        self.narrow = not self.narrow
        for strip in self.strips():
            strip.set_narrow(self.narrow)
        self._relayout()

    def set_compact(self, level: int) -> None:
        """1: without thumbnails and sends, 2: without modes and outputs. Beside an open editor there may be no room."""
        if level != self.compact:
            self.compact = level
            self.setMinimumHeight(HEIGHTS[level])
            for strip in self.strips():
                strip.set_compact(level)
            self._relayout()

    def show_strip(self, channel_id: ChannelId) -> None:
        """Scrolls until the strip is in view."""
        strip = self.strip_of(channel_id)
        if strip is not None and strip.parent() is self._bank:
            self._scroll.ensureWidgetVisible(strip, 8, 0)

    # --- meters
    def _on_tick(self) -> None:
        self._layer.refresh()
        self._master_layer.refresh()
        self._ticks += 1
        if self._bridge.clock.recording != self._recording:
            self._recording = self._bridge.clock.recording
            for strip in self.tracks.values():
                strip.show_recording()
        frame = self._bridge.clock.frame
        if frame != self._followed_frame and self.isVisible():
            self._follow_curves(self._ticks % FOLLOW_EVERY)
            if self._ticks % FOLLOW_EVERY == 0:
                self._followed_frame = frame if self._bridge.clock.state == "stopped" else -1

    def _follow_curves(self, share: int) -> None:
        """A third of the strips a turn: a turn stays short, and every control moves twenty times a second."""
        for number, strip in enumerate(self.strips()):
            if number % FOLLOW_EVERY == share and isinstance(strip, ChannelStrip):
                strip.follow_curves()

    def _show_faults(self) -> None:
        for strip in self.strips():
            if isinstance(strip, ChannelStrip):
                strip.show_fault()

    def _relayout(self) -> None:
        for row in (self._bank, self._pinned):
            row.settle(again=True)

    def _spots(self, pinned: bool) -> list[MeterSpot | ReductionSpot]:
        row = self._pinned if pinned else self._bank
        return [spot for strip in self.strips() if strip.parent() is row for spot in strip.meter.spots()]

    def _show_meter_menu(self, at: object) -> None:
        show_once(meter_menu(self, self._bridge.levels.mode, self.set_meter_mode), at)  # type: ignore[arg-type]

    def set_meter_mode(self, mode: MeterMode) -> None:
        """For all meters of the window."""
        self._bridge.levels.mode = mode
        for layer in (self._layer, self._master_layer):
            layer.show_reference(mode.reference_db)

    def _clear(self, strip: StripBase, modifiers: Qt.KeyboardModifier) -> None:
        """Click: this meter. Ctrl: all meters of its kind. Ctrl+Shift: every meter of the window."""
        levels, source = self._bridge.levels, strip.meter_source()
        if modifiers & Qt.KeyboardModifier.ControlModifier and modifiers & Qt.KeyboardModifier.ShiftModifier:
            levels.clear_all()
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            source.bank.clear()
        elif source.indices:
            source.bank.clear(source.indices)
            if isinstance(strip, ChannelStrip):
                levels.faulty[list(strip.lanes())] = False
        self._show_faults()
