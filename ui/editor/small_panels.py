"""The sections without a picture: input, de-esser, saturation, effect, limiter.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QWidget

from app.model.track import Track
from ui import theme
from ui.editor.channel_controls import ChannelControls
from ui.editor.panel import Panel

EFFECTS = {
    "reverb": ("Reverb", (("decay_s", "Decay"), ("pre_delay_ms", "Pre-delay"), ("damping_hz", "Damping"))),
    "delay": (
        "Delay",
        (("time_beats", "Time"), ("feedback", "Feedback"), ("damping_hz", "Damping"), ("low_cut_hz", "Low cut")),
    ),
    "chorus": ("Chorus", (("rate_hz", "Rate"), ("depth_ms", "Depth"), ("delay_ms", "Delay"))),
}


class InputPanel(Panel):
    """What comes first and what comes last: trim, polarity, width, pan, level."""

    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        super().__init__("Channel", controls, parent)
        self.body.addWidget(controls.box("trim_db", "Trim", self))
        self.polarity = controls.switch("polarity", "Polarity", self, tone=theme.WARN)
        self.polarity.setToolTip("Polarity inverted: for microphones on two sides of a drum")
        self.body.addWidget(self.polarity)
        channel = controls.channel
        if not isinstance(channel, Track) or channel.channels == 2:
            self.body.addWidget(controls.box("width", "Width", self))
        self.body.addWidget(controls.box("pan", "Pan", self))
        self.body.addWidget(controls.box("fader_db", "Fader", self))
        self.body.addStretch(1)


class DeEsserPanel(Panel):
    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        super().__init__("De-esser", controls, parent, switch="de_esser/on")
        paths = (("frequency_hz", "Above"), ("threshold_db", "Threshold"), ("range_db", "At most"))
        self.body.addLayout(self.boxes(*((f"de_esser/{path}", text) for path, text in paths), columns=1))
        self.body.addStretch(1)


class SaturationPanel(Panel):
    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        super().__init__("Saturation", controls, parent, switch="saturation/on")
        self.body.addLayout(self.boxes(("saturation/drive_db", "Drive"), ("saturation/mix", "Dry/wet"), columns=1))
        self.body.addStretch(1)


class EffectPanel(Panel):
    """What an effect return does besides its strip."""

    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        title, values = EFFECTS[controls.kind]
        super().__init__(title, controls, parent)
        if controls.kind == "reverb":
            kinds = {"room": "Room", "plate": "Plate", "hall": "Hall"}
            self.body.addWidget(controls.choice("kind", kinds, self))
        if controls.kind == "delay":
            self.body.addWidget(controls.switch("ping_pong", "Ping-pong", self))
        self.body.addLayout(self.boxes(*values, columns=1))
        self.body.addStretch(1)


class LimiterPanel(Panel):
    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        super().__init__("Limiter", controls, parent, switch="limiter/on")
        values = (("limiter/ceiling_db", "Ceiling"), ("limiter/release_ms", "Release"))
        self.body.addLayout(self.boxes(*values, columns=1))
        self.body.addStretch(1)
