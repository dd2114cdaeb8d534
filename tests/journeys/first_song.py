"""The first song, with a real mouse, from the first window ever to an MP3 and stems: `python -m tests.journeys.first_song`.

Needs Xvfb, openbox, xdotool, jackd and jack_metro. Prints every step with the clicks so far, takes a picture of each with
`--pictures DIR`, and fails at a dead end or with more than MOST_CLICKS.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from tests.helpers.journey import arguments, travel
from tests.helpers.screen import DeadEnd, Hand, Steps, play_into_inputs
from tests.helpers.widgets import chip_of

MOST_CLICKS = 25
MOST_TABS = 40
TAKE_S = 2.5


class FirstSong:
    """What a person who has just installed the program does; every method is a part of it."""

    def __init__(self, hand: Hand, home: Path) -> None:
        self.hand, self.home = hand, home

    def all(self) -> Steps:
        for part in (self.arrive, self.new_song, self.first_take, self.overdub, self.punch, self.comp, self.mix, self.mp3,
                     self.stems):  # fmt: skip
            yield from part()
        if self.hand.clicks > MOST_CLICKS:
            raise DeadEnd(f"{self.hand.clicks} clicks, and at most {MOST_CLICKS} are meant")

    # --- what is on the screen
    @property
    def window(self):  # type: ignore[no-untyped-def]
        from ui.main_window import MainWindow

        return next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()), None)

    @property
    def bar(self):  # type: ignore[no-untyped-def]
        return self.window.transport

    @property
    def session(self):  # type: ignore[no-untyped-def]
        return self.window.bridge.session

    @property
    def song(self):  # type: ignore[no-untyped-def]
        return self.session.document.song

    # --- the journey
    def arrive(self) -> Steps:
        hand = self.hand
        yield from hand.step("The program starts for the first time")
        yield from hand.until(lambda: self.window is not None, "the window", 400)
        yield from hand.until(lambda: self.session.devices.has_sound_card, "an open device")
        yield from hand.until(lambda: self.window.dialog is not None, "the question about the device", 10)
        yield from hand.step("The window opens and asks about the device")
        dialog = self.window.dialog
        yield from hand.click(dialog.monitoring.chips["tape"])
        yield from hand.click(dialog.open)
        yield from hand.until(lambda: self.window.dialog is None, "the dialog to close", 5)
        play_into_inputs()
        yield from hand.step("The device is answered for")

    def new_song(self) -> Steps:
        hand = self.hand
        yield from hand.choose_in_menu_bar(self.window.menus, "Song", "New song")
        yield from hand.type("First light")
        yield from hand.step("A new song is named")
        yield from hand.key("Return")
        yield from hand.until(lambda: self.song.name == "First light", "the new song")
        yield from hand.until(lambda: self.session.devices.has_sound_card, "the device in the new song")
        play_into_inputs()
        yield from hand.until(self._level_is_shown, "a level on the armed track", 10)
        yield from hand.step("The new song is open, and its track shows a level")

    def first_take(self) -> Steps:
        yield from self._record()
        yield from self.hand.pause(TAKE_S * 4)
        yield from self.hand.step("It records")
        yield from self._stop()
        yield from self.hand.step("The first take is there")

    def overdub(self) -> Steps:
        hand = self.hand
        yield from hand.click(self.window.arrange.headers.add_button)
        yield from hand.type("Second guitar")
        yield from hand.key("Return")
        yield from hand.step("A track is added and named")
        self._expect(lambda: self.song.tracks[-1].name == "Second guitar", "the name that was typed")
        yield from hand.key("Home")
        yield from self._record()
        yield from hand.pause(TAKE_S * 3)
        yield from self._stop()
        self._expect(lambda: [bool(track.takes) for track in self.song.tracks] == [True, True], "a take on each track")
        yield from hand.step("The overdub is there")

    def punch(self) -> Steps:
        from ui.arrange.ruler_rows import PUNCH

        before = len(self.song.tracks[-1].takes)
        yield from self._draw(PUNCH, 4.0, 6.0)
        yield from self.hand.step("The punch is drawn in the ruler")
        yield from self._record()
        yield from self.hand.pause(TAKE_S)
        yield from self.hand.step("It punches in after its pre-roll")
        yield from self.hand.until(lambda: self.window.bridge.clock.state == "stopped", "the post-roll's end")
        yield from self.hand.until(lambda: len(self.song.tracks[-1].takes) > before, "the punched take")
        yield from self.hand.step("The punch is there")

    def comp(self) -> Steps:
        from ui.arrange.ruler_rows import LOOP

        hand, window = self.hand, self.window
        before = len(self.song.tracks[-1].takes)
        yield from self._draw(LOOP, 4.0, 6.0)
        yield from hand.step("The loop is drawn around the same bars")
        yield from self._record()
        yield from hand.pause(3 * 2.0 + 2.0 + 0.5)
        yield from self._stop()
        yield from hand.until(lambda: len(self.song.tracks[-1].takes) >= before + 3, "three takes of the loop")
        lanes, view = window.arrange.automation.takes.lanes, window.arrange.viewport
        yield from hand.until(lambda: lanes, "the takes to unfold", 5)
        yield from hand.step("The takes of the loop lie under their track")
        takes = self.song.tracks[-1].takes
        for take, start, end in ((takes[-2], 4.2, 4.9), (takes[-3], 5.1, 5.8)):
            left, right = (round(view.x_of(second * self.song.rate_hz)) for second in (start, end))
            yield from hand.drag(lanes[take.id], QPoint(left, 20), QPoint(right, 20))
        heard = {clip.take for clip in self.song.tracks[-1].clips}
        self._expect(lambda: len(heard & {take.id for take in takes[-3:]}) == 3, "phrases of three takes in the comp")
        yield from hand.step("The comp of three takes is swiped")

    def mix(self) -> Steps:
        hand, window = self.hand, self.window
        yield from hand.click(window.stages.tabs[2])
        yield from hand.until(lambda: window.page == 3, "the Mix page", 5)
        strip = window.mix.console.strip_of(self.song.tracks[0].id)
        middle = strip.fader.rect().center().x()
        top = round(strip.fader.y_of(strip.fader.value))
        yield from hand.drag(strip.fader, QPoint(middle, top), QPoint(middle, top + 30))
        self._expect(lambda: self.song.tracks[0].strip.fader_db < -1, "a lower fader")
        pan = window.mix.console.strip_of(self.song.tracks[1].id).pan
        yield from hand.drag(pan, pan.rect().center(), pan.rect().center() + QPoint(20, 0))
        self._expect(lambda: self.song.tracks[1].strip.pan > 0, "a pan to the right")
        yield from hand.step("A fader and a pan are set")

    def mp3(self) -> Steps:
        hand = self.hand
        yield from hand.click(self.window.mix.bar.bounce)
        dialog = self.window.dialog
        yield from hand.type("The Night Owls")  # the artist's field has the keyboard, as long as nobody is named
        yield from hand.click(chip_of(dialog.format, "MP3"))
        yield from hand.step("The mix is asked for as MP3, with title and artist")
        yield from hand.click(dialog.go)
        yield from hand.until(lambda: dialog.job is None, "the MP3", 120)
        yield from hand.step("The MP3 is written")
        self._check_tags()

    def stems(self) -> Steps:
        hand, dialog = self.hand, self.window.dialog
        yield from hand.click(chip_of(dialog.what, "Stems of tracks"))
        yield from hand.click(chip_of(dialog.range, "The loop range"))
        yield from hand.step("Stems of the loop range are asked for")
        yield from hand.click(dialog.go)
        yield from hand.until(lambda: dialog.job is None, "the stems", 120)
        yield from hand.step("The stems are written")
        self._check_stems()

    # --- parts of parts
    def _record(self) -> Steps:
        yield from self.hand.click(self.bar.record)
        yield from self.hand.until(lambda: self.session.passes.recording is not None, "the recording to begin", 10)

    def _stop(self) -> Steps:
        before = sum(len(track.takes) for track in self.song.tracks)
        yield from self.hand.click(self.bar.stop)
        yield from self.hand.until(lambda: sum(len(t.takes) for t in self.song.tracks) > before, "the take", 20)

    def _draw(self, row, first_s: float, last_s: float) -> Steps:  # type: ignore[no-untyped-def]
        ruler, view, rate = self.window.arrange.ruler, self.window.arrange.viewport, self.song.rate_hz
        y = ruler.rows.top_of(row) + row.height_px // 2
        left, right = (round(view.x_of(second * rate)) for second in (first_s, last_s))
        yield from self.hand.drag(ruler, QPoint(left, y), QPoint(right, y))
        on, start, end = row.range.span(self.song.transport)
        self._expect(
            lambda: on and abs(start - first_s * rate) < rate / 2, f"a {row.name} from {first_s} s, not {start}"
        )

    def _level_is_shown(self) -> bool:
        lane = self.window.bridge.lane_of(self.song.tracks[0].id)
        return bool(self.window.bridge.levels.lanes.highest_db[lane] > -60)

    def _check_stems(self) -> None:
        import soundfile

        rate, loop = self.song.rate_hz, self.song.transport
        frames = {path.name: soundfile.info(path).frames for path in self.home.rglob("* stems/*.wav")}
        length = loop.loop_end_frame - loop.loop_start_frame
        tracks = [name for name in frames if any(track.name in name for track in self.song.tracks)]
        self._expect(lambda: len(tracks) == 2, f"a file for each track, not {list(frames)}")
        self._expect(lambda: set(frames.values()) == {length}, f"files of {length / rate:.2f} s, not {frames}")

    def _check_tags(self) -> None:
        import av

        (written,) = self.home.rglob("*.mp3")
        with av.open(str(written)) as file:
            tags = {name.lower(): value for name, value in file.metadata.items()}
        self._expect(
            lambda: tags.get("title") == "First light" and tags.get("artist") == "The Night Owls", f"tags, not {tags}"
        )

    @staticmethod
    def _expect(condition, what: str) -> None:  # type: ignore[no-untyped-def]
        if not condition():
            raise DeadEnd(f"there should be {what}")


class FirstSongByKeys(FirstSong):
    """The same without a mouse, as far as keys reach: no key moves the playhead yet, so ranges are set while it plays."""

    def arrive(self) -> Steps:
        hand = self.hand
        yield from hand.until(lambda: self.window is not None, "the window", 400)
        yield from hand.until(lambda: self.session.devices.has_sound_card, "an open device")
        yield from hand.until(lambda: self.window.dialog is not None, "the question about the device", 10)
        dialog = self.window.dialog
        yield from self._tab_to(dialog.monitoring.chips["tape"].hasFocus, "the answer")
        yield from hand.key("Return")
        yield from self._tab_to(dialog.open.hasFocus, "Done")
        yield from hand.key("Return")
        yield from hand.until(lambda: self.window.dialog is None, "the dialog to close", 5)
        yield from hand.step("The device is answered for by keys")

    def new_song(self) -> Steps:
        hand = self.hand
        yield from hand.key("ctrl+n")
        yield from hand.type("First light")
        yield from hand.key("Return")
        yield from hand.until(lambda: self.song.name == "First light", "the new song")
        yield from hand.until(lambda: self.session.devices.has_sound_card, "the device in the new song")
        play_into_inputs()
        yield from hand.until(self._level_is_shown, "a level on the armed track", 10)
        yield from hand.step("The new song is open")

    def overdub(self) -> Steps:
        hand = self.hand
        yield from hand.key("ctrl+t")
        yield from hand.type("Second guitar")
        yield from hand.key("Return", "Home")
        yield from self._record()
        yield from hand.pause(TAKE_S * 3)
        yield from self._stop()
        self._expect(lambda: [bool(track.takes) for track in self.song.tracks] == [True, True], "a take on each track")
        yield from hand.step("The overdub is there")

    def punch(self) -> Steps:
        before = len(self.song.tracks[-1].takes)
        yield from self._between("braceleft", "braceright")
        yield from self.hand.key("p")
        self._expect(lambda: self.song.transport.punch_on, "a punch that is on")
        yield from self._record()
        yield from self.hand.until(lambda: len(self.song.tracks[-1].takes) > before, "the punched take")
        yield from self.hand.step("The punch is there")

    def comp(self) -> Steps:
        hand, before = self.hand, len(self.song.tracks[-1].takes)
        yield from hand.key("p")
        yield from self._between("bracketleft", "bracketright")
        self._expect(lambda: self.song.transport.loop_on, "a loop that is on")
        yield from hand.key("Home")
        yield from self._record()
        yield from hand.until(lambda: self.window.bridge.clock.frame > 0, "the tape to roll")
        yield from hand.pause(10.0)
        yield from self._stop()
        yield from hand.until(lambda: len(self.song.tracks[-1].takes) >= before + 3, "three takes of the loop")
        heard = [clip.take for clip in self.song.tracks[-1].clips]
        yield from hand.key("alt+Up")
        self._expect(lambda: [clip.take for clip in self.song.tracks[-1].clips] != heard, "another take in the comp")
        yield from hand.step("Another take is chosen for the phrase under the playhead")

    def mix(self) -> Steps:
        hand = self.hand
        yield from hand.key("ctrl+3", "v", *["Down"] * 4)
        self._expect(lambda: self.song.tracks[-1].strip.fader_db < 0, "a lower fader")
        yield from hand.key("shift+v", *["Right"] * 4)
        self._expect(lambda: self.song.tracks[-1].strip.pan > 0, "a pan to the right")
        yield from hand.step("A fader and a pan are set")

    def mp3(self) -> Steps:
        hand = self.hand
        yield from hand.key("ctrl+shift+e")
        dialog = self.window.dialog
        yield from hand.type("The Night Owls")
        yield from self._tab_to(dialog.format.hasFocus, "the formats", "shift+Tab")
        while dialog.format.currentText() != "MP3":
            yield from hand.key("Right")
        yield from self._tab_to(dialog.go.hasFocus, "Bounce")
        yield from hand.key("Return")
        yield from hand.until(lambda: dialog.job is None, "the MP3", 120)
        yield from hand.step("The MP3 is written")
        self._check_tags()

    def stems(self) -> Steps:
        hand, dialog = self.hand, self.window.dialog
        for segments, text, way in (
            (dialog.what, "Stems of tracks", "shift+Tab"),
            (dialog.range, "The loop range", "Tab"),
        ):
            yield from self._tab_to(segments.hasFocus, text, way)
            while segments.currentText() != text:
                yield from hand.key("Right")
        yield from self._tab_to(dialog.go.hasFocus, "Bounce")
        yield from hand.key("Return")
        yield from hand.until(lambda: dialog.job is None, "the stems", 120)
        yield from hand.step("The stems are written")
        self._check_stems()

    def _record(self) -> Steps:
        yield from self.hand.key("r")
        yield from self.hand.until(lambda: self.session.passes.recording is not None, "the recording to begin", 10)

    def _stop(self) -> Steps:
        before = sum(len(track.takes) for track in self.song.tracks)
        yield from self.hand.key("space")
        yield from self.hand.until(lambda: sum(len(t.takes) for t in self.song.tracks) > before, "the take", 20)

    def _between(self, first: str, last: str) -> Steps:
        """Plays from the start and presses one key after a while, and the other two seconds later."""
        yield from self.hand.key("Home", "space")
        yield from self.hand.pause(2.5)
        yield from self.hand.key(first)
        yield from self.hand.pause(2.0)
        yield from self.hand.key(last, "space")
        yield from self.hand.until(lambda: self.window.bridge.clock.state == "stopped", "the stop", 10)

    def _tab_to(self, reached, what: str, key: str = "Tab") -> Steps:  # type: ignore[no-untyped-def]
        for _ in range(MOST_TABS):
            if reached():
                return
            yield from self.hand.key(key)
        raise DeadEnd(f"{MOST_TABS} times {key} do not lead to {what}")


def main() -> int:
    parser = arguments("1280x800", __doc__)
    parser.add_argument("--keys", action="store_true", help="without the mouse, as far as keys reach")
    given = parser.parse_args()
    kind = FirstSongByKeys if given.keys else FirstSong
    return travel(
        given,
        lambda hand, home: kind(hand, home).all(),
        lambda hand: f"The first song is made with {hand.clicks} clicks.",
    )


if __name__ == "__main__":
    sys.exit(main())
