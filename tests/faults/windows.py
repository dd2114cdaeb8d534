"""Faults 2, 3, 7 and 9: the window dies, freezes, is opened twice; the engine's Python stands still."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from app.devices.settings import SettingsFile
from app.problems import SongLocked
from app.session.session import Session
from audio_engine.protocol import HoldGil, PassRequest
from tests.faults.rig import (
    PATIENCE_S,
    Stuck,
    Verdict,
    begin_pass,
    end_pass,
    make_song,
    roll_for,
    window,
)
from tests.faults.table import Row

PASSES_A_SONG = 10


class WindowProcess:
    """A window in a process of its own; `tell` and `wait_for` talk to it."""

    def __init__(self, song: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.window_process", str(song)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.sentences: list[str] = []
        self._said: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.wait_for("ready")

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._said.put(json.loads(line))

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def wait_for(self, *wanted: str, timeout_s: float = PATIENCE_S) -> dict[str, Any]:
        """The next answer of these kinds; sentences on the way are kept."""
        end = time.monotonic() + timeout_s
        while True:
            try:
                said = self._said.get(timeout=max(0.01, end - time.monotonic()))
            except Empty:
                raise Stuck(f"the window never said {wanted}; it told: {self.sentences}") from None
            if said["said"] == "notice":
                self.sentences.append(said["sentence"])
            if said["said"] in wanted:
                return said
            if said["said"] in ("broken", "refused"):
                raise Stuck(f"the window said {said}")

    def record(self) -> str:
        self.tell("record")
        return str(self.wait_for("recording")["pass_id"])

    def stop(self) -> None:
        self.tell("stop")
        self.wait_for("stopped")

    def kill(self) -> None:
        self.process.kill()
        self.end()

    def quit(self) -> None:
        self.tell("quit")
        self.end()

    def end(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.wait(PATIENCE_S)
        self._listener.join(PATIENCE_S)
        self.process.stdout.close()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # it was killed


def window_killed(scratch: Path, tries: int, seed: int = 3) -> Row:
    """The next window attaches live, stops, and has everything: the clock of the stop is what must be there."""
    row = Row("window killed (kill -9), the next attaches")
    chance = random.Random(seed)
    song = Path()
    for number in range(tries):
        if number % PASSES_A_SONG == 0:
            song = make_song(scratch / f"Song {number}")
        first = WindowProcess(song)
        pass_id = first.record()
        time.sleep(chance.uniform(0.3, 2.0))
        first.kill()
        time.sleep(chance.uniform(0.0, 1.0))
        _attach(song, row, pass_id)
    return row


def _attach(song: Path, row: Row, pass_id: str) -> None:
    second = Session(settings=SettingsFile(), program="the next window")
    second.open_song(song)
    try:
        if second.engine.controller is None:
            second.start_engine()
        request = second.passes.recording
        if request is None or request.pass_id != pass_id:
            row.problems.append(f"try {row.tries + 1}: the next window did not attach to the running pass")
            return
        roll_for(second, 0.3)
        frame = second.transport.clock.frame
        end_pass(second)
        second.document.save()
        verdict = Verdict(second, request, frame)
        sentences = " ".join(notice.sentence for notice in second.board.notices)
        row.add(verdict.lost, verdict.wrong, sentences, verdict.device_losses)
        if verdict.wrong:
            row.problems.append(f"try {row.tries}: {verdict.takes} takes {verdict.marked} {verdict.detail[:2]}")
        if second.document.inbox.recovered:
            row.problems.append(f"try {row.tries}: the pass is in the song and offered again")
    finally:
        second.close(keep_autosave=True)


def window_frozen(scratch: Path, tries: int, frozen_s: float = 20.0) -> Row:
    row = Row(f"window frozen for {frozen_s:g} s (SIGSTOP)")
    for number in range(tries):
        song = make_song(scratch / f"Song {number}")
        frozen = WindowProcess(song)
        pass_id = frozen.record()
        os.kill(frozen.process.pid, signal.SIGSTOP)
        time.sleep(frozen_s)
        os.kill(frozen.process.pid, signal.SIGCONT)
        time.sleep(0.5)
        frozen.stop()
        frozen.tell("save")
        frozen.wait_for("saved")
        frozen.quit()
        _judge_saved(
            song, row, pass_id, int(48000 * frozen_s), " ".join(frozen.sentences) or "nothing: it is all there"
        )
    return row


def _judge_saved(song: Path, row: Row, pass_id: str, least_frames: int, told: str) -> None:
    """A pass in a saved song; `least_frames` it must hold."""
    reader = Session(settings=SettingsFile(), program="a reader")
    reader.open_song(song, read_only=True)
    request = PassRequest(pass_id=pass_id, song_folder=str(song), journal="", start_frame=0)
    verdict = Verdict(reader, request, least_frames)
    reader.close()
    row.add(verdict.lost, verdict.wrong, told, verdict.device_losses)
    if verdict.wrong:
        row.problems.append(f"try {row.tries}: {verdict.takes} takes {verdict.marked} {verdict.detail[:2]}")


def writer_stalled(scratch: Path, tries: int, stalled_s: float = 10.0) -> Row:
    """The engine's GIL is held, so that no Python thread of it runs: not the writer, not the server."""
    row = Row(f"engine's Python stands still for {stalled_s:g} s")
    with window(make_song(scratch / "Song")) as session:
        for _ in range(tries):
            request = begin_pass(session)
            roll_for(session, 0.3)
            controller: Any = session.engine.controller
            controller._send(HoldGil(stalled_s, 1))
            roll_for(session, stalled_s + 0.5)
            frame = session.transport.clock.frame
            end_pass(session)
            verdict = Verdict(session, request, frame)
            told = " ".join(n.sentence for n in session.board.notices) or "nothing: it is all there"
            row.add(verdict.lost, verdict.wrong, told, verdict.device_losses)
            if verdict.wrong:
                row.problems.append(f"try {row.tries}: {verdict.takes} takes {verdict.marked} {verdict.detail[:2]}")
    return row


def opened_twice(scratch: Path, tries: int) -> Row:
    """A second program on a song that records: refused with who has it; the pass goes on untouched."""
    row = Row("two programs on one song")
    song = make_song(scratch / "Song")
    with window(song) as first:
        for _ in range(tries):
            request = begin_pass(first)
            told = _try_to_open(song, row)
            roll_for(first, 0.5)
            frame = first.transport.clock.frame
            end_pass(first)
            verdict = Verdict(first, request, frame)
            row.add(verdict.lost, verdict.wrong, told, verdict.device_losses)
    return row


def _try_to_open(song: Path, row: Row) -> str:
    second = Session(settings=SettingsFile(), program="a second program")
    try:
        second.open_song(song)
    except SongLocked as locked:
        if str(os.getpid()) not in str(locked):
            row.problems.append(f"the sentence does not name who has it: {locked}")
        return str(locked)
    row.problems.append("a second program opened the song")
    second.close()
    return ""
