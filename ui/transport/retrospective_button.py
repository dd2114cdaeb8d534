"""A light that fills while the engine remembers what is played; a click keeps it, a right-click switches it off.

Lives: window, main thread.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QWidget

from ui import theme
from ui.bridge import Bridge
from ui.widgets.menus import show_once
from ui.widgets.press import EnterButton

WIDTH, NARROW_WIDTH = 96, 72


class RetrospectiveButton(EnterButton):
    """The button that keeps the last 60 seconds."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.seconds, self._shown_on = -1, False
        self._full_s = 1.0
        self.setProperty("kind", "painted")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(WIDTH, 44)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: show_once(self.menu_of_choices(), self.mapToGlobal(at)))
        self.refresh()

    def sizeHint(self) -> QSize:
        return self.size()

    @property
    def caption(self) -> str:
        if not self._on:
            return "Keep: off" if self.narrow else "Keep last: off"
        return f"Keep {max(0, self.seconds)} s" if self.narrow else f"Keep last {max(0, self.seconds)} s"

    @property
    def narrow(self) -> bool:
        return self.width() < WIDTH

    @property
    def _on(self) -> bool:
        return self._bridge.session.settings.retrospective_on

    def refresh(self) -> None:
        seconds = int(self._bridge.session.retrospective.seconds)
        device = self._bridge.session.devices.device
        self._full_s = max(1.0, device.keep_seconds if device is not None else 0.0)
        if (seconds, self._on) != (self.seconds, self._shown_on):
            self.seconds, self._shown_on = seconds, self._on
            name = f"Keep the last {seconds} s, played without pressing Record"
            name = name if self._on else "Keeping what was just played is switched off"
            self.setAccessibleName(name)
            self._bridge.actions.describe(self, "transport.retrospective", name)
            self.setToolTip(f"{self.toolTip()}; right-click to switch")
            self.update()

    def menu_of_choices(self) -> QMenu:
        menu = QMenu(self)
        self._bridge.actions.add_to(menu, "retrospective")
        return menu

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.colour(theme.ACCENT if self.hasFocus() else theme.LINE), 2 if self.hasFocus() else 1))
        painter.setBrush(theme.colour(theme.HOVER if self.underMouse() else theme.RAISED))
        painter.drawRoundedRect(body, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.mix(theme.REC, theme.RAISED, 0.45))
        share = max(0.0, min(1.0, self.seconds / self._full_s))
        painter.drawRoundedRect(QRectF(4, self.height() - 8, (self.width() - 8) * share, 4), 2, 2)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.TEXT if self._on else theme.DIM))
        painter.drawText(self.rect().adjusted(0, 0, 0, -4), Qt.AlignmentFlag.AlignCenter, self.caption)
        painter.end()
