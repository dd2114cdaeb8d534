"""Left of a curve: which value it moves, its value now, and buttons to change or fold it.

Lives: window, main thread.
"""

from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.edits.channels import set_automation_mode, set_curve
from app.messages import steps
from app.messages.window import HIDE_CURVE
from app.model.bus import Bus
from app.model.channel import Channel, ChannelId, kind_of
from app.model.parameters import Parameter, parameter
from app.model.strip import SECTIONS
from app.text.parameters import format_parameter
from ui import theme
from ui.arrange.automation_shown import LANE_HEIGHT, AutomationShown, automatable, curve_of
from ui.bridge import Bridge
from ui.mixer.automation_menu import MODE_TONES, automation_menu
from ui.widgets.menus import add_entry, show_once
from ui.widgets.toggle_chip import ToggleChip

MOST_SHOWN = 8  # curves of a channel
_JOINED = {"high_pass": "Filters", "low_pass": "Filters", "send": "Sends"}  # what shares a submenu


def submenu_of(path: str) -> str | None:
    """The submenu in which a value is offered; None for those that lie open."""
    head = path.split("/")[0]
    return _JOINED.get(head) or (SECTIONS[head].label if head in SECTIONS else None)


class AutomationHeader(QWidget):
    """The header of one automation lane."""

    def __init__(self, bridge: Bridge, shown: AutomationShown, channel: Channel, path: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge, self._shown = bridge, shown
        self.channel_id: ChannelId = channel.id
        self.path = path
        self._channel = channel
        self._figure = ""
        self.setFixedSize(theme.HEADER_WIDTH, LANE_HEIGHT)
        self.value = ToggleChip("", "", self)
        self.value.elides = True
        self.value.setGeometry(20, 8, 148, 26)
        self.value.clicked.connect(lambda: show_once(self.value_menu(), self._below(self.value)))
        self.mode = ToggleChip("Read", "", self)
        self.mode.filled = False
        self.mode.setGeometry(20, 38, 56, 26)
        self.mode.clicked.connect(
            lambda: show_once(automation_menu(self, self._channel.automation, self._set_mode), self._below(self.mode))
        )
        self.fold = ToggleChip("Hide", HIDE_CURVE, self)
        self.fold.setGeometry(180, 8, 52, 26)
        self.fold.clicked.connect(lambda: shown.hide(self.channel_id, self.path))
        self.show_channel(channel)

    def _below(self, widget: QWidget) -> QPoint:
        return widget.mapToGlobal(QPoint(0, widget.height()))

    def _set_mode(self, mode: str) -> None:
        self._bridge.perform(set_automation_mode(self.channel_id, mode))  # type: ignore[arg-type]

    def show_channel(self, channel: Channel) -> None:
        self._channel = channel
        entry = parameter(kind_of(channel), self.path)
        label = value_label(self._bridge, self.path, entry)
        whose = f"{channel.name}: " if isinstance(channel, Bus) else ""  # a track's own header stands above
        self.value.show_text(f"{whose}{label} \u25be", f"Curve of {channel.name}: {label}. Choose another value")
        mode = channel.automation
        self.mode.setChecked(mode != "off")
        self.mode.show_text(mode.capitalize(), f"Automation of {channel.name}: {mode}", MODE_TONES[mode])
        self.follow()

    def follow(self) -> None:
        """Show the value at the playhead."""
        entry = parameter(kind_of(self._channel), self.path)
        value = self._bridge.session.automation.value_now(self.channel_id, self.path)
        text = format_parameter(entry, bool(value) if entry.kind == "switch" else float(value))
        if text != self._figure:
            self._figure = text
            self.update(QRect(80, 36, self.width() - 80, 30))

    def value_menu(self) -> QMenu:
        """Menu of all values that can be automated (those with a curve have a dot), and of actions on this curve."""
        menu, song = QMenu(self), self._bridge.song
        drawn = {curve.path for curve in self._channel.curves}
        groups: dict[str, QMenu] = {}
        for path, entry in automatable(song, self._channel):
            group = submenu_of(path)
            if group is not None and group not in groups:
                groups[group] = menu.addMenu(group)
            text = value_label(self._bridge, path, entry) + (" \u2022" if path in drawn else "")
            home = menu if group is None else groups[group]
            home.addAction(text, partial(self._shown.swap, self.channel_id, self.path, path))
        menu.addSeparator()
        full = len(self._shown.paths.get(self.channel_id, ())) >= MOST_SHOWN
        why_not = f"{MOST_SHOWN} are shown" if full else ""
        add_entry(menu, "One more curve below", self._one_more, why_not=why_not)
        add_entry(
            menu,
            "Delete this curve",
            lambda: self._bridge.perform(set_curve(self.channel_id, self.path, (), steps.DELETE_CURVE)),
            why_not="" if curve_of(self._channel, self.path).points else "it has no points",
        )
        return menu

    def menu(self) -> QMenu:
        """The context menu of header and lane: values, what can be done with the curve, and how the channel plays it."""
        menu = self.value_menu()
        menu.addSeparator()
        modes = automation_menu(menu, self._channel.automation, self._set_mode)
        modes.setTitle("Mode")
        menu.addMenu(modes)
        add_entry(menu, "Hide this curve", lambda: self._shown.hide(self.channel_id, self.path))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        show_once(self.menu(), event.globalPos())

    def _one_more(self) -> None:
        shown = self._shown.paths.get(self.channel_id, ())
        fresh = next(path for path, _ in automatable(self._bridge.song, self._channel)[::-1] if path not in shown)
        requested = next((path for path in ("pan", "fader_db", "mute") if path not in shown), fresh)
        self._shown.show(self.channel_id, requested)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.fillRect(QRect(8, 0, 3, self.height()), theme.colour(tone_of(self._channel)))
        painter.setFont(theme.font(13, 600))
        painter.setPen(theme.colour(theme.TEXT))
        place = QRect(84, 38, self.width() - 100, 26)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._figure)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
        painter.end()


def tone_of(channel: Channel) -> str:
    """Colour of a track or group; a neutral one for returns and the master."""
    plain = isinstance(channel, Bus) and channel.kind != "group"
    return theme.DIM if plain else theme.track_colour(channel.colour)


def value_label(bridge: Bridge, path: str, entry: Parameter) -> str:
    """Name of a value; a send is named after its bus."""
    match path.split("/"):
        case ["send", bus_id, _]:
            bus = next((bus.name for bus in bridge.song.buses if bus.id == bus_id), "")
            return f"{entry.label} {bus}"
    return entry.label
