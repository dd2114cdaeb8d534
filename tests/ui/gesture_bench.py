"""What a movement of the mouse costs the main thread in a song of 64 tracks and 1,536 clips at 1920x1080.

Time of the main thread's processor, so that it holds on a busy machine. Run as `python -m tests.ui.gesture_bench`; prints
median and 95th percentile in milliseconds, of the event alone and with what it has painted.
"""

import gc
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.edits.edit import Edit
from app.model.ids import ClipId
from app.model.song import Song
from tests.helpers.fake_engine import FakeEngine, usb_interface
from tests.helpers.songs import RATE, session_with_song
from ui import style_sheet
from ui.main_window import MainWindow

TRACKS, CLIPS, CLIP_FRAMES, MOVES = 64, 24, 7 * RATE, 80
LEFT, NOTHING, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


def main() -> int:
    application = QApplication(sys.argv)
    style_sheet.apply(application)
    with tempfile.TemporaryDirectory() as folder:
        engine = FakeEngine(usb_interface, ends_passes=True)
        session = session_with_song(Path(folder), engine, track_count=TRACKS, seconds=180.0)
        document = session.document
        document.perform(Edit("Many clips", many_clips))
        with style_sheet.styled_at_the_end():
            window = MainWindow(session)
        window.bridge.stop()
        window.resize(1920, 1080)
        window.show()
        window.arrange.fit()
        application.processEvents()
        gc.freeze()  # as the program does
        window.editing.set_snap(False)  # or most movements change nothing
        view, selection = window.arrange.viewport, window.selection
        upper = QPoint(round(view.x_of(4 * CLIP_FRAMES + 3 * RATE)), view.y_of(3) + 22)
        edge = QPoint(round(view.x_of(4 * CLIP_FRAMES)) + 3, view.y_of(3) + 22)
        tracks = document.song.tracks
        choices = {
            "move one": [],
            "move one a track": [track.clips[4].id for track in tracks],
            "move all": [clip.id for track in tracks for clip in track.clips],
        }
        for name, clips in choices.items():
            selection.set_clips(clips)
            measure(window, name, upper, QPoint(4, 0))
            document.undo()
        for ripple in ("track", "all"):
            window.editing.set_ripple(ripple)
            selection.set_clips(())
            measure(window, f"move, ripple {ripple}", upper, QPoint(4, 0))
            document.undo()
        window.editing.set_ripple("off")
        measure(window, "trim", edge, QPoint(1, 0))
        document.undo()
        measure(window, "select time", upper + QPoint(0, 24), QPoint(4, 6))
        session.close()
    return 0


def many_clips(song: Song) -> Song:
    tracks = []
    for track in song.tracks:
        first = track.clips[0]
        clips = tuple(
            replace(
                first, id=ClipId(f"{track.id}-{n}"), timeline_start_frame=n * CLIP_FRAMES, file_start_frame=n * CLIP_FRAMES,
                length_frames=CLIP_FRAMES - 4800,
            )
            for n in range(CLIPS)
        )  # fmt: skip
        tracks.append(replace(track, clips=clips))
    return replace(song, tracks=tuple(tracks))


def measure(window: MainWindow, name: str, start: QPoint, step: QPoint) -> None:
    """Drag with the left button and print what each movement cost."""
    lanes, alone, painted = window.arrange.lanes, list[float](), list[float]()

    def send(kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
        place, on_screen = QPointF(at), QPointF(lanes.mapToGlobal(at))
        QApplication.sendEvent(lanes, QMouseEvent(kind, place, on_screen, button, buttons, NONE))

    send(QEvent.Type.MouseButtonPress, start, LEFT, LEFT)
    for number in range(1, MOVES + 1):
        begun = time.thread_time()
        send(QEvent.Type.MouseMove, start + step * number, NOTHING, LEFT)
        alone.append((time.thread_time() - begun) * 1000)
        QApplication.processEvents()
        painted.append((time.thread_time() - begun) * 1000)
    send(QEvent.Type.MouseButtonRelease, start + step * MOVES, LEFT, NOTHING)
    QApplication.processEvents()
    print(f"{name:20} event {_figures(alone)}   with painting {_figures(painted)}")


def _figures(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{ordered[len(ordered) // 2]:5.1f} {ordered[len(ordered) * 95 // 100]:5.1f}"


if __name__ == "__main__":
    sys.exit(main())
