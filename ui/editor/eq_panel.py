"""The EQ in the editor: the picture, and every figure of the four bands and two filters below it.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.engine.ports import Scope
from app.model.channel import Channel
from app.model.parameters import BANDS
from ui import theme
from ui.editor.channel_controls import ChannelControls
from ui.editor.eq_hand import HANDLES, NAMES
from ui.editor.eq_view import EqView
from ui.editor.panel import Panel
from ui.state.binding import ValuesBinding
from ui.widgets.card import label

SLOPES = {"12": "12 dB/oct", "24": "24 dB/oct"}


class EqPanel(Panel):
    """The EQ view with the values of the active band."""

    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        super().__init__("EQ", controls, parent, switch="eq/on")
        bridge, name = controls.bridge, controls.channel.name
        self.view = EqView(name, bridge.song.rate_hz, self)
        self._binding = ValuesBinding(bridge, self.view, controls.channel_id, "EQ", controls.show_all)
        self.body.addWidget(self.view, 1)
        columns = QHBoxLayout()
        columns.setSpacing(6)
        for handle in HANDLES:
            columns.addLayout(self._column(handle), 1)
        self.body.addLayout(columns)
        legend = label("grey: before the strip · blue: after", "dim")
        self.top.addWidget(legend)
        controls.also_show(self._show)

    def _column(self, name: str) -> QVBoxLayout:
        """The figures of one handle under its name."""
        made = QVBoxLayout()
        made.setSpacing(3)
        made.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = f"eq/{name}" if name in BANDS else name
        made.addWidget(self._title(name, head))
        made.addWidget(self.controls.box(f"{head}/frequency_hz", "", self))
        if name in BANDS:
            made.addWidget(self.controls.box(f"{head}/gain_db", "", self))
            q = self.controls.box(f"{head}/q", "", self)
            figure = q.format_value
            q.format_value = lambda value: f"Q {figure(value)}"
            made.addWidget(q)
        else:
            made.addWidget(self.controls.choice(f"{head}/slope", SLOPES, self))
        return made

    def _title(self, name: str, head: str) -> QWidget:
        """Filters have a switch, the outer bands a choice of shape, the inner ones are bells."""
        if name not in BANDS:
            return self.controls.switch(f"{name}/on", NAMES[name], self)
        if name in ("low", "high"):
            text = {shape: f"{NAMES[name]} {shape}" for shape in ("bell", "shelf")}
            return self.controls.choice(f"{head}/shape", text, self)
        title = label(NAMES[name])
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title.setMinimumHeight(theme.HIT)
        return title

    def _show(self, channel: Channel) -> None:
        self.view.show_strip(channel.strip)

    def show_scope(self, scope: Scope) -> None:
        self.view.show_scope(scope)
