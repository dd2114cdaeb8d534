"""Hazards: edits that a crash seconds later loses; a drag that is never autosaved, or at each of its steps."""

import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from app.edits.songs import fresh_song
from app.edits.tempo import set_tempo
from app.song.autosave_timer import AFTER_EDIT_S, AGAIN_S, WITHIN, AutosaveTimer
from app.storage.folder import SongFolder
from app.storage.song_store import read_autosave, read_song

# Adds tracks as a hand does, and says so when two seconds have passed since: it is killed then.
EDITING = """
import sys, time
from pathlib import Path
from app.devices.settings import SettingsFile
from app.edits.tracks import add_track
from app.session.session import Session
session = Session(settings=SettingsFile(Path(sys.argv[1]) / "settings"))
session.new_song(Path(sys.argv[1]) / "Song.worktape", "Song")
session.document.save()
for name in ("Vox", "Bass", "Drums"):
    session.document.perform(add_track(name))
    session.poll()
until_s = time.monotonic() + 2.0
while time.monotonic() < until_s:
    session.poll()
    time.sleep(0.016)
print("now", flush=True)
while True:
    session.poll()
"""


def test_a_window_that_is_killed_two_seconds_after_an_edit_loses_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", EDITING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "now\n"
        process.kill()
    assert process.wait() == -signal.SIGKILL
    folder = SongFolder(tmp_path / "Song.worktape")
    left = read_autosave(folder, read_song(folder))
    assert left is not None and [track.name for track in left.tracks] == ["Vox", "Bass", "Drums"]


def times(edits_s: list[float], until_s: float) -> list[float]:
    """When a timer that is asked every 20 ms says to write a song that is edited at these times."""
    song = fresh_song("Song", 48000)
    timer, due = AutosaveTimer(song, 0.0), []
    for tick in range(round(until_s * 50) + 1):
        now_s = tick / 50
        for at_s in edits_s:
            if now_s - 0.02 < at_s <= now_s:
                song = set_tempo(60.0 + at_s).apply(song)
        if timer.is_due(song, now_s):
            due.append(now_s)
    return due


def test_it_is_time_once_the_hand_rests() -> None:
    assert times([3.0, 3.5, 3.9], 10.0) == [pytest.approx(3.9 + AFTER_EDIT_S)]


def test_a_drag_is_written_while_it_lasts_but_not_at_each_step() -> None:
    drag = [1.0 + step / 50 for step in range(600)]  # for twelve seconds
    due = times(drag, 20.0)
    assert 3 <= len(due) <= 4 and due[0] <= 1.0 + WITHIN * AFTER_EDIT_S
    assert max(later - sooner for sooner, later in pairwise(due)) <= WITHIN * AFTER_EDIT_S + 0.1


def test_without_edits_it_is_tried_again_now_and_then() -> None:
    """One that failed, on a disk that was full."""
    assert times([], 2.5 * AGAIN_S) == [AGAIN_S, 2 * AGAIN_S]
