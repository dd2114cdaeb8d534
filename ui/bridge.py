"""Between Session and the widgets: a timer that polls, and signals that say what to draw again.

Lives: window, main thread.
"""

import contextlib
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.documents.history import Gesture
from app.documents.notices import Notice, NoticeAction, NoticeKind
from app.edits.channels import set_parameter
from app.edits.edit import Edit
from app.engine.ports import ClockReading
from app.model.channel import Channel, ChannelId, Value, channels
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.model.track import Track
from app.problems import REFUSALS, NothingToDo
from app.session.session import Session
from app.song.changes import Changes
from app.tasks import Task
from ui.commands.actions import Actions
from ui.state.meter_levels import Levels
from ui.widgets.staggered_signal import StaggeredSignal

Result = TypeVar("Result")
_log = logging.getLogger(__name__)
TICK_MS = 16
LONGEST_STEP_S = 0.25  # a window that was asleep must not let every meter drop at once
SLOW_EVERY = 30  # ticks: twice a second


class Bridge(QObject):
    """Widgets read `song`, ask through `perform` and `gesture`, and redraw at `changed`, `ticked` and `slow_ticked`."""

    changed = Signal(object)  # Changes
    ticked = Signal()
    noticed = Signal(object)  # Notice
    track_added = Signal(object)  # by hand: its name is to be typed
    _handed_over = Signal(object)  # a call from another thread
    look_changed = Signal()  # theme or size of the interface: the window has to be made again
    settled = Signal(str)  # the sentence of a notice that no longer applies

    actions: Actions  # of the window, which sets them before it makes its parts

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.slow_ticked = StaggeredSignal(SLOW_EVERY, self)
        self.levels = Levels()
        self.clock: ClockReading = session.transport.clock
        self._last_s = time.monotonic()
        self._ticks = 0
        session.document.on_change.append(self._on_change)
        session.board.on_notice.append(self._on_notice)
        session.board.on_settled.append(self._on_settled)
        self._handed_over.connect(self._call, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()  # the first turn comes when the window stands

    # --- slow work
    def start_task(
        self,
        task: Task[Result],
        done: Callable[[Result], object],
        failed: Callable[[str], object],
        owner: QObject | None = None,
    ) -> None:
        """Run a task on a thread of its own, and tell its end on this one.

        Args:
            task: What to do.
            done: Called with its result.
            failed: Called with a sentence if it raised.
            owner: Neither is called once this object has been deleted.
        """

        def if_owned(call: Callable[[], object]) -> None:
            if owner is None or isValid(owner):
                call()

        task.start(
            lambda result: if_owned(lambda: done(result)),
            lambda problem: if_owned(lambda: failed(str(problem) or type(problem).__name__)),
            self._hand_over,
        )

    def _hand_over(self, call: Callable[[], object]) -> None:
        """Any thread: the main thread calls it."""
        with contextlib.suppress(RuntimeError):  # the window has been closed
            self._handed_over.emit(call)

    def _call(self, call: Callable[[], object]) -> None:
        call()

    # --- time
    def stop(self) -> None:
        self._timer.stop()

    def let_go(self) -> None:
        """Hear of the session no more: another window shows it."""
        self.stop()
        self.session.document.on_change.remove(self._on_change)
        self.session.board.on_notice.remove(self._on_notice)
        self.session.board.on_settled.remove(self._on_settled)

    def tick(self) -> None:
        now_s = time.monotonic()
        elapsed_s, self._last_s = min(LONGEST_STEP_S, now_s - self._last_s), now_s
        self.session.poll()
        self.clock = self.session.transport.clock
        self._read_meters(elapsed_s)
        self.ticked.emit()
        self._ticks += 1
        self.slow_ticked.tick(self._ticks)

    def _read_meters(self, elapsed_s: float) -> None:
        try:
            reading = self.session.meters.reading
        except REFUSALS:  # no engine yet
            return
        self.levels.take(reading, elapsed_s)

    # --- the document
    @property
    def song(self) -> Song:
        return self.session.document.song

    def track(self, track_id: TrackId | None) -> Track | None:
        return next((track for track in self.song.tracks if track.id == track_id), None)

    def perform(self, edit: Edit) -> bool:
        """One history step; an edit that cannot be is told in a sentence."""
        return self.attempt(lambda: self.session.document.perform(edit))

    def change_tempo(self, edit: Edit) -> bool:
        """`perform` for an edit of tempo or meter, which the clips follow that are meant to."""
        return self.attempt(lambda: self.session.document.change_tempo(edit))

    def notify(
        self, kind: NoticeKind, sentence: str, action_label: str | None = None, action: NoticeAction | None = None
    ) -> None:
        """Show a notice in this window, in the dialog from which it comes; see `Notice` for the arguments."""
        self.noticed.emit(Notice(kind, sentence, action_label, action, self.actions.running))

    def attempt(self, action: Callable[[], object]) -> bool:
        """Run a verb of Session; its plain refusals become a notice."""
        try:
            action()
        except REFUSALS as refusal:
            _log.info("Refused: %s", refusal)
            kind: NoticeKind = "info" if isinstance(refusal, NothingToDo) else "warn"
            self.notify(kind, str(refusal))
            return False
        return True

    def put_song_away(self) -> None:
        """Before another song is opened or the window closes: saves what changed. Raises one of REFUSALS."""
        session = self.session
        if session.document.read_only:
            return
        if session.document.is_modified:
            session.document.save()
        elif session.document.has_song:
            session.document.inbox.settle()

    def begin_gesture(self, label: str) -> "GestureHand":
        return GestureHand(self, label)

    def channel(self, channel_id: ChannelId | None) -> Channel | None:
        """The track or bus as it is now; None when it is gone."""
        return next((channel for channel in channels(self.song) if channel.id == channel_id), None)

    def set_value(self, channel_id: ChannelId, path: str, value: Value) -> bool:
        """One step: a switch, a choice."""
        return self.perform(set_parameter(channel_id, path, value))

    def touch(self, channel_id: ChannelId, path: str) -> None:
        """A hand is on the value: automation in touch, latch or write records it from now on."""
        self.attempt(lambda: self.session.automation.touch(channel_id, path))

    def release(self, channel_id: ChannelId, path: str) -> None:
        self.attempt(lambda: self.session.automation.release(channel_id, path))

    def lane_of(self, channel_id: ChannelId) -> int:
        """The first lane of a channel in `levels.lanes`; -1 for a headphone mix."""
        return self.session.meters.lane_of(channel_id)

    def bus_row(self, bus_id: BusId) -> int:
        """The first of the two meters of a bus in `levels.buses`."""
        return 2 * self.session.meters.bus_number(bus_id)

    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced:
            self.levels.clear_all()  # no light and no highest peak is of this song
        self.changed.emit(changes)

    def _on_settled(self, sentence: str) -> None:
        self.settled.emit(sentence)

    def _on_notice(self, notice: Notice) -> None:
        self.noticed.emit(notice)


class GestureHand:
    """One gesture under the hand: refusals become notices, and an end that comes twice is one end."""

    def __init__(self, bridge: Bridge, label: str) -> None:
        self._bridge = bridge
        self._gesture: Gesture | None = None

        def begin() -> None:
            self._gesture = bridge.session.document.begin_gesture(label)

        bridge.attempt(begin)

    @property
    def is_open(self) -> bool:
        """False where it was refused, has ended, or another step has ended it."""
        return self._gesture is not None and self._gesture.is_open

    def update(self, edit: Edit) -> None:
        gesture = self._gesture
        if gesture is not None and not self._bridge.attempt(lambda: gesture.update(edit)):
            self.cancel()

    def try_update(self, edit: Edit) -> str:
        """Show an edit; one that is refused leaves what is shown. Returns the sentence of the refusal, or nothing."""
        gesture = self._gesture
        if gesture is None:
            return ""
        try:
            gesture.update(edit)
        except REFUSALS as refusal:
            return str(refusal)
        return ""

    def commit(self) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            self._bridge.attempt(gesture.commit)

    def cancel(self) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()


def window_of(bridge: Bridge) -> QWidget:
    """The window whose bridge it is, for what opens over it or beside it."""
    window = bridge.parent()
    assert isinstance(window, QWidget)
    return window
