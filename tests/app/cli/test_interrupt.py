"""Hazards: a Ctrl+C that is lost in a library's callback; "nothing was written" beside a finished file; part files.

Each command runs as a process of its own, and gets a SIGINT at a seeded moment: at a certain one of all function calls on
its main thread. Nothing waits for time to pass.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from app.cli import interrupt
from app.cli.interrupt import EXIT_CODE
from app.cli.main import app
from app.edits.takes import add_imported
from app.messages.command_line import CANCELLED
from app.problems import Refused
from app.song.open_song import OpenSong
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from app.tasks import Task
from audio_engine.calibrate import CalibrationProblem

RATE_HZ, SECONDS = 48000, 10
MOMENTS = {"bounce": 8, "stems": 6, "import": 6}
WANTED = {"bounce": ("-o", "out/mix.wav"), "stems": ("-o", "out"), "import": ("Riff.wav",)}
WRITTEN = {"bounce": r"mix\.wav: ", "stems": r"stems? in ", "import": r"(?m)^Riff: "}
LIMIT_S = 120.0
ROOT = Path(__file__).parents[3]

# Counts the calls of the main thread and sends the signal at one of them. Says where it waited for the work, how many calls
# there were, and whether the signal was sent.
INTERRUPTING = """
import atexit, json, os, signal, sys
at, told = int(sys.argv.pop(1)), sys.argv.pop(1)
calls, sent, waited = 0, False, []
def count(frame, event, argument):
    global calls, sent
    if event in ("call", "return") and frame.f_code.co_name == "follow":
        waited.append(calls)
    if event == "call":
        calls += 1
        if calls == at:
            sent = True
            os.kill(os.getpid(), signal.SIGINT)
def end():
    sys.setprofile(None)
    with open(told, "w") as file:
        json.dump([waited, calls, sent], file)
atexit.register(end)
from app.cli import interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests may run in the background of a shell, which ignores it
interrupt.listen()
sys.setprofile(count)
from app.cli.main import main
main()
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended. `waited` is from which to which call it waited for its work; `calls` is of all."""

    code: int
    out: str
    err: str
    waited: list[int]
    calls: int
    sent: bool


def run(folder: Path, command: str, at: int = 0) -> Ended:
    """Run a command in `folder`, interrupted at one call; 0: not at all."""
    process = subprocess.run(
        [sys.executable, "-c", INTERRUPTING, str(at), "told", command, "Song.worktape", *WANTED[command]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    return Ended(process.returncode, process.stdout, process.stderr, *json.loads((folder / "told").read_text()))


def made_in(folder: Path) -> Path:
    """A song of two tracks, and a file to import."""
    folder.mkdir()
    song = OpenSong.new(folder / "Song", "Song", RATE_HZ, "test")
    noise = (np.random.default_rng(1).standard_normal(SECONDS * RATE_HZ) * 0.1).astype(np.float32)
    for name in ("Vox", "Bass"):
        soundfile.write(song.folder.audio / f"{name}.wav", noise, RATE_HZ, subtype="FLOAT")
        song.history.perform(add_imported(name, f"audio/{name}.wav", 1, len(noise), 0))
    song.save()
    song.close()
    soundfile.write(folder / "Riff.wav", noise, 44100)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Everything that a command may leave, but what the lock says and what tells of it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("lock", "told")
    }


def moments(command: str, whole: Ended) -> list[int]:
    """Calls at which to interrupt: a quarter before the work, half during it, and the rest until the end."""
    choose, number = random.Random(command), MOMENTS[command]
    begun, ended = whole.waited
    spans = [(1, begun), (begun, ended), (begun, ended), (ended, whole.calls)]
    return [choose.randint(*spans[n % 4]) for n in range(number)]


@pytest.mark.parametrize("command", MOMENTS)
def test_an_interrupted_command_says_what_it_wrote_and_leaves_nothing_half_done(tmp_path: Path, command: str) -> None:
    whole = run(made_in(tmp_path / "whole"), command)
    assert whole.code == 0 and re.search(WRITTEN[command], whole.out), whole
    everything = set(files(tmp_path / "whole"))
    codes = []
    for number, at in enumerate(moments(command, whole)):
        folder = made_in(tmp_path / str(number))
        before = files(folder)
        ended = run(folder, command, at)
        after = files(folder)
        codes.append(ended.code)
        told = f"{command} at {at} of {whole.calls}: {ended}"
        assert "Traceback" not in ended.err and "Exception ignored" not in ended.err, told
        if re.search(WRITTEN[command], ended.out):
            assert set(after) == everything and ended.code in (0, EXIT_CODE) and not ended.err, told
        else:
            assert after == before and ended.code == EXIT_CODE and ended.err.strip() == CANCELLED, told
        assert ended.sent or ended.code == 0, told
        assert not list(folder.rglob("*.partial")), told
        OpenSong.existing(folder / "Song.worktape", "test").close()  # it is locked by nobody
        assert read_song(SongFolder(folder / "Song.worktape")).tracks
    assert EXIT_CODE in codes


@pytest.fixture
def listening() -> Iterator[None]:
    """SIGINT is taken over in this process, until the test ends."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored in the background of a shell
    interrupt.listen()
    yield
    signal.signal(signal.SIGINT, before)
    interrupt.forget()


class Endless(Task[str]):
    """Work that presses Ctrl+C itself, and ends once it is cancelled."""

    def __init__(self, presses: int = 1) -> None:
        self._presses = presses

    def run(self) -> str:
        for _ in range(self._presses):
            os.kill(os.getpid(), signal.SIGINT)
        while not self.cancelled:
            pass
        raise Refused("It was cancelled.")


@pytest.mark.usefixtures("listening")
def test_work_is_cancelled_by_one_press_and_by_a_key_that_repeats() -> None:
    for presses in (1, 5):
        with pytest.raises(interrupt.Interrupted, match=CANCELLED):
            interrupt.run(Endless(presses))
        assert interrupt.requested()
        interrupt.forget()


@pytest.mark.usefixtures("listening")
def test_work_that_was_done_before_it_could_be_cancelled_counts() -> None:
    class Late(Endless):
        def run(self) -> str:
            with pytest.raises(Refused):
                super().run()
            return "written"

    assert interrupt.run(Late()) == "written"


@pytest.mark.usefixtures("listening")
def test_a_press_two_seconds_later_ends_what_does_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [0.0]
    monkeypatch.setattr(interrupt.time, "monotonic", lambda: now_s[0])
    os.kill(os.getpid(), signal.SIGINT)
    now_s[0] = interrupt.FORCE_AFTER_S + 0.1
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.usefixtures("listening")
def test_a_measurement_is_stopped_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def measured(_request: object, _outputs: object, cancelled: Callable[[], bool]) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        while not cancelled():
            pass
        raise CalibrationProblem("Cancelled: the round trip was not measured.")

    monkeypatch.setattr("app.devices.latency.measure", measured)
    ended = CliRunner().invoke(app, ["calibrate"])
    assert (ended.exit_code, ended.stderr.strip()) == (EXIT_CODE, CANCELLED)


def test_a_program_that_was_started_to_ignore_it_does() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        interrupt.listen()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
