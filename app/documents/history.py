"""The history: a list of songs. Undo picks the previous one.

Lives: window, main thread.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from app.edits.edit import Edit
from app.model.ranges import FRAMES
from app.model.song import Song
from app.problems import EditRefused, GestureEnded, SongProblem

KEPT_STEPS = 200  # survive closing


class Step:
    """A root of the document, and the words for how it came about. One from an earlier sitting is read when it is
    asked for."""

    def __init__(self, song: Song | Callable[[], Song], label: str) -> None:
        self._song, self.label = song, label

    @property
    def song(self) -> Song:
        """SongProblem where an earlier sitting's cannot be read."""
        if not isinstance(self._song, Song):
            self._song = self._song()
        return self._song

    def is_song(self, song: Song | None) -> bool:
        return self._song is song


def _readable(steps: list[Step]) -> Iterator[Song]:
    for step in steps:
        with suppress(SongProblem):
            yield step.song


class Gesture:
    """One drag: begin/update/commit/cancel. However many updates, it is one step; cancel brings the old root back."""

    def __init__(self, history: "History", label: str) -> None:
        self._history = history
        self._label = label
        self._base = history.song
        self._open = True

    @property
    def base(self) -> Song:
        """The song as it was when the gesture began."""
        return self._base

    def update(self, edit: Edit) -> Song:
        """Applies `edit` to the song as it was before this gesture: values are absolute, not added up."""
        self._require_open()
        song = edit.apply(self._base)
        self._history._preview(song)
        return song

    def commit(self) -> None:
        """Makes it a step; nothing where it has ended already."""
        if self._open:
            self._open = False
            self._history._end_gesture(self._base, self._label)

    def cancel(self) -> None:
        """Brings the old root back; nothing where it has ended already."""
        if self._open:
            self._open = False
            self._history._cancel_gesture(self._base)

    @property
    def is_open(self) -> bool:
        return self._open

    def _require_open(self) -> None:
        if not self._open:
            raise GestureEnded("This gesture has ended.")


class History:
    """Roots, the saved mark, undo and redo.

    `on_root` hears (old, new) after every change of the current song; `guard` may refuse one before it by raising.
    """

    def __init__(
        self,
        song: Song,
        on_root: Callable[[Song, Song], None] | None = None,
        guard: Callable[[Song, Song], None] | None = None,
    ) -> None:
        self._steps: list[Step] = [Step(song, "Open")]
        self._index = 0
        self._song = song
        self._saved: Song | None = song
        self._gesture: Gesture | None = None
        self._on_root = on_root
        self._guard = guard

    def remember(self, earlier: Sequence[tuple[str, Callable[[], Song]]]) -> None:
        """Steps of earlier sittings before the first one of this; the last of them is the song as it was opened."""
        if earlier and len(self._steps) == 1:
            *before, (label, _) = earlier
            self._steps = [*(Step(read, text) for text, read in before), Step(self._steps[0].song, label)]
            self._index = len(before)

    def songs(self) -> Iterator[Song]:
        """Every song that undo or redo can still bring, now; what of earlier sittings cannot be read, they cannot."""
        return _readable(list(self._steps))

    def steps_to_saved(self) -> list[tuple[str, Song]]:
        """Label and song of each step up to the one that lies on disk; empty where none does."""
        saved = next((n for n, step in enumerate(self._steps) if step.is_song(self._saved)), None)
        if saved is None:
            return []
        first = max(0, saved - KEPT_STEPS)
        found: list[tuple[str, Song]] = []
        for step in reversed(self._steps[first : saved + 1]):
            try:
                found.append((step.label, step.song))
            except SongProblem:  # undo ends there
                break
        return found[::-1]

    def watch(self, on_root: Callable[[Song, Song], None], guard: Callable[[Song, Song], None]) -> None:
        """Sets both listeners."""
        self._on_root, self._guard = on_root, guard

    @property
    def song(self) -> Song:
        return self._song

    @property
    def is_modified(self) -> bool:
        return self._song is not self._saved

    def mark_saved(self, song: Song | None) -> None:
        self._saved = song

    @property
    def undo_label(self) -> str | None:
        return self._steps[self._index].label if self._index > 0 else None

    @property
    def redo_label(self) -> str | None:
        return self._steps[self._index + 1].label if self._index + 1 < len(self._steps) else None

    def perform(self, edit: Edit) -> bool:
        """One step; False where the edit changed nothing. An open gesture is committed first."""
        self._finish_gesture()
        new = edit.apply(self._song)
        if new is self._song:
            return False
        self._check(new)
        self._push(new, edit.label)
        return True

    def absorb(self, edit: Edit) -> bool:
        """A step that does not come from the user's hand, such as a finished take: an open gesture goes on over it."""
        gesture = self._gesture
        if gesture is None or not gesture.is_open:
            return self.perform(edit)
        base, moved = edit.apply(gesture.base), edit.apply(self._song)
        if base is gesture.base:
            return False
        self._check(moved)
        self._append(base, edit.label)
        gesture._base = base
        self._show(moved)
        return True

    @property
    def position(self) -> int:
        """Which step is the present one, from 0."""
        return self._index

    def root(self, position: int) -> Song | None:
        """The song at an earlier step; None where undo has gone behind it."""
        return self._steps[position].song if 0 <= position <= self._index else None

    def fold(self, position: int, edit: Edit) -> bool:
        """Like `perform`, and one step with all that was done after `position`."""
        self._finish_gesture()
        new = edit.apply(self._song)
        if new is self._song:
            return False
        self._check(new)
        self._index = min(max(position, 0), self._index)
        self._push(new, edit.label)
        return True

    @property
    def in_gesture(self) -> bool:
        return self._gesture is not None and self._gesture.is_open

    def begin_gesture(self, label: str) -> Gesture:
        self._finish_gesture()
        self._gesture = Gesture(self, label)
        return self._gesture

    def undo(self) -> bool:
        """The previous root, the same object as it was. SongProblem where an earlier sitting's cannot be read: then nothing
        before it can be undone to."""
        self._finish_gesture()
        if self._index == 0:
            return False
        try:
            earlier = self._steps[self._index - 1].song
        except SongProblem:
            del self._steps[: self._index]
            self._index = 0
            raise
        self._check(earlier)
        self._index -= 1
        self._show(self._steps[self._index].song)
        return True

    def redo(self) -> bool:
        self._finish_gesture()
        if self._index + 1 >= len(self._steps):
            return False
        self._check(self._steps[self._index + 1].song)
        self._index += 1
        self._show(self._steps[self._index].song)
        return True

    def _check(self, new: Song) -> None:
        if new.length_frames > FRAMES[1]:
            raise EditRefused("A song can be at most a day long.")
        if self._guard is not None and new is not self._song:
            self._guard(self._song, new)

    def _push(self, song: Song, label: str) -> None:
        self._append(song, label)
        self._show(song)

    def _append(self, song: Song, label: str) -> None:
        del self._steps[self._index + 1 :]
        self._steps.append(Step(song, label))
        self._index += 1

    def _show(self, song: Song) -> None:
        old, self._song = self._song, song
        if old is not song and self._on_root is not None:
            self._on_root(old, song)

    def _preview(self, song: Song) -> None:
        self._check(song)
        self._show(song)

    def _end_gesture(self, base: Song, label: str) -> None:
        self._gesture = None
        if self._song == base:
            self._show(base)
        else:
            self._push(self._song, label)

    def _cancel_gesture(self, base: Song) -> None:
        self._gesture = None
        self._show(base)

    def _finish_gesture(self) -> None:
        if self._gesture is not None and self._gesture.is_open:
            self._gesture.commit()
