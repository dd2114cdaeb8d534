"""One send in a strip: its level, and whether it is taken before or after the fader.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.model.bus import Bus
from app.model.channel import Channel, ChannelId, value_of
from ui import theme
from ui.bridge import Bridge
from ui.widgets.slider import LevelSlider
from ui.widgets.toggle_chip import ToggleChip

PRE_WIDTH = 26


def short_name(bus: Bus) -> str:
    """At most a few letters: there is little room in a strip."""
    if bus.kind == "headphones":
        digits = "".join(c for c in bus.name if c.isdigit())
        return f"{bus.type.short} {digits}".strip()
    return bus.type.short if bus.name.casefold() == bus.kind else bus.name[:4].rstrip()


class SendRow(QWidget):
    """A send into an effect bus, or a track's level in a headphone mix, which is always before the fader."""

    def __init__(self, bridge: Bridge, channel_id: ChannelId, title: str, bus: Bus, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge, self._channel_id, self._bus = bridge, channel_id, bus
        self.is_cue = bus.kind == "headphones"
        head = f"{'cue' if self.is_cue else 'send'}/{bus.id}"
        self.level_path, self._pre_path = f"{head}/level_db", f"{head}/pre"
        self._title = title
        self.setFixedHeight(theme.HIT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        what = "in" if self.is_cue else "to"
        self.level = LevelSlider(f"{title} {what} {bus.name}", short_name(bus), self, label_width=26)
        self.level.neutral = 0.0 if self.is_cue else self.level.neutral
        row.addWidget(self.level, 1)
        self.pre: ToggleChip | None = None
        if not self.is_cue:
            self.pre = ToggleChip("post", "", self, tone=theme.ACCENT)
            self.pre.filled, self.pre.flat, self.pre.size_px, self.pre.inset = False, True, 10, 0
            self.pre.setFixedSize(PRE_WIDTH, theme.HIT)
            self.pre.clicked.connect(self._toggle)
            row.addWidget(self.pre)

    def _toggle(self) -> None:
        if self.pre is not None:
            self._bridge.set_value(self._channel_id, self._pre_path, not self.pre.isChecked())

    def show_channel(self, channel: Channel) -> None:
        self.level.set_value(float(value_of(channel, self.level_path)))
        if self.pre is not None:
            pre = bool(value_of(channel, self._pre_path))
            self.pre.setChecked(pre)
            where = "before" if pre else "after"
            self.pre.show_text("pre" if pre else "post", f"{self._title} to {self._bus.name}: {where} the fader")
