"""One work tape in the list: play, name, date, length, stars, waveform; opened, what can be written and done.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ideas.idea import Idea
from app.text import values
from ui import theme
from ui.widgets.card import button
from ui.widgets.stars import Stars
from ui.widgets.toggle_chip import ToggleChip
from ui.write.open_rows import OpenRow

WAVE_PX = 96
BAR_PX = 3
WITH_WAVE_PX = 380  # a narrower row needs the room for its name


@dataclass(frozen=True, slots=True)
class TapeVerbs:
    """What a row asks of its card; each is called with the idea."""

    play: Callable[[Idea], object]
    save: Callable[[Idea], object]
    hear: Callable[[Idea], object]
    add: Callable[[Idea], object]
    begin: Callable[[Idea], object]
    throw_away: Callable[[Idea], object]
    open: Callable[[Idea], object]


class TapeWave(QWidget):
    """The waveform of a whole idea, and how far it has played."""

    def __init__(self, levels: Callable[[], list[float]], parent: QWidget | None = None) -> None:
        """`levels` is called when the waveform is first seen: it reads a file."""
        super().__init__(parent)
        self._read, self._levels, self._played = levels, list[float](), -1.0
        self._is_read = False
        self.setFixedHeight(30)
        self.setMaximumWidth(WAVE_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(WAVE_PX, 30)

    def minimumSizeHint(self) -> QSize:
        return QSize(8 * BAR_PX, 30)

    def show_played(self, share: float) -> None:
        """0 to 1; less than 0 while it does not play."""
        if round(share * WAVE_PX) != round(self._played * WAVE_PX):
            self._played = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_read:
            self._levels, self._is_read = self._read(), True
        painter, middle = QPainter(self), self.height() / 2
        bars = self.width() // BAR_PX
        for number in range(bars if self._levels else 0):
            first, end = (len(self._levels) * n // bars for n in (number, number + 1))
            level = max(self._levels[first : max(end, first + 1)])
            half = max(0.5, level**0.6 * (middle - 1))
            past = self._played >= 0 and number * BAR_PX < self._played * self.width()
            ink = theme.colour(theme.TEXT) if past else theme.colour(theme.ACCENT, 0.85)
            painter.fillRect(QRectF(number * BAR_PX, middle - half, BAR_PX - 1, 2 * half), ink)
        if not self._levels:
            painter.fillRect(QRectF(0, middle - 0.5, self.width(), 1), theme.colour(theme.LINE))
        painter.end()


class TapeRow(OpenRow):
    """An idea."""

    def __init__(
        self, idea: Idea, levels: Callable[[], list[float]], verbs: TapeVerbs, parent: QWidget | None = None
    ) -> None:
        super().__init__(idea.name, lambda: verbs.open(self.idea), parent)
        self.idea, self._verbs = idea, verbs
        self.play = ToggleChip("", f"Play {idea.name}")
        self.play.icon_name = "play"
        self.play.clicked.connect(lambda _checked=False: verbs.play(self.idea))
        self.stars = Stars(f"Rating of {idea.name}")
        self.stars.rated.connect(lambda stars: self._save(rating=stars))
        self.wave = TapeWave(levels)
        self.hear = button("Listen", lambda: verbs.hear(self.idea), "link")
        self.hear.setAccessibleName(f"What do we hear in {idea.name}?")
        self.hear.setToolTip("What do we hear? Tempo, key and chords")
        self.head.insertWidget(0, self.play)
        self.head.insertWidget(2, self.stars)
        self.head.insertWidget(3, self.wave)
        self.head.insertWidget(4, self.hear)
        self.name = self.add_entry("Name", lambda text: self._save(name=text.strip() or self.idea.name))
        self.place = self.add_entry("Where", lambda text: self._save(place=text.strip()), "such as the kitchen")
        self.note = self.add_entry("Note", lambda text: self._save(note=text), note=True)
        self.fields.addWidget(self._make_actions(), self.fields.rowCount(), 0, 1, 2)
        self.show_idea(idea)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.wave.setVisible(event.size().width() >= WITH_WAVE_PX)

    def _make_actions(self) -> QWidget:
        verbs, holder = self._verbs, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 4, 0, 0)
        first, second = QHBoxLayout(), QHBoxLayout()
        self.add = button("Add to this song", lambda: verbs.add(self.idea))
        self.begin = button("Begin a song with it", lambda: verbs.begin(self.idea))
        self.throw_away = button("Delete", lambda: verbs.throw_away(self.idea), "link")
        for row, widgets in ((first, (self.add, self.begin)), (second, (self.throw_away,))):
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
            column.addLayout(row)
        return holder

    def _save(self, **fields: object) -> None:
        changed = msgspec.structs.replace(self.idea, **fields)
        if changed != self.idea:
            self._verbs.save(changed)

    def show_idea(self, idea: Idea) -> None:
        """Show it as it is now."""
        self.idea = idea
        when = idea.when
        facts = [f"{when.day} {when:%b %Y}", values.format_length(idea.seconds), idea.place]
        self.show_line(idea.name, " \u00b7 ".join(fact for fact in facts if fact))
        self.setAccessibleName(idea.name)
        self.stars.set_value(float(idea.rating))
        self.name.show_text(idea.name)
        self.place.show_text(idea.place)
        self.note.show_text(idea.note)

    def show_playing(self, share: float) -> None:
        """Of its length, 0 to 1; less than 0 while it does not play."""
        plays = share >= 0
        self.play.setChecked(plays)
        if (self.play.icon_name == "stop") != plays:
            self.play.icon_name = "stop" if plays else "play"
            self.play.show_text("", f"{'Stop' if plays else 'Play'} {self.idea.name}")
            self.play.update()
        self.wave.show_played(share)
