"""The stage bar: seven stages with their progress as a ring, their name and one line.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.song.changes import Changes
from app.stages.progress import StageProgress
from ui import theme
from ui.bridge import Bridge
from ui.commands.actions import Actions
from ui.widgets.press import EnterButton

TEXT_LEFT, TEXT_MARGIN = 50, 6
RING_PX, SMALL_RING_PX = 28, 20
NARROW_PX = 160
SMALL_TEXT_LEFT = SMALL_RING_PX + 13
MARK_PX = 12
LOW_PX = 32
NAME_PX, LINE_PX, MOST_LINES = 18, 14, 2


def wrapped(text: str, metrics: QFontMetrics, width_px: int) -> list[str]:
    """The text in at most MOST_LINES lines; only what fits no line is shortened."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (metrics.horizontalAdvance(longer) <= width_px or len(lines) == MOST_LINES):
            lines[-1] = longer
        else:
            lines.append(word)
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width_px) for line in lines]


class StageTab(EnterButton):
    """The button of one page, with its progress."""

    def __init__(self, actions: Actions, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self.number, self.name, self.line, self.fraction, self.stale = number, "", "", 0.0, False
        self._shown: StageProgress | None = None
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(theme.STAGE_BAR_HEIGHT)
        self.setMinimumWidth(120)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_progress(self, stage: StageProgress) -> None:
        """Show how far the stage is."""
        if stage == self._shown:
            return
        self._shown, following = stage, stage.next_step
        self.name, self.line, self.fraction, self.stale = stage.name, stage.line, stage.fraction, stage.stale
        changed = next((step.stale for step in stage.steps if step.stale), "")
        percent = f"{round(stage.fraction * 100)} percent"
        self.setAccessibleName(f"Stage {self.number}, {stage.name}: {percent}, {stage.line}. {changed}".strip())
        title = stage.line if following is None else following.step.title
        self._actions.describe(
            self, f"view.page-{self.number}", f"{stage.name}: {title}. {changed} Click twice for its steps"
        )
        self.update()

    @property
    def _low(self) -> bool:
        return self.height() < theme.STAGE_BAR_HEIGHT

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = self.isChecked()
        ground = theme.RAISED if current else theme.HOVER if self.underMouse() else theme.PANEL
        painter.fillRect(self.rect(), theme.colour(ground))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), theme.colour(theme.LINE))
        edge = QRect(0, self.height() - (2 if current else 1), self.width(), 2)
        painter.fillRect(edge, theme.colour(theme.ACCENT if current else theme.LINE))

        ring = SMALL_RING_PX if self._low or self.width() < NARROW_PX else RING_PX
        left = TEXT_LEFT if ring == RING_PX else SMALL_TEXT_LEFT
        area = self.width() - left - TEXT_MARGIN
        self._paint_ring(painter, QRectF((left - 2 - ring) / 2, (self.height() - ring) / 2, ring, ring))
        painter.setFont(theme.font(theme.SMALL_PX))
        lines = [] if self._low else wrapped(self.line, painter.fontMetrics(), area)
        top = (self.height() - NAME_PX - len(lines) * LINE_PX) // 2
        upcoming = None if self._shown is None else self._shown.next_step
        painter.setPen(theme.colour(theme.WARN if upcoming is not None and upcoming.stale else theme.DIM))
        for n, line in enumerate(lines):
            place = QRect(left, top + NAME_PX + n * LINE_PX, area, LINE_PX)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)
        painter.setPen(theme.colour(theme.TEXT))
        painter.setFont(theme.font(13, 600))
        painter.drawText(QRect(left, top, area, NAME_PX), Qt.AlignmentFlag.AlignVCenter, self.name)
        theme.paint_focus_ring(painter, self)
        painter.end()

    def _paint_ring(self, painter: QPainter, place: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(theme.LINE), 3))
        painter.drawEllipse(place)
        if self.fraction > 0:
            tone = theme.OK if self.fraction >= 1 else theme.ACCENT
            painter.setPen(QPen(theme.colour(tone), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawArc(place, 90 * 16, -round(self.fraction * 360 * 16))
        painter.setFont(theme.font(12, 500))
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(self.number))
        if self.stale:
            self._paint_stale_mark(painter, place.topRight())

    def _paint_stale_mark(self, painter: QPainter, corner: QPointF) -> None:
        """An exclamation mark on the ring: something has changed since a step was done."""
        mark = QRectF(corner.x() - MARK_PX / 2, corner.y() - 4, MARK_PX, MARK_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.WARN))
        painter.drawEllipse(mark)
        painter.setFont(theme.font(9, 600))
        painter.setPen(theme.colour(theme.BG))
        painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, "!")


class StageBar(QWidget):
    """The seven pages as tabs."""

    page_asked = Signal(int)  # 1 to 7

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setFixedHeight(theme.STAGE_BAR_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.tabs = [StageTab(bridge.actions, number, self) for number in range(1, 8)]
        for tab in self.tabs:
            row.addWidget(tab, 1)
            tab.clicked.connect(lambda _checked=False, number=tab.number: self.page_asked.emit(number))
        self._stale = True
        bridge.changed.connect(self._on_change)
        bridge.slow_ticked.connect(self.refresh)
        self.refresh()

    def set_low(self, low: bool) -> None:
        """Show only rings and names, for a low window."""
        height = LOW_PX if low else theme.STAGE_BAR_HEIGHT
        if height != self.height():
            self.setFixedHeight(height)
            for tab in self.tabs:
                tab.setFixedHeight(height)

    def _on_change(self, changes: Changes) -> None:
        self._stale = True

    def refresh(self) -> None:
        """At most twice a second: evidence is read from the whole song."""
        if not self._stale:
            return
        self._stale = False
        for tab, stage in zip(self.tabs, self._bridge.session.stages.progress(), strict=True):
            tab.show_progress(stage)

    def show_page(self, number: int) -> None:
        self.tabs[number - 1].setChecked(True)
