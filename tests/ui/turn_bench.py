"""How long the window's turns take while 32 tracks play at 1920x1080, with the editor, the master panel or curves open.

Time of the main thread's processor, so that it holds on a busy machine. Run as `python -m tests.ui.turn_bench`;
prints median, 99th and 99.9th percentile in milliseconds, and the share of turns
over 8 ms.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from app.edits.channels import set_curve, set_parameter
from app.model.automation import Breakpoint
from audio_engine.client.readings import Scope
from tests.helpers.fake_engine import FakeEngine, usb_interface
from tests.helpers.songs import session_with_song
from ui import style_sheet
from ui.main_window import MainWindow

TURNS, WARM_UP = 1500, 60


def main() -> int:
    application = QApplication(sys.argv)
    style_sheet.apply(application)
    with tempfile.TemporaryDirectory() as folder:
        engine = FakeEngine(usb_interface, ends_passes=True)
        session = session_with_song(Path(folder), engine, track_count=32, seconds=180.0)
        for track in session.document.song.tracks:
            for path in ("eq/on", "compressor/on", "high_pass/on"):
                session.document.perform(set_parameter(track.id, path, True))
        curve = [Breakpoint(n * 48000, -6.0 - n % 5) for n in range(60)]
        for track in session.document.song.tracks[:8]:
            session.document.perform(set_curve(track.id, "fader_db", curve))
        with style_sheet.styled_at_the_end():
            window = MainWindow(session)
        window.bridge.stop()
        window.resize(1920, 1080)
        window.show()
        engine.state = "rolling"
        window.show_page(3)
        mix = window.mix
        measure(window, engine, "console")
        window.arrange.toggle_automation(session.document.song.tracks[0].id)
        window.arrange.toggle_automation(session.document.song.tracks[1].id)
        measure(window, engine, "curves")
        mix.open_editor(session.document.song.tracks[0].id)
        measure(window, engine, "editor")
        mix.toggle_master()
        measure(window, engine, "master panel")
        mix.close_dock()
        mix.show_picture()
        measure(window, engine, "picture")
        session.close()
    return 0


def measure(window: MainWindow, engine: FakeEngine, name: str) -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.2, (64, 4096)).astype(np.float32)
    lanes = engine.levels.lane_peak.size

    def turn(n: int) -> None:
        engine.frame += 768
        engine.levels.lane_peak[:] = rng.uniform(0.05, 0.9, lanes)
        engine.levels.bus_peak[:] = rng.uniform(0.05, 0.9, engine.levels.bus_peak.shape)
        engine.levels.reduction_db[:] = -rng.uniform(0, 9, (3, lanes))
        sound = noise[n % 64]
        engine.scope_reading = Scope(np.stack([sound, noise[(n + 1) % 64]], axis=1), sound, sound * 0.5)
        begin = time.thread_time()
        window.bridge.tick()
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        times.append(time.thread_time() - begin)

    times: list[float] = []
    run(turn)
    milliseconds = np.array(times[WARM_UP:]) * 1000
    figures = " / ".join(f"{value:.2f}" for value in np.percentile(milliseconds, (50, 99, 99.9)))
    print(f"{name:14s} {figures} ms, over 8 ms: {100 * float((milliseconds > 8).mean()):.2f} %", flush=True)


def run(turn: Callable[[int], None]) -> None:
    """At the pace of the window's timer, so that what draws at most 20 times a second does."""
    for n in range(TURNS + WARM_UP):
        begin = time.perf_counter()
        turn(n)
        time.sleep(max(0.0, 0.016 - (time.perf_counter() - begin)))


if __name__ == "__main__":
    sys.exit(main())
