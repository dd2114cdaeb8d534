"""The meters of the whole window, in the banks that the engine counts them in.

Lives: window, main thread.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.ports import MeterReading
from app.engine.slots import MASTER_BUS
from app.model.ranges import CHANNEL_NUMBER
from ui.state.meter_modes import METER_MODES, MeterMode
from ui.widgets.ballistics import LevelBank

REDUCTION_RETURN_DB_PER_S = 40.0  # how fast a shown gain reduction goes back: the engine's own is too quick to read
MASTER_ROWS = slice(2 * MASTER_BUS, 2 * MASTER_BUS + 2)  # left and right, after fader and limiter
_ROOM = 512  # lanes before the engine has said how many there are


class Levels:
    """`reduction_db` is [gate, compressor, de-esser; lane], 0 or less. `faulty` latches lanes that sent no numbers."""

    def __init__(self) -> None:
        self.mode: MeterMode = METER_MODES[0]
        self.lanes = LevelBank(_ROOM)
        self.buses = LevelBank(128)  # two a bus
        self.inputs = LevelBank(CHANNEL_NUMBER[1])
        self.outputs = LevelBank(CHANNEL_NUMBER[1])
        self.reduction_db: NDArray[np.float32] = np.zeros((3, _ROOM), dtype=np.float32)
        self.limiter_db = 0.0
        self.loudness: Any = None  # the engine's LoudnessReading
        self.faulty = np.zeros(_ROOM, dtype=np.bool_)
        self._faults_seen: NDArray[Any] | None = None

    def take(self, reading: MeterReading, elapsed_s: float) -> None:
        """One reading of the engine."""
        self._take_lanes(reading, elapsed_s)
        self.inputs.advance(reading.input_peak, elapsed_s, reading.input_clips)
        self.outputs.advance(reading.output_peak, elapsed_s)
        back = REDUCTION_RETURN_DB_PER_S * elapsed_s
        if self.reduction_db.shape != reading.reduction_db.shape:
            self.reduction_db = np.zeros_like(reading.reduction_db)
        np.minimum(reading.reduction_db, np.minimum(self.reduction_db + back, 0.0), out=self.reduction_db)
        self.limiter_db = min(reading.limiter_db, self.limiter_db + back, 0.0)
        self.loudness = reading.loudness
        self._take_faults(reading.faults)

    def _take_lanes(self, reading: MeterReading, elapsed_s: float) -> None:
        mode = self.mode
        self.lanes.advance(
            mode.lanes(reading),
            elapsed_s,
            reading.lane_clips,
            None if mode.lane_averages is None else mode.lane_averages(reading),
            inertia_s=mode.inertia_s,
        )
        self.buses.advance(
            mode.buses(reading).reshape(-1),
            elapsed_s,
            reading.bus_clips.reshape(-1),
            None if mode.bus_averages is None else mode.bus_averages(reading).reshape(-1),
            inertia_s=mode.inertia_s,
            outputs=MASTER_ROWS,
        )

    def _take_faults(self, faults: NDArray[Any]) -> None:
        if self._faults_seen is None or faults.shape != self.faulty.shape or bool((faults < self._faults_seen).any()):
            self.faulty = np.zeros(faults.shape, dtype=np.bool_)  # a fresh engine
        else:
            self.faulty |= faults > self._faults_seen
        self._faults_seen = faults.copy()

    def clear_all(self) -> None:
        """Put out every light of the window."""
        for bank in (self.lanes, self.buses, self.inputs, self.outputs):
            bank.clear()
        self.faulty[:] = False
