"""Zooms and scrolls the arrangement at 1920x1080: time from paint request to the end of painting.

Run as `python -m tests.ui.paint_bench [--tracks 32] [--clips 0] [--scale 1] [--pages 2,3]`; prints median and 95th
percentile in milliseconds. With `--clips`, the tracks are cut into so many clips together. `--scale` is Qt's scale factor:
at 2 the window has 3840x2160 pixels of the screen.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication, QWidget

from app.edits.edit import Edit
from app.model.ids import ClipId
from app.model.song import Song
from app.model.track import Track
from tests.helpers.fake_engine import FakeEngine, usb_interface
from tests.helpers.songs import session_with_song
from ui import style_sheet
from ui.main_window import MainWindow

FRAMES = 300
WARM_UP = 20


def measure(window: QWidget, move: Callable[[int], object]) -> tuple[float, float]:
    times = []
    for n in range(FRAMES + WARM_UP):
        begin = time.perf_counter()
        move(n)
        QApplication.processEvents()
        window.repaint()
        if n >= WARM_UP:
            times.append(time.perf_counter() - begin)
    return float(np.median(times)) * 1000, float(np.percentile(times, 95)) * 1000


def cut(song: Song, clips: int) -> Song:
    """The song with its tracks cut into so many clips together."""
    each = -(-clips // len(song.tracks))

    def pieces(track: Track) -> Track:
        whole = track.clips[-1]
        length = whole.length_frames // each
        parts = (
            replace(
                whole,
                id=ClipId(f"{whole.id}-{n}"),
                timeline_start_frame=whole.timeline_start_frame + n * length,
                file_start_frame=whole.file_start_frame + n * length,
                length_frames=length - 4800 * (n % 2),  # every other one meets the next
            )
            for n in range(each)
        )
        return replace(track, clips=tuple(parts))

    return replace(song, tracks=tuple(pieces(track) for track in song.tracks))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tracks", type=int, default=32)
    parser.add_argument("--clips", type=int, default=0)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--pages", default="2,3")
    options = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = str(options.scale)
    application = QApplication(sys.argv[:1])
    style_sheet.apply(application)
    with tempfile.TemporaryDirectory() as folder:
        engine = FakeEngine(usb_interface, ends_passes=True)
        session = session_with_song(Path(folder), engine, track_count=options.tracks, seconds=180.0)
        if options.clips:
            session.document.perform(Edit("Cut", lambda song: cut(song, options.clips)))
        with style_sheet.styled_at_the_end():
            window = MainWindow(session)
        window.bridge.stop()
        window.resize(1920, 1080)
        window.show()
        engine.state = "rolling"
        for page in (int(number) for number in options.pages.split(",")):
            window.show_page(page)
            run_page(window, engine, page)
        window.bridge.stop()
        session.close()
    return 0


def run_page(window: MainWindow, engine: FakeEngine, page: int) -> None:
    rng = np.random.default_rng(1)
    view, lanes = window.arrange.viewport, window.arrange.lanes

    def tick() -> None:
        engine.frame += 800
        engine.levels.lane_peak[:] = rng.uniform(0.05, 0.9, engine.levels.lane_peak.size)
        engine.levels.bus_peak[:] = rng.uniform(0.05, 0.9, engine.levels.bus_peak.shape)
        window.bridge.tick()

    def zoom(n: int) -> None:
        view.zoom(1.03 if n % 200 < 100 else 1 / 1.03, 600)

    def scroll(n: int) -> None:
        view.scroll_by(7 if n % 200 < 100 else -7, 3 if n % 100 < 50 else -3)

    window.arrange.fit()
    view.zoom(4, 0)
    for name, move in (("zooming", zoom), ("scrolling", scroll), ("playing", lambda _n: None)):
        alone, whole = measure(lanes, move), measure_window(move, tick)
        figures = f"lanes {alone[0]:.1f} / {alone[1]:.1f} ms, with meters {whole[0]:.1f} / {whole[1]:.1f} ms"
        print(f"page {page} {name:10s} {figures}")


def measure_window(move: Callable[[int], object], tick: Callable[[], object]) -> tuple[float, float]:
    """A whole turn: move, poll, meters, and every repaint that they ask for."""
    times = []
    for n in range(FRAMES + WARM_UP):
        begin = time.perf_counter()
        move(n)
        tick()
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        if n >= WARM_UP:
            times.append(time.perf_counter() - begin)
    return float(np.median(times)) * 1000, float(np.percentile(times, 95)) * 1000


if __name__ == "__main__":
    sys.exit(main())
