"""A screen, a window manager and a two-channel JACK device of one's own; and a real mouse and keyboard on them (xdotool).

The program runs on the main thread of the driver's process, and a timer takes the journey's next step: places are asked of
the widgets, everything else goes through the X server as it does for a person.
"""

import os
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from audio_engine.backend.listing import JACK_CLIENT

Steps = Generator[None, None, None]
TURN_MS = 15
PATIENCE_S = 30.0
START_S = 15.0


class DeadEnd(Exception):
    """A journey cannot go on; the text says where."""


class OwnScreen(AbstractContextManager["OwnScreen"]):
    """Sets DISPLAY and JACK_DEFAULT_SERVER for this process and its children. A metronome plays, so that there is
    something to record."""

    def __init__(self, size: str = "1280x800", rate_hz: int = 48000) -> None:
        self._size, self._rate_hz = size, rate_hz
        self._processes = ExitStack()

    def __enter__(self) -> "OwnScreen":
        read, write = os.pipe()
        self._start(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{self._size}x24"], pass_fds=(write,))
        os.environ["DISPLAY"] = f":{os.read(read, 16).decode().strip()}"
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        self._start(["openbox"])
        server = os.environ["JACK_DEFAULT_SERVER"] = f"journey{os.getpid()}"
        os.environ["JACK_NO_AUDIO_RESERVATION"] = "1"
        dummy = ["-d", "dummy", "-r", str(self._rate_hz), "-p", "256", "-C", "2", "-P", "2"]
        self._start(["jackd", "-S", "-n", server, *dummy])
        until = time.monotonic() + START_S
        while subprocess.run(["jack_lsp"], capture_output=True).returncode != 0:
            if time.monotonic() > until:
                raise DeadEnd("jackd did not start")
            time.sleep(0.05)
        self._start(["jack_metro", "-b", "240", "-a", "0.4"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._processes.close()

    def _start(self, command: list[str], *, pass_fds: tuple[int, ...] = ()) -> None:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=pass_fds)
        self._processes.callback(process.wait)
        self._processes.callback(process.terminate)


def play_into_inputs() -> None:
    """Connects the metronome with both of the engine's inputs; ports live only while its stream runs."""
    for number in (0, 1):
        subprocess.run(["jack_connect", "metro:240_bpm", f"{JACK_CLIENT}:in_{number}"], capture_output=True)


class Hand:
    """The mouse and the keyboard of a journey, which counts clicks: a drag is one, a choice in a menu two."""

    def __init__(self, pictures: Path | None) -> None:
        self.clicks = self.steps = 0
        self._pictures = pictures

    # --- the eyes
    def step(self, text: str) -> Steps:
        """Says what was done, and takes a picture of it."""
        yield from self.pause(0.4)
        self.steps += 1
        print(f"{self.clicks:3} clicks  {text}", flush=True)
        if self._pictures is not None:
            name = "".join(c if c.isalnum() else "-" for c in text.lower())[:50]
            QApplication.primaryScreen().grabWindow(0).save(str(self._pictures / f"{self.steps:02}-{name}.png"))

    def until(self, condition: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> Steps:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise DeadEnd(f"waited {seconds:.0f} s for {what}")
            yield

    @staticmethod
    def pause(seconds: float) -> Steps:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            yield

    # --- the mouse
    def click(self, widget: QWidget, at: QPoint | None = None, button: int = 1) -> Steps:
        if not widget.isVisible() or not widget.isEnabled():
            raise DeadEnd(f"{widget.accessibleName() or widget} cannot be clicked: it is hidden or grey")
        place = widget.mapToGlobal(widget.rect().center() if at is None else at)
        under = QApplication.widgetAt(place)
        if under is None or not (under is widget or widget.isAncestorOf(under)):
            raise DeadEnd(f"{widget.accessibleName() or widget} is covered by {under}")
        yield from self._press(place, button)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> Steps:
        first, last = widget.mapToGlobal(start), widget.mapToGlobal(end)
        self.clicks += 1
        self._move(first)
        self._xdotool("mousedown", "1")
        for part in range(1, 9):
            yield from self.pause(0.03)
            self._move(first + (last - first) * part / 8)
        yield from self.pause(0.1)
        self._xdotool("mouseup", "1")
        yield from self.pause(0.15)

    def choose_in_menu_bar(self, bar: QMenuBar, *path: str) -> Steps:
        """The first of `path` is the menu's title."""
        action = next(one for one in bar.actions() if one.text().replace("&", "") == path[0])
        yield from self.choose_in_menu(bar, *path[1:], at=bar.actionGeometry(action).center())

    def choose_in_menu(self, opener: QWidget, *path: str, at: QPoint | None = None) -> Steps:
        """Opens a menu and goes through its submenus; the hover that opens one is no click."""
        yield from self.click(opener, at)
        for depth, text in enumerate(path):
            yield from self.until(
                lambda: isinstance(QApplication.activePopupWidget(), QMenu), f"the menu with {text}", 5
            )
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            action = next((a for a in menu.actions() if a.text().split("\t")[0].removesuffix("\u2026") == text), None)
            if action is None or not action.isEnabled():
                raise DeadEnd(f"the menu has no {text} that can be chosen")
            place = menu.mapToGlobal(menu.actionGeometry(action).center())
            if depth + 1 < len(path):
                self._move(place)
                yield from self.pause(0.5)
            else:
                yield from self._press(place)

    def _press(self, place: QPoint, button: int = 1) -> Steps:
        self.clicks += 1
        self._move(place)
        yield from self.pause(0.05)
        self._xdotool("click", str(button))
        yield from self.pause(0.25)

    # --- the keyboard
    def type(self, text: str) -> Steps:
        self._xdotool("type", "--delay", "15", text)
        yield from self.pause(0.2)

    def key(self, *keys: str) -> Steps:
        """As xdotool names them: `ctrl+a`, `Return`."""
        for key in keys:
            self._xdotool("key", key)
            yield from self.pause(0.15)

    def _move(self, place: QPoint) -> None:
        self._xdotool("mousemove", str(round(place.x())), str(round(place.y())))

    @staticmethod
    def _xdotool(*text: str) -> None:
        subprocess.run(["xdotool", *text], check=True)


class Journey:
    """Takes a step whenever the program has turned; its end, or a dead end, ends the program."""

    def __init__(self, steps: Steps, at_end: Callable[[], object]) -> None:
        self.problem = ""
        self._steps, self._at_end = steps, at_end
        self._busy = False
        self._timer = QTimer()
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        if self._busy:  # a step waits in an event loop of its own
            return
        self._busy = True
        try:
            next(self._steps)
        except StopIteration:
            self._end()
        except DeadEnd as end:
            self._end(str(end))
        except Exception as error:  # whatever a journey meets ends it, and is told
            self._end(repr(error))
        finally:
            self._busy = False

    def _end(self, problem: str = "") -> None:
        self.problem = problem
        self._timer.stop()
        self._at_end()
