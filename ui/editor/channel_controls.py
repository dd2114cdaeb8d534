"""Makes controls for the values of one channel, all driven by the parameter table, and shows the document in them.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.edits.channels import set_parameter
from app.model.channel import Channel, ChannelId, Value, entry_in, kind_of, value_of
from app.model.parameters import Parameter
from ui import theme
from ui.bridge import Bridge
from ui.state.binding import ParameterBinding
from ui.widgets.toggle_chip import ToggleChip
from ui.widgets.value_box import ValueBox


class ChannelControls:
    """Of one channel, for as long as its editor shows it."""

    def __init__(self, bridge: Bridge, channel: Channel) -> None:
        self.bridge, self.channel_id, self.kind = bridge, channel.id, kind_of(channel)
        self.channel = channel
        self._boxes: list[tuple[str, ValueBox]] = []
        self._bindings: list[ParameterBinding] = []
        self._shown: list[Callable[[Channel], object]] = []

    @property
    def id(self) -> ChannelId:
        return self.channel_id

    # --- controls
    def entry(self, path: str) -> Parameter:
        return entry_in(self.channel, path)

    def box(self, path: str, caption: str | None = None, parent: QWidget | None = None, name: str = "") -> ValueBox:
        """A number that can be dragged, typed, stepped and reset."""
        entry = self.entry(path)
        made = ValueBox(entry, name or f"{entry.label} of {self.channel.name}", parent, caption=caption)
        self._boxes.append((path, made))
        self._bindings.append(ParameterBinding(self.bridge, made, self.channel_id, path, self.show_all))
        return made

    def switch(self, path: str, text: str, parent: QWidget | None = None, *, tone: str = theme.ACCENT) -> ToggleChip:
        """On or off."""
        entry = self.entry(path)
        made = ToggleChip(text, f"{entry.label} of {self.channel.name}", parent, tone=tone)
        made.clicked.connect(lambda _checked=False: self.set(path, not self.value(path)))
        self._shown.append(lambda channel: made.setChecked(bool(value_of(channel, path))))
        return made

    def choice(self, path: str, text: dict[str, str], parent: QWidget | None = None) -> ToggleChip:
        """One button that steps through the few choices; `words` for each."""
        entry = self.entry(path)
        made = ToggleChip(text[str(entry.default)], "", parent)
        made.filled = False
        order = list(text)

        def step() -> None:
            at = order.index(str(self.value(path)))
            self.set(path, order[(at + 1) % len(order)])

        def show(channel: Channel) -> None:
            now = str(value_of(channel, path))
            made.show_text(text[now], f"{entry.label} of {channel.name}: {text[now]}")

        made.clicked.connect(lambda _checked=False: step())
        self._shown.append(show)
        return made

    def also_show(self, show: Callable[[Channel], object]) -> None:
        """Called with the channel whenever it may have changed."""
        self._shown.append(show)

    # --- the document
    def value(self, path: str) -> Value:
        return value_of(self.channel, path)

    def set(self, path: str, value: Value) -> None:
        """One step."""
        self.bridge.perform(set_parameter(self.channel_id, path, value))

    def show_all(self) -> None:
        """Everything again from the document."""
        channel = self.bridge.channel(self.channel_id)
        if channel is None:
            return
        self.channel = channel
        for path, box in self._boxes:
            if not box.in_gesture:
                box.high = entry_in(channel, path).high
                box.set_value(float(value_of(channel, path)))
        for show in self._shown:
            show(channel)
        self.follow_curves()

    def follow_curves(self) -> None:
        """Figures move with their curves."""
        if not self.channel.curves or self.channel.automation == "off":
            return
        paths = {curve.path for curve in self.channel.curves}
        for path, box in self._boxes:
            if path in paths and not box.in_gesture:
                box.set_value(float(self.bridge.session.automation.value_now(self.channel_id, path)))
