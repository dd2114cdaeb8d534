"""A session whose engine is the real callback on a pump: what the session does is heard, without device or process."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.devices.settings import SettingsFile
from app.edits.edit import Edit
from app.edits.strips import set_pan
from app.edits.takes import add_imported
from app.model.ids import TrackId
from app.session.session import Session
from audio_engine.client.readings import ClockReading, Transport
from audio_engine.plan import BusPlan, ChannelPlan, ChannelValues, MixPlan, MonitorPlan, TrackTimeline
from audio_engine.rt import layout as at
from tests.helpers.engine import MASTER, RATE, EngineRig, Samples, write_wav
from tests.helpers.fake_engine import FakeEngine

TAPE = TrackId("Tape")
BLOCK = 256
POLL_BLOCKS = 3  # the session is polled about 60 times a second
_STATES: dict[int, Transport] = {at.COUNTING_IN: "counting_in", at.ROLLING: "rolling"}


class PumpedEngine(FakeEngine):
    """The fake engine's process and device around a real callback."""

    def __init__(self) -> None:
        super().__init__()
        self.rig = EngineRig(MixPlan(RATE, (), (MASTER,)))

    def set_plan(self, plan: MixPlan) -> None:
        super().set_plan(plan)
        self.rig.memory.control.set_plan(plan)
        self.rig.memory.post(plan)

    def set_timelines(self, timelines: Sequence[TrackTimeline], loop: tuple[bool, int, int] | None = None) -> None:
        self._note("set_timelines", timelines)
        self.rig.reader.set_timelines(timelines, 0 if loop is None else self.rig.word("loop_serial") + 1)
        if loop is not None:
            self.set_loop(*loop)

    def set_channel_values(self, slot: int, channels: int, values: ChannelValues) -> None:
        self.rig.memory.control.set_channel(ChannelPlan(slot, channels, values=values))

    def set_bus_values(self, number: int, plan: BusPlan) -> None:
        self.rig.memory.control.set_bus(plan)

    def set_monitor(self, plan: MonitorPlan) -> None:
        self.rig.memory.control.set_monitor(plan)

    def set_loop(self, on: bool, start: int, end: int) -> None:
        super().set_loop(on, start, end)
        self.rig.command(at.COMMAND_LOOP, int(on), start, end)

    def play(self, count_in_frames: int = 0, stop_frame: int = -1) -> None:
        self.rig.command(at.COMMAND_ROLL, 0, count_in_frames, stop_frame, -1)

    def stop(self) -> None:
        self.rig.command(at.COMMAND_STOP)

    def locate(self, frame: int) -> None:
        super().locate(frame)
        self.rig.command(at.COMMAND_LOCATE, frame)

    def clock(self) -> ClockReading:
        clock = self.rig.memory.clock
        state = _STATES.get(int(clock["state"]), "stopped")
        return ClockReading(state, int(clock["timeline"]), int(clock["engine_frame"]), False, 0, 0, 0.0, 0.0)


class PumpedSession:
    """A session with one mono track that plays `samples`, hard left."""

    def __init__(self, folder: Path, samples: Samples) -> None:
        self.engine = PumpedEngine()
        self.session = Session(lambda: self.engine, SettingsFile(), now=lambda: 0.0)
        self.session.new_song(folder / "Song", "Song")
        write_wav(folder / "Song.worktape" / "audio" / "tape.wav", samples[:, None])
        self.perform(add_imported("Tape", "audio/tape.wav", 1, len(samples), 0, TAPE), set_pan(TAPE, -1.0))
        self.session.start_engine()
        self.run_stopped()

    def perform(self, *edits: Edit) -> None:
        for edit in edits:
            self.session.document.perform(edit)

    def run_stopped(self, blocks: int = 20) -> None:
        """Let everything arrive that was asked for while it stood."""
        for _ in range(blocks):
            self.session.poll()
            self.engine.rig.pump.run(BLOCK)
            self.engine.rig.prime()

    def play(self, seconds: float) -> Samples:
        """Roll from where it stands, and go on. Returns the left output."""
        self.session.transport.play()
        return self.run(seconds)

    def run(self, seconds: float) -> Samples:
        """Returns the left output; the session is polled as a window polls it."""
        heard = []
        for n in range(round(seconds * RATE / BLOCK)):
            if n % POLL_BLOCKS == 0:
                self.session.poll()
            if self.engine.clock().state == "rolling":
                heard.append(self.engine.rig.run([BLOCK])[:, 0])
            else:
                self.engine.rig.reader.fill()
                heard.append(self.engine.rig.pump.run(BLOCK)[:, 0])
        return np.concatenate(heard)
