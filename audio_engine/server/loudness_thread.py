"""The master's loudness, measured beside the callback from the scope ring and published in the shared block.

Lives: engine, a thread of its own; it reads what the callback wrote at most 0.3 s ago (at 96 kHz).
"""

import logging
import threading

import numpy as np

from audio_engine.loudness import LoudnessMeter
from audio_engine.memory import EngineMemory
from audio_engine.rt import layout as at

PERIOD_S = 0.02
PUBLISH_EVERY = 5  # periods: integrated loudness and range are worked out ten times a second
_log = logging.getLogger(__name__)


class LoudnessThread:
    """Measures the master of one `memory` from `start` to `stop`."""

    def __init__(self, memory: EngineMemory) -> None:
        self._memory = memory
        self._meter = LoudnessMeter(memory.rate_hz)
        self._read = int(memory.scope_written[0])
        self._end, self._reset = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="loudness", daemon=True)

    def start(self) -> None:
        """Begin to measure."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread, waiting 1 s at most."""
        self._end.set()
        self._thread.join(1.0)

    def reset(self) -> None:
        """Begin integrated loudness, range and maxima again; from any thread."""
        self._reset.set()

    def _run(self) -> None:
        periods = 0
        while not self._end.wait(PERIOD_S):
            periods += 1
            try:
                self.measure()
                if periods % PUBLISH_EVERY == 0:
                    self.publish()
            except Exception:  # the readings would stand still for the rest of the session
                _log.exception("Loudness could not be measured.")

    def measure(self) -> None:
        """Take in what the callback has written since the last call; the thread itself, or a test in its place."""
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
