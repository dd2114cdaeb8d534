"""The sections without a picture: input, de-esser, saturation, effect, limiter.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QWidget

from app.messages.window import INVERT_POLARITY
from app.model.bus_types import BUS_TYPES
from app.model.parameters import numbers_in, own_settings
from app.model.track import Track
from ui import theme
from ui.editor.channel_controls import ChannelControls
from ui.editor.panel import Panel


class InputPanel(Panel):
    """What comes first and what comes last: trim, polarity, width, pan, level."""

    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        super().__init__("Channel", controls, parent)
        self.body.addWidget(controls.box("trim_db", "Trim", self))
        self.polarity = controls.switch("polarity", "Polarity", self, tone=theme.WARN)
        self.polarity.setToolTip(INVERT_POLARITY)
        self.body.addWidget(self.polarity)
        channel = controls.channel
        if not isinstance(channel, Track) or channel.channels == 2:
            self.body.addWidget(controls.box("width", "Width", self))
        self.body.addWidget(controls.box("pan", "Pan", self))
        self.body.addWidget(controls.box("fader_db", "Fader", self))
        self.body.addStretch(1)


class ValuesPanel(Panel):
    """A section that has a switch and numbers, and no picture: `name` is its path."""

    def __init__(self, name: str, title: str, controls: ChannelControls, parent: QWidget | None = None) -> None:
        super().__init__(title, controls, parent, switch=f"{name}/on")
        self.body.addLayout(self.boxes(*(entry.path for entry in numbers_in(name, controls.kind)), columns=1))
        self.body.addStretch(1)


class EffectPanel(Panel):
    """What an effect return does besides its strip: choices and switches, then numbers."""

    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        super().__init__(BUS_TYPES[controls.kind].name, controls, parent)
        entries = own_settings(controls.kind)
        for entry in entries:
            if entry.kind == "choice":
                texts = {choice: choice.capitalize() for choice in entry.choices}
                self.body.addWidget(controls.choice(entry.path, texts, self))
            elif entry.kind == "switch":
                self.body.addWidget(controls.switch(entry.path, entry.label, self))
        self.body.addLayout(self.boxes(*(entry.path for entry in entries if entry.kind == "number"), columns=1))
        self.body.addStretch(1)
