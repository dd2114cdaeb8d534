"""The master's loudness, measured beside the callback from the scope ring and published in the shared block.

Lives: engine, a thread of its own; it reads what the callback wrote at most 0.3 s ago (at 96 kHz).
"""

import threading

import numpy as np

from audio_engine.fault_log import FaultLog
from audio_engine.loudness import LoudnessMeter
from audio_engine.memory import EngineMemory
from audio_engine.rt import layout as at

TURN_S = 0.02
PUBLISH_TURNS = 5  # integrated loudness and range are worked out ten times a second


class LoudnessThread:
    def __init__(self, memory: EngineMemory) -> None:
        self._memory = memory
        self._meter = LoudnessMeter(memory.rate_hz)
        self._read = int(memory.scope_written[0])
        self._end, self._reset = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="loudness", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join(1.0)

    def reset(self) -> None:
        """Integrated loudness, range and maxima begin anew. Any thread."""
        self._reset.set()

    def _run(self) -> None:
        turn, faults = 0, FaultLog()
        while not self._end.wait(TURN_S):
            turn += 1
            try:
                self.turn()
                if turn % PUBLISH_TURNS == 0:
                    self.publish()
            except Exception as error:  # the readings would stand still for the rest of the session
                faults.tell(error)

    def turn(self) -> None:
        """Take in what has arrived."""
        if self._reset.is_set():
            self._reset.clear()
            self._meter.reset()
        written = int(self._memory.scope_written[0])
        self._read = max(self._read, written - at.SCOPE_FRAMES // 2)
        if written > self._read:
            frames = np.arange(self._read, written) % at.SCOPE_FRAMES
            self._meter.feed(self._memory.scope[:2].take(frames, axis=1).T)
            self._read = written

    def publish(self) -> None:
        """Write all readings into the shared block (LoudnessReading's order)."""
        m = self._meter
        self._memory.loudness[:7] = (
            m.momentary, m.short_term, m.integrated, m.range_lu, m.true_peak_db, m.momentary_max, m.short_term_max,
        )  # fmt: skip
