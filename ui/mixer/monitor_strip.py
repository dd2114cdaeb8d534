"""How the room hears the master: level, dim, mono. Never in a bounce.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.edits.monitor import set_monitor
from ui import theme
from ui.bridge import Bridge
from ui.mixer.strip_base import THUMB_HEIGHT, StripBase
from ui.widgets.card import label
from ui.widgets.levels import LevelBank
from ui.widgets.pill import Pill

WIDTH = 92


class MonitorStrip(StripBase):
    def __init__(self, bridge: Bridge, rows: int, parent: QWidget) -> None:
        super().__init__(bridge, "Monitor", WIDTH, parent, rows=rows)
        self.colour_token = theme.MONITOR
        self.pan.setVisible(False)
        policy = self.pan.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.pan.setSizePolicy(policy)
        words = label("not bounced", "dim")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setFixedHeight(THUMB_HEIGHT)
        self.thumb.addWidget(words)
        self.fader.setAccessibleName("Monitor level")
        self.dim = Pill("Dim", "Dim: 20 dB down", self, tone=theme.WARN)
        self.mono = Pill("Mono", "Mono: both sides summed", self, tone=theme.WARN)
        for path, pill in (("dim", self.dim), ("mono", self.mono)):
            pill.clicked.connect(lambda _c=False, path=path: self.toggle(path))
        self.dim.setFixedWidth(36)
        self.mono.setFixedWidth(42)
        self.buttons.addWidget(self.dim)
        self.buttons.addWidget(self.mono)
        self.bind(self.fader, "Monitor level", lambda db: set_monitor(level_db=db))
        self.connect_value()
        self.name.setText("Monitor")
        self.name.open_field = lambda: None  # type: ignore[method-assign]
        self.show_values()

    def toggle(self, path: str) -> None:
        self.bridge.perform(set_monitor(**{path: not getattr(self.bridge.song.monitor, path)}))

    def set_narrow(self, narrow: bool) -> None:
        """It stays as wide: `Mono` needs the room."""
        shown = not narrow and not self.compact
        for part in (self._above, self._thumb_place):
            part.setVisible(shown)

    def show_values(self) -> None:
        monitor = self.bridge.song.monitor
        self.dim.setChecked(monitor.dim)
        self.mono.setChecked(monitor.mono)
        self.show_fader(monitor.level_db, 0.0, "Monitor")

    def meter_bank(self) -> LevelBank:
        return self.bridge.levels.lanes

    def meter_indices(self) -> tuple[int, ...]:
        return ()
