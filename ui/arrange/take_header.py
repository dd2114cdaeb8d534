"""Left of a take: its name, how it was recorded, its rating, and a button to solo it; and the header of the comp.

Lives: window, main thread.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from app.edits import comps
from app.edits.clip_stack import visible
from app.edits.discarding import restore_take
from app.model.clip import Clip
from app.model.take import Take
from app.model.track import Track
from app.text import values
from ui import theme
from ui.arrange.take_lane import HEIGHT, TakeLane
from ui.bridge import Bridge
from ui.commands.discarding import discard
from ui.state.selection import Selection
from ui.widgets.entry import EditableLabel
from ui.widgets.menus import add_entry, show_once
from ui.widgets.toggle_chip import ToggleChip

COMP_HEIGHT = 34
STAR_PX = 13


class TakeHeader(QWidget):
    """The header of one take."""

    def __init__(
        self, bridge: Bridge, track: Track, take: Take, listen: Callable[[Take], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge, self.track, self.take = bridge, track, take
        self.setFixedSize(theme.HEADER_WIDTH, HEIGHT)
        self.name = EditableLabel("Name of the take", on_click=False, parent=self)
        self.name.setFont(theme.font(12, 600))
        self.name.setGeometry(18, 1, theme.HEADER_WIDTH - 78, 20)
        self.name.typed.connect(lambda text: bridge.perform(comps.rename_take(self.track.id, self.take.id, text)))
        self.ear = ToggleChip("Solo", "Solo this take", self)
        self.ear.size_px = 11
        self.ear.setGeometry(self.width() - 52, 1, 46, 22)
        self.ear.clicked.connect(lambda: listen(self.take))
        self._stars = QRect(theme.HEADER_WIDTH - 8 - 5 * STAR_PX, 23, 5 * STAR_PX, 16)
        self.health = ""
        self.show_take(track, take, False)

    def belong_to(self, lane: TakeLane) -> None:
        """Give the lane the keyboard focus on a click, so that Delete discards this take."""
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(lane)

    def show_take(self, track: Track, take: Take, soloed: bool, health: str = "") -> None:
        """`health` as `take_health` says it; empty while nobody knows."""
        self.track, self.take, self.health = track, take, health
        self.name.setText(take.name)
        self.ear.show_text("Solo", f"Solo {take.name}: you hear it in place of the comp")
        self.ear.setChecked(soloed)
        self.setAccessibleName(f"Take {take.name}: {self.description()}")
        moved = f"\nMoved {take.latency_frames} samples earlier to where it was played" if take.latency_frames else ""
        self.setToolTip(f"{take.name}: {self.description()}{moved}" + (f"\n{take.note}" if take.note else ""))
        self.update()

    def description(self) -> str:
        """When it was recorded, how loud, what went wrong, and by how much it was moved for latency."""
        take, rate = self.take, self._bridge.song.rate_hz
        try:
            when = datetime.fromisoformat(take.recorded_at).astimezone().strftime("%H:%M")
        except ValueError:
            when = ""
        peak = "clipped" if take.peak_db >= 0 else values.format_decibels(take.peak_db)
        faults = values.count(len(take.dropouts), "dropout") if take.dropouts else ""
        kind = "measured" if take.latency_measured else "estimated"
        latency = f"{values.format_frames(take.latency_frames, rate)} {kind}" if take.latency_frames else ""
        rescued = "recovered" if take.recovered else ""
        printed = "printed" if take.dry is not None else "not printed yet" if take.unprinted else ""
        health = {"verified": "\u2713 verified", "changed": "changed since", "missing": "missing"}.get(self.health, "")
        return " \u00b7 ".join(part for part in (when, printed, peak, faults, rescued, health, latency) if part)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, take = QPainter(self), self.take
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.fillRect(QRect(8, 0, 3, self.height()), theme.colour(theme.track_colour(self.track.colour)))
        painter.setFont(theme.font(STAR_PX))
        for n in range(comps.MOST_STARS):
            painter.setPen(theme.colour(theme.SOLO if n < take.rating else theme.LINE))
            painter.drawText(self._stars.left() + n * STAR_PX, self._stars.bottom() - 2, "\u2605")
        painter.setFont(theme.font(11))
        troubled = bool(take.dropouts) or take.peak_db >= 0 or self.health in ("changed", "missing")
        painter.setPen(theme.colour(theme.WARN if troubled else theme.DIM))
        area = QRect(18, 22, self._stars.left() - 24, 17)
        text = painter.fontMetrics().elidedText(self.description(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._stars.contains(event.position().toPoint()):
            stars = int(event.position().x() - self._stars.left()) // STAR_PX + 1
            requested = 0 if stars == self.take.rating else stars
            self._bridge.perform(comps.set_rating(self.track.id, self.take.id, requested))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        show_once(self.menu(), event.globalPos())

    def menu(self) -> QMenu:
        menu, take = QMenu(self), self.take
        whole = take.timeline_start_frame, take.timeline_end_frame
        used = any(clip.take == take.id and _span(clip) == whole for clip in visible(self.track.clips))
        add_entry(menu, "Use the whole take", self._use_whole, why_not="it is used already" if used else "")
        if take.dry is None:
            printer = self._bridge.session.print_queue
            menu.addAction(
                "Print this take", lambda: self._bridge.attempt(lambda: printer.print_take(self.track.id, take.id))
            )
        add_entry(menu, "Rename", self.name.open_field)
        menu.addAction("Note\u2026", self._ask_note)
        rating = menu.addMenu("Rating")
        for stars in range(comps.MOST_STARS + 1):
            rating.addAction(
                "\u2605" * stars or "none",
                partial(self._bridge.perform, comps.set_rating(self.track.id, take.id, stars)),
            )
        menu.addSeparator()
        delete = self._bridge.actions.key("clips.delete")
        add_entry(menu, "Discard this take", lambda: discard(self._bridge, self.track, take), key=delete)
        add_discarded(menu, self._bridge, self.track)
        return menu

    def _use_whole(self) -> None:
        take = self.take
        self._bridge.perform(
            comps.put_phrase(self.track.id, take.id, take.timeline_start_frame, take.timeline_end_frame)
        )

    def _ask_note(self) -> None:
        text, given = QInputDialog.getText(self, "Note", f"Note on {self.take.name}", text=self.take.note)
        if given:
            self._bridge.perform(comps.set_take_note(self.track.id, self.take.id, text))


def _span(clip: Clip) -> tuple[int, int]:
    return clip.timeline_start_frame, clip.timeline_end_frame


def add_discarded(menu: QMenu, bridge: Bridge, track: Track) -> None:
    """Add the discarded takes of a track, each to be restored."""
    if not track.discarded:
        add_entry(menu, "Restore a discarded take", lambda: None, why_not="there is none")
        return
    inside = menu.addMenu("Restore a discarded take")
    for take in track.discarded:
        add_entry(inside, take.name, partial(bridge.perform, restore_take(track.id, take.id)))


class CompHeader(QWidget):
    """Above the takes of a track: the current comp, and what can be done with it."""

    def __init__(
        self, bridge: Bridge, selection: Selection, track: Track, fold: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge, self._selection, self.track = bridge, selection, track
        self.setFixedSize(theme.HEADER_WIDTH, COMP_HEIGHT)
        self.comp = ToggleChip("", "", self)
        self.comp.elides = True
        self.comp.setGeometry(18, 4, 104, 26)
        self.comp.clicked.connect(lambda: show_once(self.menu(), self.comp.mapToGlobal(QPoint(0, self.comp.height()))))
        self.keeper = ToggleChip("Keeper", bridge.actions.hint("track.done"), self, tone=theme.OK)
        self.keeper.setGeometry(126, 4, 58, 26)
        self.keeper.clicked.connect(self._toggle_done)
        self.fold = ToggleChip("Hide", "Hide the takes", self)
        self.fold.setGeometry(188, 4, 52, 26)
        self.fold.clicked.connect(fold)
        self.show_track(track)

    def _toggle_done(self) -> None:
        self._selection.set_track(self.track.id)
        self._bridge.actions.run("track.done")

    def show_track(self, track: Track) -> None:
        self.track = track
        together = f" \u00b7 {track.comp_group}" if track.comp_group else ""
        self.comp.show_text(f"{track.comp_name}{together} \u25be", f"Comp of {track.name}: {track.comp_name}{together}")
        self.follow()

    def follow(self) -> None:
        frame = self._bridge.clock.frame
        self.keeper.setChecked(any(k.start_frame <= frame < k.end_frame for k in self.track.keepers))

    def menu(self) -> QMenu:
        self._selection.set_track(self.track.id)
        menu, track, perform = QMenu(self), self.track, self._bridge.perform
        for other in track.comps:
            menu.addAction(f"Choose {other.name}", partial(perform, comps.choose_comp(track.id, other.id)))
        self._bridge.actions.add_to(menu, "comps")
        removing = menu.addMenu("Remove")
        for other in track.comps:
            removing.addAction(other.name, partial(perform, comps.remove_comp(track.id, other.id)))
        removing.setEnabled(bool(track.comps))
        menu.addSeparator()
        self._bridge.actions.add_to(menu, "comps, at the end")
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        show_once(self.menu(), event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        painter.fillRect(QRect(8, 0, 3, self.height()), theme.colour(theme.track_colour(self.track.colour)))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
        painter.end()
