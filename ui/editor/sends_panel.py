"""All sends of a channel in the editor: level, before or after the fader, a pan of their own; and headphone levels.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QGridLayout, QWidget

from app.messages.window import NO_EFFECTS
from app.model.channel import effect_buses, headphone_buses
from ui.editor.channel_controls import ChannelControls
from ui.editor.panel import Panel
from ui.widgets.card import label


class SendsPanel(Panel):
    """All sends of a channel."""

    def __init__(self, controls: ChannelControls, parent: QWidget | None = None) -> None:
        super().__init__("Sends", controls, parent)
        grid = QGridLayout()
        grid.setSpacing(6)
        song = controls.bridge.song
        for row, bus in enumerate(effect_buses(song)):
            head, name = f"send/{bus.id}", f"{controls.channel.name} to {bus.name}"
            grid.addWidget(controls.box(f"{head}/level_db", bus.name, self, f"Level of {name}"), row, 0)
            pre = controls.switch(f"{head}/pre", "Pre", self)
            pre.setAccessibleName(f"{name} before the fader")
            pre.setToolTip(pre.accessibleName())
            grid.addWidget(pre, row, 1)
            own = controls.switch(f"{head}/own_pan", "Own pan", self)
            own.setAccessibleName(f"{name} with its own pan")
            own.setToolTip(own.accessibleName())
            grid.addWidget(own, row, 2)
            grid.addWidget(controls.box(f"{head}/pan", "Pan", self, f"Pan of {name}"), row, 3)
        if controls.kind == "track":
            first = grid.rowCount()
            for n, bus in enumerate(headphone_buses(song)):
                name = f"Level of {controls.channel.name} in {bus.name}"
                grid.addWidget(controls.box(f"cue/{bus.id}/level_db", bus.name, self, name), first + n // 4, n % 4)
        if not grid.count():
            grid.addWidget(label(NO_EFFECTS, "dim"), 0, 0)
        self.body.addLayout(grid)
        self.body.addStretch(1)
