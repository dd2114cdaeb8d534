"""Measured dynamics: how loud each section of the mix is beside the others, and where it does not lift.

Lives: window, main thread; measuring runs in a process of its own.
"""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.messages.rehearsing import MEASURED_BEFORE, NOT_MEASURED
from app.model.ids import SectionId
from app.model.section_frames import section_frames
from app.renders.dynamics import Dynamics, DynamicsJob
from ui import theme
from ui.bridge import Bridge
from ui.widgets.card import button, label, set_kind

LOUDEST_LU, SOFTEST_LU = 6.0, -18.0  # of the picture
PICTURE_HEIGHT, FIGURE_HEIGHT, LEAST_COLUMN = 64, 16, 24


class DynamicsPicture(QWidget):
    """A column for each section, as high as it is loud, over the width of the song as the emotional timeline is."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.levels: dict[SectionId, float] = {}
        self.stale = False
        self.setMaximumHeight(PICTURE_HEIGHT)
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred
        )  # gives way where there is no room

    def sizeHint(self) -> QSize:
        return QSize(120, PICTURE_HEIGHT)

    def show_levels(self, levels: dict[SectionId, float], stale: bool) -> None:
        """Show loudness in LU by section; faint where the mix has changed since."""
        if (levels, stale) == (self.levels, self.stale):
            return
        self.levels, self.stale = levels, stale
        names = [f"{s.name} {levels[s.id]:+.1f} LU" for s in self._bridge.song.sections if s.id in levels]
        self.setAccessibleName("Measured dynamics: " + (", ".join(names) or "not measured"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, song = QPainter(self), self._bridge.song
        places = [(section, *section_frames(song, section)) for section in song.sections]
        whole = max((end for _section, _start, end in places), default=1)
        painter.setFont(theme.font(theme.SMALL_PX))
        room = self.height() - FIGURE_HEIGHT
        if room < LEAST_COLUMN:
            painter.end()
            return
        for section, start, end in places:
            left, right = (round(frame / whole * self.width()) for frame in (start, end))
            level = self.levels.get(section.id)
            if level is None:
                continue
            share = min(max((level - SOFTEST_LU) / (LOUDEST_LU - SOFTEST_LU), 0.04), 1.0)
            column = QRectF(left, self.height() - share * room, max(2, right - left - 2), share * room)
            painter.fillRect(column, theme.colour(theme.OK, 0.3 if self.stale else 0.55))
            painter.setPen(theme.colour(theme.DIM if self.stale else theme.TEXT))
            figure = QRect(left, int(column.top()) - FIGURE_HEIGHT, max(2, right - left - 2), FIGURE_HEIGHT)
            text = f"{level:+.1f}".replace("-", "\u2212")
            if painter.fontMetrics().horizontalAdvance(text) <= figure.width():
                painter.drawText(figure, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class DynamicsView(QWidget):
    """The picture, a sentence, and the button that measures."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._shown: Dynamics | None = None  # kept where the mix has changed since
        self._job: DynamicsJob | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.picture = DynamicsPicture(bridge)
        self.sentence = label("", "dim", wrap=True)
        self.measure = button("Measure", self._toggle)
        row = QHBoxLayout()
        row.addWidget(self.sentence, 1)
        row.addWidget(self.measure)
        column.addWidget(self.picture)
        column.addLayout(row)
        bridge.slow_ticked.connect(self._on_slow_tick)
        self.refresh()

    def _toggle(self) -> None:
        """Begin to measure, or stop it."""
        if self._job is not None:
            self._job.cancel()
            return

        def begin() -> None:
            self._job = self._bridge.session.renders.measure_dynamics()

        if self._bridge.attempt(begin) and self._job is not None:
            self._bridge.start_task(self._job, self._take, self._fail, owner=self)
        self.refresh()

    def _take(self, found: Dynamics) -> None:
        self._job = None
        self._bridge.session.renders.dynamics.add(found)
        self.refresh()

    def _fail(self, sentence: str) -> None:
        cancelled = self._job is not None and self._job.cancelled
        self._job = None
        if not cancelled:
            self._bridge.notify("warn", sentence)
        self.refresh()

    def _on_slow_tick(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Show what was measured of this mix, or before it changed."""
        renders, song = self._bridge.session.renders, self._bridge.song
        now = renders.measured_dynamics
        self._shown = now or renders.dynamics.newest
        found, stale = self._shown, now is None
        self.picture.setVisible(found is not None)
        self.picture.show_levels({} if found is None else found.section_lu(song), stale)
        problem = "" if found is None or stale else found.sentence(song)
        text = NOT_MEASURED if found is None else MEASURED_BEFORE if stale else problem
        if self._job is not None:
            text = f"Measuring the mix: {self._job.progress:.0%}"
        self.sentence.setText(text)
        set_kind(self.sentence, "warn" if problem and self._job is None else "dim")
        self.measure.setText("Cancel" if self._job is not None else "Measure" if found is None else "Measure again")
        self.measure.setVisible(self._job is not None or stale)
