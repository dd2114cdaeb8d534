"""The history: a list of songs. Undo picks the previous one.

Lives: window, main thread.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from app.edits.edit import Edit
from app.messages.song import LONGER_THAN_A_DAY
from app.model.ranges import FRAMES
from app.model.song import Song
from app.problems import EditRefused, GestureEnded, SongProblem

KEPT_STEPS = 200  # survive closing


class Step:
    """A song in the history, with the label of the edit that made it; decoded on demand if from an earlier session."""

    def __init__(self, song: Song | Callable[[], Song], label: str) -> None:
        self._song, self.label = song, label

    @property
    def song(self) -> Song:
        """The song. Raises SongProblem if it is from an earlier session and cannot be read."""
        if not isinstance(self._song, Song):
            self._song = self._song()
        return self._song

    @song.setter
    def song(self, song: Song) -> None:
        self._song = song

    def is_song(self, song: Song | None) -> bool:
        """True if this is the song object `song`."""
        return self._song is song


def _readable(steps: list[Step]) -> Iterator[Song]:
    for step in steps:
        with suppress(SongProblem):
            yield step.song


def _applied(edit: Edit, step: Step) -> Song:
    return edit.apply(step.song)


class Gesture:
    """A drag: begin, update, commit or cancel. It is one undo step; cancel restores the song before it."""

    def __init__(self, history: "History", label: str) -> None:
        self._history = history
        self._label = label
        self._base = history.song
        self._open = True

    @property
    def base(self) -> Song:
        """The song before the gesture."""
        return self._base

    def update(self, edit: Edit) -> Song:
        """Apply `edit` to the song before the gesture, so values are absolute. Raises GestureEnded, EditRefused."""
        self._require_open()
        song = edit.apply(self._base)
        self._history._preview(song)
        return song

    def commit(self) -> None:
        """Make it an undo step; nothing if it has ended already."""
        if self._open:
            self._open = False
            self._history._end_gesture(self._base, self._label)

    def cancel(self) -> None:
        """Restore the song before it; nothing if it has ended already."""
        if self._open:
            self._open = False
            self._history._cancel_gesture(self._base)

    @property
    def is_open(self) -> bool:
        """True until commit or cancel."""
        return self._open

    def _require_open(self) -> None:
        if not self._open:
            raise GestureEnded("This gesture has ended.")


class History:
    """The states of a song with undo and redo, and a mark at the one that is saved.

    `on_root` is called with the old and the new song after every change; `guard` may refuse one by raising EditRefused.
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
        """Put steps of earlier sittings before the first one of this; the last of them is the song as it was opened."""
        if earlier and len(self._steps) == 1:
            *before, (label, _) = earlier
            self._steps = [*(Step(read, text) for text, read in before), Step(self._steps[0].song, label)]
            self._index = len(before)

    def songs(self) -> Iterator[Song]:
        """Every song that undo or redo can reach; earlier ones that cannot be read are left out."""
        return _readable(list(self._steps))

    def steps_to_saved(self) -> list[tuple[str, Song]]:
        """Label and song of each step up to the saved one, at most KEPT_STEPS; empty if none is saved."""
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

    def set_listeners(self, on_root: Callable[[Song, Song], None], guard: Callable[[Song, Song], None]) -> None:
        """Set what is called at a change, and what may refuse one."""
        self._on_root, self._guard = on_root, guard

    @property
    def song(self) -> Song:
        """The song as it is now."""
        return self._song

    @property
    def is_modified(self) -> bool:
        """True if the song differs from the saved one."""
        return self._song is not self._saved

    @property
    def saved_song(self) -> Song | None:
        """The song as it was saved or opened; None if no state is."""
        return self._saved

    def mark_saved(self, song: Song | None) -> None:
        """Remember which song was saved; None for none."""
        self._saved = song

    @property
    def undo_label(self) -> str | None:
        """Label of the step that Undo takes back; None if there is none."""
        return self._steps[self._index].label if self._index > 0 else None

    @property
    def redo_label(self) -> str | None:
        """Label of the step that Redo brings back; None if there is none."""
        return self._steps[self._index + 1].label if self._index + 1 < len(self._steps) else None

    def perform(self, edit: Edit) -> bool:
        """Apply an edit as one step; an open gesture is committed first.

        Returns:
            False if the edit changed nothing.

        Raises:
            EditRefused: If it cannot be applied, or the guard refuses it.
        """
        self._finish_gesture()
        new = edit.apply(self._song)
        if new is self._song:
            return False
        self._check(new)
        self._push(new, edit.label)
        return True

    def apply_beneath_gesture(self, edit: Edit) -> bool:
        """Apply `edit` as a step of its own, beneath a gesture in progress.

        For changes that the user did not start, such as a finished take: what Redo could bring back it still can, with
        the change in it.

        Returns:
            False if the edit changed nothing.

        Raises:
            EditRefused: If it cannot be applied, or the guard refuses it.
        """
        gesture = self._gesture if self.in_gesture else None
        before = self._song if gesture is None else gesture.base
        base, moved = edit.apply(before), edit.apply(self._song)
        if base is before:
            return False
        moved = base if gesture is None else moved
        self._check(moved)
        undone = self._steps[self._index + 1 :]
        self._append(base, edit.label)
        self._steps += [Step(partial(_applied, edit, step), step.label) for step in undone]
        if gesture is not None:
            gesture._base = base
        self._show(moved)
        return True

    @property
    def position(self) -> int:
        """The number of the present step, from 0."""
        return self._index

    def song_at(self, position: int) -> Song | None:
        """The song at an earlier step; None if undo has gone behind it."""
        return self._steps[position].song if 0 <= position <= self._index else None

    def perform_merged_since(self, position: int, edit: Edit) -> bool:
        """Apply an edit like `perform`, and merge it with all steps after `position` into one."""
        self._finish_gesture()
        new = edit.apply(self._song)
        if new is self._song:
            return False
        self._check(new)
        self._index = min(max(position, 0), self._index)
        self._push(new, edit.label)
        return True

    def amend(self, song: Song) -> None:
        """Put another state in the place of the present one: no step of its own, and as saved or unsaved as that was.

        For what follows from a step and nobody did. Not during a gesture, and no listener hears of it.
        """
        if self._saved is self._song:
            self._saved = song
        self._song = self.present.song = song

    @property
    def present(self) -> Step:
        """The present step: another one after every edit, undo or redo, and the same one after `amend`."""
        return self._steps[self._index]

    @property
    def in_gesture(self) -> bool:
        """True during a gesture."""
        return self._gesture is not None and self._gesture.is_open

    def begin_gesture(self, label: str) -> Gesture:
        """Begin a drag, whose step will have this label; an open one is committed first."""
        self._finish_gesture()
        self._gesture = Gesture(self, label)
        return self._gesture

    def undo(self) -> bool:
        """Go back one step, to the same object as it was.

        Returns:
            False at the first step.

        Raises:
            SongProblem: If it is of an earlier sitting and cannot be read; undo ends there from then on.
        """
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

    @property
    def labels(self) -> list[str]:
        """The label of every step in order, from the first that undo reaches to the last that redo does."""
        return [step.label for step in self._steps]

    def go_to(self, position: int) -> bool:
        """Go back or forward to a step, as by as many calls of `undo` or `redo`, but at once.

        Returns:
            False where it is the present step, or there is no such one.

        Raises:
            EditRefused: If the guard refuses it.
            SongProblem: If it is of an earlier sitting and cannot be read.
        """
        self._finish_gesture()
        if position == self._index or not 0 <= position < len(self._steps):
            return False
        self._check(self._steps[position].song)
        self._index = position
        self._show(self._steps[position].song)
        return True

    def redo(self) -> bool:
        """Go forward one step; False at the last one."""
        self._finish_gesture()
        if self._index + 1 >= len(self._steps):
            return False
        self._check(self._steps[self._index + 1].song)
        self._index += 1
        self._show(self._steps[self._index].song)
        return True

    def _check(self, new: Song) -> None:
        if new.length_frames > FRAMES[1]:
            raise EditRefused(LONGER_THAN_A_DAY)
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
