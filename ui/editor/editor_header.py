"""The top of the channel editor: whose strip it is, compare, copy, paste, presets, reset, close.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.edits.channels import reset_strip, swap_strips
from app.messages.window import RESET_STRIP
from app.model.bus import Bus
from app.model.channel import Channel
from app.model.track import Track
from ui import theme
from ui.bridge import Bridge
from ui.mixer.preset_menu import add_presets
from ui.mixer.strip_menu import StripMenu
from ui.widgets.card import label
from ui.widgets.eliding import ElidingLabel
from ui.widgets.menus import show_once
from ui.widgets.toggle_chip import ToggleChip

HEIGHT = 36


class EditorHeader(QWidget):
    """Name of the channel, A/B, copy, paste and presets."""

    closed = Signal()
    walked = Signal(int)  # to the previous or next channel

    def __init__(self, bridge: Bridge, menus: StripMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._menus = bridge, menus
        self._channel: Channel | None = None
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(6)
        self.name = ElidingLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setProperty("kind", "heading")
        row.addWidget(self.name)
        self.kind = label("", "dim")
        row.addWidget(self.kind)
        row.addStretch(1)
        self.compare = self._command(row, "A/B", "strip.compare", self._swap)
        self.copy = self._command(row, "Copy", "strip.copy", self._copy)
        self.paste = self._command(row, "Paste", "strip.paste", self._paste)
        self.presets = self._add(row, "Presets", "Starting points by source", self._show_presets)
        self.reset = self._add(row, "Reset", RESET_STRIP, self._reset)
        row.addSpacing(12)
        for icon_name, name, step in (("previous", "Previous channel", -1), ("next", "Next channel", 1)):
            self._add(row, "", name, partial(self.walked.emit, step)).icon_name = icon_name
        self.close_button = self._add(
            row, "Close", bridge.actions.hint("clips.escape", "Close the editor"), self.closed.emit
        )

    def _add(self, row: QHBoxLayout, text: str, name: str, action: object) -> ToggleChip:
        chip = ToggleChip(text, name, self)
        chip.clicked.connect(lambda _checked=False: action())  # type: ignore[operator]
        row.addWidget(chip)
        return chip

    def _command(self, row: QHBoxLayout, text: str, command_id: str, run: Callable[[], object]) -> ToggleChip:
        """A command, carried out for the channel that is shown here."""
        actions = self._bridge.actions
        chip = self._add(row, text, actions[command_id].text(), run)
        actions.describe(chip, command_id)
        return chip

    def show_channel(self, channel: Channel) -> None:
        self._channel = channel
        self.name.setText(channel.name)
        self.kind.setText(_kind_words(channel))
        self.compare.setChecked(channel.strip_b is not None)
        self.paste.setEnabled(self._menus.clipboard.strip is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.fillRect(0, 0, self.width(), 1, theme.colour(theme.LINE))
        if self._channel is not None:
            tone = theme.track_colour(self._channel.colour) if not _is_plain(self._channel) else theme.DIM
            painter.fillRect(6, 9, 4, self.height() - 18, theme.colour(tone))
        painter.end()

    # --- verbs
    def _swap(self) -> None:
        if self._channel is not None:
            self._bridge.perform(swap_strips(self._channel.id))

    def _copy(self) -> None:
        if self._channel is not None:
            self._menus.clipboard.copy(self._channel)
            self.paste.setEnabled(True)

    def _paste(self) -> None:
        if self._channel is not None:
            channel_id = self._channel.id
            self._bridge.attempt(lambda: self._bridge.session.document.perform(self._menus.clipboard.paste(channel_id)))

    def _reset(self) -> None:
        if self._channel is not None:
            self._bridge.perform(reset_strip(self._channel))

    def _show_presets(self) -> None:
        if self._channel is not None:
            menu = QMenu(self)
            menu.setToolTipsVisible(True)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            add_presets(menu, self._bridge, self._channel)
            show_once(menu, self.presets.mapToGlobal(QPoint(0, self.presets.height())))


def _is_plain(channel: Channel) -> bool:
    return isinstance(channel, Bus) and channel.kind != "group"


def _kind_words(channel: Channel) -> str:
    if isinstance(channel, Track):
        text = "mono track" if channel.channels == 1 else "stereo track"
        return f"{text}, frozen" if channel.frozen is not None else text
    return {"group": "group", "master": "the whole mix"}.get(channel.kind, f"{channel.kind} return")
