"""A comp of five takes swiped with the mouse, undone to nothing, redone, saved, opened again, flattened and bounced: the
files equal the phrases with their cross-fades, computed here from the takes alone.

Hazard: what was swiped is not what is heard.
"""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from app.edits.edit import Edit
from app.model.clip import Clip
from app.model.ids import ClipId, PassId, TakeId, TrackId
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.take import Take
from app.model.track import Track
from app.renders.jobs import BounceOptions
from app.storage.song_json import decode_song
from tests.ui.conftest import WindowDriver

RATE, SECONDS, TAKES = 48000, 12, 5
CROSS, FADE = RATE // 100, 288
SWIPES = ((0, 60, 190), (1, 170, 330), (3, 300, 420), (2, 500, 610), (0, 560, 700))  # take, from px, to px
VOICE = TrackId("voice")


def record(folder: Path) -> list[np.ndarray]:
    """Takes that tell themselves apart: tones of their own, with zero crossings to slide to."""
    at = np.arange(RATE * SECONDS) / RATE
    made = []
    for n in range(TAKES):
        samples = (0.1 * np.sin(2 * np.pi * (220 + 55 * n) * at + n)).astype(np.float32)
        (folder / "audio").mkdir(exist_ok=True)
        soundfile.write(folder / f"audio/voice-{n}.wav", samples, RATE, subtype="FLOAT")
        made.append(samples)
    return made


def with_takes(song: Song) -> Song:
    length = RATE * SECONDS
    takes = tuple(
        Take(TakeId(f"t{n}"), PassId(f"p{n}"), f"Voice {n + 1}", f"audio/voice-{n}.wav", 0, 0, length,
             "2026-11-22T20:00:00+00:00", 0, True, -20.0)
        for n in range(TAKES)
    )  # fmt: skip
    clips = tuple(Clip(ClipId(f"c{t.id}"), t.name, t.file, 0, 0, length, take=t.id) for t in takes)
    return replace(song, tracks=(Track(VOICE, "Voice", takes=takes, clips=clips, strip=StripSettings()),))


def expected(takes: list[np.ndarray], swipes: list[tuple[int, int, int]]) -> np.ndarray:
    """Who owns each frame, then a join of 10 ms around every change of owner, and a fade where the sound begins and ends.
    Gains keep the power of two sides that correlate as these do."""
    length = len(takes[0])
    owner = np.full(length, TAKES - 1)
    for number, start, end in swipes:
        take, slid = takes[number], []
        for frame in (start, end):
            signs = np.signbit(take[frame - 240 : frame + 240])
            crossings = np.flatnonzero(signs[1:] != signs[:-1]) + 1 + frame - 240
            slid.append(int(crossings[np.abs(crossings - frame).argmin()]))
        owner[slid[0] : slid[1]] = number
    edges = np.flatnonzero(np.diff(owner)) + 1
    out = np.choose(owner, takes).astype(np.float64)
    for edge in edges:
        place = slice(edge - CROSS // 2, edge - CROSS // 2 + CROSS)
        before, after = (takes[owner[at]][place].astype(np.float64) for at in (edge - 1, edge))
        likeness = max(0.0, _likeness(before, after))
        angle = _rounded(CROSS)
        power = np.sqrt(1 + 2 * likeness * np.cos(angle) * np.sin(angle))
        out[place] = (before * np.cos(angle) + after * np.sin(angle)) / power
    out[:FADE] *= np.sin(_rounded(FADE))
    out[-FADE + 1 :] *= np.sin(_rounded(FADE))[:0:-1]
    return out


def _rounded(frames: int) -> np.ndarray:
    """From a quarter turn's start to its end without corners."""
    return (1 - np.cos(np.pi * np.arange(frames) / frames)) * np.pi / 4


def _likeness(before: np.ndarray, after: np.ndarray) -> float:
    return float((before * after).sum() / np.sqrt((before**2).sum() * (after**2).sum()))


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_comp_is_heard_as_it_was_swiped(empty_driver: WindowDriver, qtbot: QtBot, tmp_path: Path) -> None:
    driver = empty_driver
    folder = driver.session.document.folder
    assert folder is not None
    takes = record(folder)
    driver.session.document.perform(Edit("Takes", with_takes))
    before = driver.song
    driver.window.arrange.fit()
    driver.window.arrange.toggle_takes(VOICE)
    driver.tick()
    view, lanes = driver.window.arrange.viewport, driver.window.arrange.automation.takes.lanes
    swipes = []
    for number, left, right in SWIPES:
        driver.drag(lanes[TakeId(f"t{number}")], QPoint(left, 20), QPoint(right, 20))
        swipes.append((number, round(view.frame_at(left)), round(view.frame_at(right))))
    comp = driver.song

    for _ in SWIPES:
        driver.session.document.undo()
    assert driver.song is before
    for _ in SWIPES:
        driver.session.document.redo()
    assert driver.song is comp
    driver.session.document.save()
    assert decode_song((folder / "song.json").read_bytes(), "song.json") == comp

    wanted = expected(takes, swipes)
    header = driver.window.arrange.automation.takes.comps[VOICE][0]
    next(entry for entry in header.menu().actions() if entry.text().startswith("Flatten")).trigger()
    qtbot.waitUntil(lambda: driver.song is not comp)
    flat = driver.song.tracks[0]
    assert len(flat.clips) == 1 and flat.comps[-1].clips == comp.tracks[0].clips
    assert np.abs(soundfile.read(folder / flat.clips[0].file)[0] - wanted).max() < 1e-6
    driver.session.document.undo()
    assert driver.song is comp

    bounced = tmp_path / "comp.wav"
    job = driver.session.renders.bounce(BounceOptions(path=bounced, depth="32f"))
    until = time.monotonic() + 120
    while not job.finished and time.monotonic() < until:
        driver.session.poll()
        time.sleep(0.02)
    heard = soundfile.read(bounced)[0][: RATE * SECONDS, 0]
    assert np.abs(heard - wanted * np.sqrt(0.5)).max() < 1e-6, "the pan law's centre is 3 dB down"
