"""Renders a plan with the engine's own callback, block by block: decoding beside the kernel, which leaves the GIL.

Lives: bounce process; `Renderer` on its main thread, decoding on one of its own.
"""

import logging
import threading
import time
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from audio_engine.bounce.request import BounceProblem
from audio_engine.capacity import CUES, FIRST_CUE, bus_lane
from audio_engine.output_file import OutputFile, Samples
from audio_engine.plan import ChannelPlan, ChannelValues, MixPlan, TrackTimeline

if TYPE_CHECKING:
    from audio_engine.mix_delays import MixDelays

BLOCK_FRAMES = 8192
QUEUED_BLOCKS = 3  # between kernel and encoder
_log = logging.getLogger(__name__)


def offline_plan(plan: MixPlan) -> MixPlan:
    """Return the plan without what only the studio hears: inputs, monitoring, headphone mixes, click, PFL, monitor level."""
    cues = range(FIRST_CUE, FIRST_CUE + CUES)

    def silent(values: ChannelValues) -> ChannelValues:
        return msgspec.structs.replace(values, strip=values.strip._replace(pfl=0.0, afl=0.0), cues=())

    channels = tuple(
        ChannelPlan(c.slot, c.channels, output=c.output, values=silent(c.values), curves=c.curves)
        for c in plan.channels
    )
    buses = tuple(
        msgspec.structs.replace(
            b,
            outputs=(0, 1) if b.kind == "master" else (),
            values=silent(b.values),
            effect=b.effect | {"click_gain": 0.0},
        )
        for b in plan.buses
        if b.kind != "headphones" and b.output not in cues  # nor what plays in headphones only
    )
    return MixPlan(plan.rate_hz, channels, buses)


class Renderer:
    """The engine's callback on memory of its own, rolling from `start_frame` as from a stop.

    What the mix is late by (saturation, limiter) is rendered and thrown away first, so that blocks begin at `start_frame`.
    """

    def __init__(
        self, plan: MixPlan, timelines: tuple[TrackTimeline, ...], start_frame: int, files: tuple[OutputFile, ...]
    ) -> None:
        from audio_engine.backend.pump import Pump
        from audio_engine.disk.reader import CHUNK_FRAMES, DiskReader
        from audio_engine.memory import EngineMemory
        from audio_engine.mix_delays import mix_delays
        from audio_engine.rt import layout as at

        self._parts = any(f.slot >= 0 or f.bus >= 0 for f in files)
        self.memory = EngineMemory(
            plan.rate_hz, 0, 2, capture=False, stem_frames=BLOCK_FRAMES if self._parts else 0,
            stem_buffers=QUEUED_BLOCKS + 3,
        )  # fmt: skip
        self.memory.set_stem_point(any(f.point == "before_fader" for f in files))
        offline = offline_plan(plan)
        self.memory.control.set_plan(offline)
        self.memory.post(offline)
        self._pump = Pump(self.memory)
        self.reader = DiskReader(self.memory, CHUNK_FRAMES)
        self.reader.set_timelines(timelines)
        self.memory.control.command(at.COMMAND_LOCATE, start_frame)
        self._pump.run(64)
        while not self.reader.ready():
            self.reader.fill()
        self.memory.control.command(at.COMMAND_ROLL, 0, 0, -1, -1)
        self._end, self._read_on = threading.Event(), threading.Event()
        self._decoding_error: Exception | None = None
        delays = mix_delays(offline)
        self._taps = [_Tap(file, offline, delays) for file in files] if self._parts else []
        self._mix_tap = _Tap(None, offline, delays)
        threading.Thread(target=self._decode, name="decoder", daemon=True).start()
        late = delays.before_master if self._parts else delays.master
        while late > 0:
            self._roll(min(late, BLOCK_FRAMES))
            if self._parts:
                self._read_taps(min(late, BLOCK_FRAMES))
            late -= min(late, BLOCK_FRAMES)

    def _decode(self) -> None:
        """Decoder thread. While all rings are full, it rests until the kernel has read on."""
        try:
            while not self._end.is_set():
                if not self.reader.fill():
                    self._read_on.wait()
                    self._read_on.clear()
        except Exception as error:  # the kernel would wait without end
            _log.exception("Decoding failed.")
            self._decoding_error = error

    def _roll(self, frames: int) -> Samples:
        while self.reader.filled_until() < int(self.memory.transport["roll"]) + frames:
            if self._decoding_error is not None:
                raise BounceProblem(
                    f"The song's audio could not be read: {self._decoding_error}. Nothing was kept of this bounce."
                )
            time.sleep(0.0002)
        mix = self._pump.run(frames)
        self._read_on.set()
        return mix

    def run(self, frames: int) -> list[Samples]:
        """Render the next block, once its audio is decoded.

        Returns:
            The master, or what each file's channel or bus gave and then the mix before the master; [frame, channel] each.
            They are good until QUEUED_BLOCKS + 2 blocks later.

        Raises:
            BounceProblem: Decoding failed.
        """
        mix = self._roll(frames)
        return self._read_taps(frames) if self._parts else [mix]

    def _read_taps(self, frames: int) -> list[Samples]:
        parts = [tap.read(self.memory.stems, frames) for tap in (*self._taps, self._mix_tap)]
        self.memory.next_stems()
        return parts

    def close(self) -> None:
        """End decoding."""
        self._end.set()
        self._read_on.set()


class _Tap:
    """Where one file's samples lie in the engine's stems, delayed so that all parts are in step with the mix."""

    def __init__(self, file: OutputFile | None, plan: MixPlan, delays: "MixDelays") -> None:
        widths = {c.slot: c.channels for c in plan.channels}
        self._raw = file is not None and file.point == "before_fader"
        self._pair = file is not None and (file.slot < 0 or widths[file.slot] == 2)
        self.channels = 1 if self._raw and not self._pair else 2
        if file is None:
            self._lane, late = bus_lane(0), 0
        elif file.slot >= 0:
            self._lane, late = file.slot, delays.after_stage(0)
        else:
            self._lane, late = bus_lane(file.bus), delays.after_bus(file.bus)
        self._kept = np.zeros((late, self.channels), np.float32)

    def read(self, stems: Samples, frames: int) -> Samples:
        first = stems[self._lane, :frames]
        if self._raw:
            samples = np.stack([stems[self._lane + side, :frames, 0] for side in range(self.channels)], axis=1)
        elif self._pair:
            samples = first + stems[self._lane + 1, :frames]
        else:
            samples = first
        if len(self._kept):
            samples = np.concatenate([self._kept, samples])
            self._kept, samples = samples[frames:].copy(), samples[:frames]
        return samples
