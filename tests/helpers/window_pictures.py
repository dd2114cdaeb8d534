"""A window with a crowded song, brought into every view in turn and grabbed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.edits.channels import set_parameter
from app.song.presets import apply_preset
from audio_engine.client.readings import LoudnessReading, Scope, silence
from tests.helpers.fake_engine import FakeEngine, usb_interface
from tests.helpers.look_check import faults, picture
from tests.helpers.songs import session_with_song
from tests.helpers.views import crowd, views
from ui.window.host import WindowHost, apply_look

PRESETS = ("Kick", "Snare", "Acoustic guitar", "Bass", "Acoustic guitar", "Keys", "Vocal", "Vocal")
TURNS = 4  # of the window, until everything that comes late is there


def in_few_colours(image: QImage) -> QImage:
    """The picture in its 256 commonest colours, a third as large on disk."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].copy()
    found, index, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    palette = found[np.argsort(counts)[-256:]].astype(np.int32)
    nearest = np.concatenate(
        [
            ((part[:, None, :] - palette) ** 2).sum(axis=2).argmin(axis=1)
            for part in np.array_split(found.astype(np.int32), 64)
        ]
    )
    indices = np.ascontiguousarray(nearest[index.reshape(-1)].reshape(pixels.shape[:2]).astype(np.uint8))
    made = QImage(indices.data, image.width(), image.height(), image.width(), QImage.Format.Format_Indexed8)
    made.setColorTable([0xFF000000 | int(r) << 16 | int(g) << 8 | int(b) for b, g, r in palette])
    return made.copy()


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
        settings.preferences.theme, settings.preferences.scale = theme_id, scale
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

    def mix(self) -> None:
        """Strips as after a first mix, and sound in every meter."""
        document, chance = self.session.document, np.random.default_rng(1)
        for track, preset in zip(document.song.tracks, PRESETS, strict=False):
            document.perform(apply_preset(track.id, preset))
        for bus in document.song.buses:
            if bus.kind in ("reverb", "delay"):
                for track in document.song.tracks[1::2]:
                    document.perform(set_parameter(track.id, f"send/{bus.id}/level_db", -12.0))
        document.save()
        reading = silence()
        reading.lane_peak[:] = 10 ** (chance.uniform(-26, -7, len(reading.lane_peak)) / 20)
        reading.pre_peak[:] = reading.lane_peak
        reading.bus_peak[:] = 10 ** (chance.uniform(-18, -7, reading.bus_peak.shape) / 20)
        reading.input_peak[:8] = 10 ** (chance.uniform(-24, -6, 8) / 20)
        reading.reduction_db[1, :8] = -chance.uniform(1, 6, 8)
        reading.reduction_db[0] = reading.reduction_db[2] = 0
        loudness = LoudnessReading(-15.8, -16.4, -17.1, 6.2, -5.1, -14.9, -15.2)
        self.engine.levels = reading._replace(loudness=loudness)
        tones = sum(
            np.sin(2 * np.pi * hz * np.arange(8192) / 48000 + n) / (n + 1)
            for n, hz in enumerate((82, 164, 330, 660, 1320, 2640))
        )
        noise = np.cumsum(chance.normal(0, 0.02, 8192)) * np.hanning(8192)
        lane = (0.1 * (tones + noise)).astype(np.float32)
        self.engine.scope_reading = Scope(np.stack([lane, np.roll(lane, 3)], axis=1), lane, lane)
        self.engine.state, self.engine.frame = "rolling", 34 * 48000

    def take_one(self, path: Path, show: Callable[[], object]) -> None:
        """Save a picture of one view, small enough for a repository."""
        show()
        for _ in range(3):
            self.settle()
        self.window.centralWidget().setFocus()
        image, _words = picture(self.window)
        in_few_colours(image).save(str(path), "PNG", 0)

    def close(self) -> None:
        self.window.bridge.stop()
        self.window.hide()
        self.session.close()
