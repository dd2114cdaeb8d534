"""The strip of a channel of the mix: track, group, effect return or master. What they share; subclasses add the rest.

Lives: window, main thread.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.edits.channels import set_automation_mode, toggle_switch
from app.edits.edit import Edit
from app.messages.window import invalid_audio, listen_alone
from app.model.automation import AutomationMode
from app.model.bus import Bus
from app.model.channel import Channel, ChannelId, kind_of
from app.model.track import Track
from ui import theme
from ui.bridge import Bridge
from ui.mixer.automation_menu import MODE_TONES, automation_menu
from ui.mixer.route_menu import route_menu, route_words
from ui.mixer.send_row import SendRow
from ui.mixer.solo_menu import next_listen, solo_clicked, solo_menu
from ui.mixer.strip_base import StripBase
from ui.mixer.strip_menu import StripMenu, strip_menu
from ui.mixer.strip_meter import MeterSource
from ui.mixer.strip_thumb import StripThumb
from ui.state.binding import ParameterBinding
from ui.state.selection import Selection
from ui.widgets.controls import ValueControl
from ui.widgets.menus import show_once
from ui.widgets.toggle import LetterButton
from ui.widgets.toggle_chip import ToggleChip

MODE_WIDTH, LISTEN_WIDTH = 44, 32


class ChannelStrip(StripBase):
    """What the strips of tracks and buses share."""

    def __init__(
        self,
        bridge: Bridge,
        selection: Selection,
        channel: Channel,
        width: int,
        rows: int,
        menus: StripMenu,
        parent: QWidget,
    ) -> None:
        super().__init__(bridge, channel.name, width, parent, rows=rows)
        self.installEventFilter(self)
        self.channel_id: ChannelId = channel.id
        self.kind = kind_of(channel)
        self.channel = channel
        self._selection, self._menus = selection, menus
        self._bound: list[tuple[str, ValueControl]] = []
        self.sends: dict[str, SendRow] = {}
        self.eq_thumb = StripThumb(channel.name, bridge.actions.key("strip.edit"), self)
        self.places.thumb.addWidget(self.eq_thumb)
        self.eq_thumb.clicked.connect(self._edit)
        self.mute = LetterButton("M", theme.MUTE, f"Mute {channel.name}", self)
        self.mute.clicked.connect(lambda: self.do(toggle_switch(self.channel, "mute")))
        self.places.buttons.addWidget(self.mute)
        self.solo: LetterButton | None = None
        if self.kind != "master":
            self._add_solo()
        self._add_modes()
        self.bind_path(self.fader, "fader_db", f"Fader of {channel.name}")
        self.bind_path(self.pan, "pan", f"Pan of {channel.name}")
        self.name.clicked.connect(lambda _modifiers: self.select())

    # --- building
    def _add_solo(self) -> None:
        self.solo = LetterButton("S", theme.SOLO, f"Solo {self.title}", self)
        self.solo.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.solo.pressed_with.connect(lambda modifiers: self.do(solo_clicked(self.channel, modifiers)))
        self.solo.customContextMenuRequested.connect(lambda at: self._show_solo_menu(self.solo.mapToGlobal(at)))
        self.places.buttons.addWidget(self.solo)

    def _add_modes(self) -> None:
        self.mode = ToggleChip("Read", f"Automation of {self.title}", self)
        self.mode.filled = False
        self.mode.setFixedWidth(MODE_WIDTH if self.kind != "master" else MODE_WIDTH + 20)
        self.mode.clicked.connect(
            lambda: show_once(automation_menu(self, self.channel.automation, self._set_mode), _below(self.mode))
        )
        self.listen = LetterButton("PFL", theme.MONITOR, f"Listen to {self.title} alone", self)
        self.listen.setFixedWidth(LISTEN_WIDTH)
        self.listen.pressed_with.connect(lambda modifiers: self.do(next_listen(self.channel, modifiers)))
        self.places.modes.addStretch(1)
        self.places.modes.addWidget(self.mode)
        self.places.modes.addWidget(self.listen)
        self.places.modes.addStretch(1)

    def add_route(self) -> None:
        """Where the channel goes and which VCA it follows."""
        self.output = ToggleChip("Master", "", self)
        self.output.filled, self.output.elides = False, True
        self.output.clicked.connect(self._show_route_menu)
        self.places.route.addWidget(self.output)

    def add_sends(self, buses: tuple[Bus, ...], area: int) -> None:
        """As many as there is room for; the others are in the editor."""
        shown = buses if len(buses) <= area else buses[: area - 1]
        for bus in shown:
            row = SendRow(self.bridge, self.channel_id, self.title, bus, self)
            self.sends[bus.id] = row
            self.places.upper.addWidget(row)
            self.bind_path(row.level, row.level_path, row.level.accessibleName())
        if len(shown) < len(buses):
            more = ToggleChip(f"{len(buses) - len(shown)} more", f"{self.title}: all sends, in the editor", self)
            more.clicked.connect(self._edit)
            self.places.upper.addWidget(more)

    def bind_path(self, control: ValueControl, path: str, label: str) -> None:
        self._bound.append((path, control))
        self._bindings.append(ParameterBinding(self.bridge, control, self.channel_id, path, self.show_values, label))

    def _edit(self) -> None:
        self.select()
        self._menus.edit(self.channel_id)

    # --- the document
    def do(self, edit: Edit) -> None:
        self.select()
        self.bridge.perform(edit)

    def select(self) -> None:
        """Makes this the chosen channel of the window."""
        raise NotImplementedError

    def _show_solo_menu(self, at: QPoint) -> None:
        self.select()
        show_once(solo_menu(self.bridge, self), at)

    def _show_route_menu(self) -> None:
        self.select()
        show_once(route_menu(self.bridge, self.channel, self), _below(self.output))

    def _set_mode(self, mode: AutomationMode) -> None:
        self.do(set_automation_mode(self.channel_id, mode))

    def set_narrow(self, narrow: bool) -> None:
        self.listen.setFixedWidth(theme.HIT if narrow else LISTEN_WIDTH)
        self.mode.setFixedWidth(24 if narrow else MODE_WIDTH if self.kind != "master" else MODE_WIDTH + 20)
        super().set_narrow(narrow)

    def show_values(self) -> None:
        channel = self.bridge.channel(self.channel_id)
        if channel is None:
            return
        self.channel = channel
        strip = channel.strip
        self.is_selected = self._selection.channel == self.channel_id
        self.eq_thumb.colour_token = self.colour_token
        self.eq_thumb.show_strip(strip, channel.printed_strip if isinstance(channel, Track) else None)
        self.mute.setChecked(strip.mute)
        if self.solo is not None:
            self.solo.setChecked(strip.solo or strip.solo_safe)
            self.solo.set_outlined(strip.solo_safe and not strip.solo)
            text = f"Solo {channel.name}" + (", safe from the solo of others" if strip.solo_safe else "")
            self.solo.setAccessibleName(text)
            self.solo.setToolTip(f"{text}. Ctrl+click: solo-safe")
        self._show_modes(channel)
        for row in self.sends.values():
            row.show_channel(channel)
        self.show_fader(strip.fader_db, strip.pan, channel.name)
        self.follow_curves()

    def _show_modes(self, channel: Channel) -> None:
        mode, listen = channel.automation, channel.strip.listen
        self.mode.setChecked(bool(channel.curves) or mode not in ("read", "off"))
        text = mode.capitalize()
        self.mode.show_text(
            text[:1] if self.narrow else text, f"Automation of {channel.name}: {mode}", MODE_TONES[mode]
        )
        self.listen.letter = self._listen_letters(listen)
        self.listen.setChecked(listen != "off")
        said = {"off": "off", "pfl": "before the fader (PFL)", "afl": "after the fader (AFL)"}[listen]
        self.listen.setAccessibleName(f"Listen to {channel.name} alone: {said}")
        self.listen.setToolTip(listen_alone(channel.name, said))
        if hasattr(self, "output"):
            self.output.setChecked(channel.output is not None or channel.vca is not None)
            self.output.show_text(*route_words(self.bridge.song, channel))

    def _listen_letters(self, listen: str) -> str:
        """Narrow strips have room for one."""
        letters = "AFL" if listen == "afl" else "PFL"
        return letters[0] if self.narrow else letters

    def follow_curves(self) -> None:
        """Controls move with their curves, but for one that a hand holds."""
        channel = self.channel
        if not channel.curves or channel.automation == "off":
            return
        paths = {curve.path for curve in channel.curves}
        for path, control in self._bound:
            if path in paths and not control.in_gesture:
                control.set_value(float(self.bridge.session.automation.value_now(self.channel_id, path)))
        if "fader_db" in paths and not self.fader.in_gesture:
            self.show_moving(self.fader.value, self.pan.value)

    # --- meters

    def lanes(self) -> tuple[int, ...]:
        """Lanes of its strip in the engine."""
        raise NotImplementedError

    def meter_source(self) -> MeterSource:
        levels = self.bridge.levels
        return MeterSource(levels.lanes, self.lanes(), levels.mode.title, self.bridge.lane_of(self.channel_id))

    def show_fault(self) -> None:
        """Said on the strip whose sound was no number and became silence."""
        lane, faulty = self.bridge.lane_of(self.channel_id), self.bridge.levels.faulty
        now = bool(0 <= lane < faulty.size and faulty[lane])
        if now != self.faulty:
            self.faulty = now
            self.show_hint()
            self.update()

    def usual_hint(self) -> str:
        """What the tooltip says while nothing is wrong."""
        return ""

    def show_hint(self) -> None:
        self.setToolTip(invalid_audio(self.channel.name) if self.faulty else self.usual_hint())

    # --- the hand
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Over the meter the tooltip says where that measures."""
        if isinstance(event, QHelpEvent) and self.meter.zone().contains(event.pos()) and not self.faulty:
            QToolTip.showText(event.globalPos(), self.meter_source().description, self, self.meter.zone())
            return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.select()
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.select()
        if self.meter.zone().contains(event.pos()) and event.reason() == QContextMenuEvent.Reason.Mouse:
            self.meter_menu_asked.emit(event.globalPos())
            return
        show_once(strip_menu(self.bridge, self.channel, self), event.globalPos())


def _below(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(QPoint(0, widget.height()))
