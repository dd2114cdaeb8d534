"""Hazard: a fault in native code of the window's process takes the running take along."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.devices import wait_until
from app.crash_reports import crashes
from app.devices.settings import SettingsFile
from app.session.session import Session
from audio_engine.client.process import engine_pid

WINDOW = """
import ctypes, sys, time
from pathlib import Path
from app.cli.devices import wait_until
from app.crash_reports import RunReport
from app.devices.settings import SettingsFile
from app.edits import tracks
from app.session.session import Session
from audio_engine.protocol import DeviceRequest
report = RunReport(None)
session = Session(settings=SettingsFile())
session.new_song(Path(sys.argv[1]), "Tape")
session.document.perform(tracks.add_track("Vox", 1, (1,)))
session.document.perform(tracks.set_armed(session.document.song.tracks[0].id, True))
session.document.save()
session.settings.device = DeviceRequest(backend="virtual", virtual_input="tone")
session.start_engine()
wait_until(session, lambda: session.devices.device is not None, 300.0)
session.recorder.allow_virtual = True
session.recorder.record(start_frame=0)
while session.transport.clock.frame < 48000:
    session.poll()
    time.sleep(0.01)
ctypes.string_at(0)
"""


def test_a_real_segfault_leaves_a_report_and_the_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKTAPE_LOGS", str(tmp_path / "logs"))
    folder = tmp_path / "Tape"
    died = subprocess.run([sys.executable, "-c", WINDOW, str(folder)], capture_output=True, text=True)
    assert died.returncode < 0, died.stderr
    (crash,) = crashes(None)
    assert "Segmentation fault" in crash.report.read_text() and "string_at" in crash.report.read_text()
    session = Session(settings=SettingsFile())
    session.open_song(folder)
    try:
        assert session.passes.recording is not None, "its engine goes on recording"
        session.transport.stop()
        assert wait_until(session, lambda: session.passes.recording is None, 30.0)
        (take,) = session.document.song.tracks[0].takes
        assert take.length_frames > 48000 and (session.document.opened.folder.path / take.file).is_file()
    finally:
        session.close()
        if pid := engine_pid(folder):  # it was not joined
            os.kill(pid, signal.SIGKILL)
