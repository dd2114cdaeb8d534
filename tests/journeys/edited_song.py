"""The demo song edited with a real mouse and keyboard, undone to nothing and done again: `python -m tests.journeys.edited_song`.

Needs what tests/journeys/first_song.py needs. Prints what every edit did to the song, and fails at the first that did
nothing, or that undo or redo do not lead back from.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint

from tests.helpers.journey import arguments, travel
from tests.helpers.screen import Steps
from tests.journeys.first_song import FirstSong

UPPER, LOWER, HIGHEST = 20, 45, 5  # of a lane of 58 px: the clip itself, its time, its corners
SLOW_S = 20.0


class EditedSong(FirstSong):
    """Forty-one edits of the demo song, whose bars have four beats."""

    def all(self) -> Steps:
        yield from self.arrive()
        skip = getattr(self.window, "tour", None)
        if skip is not None and skip.isVisible():
            yield from self.hand.key("Escape")
        yield from self.hand.until(lambda: self.song.tracks, "the demo song")
        songs = [self.song]
        for name, act in self.edits():
            yield from act()
            yield from self.hand.until(lambda: self.song is not songs[-1], f"{name!r} to change the song", SLOW_S)
            songs.append(self.song)
            yield from self.hand.step(f"{name}: {self._told()}")
        for number in range(len(songs) - 2, -1, -1):
            yield from self.hand.key("ctrl+z")
            yield from self.hand.until(lambda: self.song is songs[number], f"step {number + 1} to be undone", 5)  # noqa: B023
        yield from self.hand.step("All is undone")
        for number in range(1, len(songs)):
            yield from self.hand.key("ctrl+shift+z")
            yield from self.hand.until(lambda: self.song is songs[number], f"step {number} to be done again", 5)  # noqa: B023
        yield from self.hand.key("ctrl+s")
        yield from self.hand.until(lambda: not self.session.document.is_modified, "the song to be saved", 10)
        yield from self.hand.step("All is done again, and saved")
        self._check_file()

    # --- places
    def place(self, lane: int, bar: float, down: int = LOWER) -> QPoint:
        view = self.window.arrange.viewport
        return QPoint(round(view.x_of((bar - 1) * self._bar)), view.y_of(lane) + down)

    @property
    def _bar(self) -> float:
        return self.song.rate_hz * 60 * 4 / self.song.tempo_bpm

    def drag(self, lane: int, bar: float, down: int, to_bar: float, lanes: int = 0, *keys: str) -> Steps:
        start, end = self.place(lane, bar, down), self.place(lane, to_bar, down)
        height = self.window.arrange.viewport.lanes.lane_height
        for key in keys:
            self.hand._xdotool("keydown", key)
        yield from self.hand.drag(self.window.arrange.lanes, start, end + QPoint(0, lanes * height))
        for key in keys:
            self.hand._xdotool("keyup", key)

    def click(self, lane: int, bar: float) -> Steps:
        yield from self.hand.click(self.window.arrange.lanes, self.place(lane, bar))

    def at(self, lane: int, bar: float, *keys: str) -> Callable[[], Steps]:
        """A click on a clip's time, then keys."""

        def steps() -> Steps:
            yield from self.click(lane, bar)
            yield from self.hand.key(*keys)

        return steps

    def over(self, lane: int, bar: float, to_bar: float, *keys: str, lanes: int = 0) -> Callable[[], Steps]:
        """Time selected by the mouse, then keys."""

        def steps() -> Steps:
            yield from self.drag(lane, bar, LOWER, to_bar, lanes)
            yield from self.hand.key(*keys)

        return steps

    def asked(self, first: Callable[[], Steps], text: str, over: bool = True) -> Callable[[], Steps]:
        """What opens a card or a field, and what is typed there, over what it says."""

        def steps() -> Steps:
            yield from first()
            yield from self.hand.pause(0.4)
            if over:
                yield from self.hand.key("ctrl+a")
            yield from self.hand.type(text)
            yield from self.hand.key("Return")

        return steps

    def keys(self, *keys: str) -> Callable[[], Steps]:
        return lambda: self.hand.key(*keys)

    def dragged(
        self, lane: int, bar: float, down: int, to_bar: float, lanes: int = 0, *keys: str
    ) -> Callable[[], Steps]:
        return lambda: self.drag(lane, bar, down, to_bar, lanes, *keys)

    def edits(self) -> list[tuple[str, Callable[[], Steps]]]:
        edge = 3 / 34  # of a bar: three pixels
        return [
            ("Move", self.dragged(0, 3, UPPER, 4)),
            ("Move to another track", self.dragged(1, 10, UPPER, 10, 1)),
            ("Copy with Ctrl", self.dragged(5, 6, UPPER, 6, 2, "ctrl")),
            ("Trim the start", self.dragged(3, 1 + edge, UPPER, 3)),
            ("Slip", self.dragged(3, 6, UPPER, 7, 0, "ctrl", "shift")),
            ("Fade in", self.dragged(4, 1 + edge, HIGHEST, 3)),
            ("Split", self.at(4, 9, "ctrl+e")),
            ("Mute", self.at(4, 5, "ctrl+m")),
            ("Lock", self.at(6, 5, "ctrl+l")),
            ("Unlock", self.keys("ctrl+l")),
            ("Rename", self.asked(self.at(6, 7, "shift+n"), "Pad of the verse")),
            ("Colour", self.asked(self.at(6, 7, "ctrl+k"), "green", over=False)),
            ("Set the gain", self.asked(self.at(3, 15, "g"), "3")),
            ("Nudge by a beat", self.at(3, 15, "ctrl+Right")),
            ("Nudge by a bar", self.keys("ctrl+shift+Right")),
            ("Nudge by a millisecond", self.keys("ctrl+Next")),
            ("Louder", self.keys("ctrl+Up")),
            ("Fade in at the playhead", self.keys("alt+bracketleft")),
            ("Trim the end to the playhead", self.at(3, 24, "w")),
            ("Duplicate", self.at(0, 9, "ctrl+d")),
            ("Delete time of two tracks", self.over(5, 9, 11, "Delete", lanes=1)),
            ("Cut", self.over(2, 11, 13, "ctrl+x")),
            ("Paste", self.at(2, 25, "ctrl+v")),
            ("Crop", self.over(7, 3, 20, "ctrl+shift+c")),
            ("Repeat", self.asked(self.over(6, 13, 15, "ctrl+shift+d"), "2")),
            ("Reverse", self.at(4, 12, "shift+i")),
            ("Range marker", self.over(4, 13, 17, "shift+m")),
            ("Marker", self.at(7, 5, "m")),
            ("Split at all markers", self.at(6, 7, "ctrl+shift+m")),
            ("Loop the selection", self.over(4, 13, 17, "shift+l")),
            ("Punch the selection", self.over(4, 14, 15, "shift+p")),
            ("Delete with ripple", self.over(6, 7, 9, "y", "Delete")),
            ("Insert bars", self.asked(self.at(2, 21, "y", "y", "Insert"), "2")),
            ("Delete bars", self.over(1, 21, 23, "ctrl+Delete")),
            ("Mute a track", self.keys("u")),
            ("Folder", self.asked(self.keys("ctrl+g"), "Band")),
            ("Fold", self.keys("ctrl+shift+g")),
            ("Unfold", self.keys("ctrl+shift+g")),
            ("Duplicate a track", self.keys("ctrl+shift+k")),
            ("Add a track", self.keys("ctrl+t")),
            ("Name it", self.asked(self.keys(), "Organ")),
        ]

    # --- what is seen
    def _told(self) -> str:
        clips = " ".join(str(len(track.clips)) for track in self.song.tracks)
        return f"{self.session.document.undo_label}; clips by track: {clips}"

    def _check_file(self) -> None:
        from app.storage.song_store import read_song

        saved = read_song(self.session.document.opened.folder)
        self._expect(lambda: saved == self.song, "the same song in its file")


def main() -> int:
    return travel(
        arguments("1600x1000", __doc__).parse_args(),
        lambda hand, home: EditedSong(hand, home).all(),
        lambda hand: f"The song was edited in {hand.steps} steps, undone and done again.",
    )


if __name__ == "__main__":
    raise SystemExit(main())
