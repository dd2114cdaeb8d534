"""The editor of one channel: every section of its strip side by side, in the order in which the sound runs through them.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.model.bus_types import is_effect
from app.model.channel import Channel, ChannelId, channels, effect_buses, kind_of
from app.model.parameters import has_sends, has_strip
from app.model.song import Song
from app.model.strip import SECTIONS
from app.song.changes import Changes
from ui.bridge import Bridge
from ui.editor.channel_controls import ChannelControls
from ui.editor.dynamics_panel import LEVEL_FRAMES, CompressorPanel, GatePanel
from ui.editor.editor_header import EditorHeader
from ui.editor.eq_panel import EqPanel
from ui.editor.folded_card import FoldedCard
from ui.editor.panel import Panel
from ui.editor.sends_panel import SendsPanel
from ui.editor.small_panels import EffectPanel, InputPanel, ValuesPanel
from ui.mixer.strip_menu import StripMenu
from ui.widgets.alternating import Alternating
from ui.widgets.tab_order import stops

LEAST_HEIGHT = 330
SCOPE_FRAMES = 4096
PICTURES: dict[str, Callable[[ChannelControls, QWidget], Panel]] = {  # by kind of panel
    "eq": EqPanel, "compressor": CompressorPanel, "gate": GatePanel,
}  # fmt: skip


class ChannelEditor(QWidget):
    """The editor of one channel, below the console."""

    closed = Signal()
    channel_asked = Signal(object)

    def __init__(self, bridge: Bridge, menus: StripMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.controls: ChannelControls | None = None
        self.panels: dict[str, Panel] = {}
        self.folded: FoldedCard | None = None
        self._built: tuple[object, ...] = ()
        self._pictures = Alternating(self._draw_eq, self._draw_dynamics)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.header = EditorHeader(bridge, menus, self)
        self.header.closed.connect(self.closed)
        self.header.walked.connect(self._walk)
        self._row_host = QWidget()
        self._row = QHBoxLayout(self._row_host)
        self._row.setContentsMargins(6, 6, 6, 6)
        self._row.setSpacing(6)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._row_host)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._scroll, 1)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)

    # --- which channel
    @property
    def channel_id(self) -> ChannelId | None:
        return None if self.controls is None else self.controls.channel_id

    def open_channel(self, channel_id: ChannelId | None) -> bool:
        """False where it has no strip."""
        channel = self._bridge.channel(channel_id)
        if channel is None or not has_strip(kind_of(channel)):
            return False
        if _layout(self._bridge.song, channel) != self._built:
            self._build(channel)
        self._bridge.session.meters.watch(channel.id)
        return True

    def stop_watching(self) -> None:
        if self.controls is not None:
            self._bridge.session.meters.watch(None)

    def _walk(self, direction: int) -> None:
        ids = [channel.id for channel in channels(self._bridge.song) if has_strip(kind_of(channel))]
        if self.channel_id in ids:
            self.channel_asked.emit(ids[(ids.index(self.channel_id) + direction) % len(ids)])

    def _build(self, channel: Channel) -> None:
        place = self._focus_place()
        for panel in (*self.panels.values(), *(() if self.folded is None else (self.folded,))):
            panel.hide()
            panel.deleteLater()
        self.controls = controls = ChannelControls(self._bridge, channel)
        self._built = _layout(self._bridge.song, channel)
        self.panels = _panels(channel, controls, self._row_host)
        for name, panel in self.panels.items():
            self._row.addWidget(panel, SECTIONS[name].stretch if name in SECTIONS else 0)
            panel.show()
        self.folded = FoldedCard(controls, self.panels, self._row_host)
        self._row.insertWidget(self._row.count() - (1 if {"sends", "limiter"} & set(self.panels) else 0), self.folded)
        controls.also_show(self.header.show_channel)
        controls.also_show(self._fold)
        controls.show_all()
        self._focus_again(place)

    def _fold(self, channel: Channel) -> None:
        """What is off makes room where the window is narrow, so that the sends need no scrolling."""
        if self.folded is not None:
            needed = sum(panel.minimumSizeHint().width() + self._row.spacing() for panel in self.panels.values())
            self.folded.fold(channel.strip, narrow=needed + self._row.spacing() > self.width())

    def resizeEvent(self, event: object) -> None:
        if self.controls is not None:
            self._fold(self.controls.channel)

    # --- the keyboard
    def _focus_place(self) -> tuple[str, int] | None:
        """Where in which panel the keyboard is."""
        focused = QApplication.focusWidget()
        for name, panel in self.panels.items():
            if focused is not None and panel.isAncestorOf(focused):
                inside = stops(panel)
                return name, inside.index(focused) if focused in inside else 0
        return None

    def _focus_again(self, place: tuple[str, int] | None) -> None:
        """The same place in newly made panels."""
        if place is None or not self.isVisible():
            return
        panel = self.panels.get(place[0], self.panels["eq"])
        inside = stops(panel)
        inside[min(place[1], len(inside) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def areas(self) -> list[QWidget]:
        """The panels that are shown, from left to right."""
        return [panel for panel in self.panels.values() if panel.isVisibleTo(self)]

    # --- what is shown
    def _on_change(self, changes: Changes) -> None:
        controls = self.controls
        if controls is None:
            return
        channel = self._bridge.channel(controls.channel_id)
        if channel is None:
            self.controls, self._built = None, ()
            self.closed.emit()
        elif _layout(self._bridge.song, channel) != self._built:
            self._build(channel)
        elif changes.song_replaced or controls.channel_id in changes.tracks | changes.strips | changes.buses:
            controls.show_all()
        if channel is not None and changes.structure and self.isVisible():
            self._bridge.session.meters.watch(channel.id)  # a group may have another lane now

    def _on_tick(self) -> None:
        controls = self.controls
        if controls is None or not self.isVisible():
            return
        self._pictures.tick()
        if self._bridge.clock.state != "stopped":
            controls.follow_curves()

    def _draw_eq(self) -> None:
        scope, panel = self._bridge.session.meters.scope(SCOPE_FRAMES), self.panels.get("eq")
        if scope is not None and isinstance(panel, EqPanel):
            panel.show_scope(scope)

    def _draw_dynamics(self, elapsed_s: float) -> None:
        scope = self._bridge.session.meters.scope(LEVEL_FRAMES)
        for panel in self.panels.values():
            if scope is not None and isinstance(panel, GatePanel | CompressorPanel):
                panel.show_scope(scope, elapsed_s)

    def focus_eq(self) -> None:
        panel = self.panels.get("eq")
        if isinstance(panel, EqPanel):
            self._scroll.ensureWidgetVisible(panel, 0, 0)
            panel.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _panels(channel: Channel, controls: ChannelControls, parent: QWidget) -> dict[str, Panel]:
    """By name, in the order of the signal: the effect, the channel, the sections, what comes last."""
    names = [name for name, section in SECTIONS.items() if section.panel in ("values", name)]
    if channel.strip.compressor.before_eq:
        eq, compressor = names.index("eq"), names.index("compressor")
        names[eq], names[compressor] = names[compressor], names[eq]
    made: dict[str, Panel] = {}
    if is_effect(controls.kind):
        made["effect"] = EffectPanel(controls, parent)
    made["input"] = InputPanel(controls, parent)
    for name in names:
        picture = PICTURES.get(SECTIONS[name].panel)
        made[name] = picture(controls, parent) if picture else ValuesPanel(name, SECTIONS[name].label, controls, parent)
    if has_sends(controls.kind):
        made["sends"] = SendsPanel(controls, parent)
    if controls.kind == "master":
        made["limiter"] = ValuesPanel("limiter", "Limiter", controls, parent)
    return made


def _layout(song: Song, channel: Channel) -> tuple[object, ...]:
    """What the panels are made of."""
    buses = tuple((bus.id, bus.name) for bus in song.buses if bus.kind == "headphones" or bus in effect_buses(song))
    return (channel.id, channel.name, getattr(channel, "channels", 2), channel.strip.compressor.before_eq, buses)
