"""Hazards: a Ctrl+C that is lost in a library's callback; "nothing was written" beside a finished file; part files.

Each command runs as a process of its own, and gets a SIGINT at a seeded moment: at a certain one of all function calls on
its main thread. Processes that are interrupted once their work has begun are forked from one that has imported everything.
Nothing waits for time to pass.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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
from tests.helpers.examples import examples

RATE_HZ, SECONDS = 48000, 10
MOMENTS = {"bounce": 8, "stems": 6, "import": 6}  # in CI; half as many otherwise
WANTED = {"bounce": ("-o", "out/mix.wav"), "stems": ("-o", "out"), "import": ("Riff.wav",)}
WRITTEN = {"bounce": r"mix\.wav: ", "stems": r"stems? in ", "import": r"(?m)^Riff: "}
LIMIT_S = 120
ROOT = Path(__file__).parents[3]

# Counts the calls of the main thread and sends the signal at one of them. Says where it waited for the work, how many calls
# there were, whether the signal was sent, and which modules there were. With "serve" it reads modules to import, and then
# commands, each of which a fork of it runs in its folder; it prints their exit codes.
INTERRUPTING = f"""
import atexit, importlib, json, os, signal, sys
if sys.argv[1] == "serve":
    for name in json.loads(sys.stdin.readline()):
        importlib.import_module(name)
    for line in sys.stdin:
        folder, arguments = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.alarm({LIMIT_S})
            os.chdir(folder)
            for number, name in enumerate((os.devnull, "told.out", "told.err")):
                os.dup2(os.open(name, os.O_RDWR | os.O_CREAT), number)
            sys.argv[1:] = arguments
            break
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    else:
        sys.exit()
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
    modules = [name for name in sys.modules if name.startswith(("app.", "audio_engine."))]
    with open(told, "w") as file:
        json.dump([waited, calls, sent, modules], file)
atexit.register(end)
from app.cli import interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests may run in the background of a shell, which ignores it
interrupt.listen()
sys.setprofile(count)
from app.cli.main import main
main()
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@dataclass(frozen=True)
class Ended:
    """How a command ended. `waited` is from which to which call it waited for its work; `calls` is of all."""

    code: int
    out: str
    err: str
    waited: list[int]
    calls: int
    sent: bool
    modules: list[str] = field(repr=False)


def arguments(command: str, at: int) -> list[str]:
    return [str(at), "told", command, "Song.worktape", *WANTED[command]]


def run(folder: Path, command: str, at: int = 0) -> Ended:
    """Run a command in `folder`, interrupted at one call; 0: not at all."""
    process = subprocess.run(
        [sys.executable, "-c", INTERRUPTING, *arguments(command, at)],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    return Ended(process.returncode, process.stdout, process.stderr, *json.loads((folder / "told").read_text()))


class Forks:
    """A process that has imported everything that a command needs, and runs it in forks of itself as `run` does."""

    def __init__(self, modules: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTING, "serve"],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._write(modules)

    def _write(self, message: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def run(self, folder: Path, command: str, at: int = 0) -> Ended:
        self._write([str(folder), arguments(command, at)])
        assert self._process.stdout is not None
        code = int(self._process.stdout.readline())
        out, err = ((folder / f"told.{name}").read_text() for name in ("out", "err"))
        return Ended(code, out, err, *json.loads((folder / "told").read_text()))

    def end(self) -> None:
        self._process.communicate()


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
        if path.is_file() and path.name != "lock" and not path.name.startswith("told")
    }


@pytest.mark.parametrize("command", MOMENTS)
def test_an_interrupted_command_says_what_it_wrote_and_leaves_nothing_half_done(tmp_path: Path, command: str) -> None:
    """A quarter of the moments is before the work, half during it, and the rest until the end."""
    choose = random.Random(command)
    whole = run(made_in(tmp_path / "whole"), command)
    assert whole.code == 0 and re.search(WRITTEN[command], whole.out), whole
    everything = set(files(tmp_path / "whole"))
    forks = Forks(whole.modules)
    forked = forks.run(made_in(tmp_path / "forked"), command)
    assert (forked.code, forked.err) == (0, "") and set(files(tmp_path / "forked")) == everything, forked
    begun, ended = forked.waited
    spans = [(1, whole.waited[0]), (begun, ended), (ended, forked.calls), (begun, ended)]
    codes = []
    for number in range(examples(MOMENTS[command])):
        at = choose.randint(*spans[number % 4])
        folder = made_in(tmp_path / str(number))
        before = files(folder)
        result = (run if number % 4 == 0 else forks.run)(folder, command, at)
        codes.append(result.code)
        check(result, folder, command, before, everything, f"{command} at {at}, moment {number}: {result}")
    forks.end()
    assert EXIT_CODE in codes


def check(ended: Ended, folder: Path, command: str, before: dict[str, bytes], everything: set[str], where: str) -> None:
    """The sentences agree with the files, and the song is whole and unlocked."""
    after = files(folder)
    assert "Traceback" not in ended.err and "Exception ignored" not in ended.err, where
    if re.search(WRITTEN[command], ended.out):
        assert set(after) == everything and ended.code in (0, EXIT_CODE) and not ended.err, where
    else:
        assert after == before and ended.code == EXIT_CODE and ended.err.strip() == CANCELLED, where
    assert ended.sent or ended.code == 0, where
    assert not list(folder.rglob("*.partial")), where
    OpenSong.existing(folder / "Song.worktape", "test").close()  # it is locked by nobody
    assert read_song(SongFolder(folder / "Song.worktape")).tracks


@pytest.fixture
def listening() -> Iterator[None]:
    """The requests to end are taken over in this process, until the test ends."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in interrupt.SIGNALS}  # a shell may ignore some
    interrupt.listen()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    interrupt.forget()


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_every_request_to_end_is_answered_where_the_work_can_stop(name: str) -> None:
    os.kill(os.getpid(), getattr(signal, name))
    with pytest.raises(interrupt.Interrupted):
        interrupt.check()
    interrupt.forget()
    interrupt.release()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, "and the window may take them over"


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
