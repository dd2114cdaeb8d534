"""How the room hears the master: level, dim, mono; and what it says to the headphones. Never in a bounce.

Lives: window, main thread.
"""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.edits.monitor import set_monitor
from ui import theme
from ui.bridge import Bridge
from ui.mixer.strip_base import StripBase
from ui.mixer.strip_places import THUMB_HEIGHT
from ui.mixer.talk_button import TalkButton, microphone_menu
from ui.widgets.card import label
from ui.widgets.menus import show_once
from ui.widgets.slider import LevelSlider
from ui.widgets.toggle_chip import ToggleChip

WIDTH = 92


class MonitorStrip(StripBase):
    """The strip of the monitor: level, dim, mono, talkback."""

    def __init__(self, bridge: Bridge, rows: int, parent: QWidget) -> None:
        super().__init__(bridge, "Monitor", WIDTH, parent, rows=rows)
        self.colour_token = theme.MONITOR
        self.pan.setVisible(False)
        policy = self.pan.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.pan.setSizePolicy(policy)
        text = label("Listening only", "dim")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setFixedHeight(THUMB_HEIGHT)
        self.places.thumb.addWidget(text)
        self.fader.setAccessibleName("Monitor level")
        self.dim = ToggleChip("Dim", "Dim: 20 dB down", self, tone=theme.WARN)
        self.mono = ToggleChip("Mono", "Mono: both sides summed", self, tone=theme.WARN)
        for path, chip in (("dim", self.dim), ("mono", self.mono)):
            chip.clicked.connect(lambda _c=False, path=path: self.toggle(path))
        self.dim.setFixedWidth(36)
        self.mono.setFixedWidth(42)
        self.places.buttons.addWidget(self.dim)
        self.places.buttons.addWidget(self.mono)
        self.reference = ToggleChip("A/B", "Hear the reference in place of the song", self, tone=theme.WARN)
        bridge.actions.attach(self.reference, "monitor.reference")
        self.places.modes.addWidget(self.reference)
        self.microphone = ToggleChip("", "", self)
        self.microphone.filled, self.microphone.flat, self.microphone.elides = False, True, True
        self.microphone.clicked.connect(
            lambda: show_once(
                microphone_menu(bridge, self), self.microphone.mapToGlobal(QPoint(0, self.microphone.height()))
            )
        )
        self.talk_level = LevelSlider("Talkback level in all headphones", "Talk", self, label_width=30)
        self.talk_level.neutral = 0.0
        self.talk_level.moved.connect(
            lambda db: bridge.attempt(lambda: bridge.session.control_room.set_talkback_db(db))
        )
        self.talk_level.ended.connect(bridge.session.save_settings)
        self.places.upper.addWidget(self.microphone)
        self.places.upper.addWidget(self.talk_level)
        self.talk = TalkButton(bridge, self)
        self.places.route.addWidget(self.talk)
        bridge.slow_ticked.connect(self._show_room)
        self.bind(self.fader, "Monitor level", lambda db: set_monitor(level_db=db))
        self.name.setText("Monitor")
        self.name.can_edit = False
        self.show_values()

    def toggle(self, path: str) -> None:
        self.bridge.perform(set_monitor(**{path: not getattr(self.bridge.song.monitor, path)}))

    def set_narrow(self, narrow: bool) -> None:
        """It stays as wide: `Mono` needs the room."""
        self.places.show_above_pan(not narrow and not self._compact)

    def _show_room(self) -> None:
        control_room = self.bridge.session.control_room
        self.reference.setChecked(control_room.references.heard is not None)
        self.reference.setEnabled(control_room.references.chosen is not None)
        name = control_room.talkback_name or "Talk mic"
        self.microphone.show_text(name, f"Talkback microphone: {control_room.talkback_name or 'none chosen'}")
        self.talk_level.set_value(self.bridge.session.settings.talkback_db)

    def show_values(self) -> None:
        monitor = self.bridge.song.monitor
        self.dim.setChecked(monitor.dim)
        self.mono.setChecked(monitor.mono)
        self.show_fader(monitor.level_db, 0.0, "Monitor")
        self._show_room()
