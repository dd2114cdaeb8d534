"""The bench that all faults run on: a JACK server of 64 frames at 48 kHz, eight ramps, a song with eight armed tracks."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cli.devices import wait_until
from app.devices.settings import SettingsFile
from app.edits import tracks
from app.model.take import Take
from app.session.session import Session
from audio_engine.client.client import EngineClient
from audio_engine.protocol import DeviceRequest, PassRequest
from tests.faults import ramps
from tests.helpers import engine as helpers
from tests.helpers.jack import Jack

RATE_HZ, BLOCK_FRAMES, INPUTS = 48000, 64, 8
TURN_S = 1 / 60
PATIENCE_S = 30.0
DEVICE = DeviceRequest(
    host_api="JACK", input_device="system", output_device="system", rate_hz=RATE_HZ, block_frames=BLOCK_FRAMES
)


class Stuck(AssertionError):
    """Something that must happen did not."""


class Rig:
    """`jack` and the ramps; both may be ended and started again."""

    def __init__(self) -> None:
        self.jack = Jack(RATE_HZ, BLOCK_FRAMES, INPUTS, patient=True)
        self._ramps: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Rig":
        self.jack.__enter__()
        self.start_ramps()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop_ramps()
        self.jack.__exit__(None, None, None)

    def start_ramps(self) -> None:
        self._ramps = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.jack_ramp"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._ramps.stdout is not None
        if self._ramps.stdout.readline() != "ready\n":
            raise Stuck("the ramps did not start")

    def stop_ramps(self) -> None:
        if self._ramps is None:
            return
        assert self._ramps.stdin is not None and self._ramps.stdout is not None
        self._ramps.stdin.close()
        try:
            self._ramps.wait(2.0)
        except subprocess.TimeoutExpired:  # its server was killed under it
            self._ramps.kill()
            self._ramps.wait()
        self._ramps.stdout.close()
        self._ramps = None


def make_song(folder: Path) -> Path:
    """A saved song with eight armed mono tracks on inputs 1 to 8; nothing is heard while recording."""
    session = Session(settings=SettingsFile(), program="Worktape's faults")
    session.new_song(folder, folder.stem, RATE_HZ)
    for number in range(1, INPUTS + 1):
        session.document.perform(tracks.add_track(f"In {number}", 1, (number,)))
        session.document.perform(tracks.set_armed(session.document.song.tracks[-1].id, True))
    session.document.save()
    made = session.document.folder
    assert made is not None
    session.close()
    return made


def until(session: Session, state: Callable[[], bool], what: str, timeout_s: float = PATIENCE_S) -> None:
    """Polls at 60 Hz as the window does."""
    end = time.monotonic() + timeout_s
    while True:
        session.poll()
        if state():
            return
        if time.monotonic() > end:
            told = "; ".join(notice.sentence for notice in session.board.notices[-4:])
            raise Stuck(f"never happened: {what} ({told})")
        time.sleep(TURN_S)


def wait_for_inputs(session: Session) -> None:
    """Until the device is open and every ramp arrives; a device that did not open is asked for again, as a user would."""

    def opened() -> bool:
        if "No audio device was found" in session.devices.choice.problem:
            session.devices.open(DEVICE)
        return session.devices.has_sound_card

    until(session, opened, "the device is open")
    heard = [False] * INPUTS

    def all_heard() -> bool:
        peaks = session.meters.reading.input_peak[:INPUTS]
        for index in range(INPUTS):
            heard[index] = heard[index] or bool(peaks[index] > 0)
        return all(heard)

    until(session, all_heard, "the ramps arrive")


def open_device(session: Session) -> None:
    session.devices.fall_back_to_virtual = session.devices.remembers = False
    if session.engine.controller is None:
        session.settings.device = DEVICE
        session.start_engine()
    wait_for_inputs(session)


@contextmanager
def window(song: Path, program: str = "Worktape's window") -> Iterator[Session]:
    """The song open with its device, as the window has it, in this process."""
    session = Session(settings=SettingsFile(), program=program)
    session.open_song(song)
    try:
        open_device(session)
        yield session
    finally:
        session.close(keep_autosave=True)


def begin_pass(session: Session) -> PassRequest:
    request = session.recorder.record(start_frame=0)
    until(
        session,
        lambda: session.transport.clock.recording and 0 < session.transport.clock.frame < RATE_HZ * 10,
        "it records",
    )
    return request


def roll_for(session: Session, seconds: float) -> None:
    wait_until(session, lambda: False, seconds)


def end_pass(session: Session) -> None:
    session.transport.stop()
    until(session, lambda: session.passes.recording is None, "the pass ends")


def engine_pid(session: Session) -> int:
    """The engine's process, 0 while there is none; not for `os.kill` then, which takes 0 for everybody."""
    controller = session.engine.controller
    return helpers.engine_pid(controller) if isinstance(controller, EngineClient) else 0


class Verdict:
    """What became of one pass: frames lost against `clock_frame`, damaged takes, jumps that the device made."""

    def __init__(self, session: Session, request: PassRequest, clock_frame: int) -> None:
        """`clock_frame` is the timeline when the fault struck, or the first one that the pass must not have reached."""
        folder = session.document.folder
        assert folder is not None
        takes = takes_of(session, request.pass_id)
        heard = [ramps.listen(folder / take.file, channel) for channel, take in takes]
        marked = [d.length_frames for d in takes[0][1].dropouts] if takes else []
        self.takes = len(takes)
        self.wrong = len(ramps.damaged(heard, marked)) + abs(INPUTS - len(takes))
        kept = [file.frames - take.file_start_frame for file, (_, take) in zip(heard, takes, strict=True)]
        self.shortest = min(kept, default=0)
        self.lost = max(0, clock_frame - request.latency_frames - self.shortest)
        self.device_losses = max((len(file.jumps) for file in heard), default=0)
        self.detail = [] if not self.wrong else [(file.frames, file.first, file.wrong, file.jumps) for file in heard]
        self.marked = marked


def takes_of(session: Session, pass_id: str) -> list[tuple[int, Take]]:
    """(input from 0, take) of every take of a pass in the song; one pass twice shows as more than eight."""
    return [
        (track.inputs[0] - 1, take)
        for track in session.document.song.tracks
        for take in track.takes
        if take.pass_id == pass_id and track.inputs
    ]
