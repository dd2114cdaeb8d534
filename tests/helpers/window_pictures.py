"""A window with a crowded song, brought into every view in turn and grabbed."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.helpers.fake_engine import FakeEngine, usb_interface
from tests.helpers.look_check import faults, picture
from tests.helpers.songs import session_with_song
from tests.helpers.views import crowd, views
from ui.window.host import WindowHost, apply_look

TURNS = 4  # of the window, until everything that comes late is there


class Studio:
    """One window in one theme, size and scale.

    Args:
        home: A folder for song and settings.
        theme_id: The theme.
        scale: Of the interface.
        size: Of the window, in device pixels.
        tracks: Of its song.
    """

    def __init__(self, home: Path, theme_id: str, scale: float, size: tuple[int, int], tracks: int) -> None:
        self.application = QApplication.instance() or QApplication(["screenshots"])
        self.engine = FakeEngine(usb_interface, ends_passes=True)
        self.session = session_with_song(home, self.engine, track_count=tracks, seconds=120.0)
        settings = self.session.settings
        settings.theme, settings.scale = theme_id, scale
        settings.monitoring["USB interface"] = "tape"
        apply_look(settings)
        self.window = WindowHost(self.session).window
        self.window.bridge.stop()
        self.window.resize(round(size[0] / scale), round(size[1] / scale))
        self.window.show()

    def settle(self) -> None:
        for _ in range(TURNS):
            self.window.bridge.tick()
            self.application.processEvents()
        self.window.bridge.slow_ticked.emit()
        self.application.processEvents()

    def take_all(self, folder: Path, wanted: str, name: str) -> list[str]:
        """Save a picture of each view; returns what is wrong with them."""
        found = []
        crowd(self.window)
        for view, show, close in views(self.window):
            show()
            if wanted in view:
                self.settle()
                image, words = picture(self.window)
                image.save(str(folder / f"{view}-{name}.png"))
                found += [f"{view}-{name}: {fault}" for fault in faults(self.window, image, words)]
            close()
        return found

    def close(self) -> None:
        self.window.bridge.stop()
        self.window.hide()
        self.session.close()
