"""Records movements of controls as automation while the song rolls.

Lives: window, main thread.
"""

from app.automation.movement import WRITING_MODES, Movement
from app.edits.channels import set_curve, set_parameter
from app.edits.edit import Edit, fields_of, find_channel, replace_channel
from app.edits.values import entry_of, with_value
from app.engine.link import EngineLink
from app.engine.transport import Transport
from app.messages import steps
from app.model.automation import Breakpoint
from app.model.channel import Channel, ChannelId, Value, channels, value_of
from app.model.curve import value_at
from app.model.song import Song
from app.problems import EditRefused
from app.song.document import Document

Key = tuple[ChannelId, str]
POLLS_UNTIL_LET_GO = 3  # the new curve must be in the engine before the hand's value stops winning


class AutomationRecorder:
    """A movement ends as one step of the history, together with the gestures that made it."""

    def __init__(self, document: Document, transport: Transport, link: EngineLink) -> None:
        self._document, self._transport, self._link = document, transport, link
        self._held: dict[Key, int] = {}  # under a hand; the history's position when it was taken
        self._movements: dict[Key, Movement] = {}
        self._marks: dict[Key, int] = {}  # of movements: the history's position before them
        self._winning: set[Key] = set()  # values that win over their curve now
        self._letting_go: dict[Key, int] = {}  # polls left
        self._rolling = False
        self._frame = 0

    def begin_song(self) -> None:
        """Forget every hand and movement: another song is open."""
        for kept in (self._held, self._movements, self._marks, self._letting_go):
            kept.clear()
        self._winning.clear()
        self._rolling, self._frame = False, 0

    def touch(self, channel_id: ChannelId, path: str) -> None:
        """Begin to move a control: its value overrides the curve, and is recorded if the channel's mode says so.

        Call before the gesture's first update.
        """
        song = self._document.song
        if entry_of(song, find_channel(song, channel_id), path).automatable:
            self._held.setdefault((channel_id, path), self._document.opened.history.position)

    def release(self, channel_id: ChannelId, path: str) -> None:
        """Let go of a control. Call after the gesture's commit."""
        key = (channel_id, path)
        if self._held.pop(key, None) is None:
            return
        movement = self._movements.get(key)
        if movement is None:
            self._let_go(key)
        elif movement.mode in ("touch", "trim"):
            self._finish([key], self._transport.clock.frame)

    def on_song_changed(self, old: Song, new: Song) -> None:
        """Record the value under each hand, if it moved."""
        for key in list(self._held):
            try:
                was, now = _value(old, key), _value(new, key)
            except EditRefused:
                self._forget(key)
                continue
            if was != now:
                self._moved(key, was, now)

    def poll(self) -> None:
        """60 times a second: the transport's starts, stops and jumps end and begin movements."""
        clock = self._transport.clock
        rolling = clock.state == "rolling"
        if self._movements and not rolling:
            self._finish(list(self._movements), self._frame)
        elif self._movements and clock.frame < self._frame:
            self._go_round(clock.frame)
        elif rolling and not self._rolling:
            self._begin_write(clock.frame)
        self._rolling = rolling
        if rolling:
            self._frame = clock.frame
            self._sound_trims(clock.frame)
        for key in list(self._letting_go):
            self._letting_go[key] -= 1
            if self._letting_go[key] <= 0:
                del self._letting_go[key]
                self._let_go(key)

    def value_now(self, channel_id: ChannelId, path: str) -> Value:
        """What applies at the playhead: the curve's value if one plays and no hand holds the control."""
        song = self._document.song
        channel = find_channel(song, channel_id)
        points = _points(channel, path)
        key = (channel_id, path)
        if not points or channel.automation == "off" or key in self._winning or key in self._held:
            return value_of(channel, path)
        entry = entry_of(song, channel, path)
        value = value_at(points, entry, self._transport.clock.frame)
        return value >= 0.5 if entry.kind == "switch" else value

    def _moved(self, key: Key, was: Value, now: Value) -> None:
        clock = self._transport.clock
        going = self._movements.get(key)
        if going is not None and clock.frame < going.last_frame:
            self._go_round(clock.frame)
        channel = find_channel(self._document.song, key[0])
        if clock.state == "rolling" and channel.automation in WRITING_MODES:
            movement = self._movements.get(key) or self._begin(key, channel, was, self._held[key])
            if movement is not None:
                movement.move(clock.frame, float(now))
        if channel.automation != "off" and (key in self._movements or _points(channel, key[1])):
            self._win(key, channel)

    def _begin(self, key: Key, channel: Channel, was: Value, mark: int) -> Movement | None:
        """None for a trim without a curve, which only sets the value."""
        points = _points(channel, key[1])
        if channel.automation == "trim" and not points:
            return None
        song = self._document.song
        entry = entry_of(song, channel, key[1])
        movement = Movement(entry, channel.automation, song.rate_hz, points, float(was), trim_from=float(was))
        self._movements[key], self._marks[key] = movement, mark
        return movement

    def _begin_write(self, frame: int) -> None:
        """In write mode: keep what has a curve where the curve is now, until the stop."""
        song = self._document.song
        for channel in channels(song):
            for curve in channel.curves if channel.automation == "write" else ():
                self._begin_writing((channel.id, curve.path), curve.points, frame)

    def _begin_writing(self, key: Key, points: tuple[Breakpoint, ...], frame: int) -> None:
        song, mark = self._document.song, self._document.opened.history.position
        entry = entry_of(song, find_channel(song, key[0]), key[1])
        value = value_at(points, entry, frame)
        try:
            self._document.perform(set_parameter(*key, value >= 0.5 if entry.kind == "switch" else value))
        except EditRefused:
            return  # a frozen track's strip
        channel = find_channel(self._document.song, key[0])
        movement = self._begin(key, channel, value, mark)
        if movement is not None:
            movement.move(frame, value)
            self._win(key, channel)

    def _go_round(self, frame: int) -> None:
        """A loop or a jump: what was recorded ends where the jump was, and goes on from where it leads."""
        going_on = {
            key: (movement.last_value, movement.trim_from)
            for key, movement in self._movements.items()
            if key in self._held or movement.mode in ("latch", "write")
        }
        self._finish(list(self._movements), self._frame)
        for key, (value, trim_from) in going_on.items():
            channel = find_channel(self._document.song, key[0])
            mark = self._document.opened.history.position
            movement = self._begin(key, channel, value, mark)
            if movement is not None:
                movement.trim_from = trim_from
                movement.move(frame, value)
                self._win(key, channel)

    def _finish(self, keys: list[Key], frame: int) -> None:
        """The movements become curves: one step with the gestures that made them, where nothing else was done since."""
        edits, song = [], self._document.song
        mark = min(self._marks[key] for key in keys)
        for key in keys:
            movement = self._movements.pop(key)
            del self._marks[key]
            self._letting_go[key] = POLLS_UNTIL_LET_GO
            label = steps.automate(movement.entry.label)
            edits.append(set_curve(*key, movement.curve(max(frame, movement.last_frame)), label))
        history = self._document.opened.history
        edit = _together(edits)
        if history.in_gesture:
            history.apply_beneath_gesture(edit)
        elif self._only_these_moved(history.song_at(mark), song, keys):
            history.perform_merged_since(mark, edit)
        else:
            history.perform(edit)

    def _only_these_moved(self, before: Song | None, song: Song, keys: list[Key]) -> bool:
        """True where `song` is `before` with nothing but the values of these keys changed."""
        if before is None:
            return False
        try:
            for channel_id, path in keys:
                value = _value(song, (channel_id, path))
                channel = with_value(before, find_channel(before, channel_id), path, value)
                before = replace_channel(before, channel_id, **fields_of(channel))
        except EditRefused:
            return False
        return before == song

    def _sound_trims(self, frame: int) -> None:
        song = self._document.song
        for key, movement in list(self._movements.items()):
            if movement.mode != "trim":
                continue
            try:
                channel = find_channel(song, key[0])
                self._link.show_value(song, channel, key[1], movement.trimmed(frame))
            except EditRefused:
                self._forget(key)

    def _win(self, key: Key, channel: Channel) -> None:
        self._letting_go.pop(key, None)
        if key not in self._winning:
            self._winning.add(key)
            self._link.override(channel, key[1], True)

    def _let_go(self, key: Key) -> None:
        if key not in self._winning or key in self._movements:
            return
        self._winning.discard(key)
        try:
            channel = find_channel(self._document.song, key[0])
            self._link.override(channel, key[1], False)
        except (EditRefused, KeyError):
            pass  # the channel or the send is gone, and its curve with it

    def _forget(self, key: Key) -> None:
        """The channel or the send has gone."""
        self._held.pop(key, None)
        self._movements.pop(key, None)
        self._marks.pop(key, None)
        self._winning.discard(key)


def _value(song: Song, key: Key) -> Value:
    channel = find_channel(song, key[0])
    entry_of(song, channel, key[1])
    return value_of(channel, key[1])


def _points(channel: Channel, path: str) -> tuple[Breakpoint, ...]:
    return next((curve.points for curve in channel.curves if curve.path == path), ())


def _together(edits: list[Edit]) -> Edit:
    """All of them as one; what is gone meanwhile is left out."""

    def apply(song: Song) -> Song:
        for edit in edits:
            try:
                song = edit.apply(song)
            except EditRefused:
                continue
        return song

    return Edit(edits[0].label if len(edits) == 1 else steps.WRITE_AUTOMATION, apply)
