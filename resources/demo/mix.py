"""The mix of the demo song: levels in dB, places from -1 to 1, sends in dB.

Lives: the command line or a worker that makes the demo.
"""

from typing import NamedTuple


class PartMix(NamedTuple):
    """`reverb_db` and `delay_db` of None: no send."""

    name: str
    recording: int  # in which pass the part is recorded
    fader_db: float
    pan: float
    reverb_db: float | None
    delay_db: float | None = None


PARTS = (
    PartMix("Kick", 1, -1.5, 0.0, None),
    PartMix("Snare", 1, -3.0, 0.05, -14.0),
    PartMix("Hats", 1, -9.0, -0.35, -22.0),
    PartMix("Bass", 1, -4.5, 0.0, None),
    PartMix("Guitar", 1, -2.5, 0.38, -13.0),
    PartMix("Guitar 2", 2, -6.0, -0.55, -14.0),
    PartMix("Pad", 2, -12.5, 0.0, -12.0),
    PartMix("Bells", 2, -12.0, 0.6, -8.0, -14.0),
    PartMix("Lead", 3, -4.0, 0.0, -10.0, -16.0),
    PartMix("Harmony low", 3, -12.5, -0.3, -9.0),
    PartMix("Harmony high", 3, -13.5, 0.3, -8.0),
)
MASTER_FADER_DB = 4.0
REVERB_DECAY_S = 1.9
REVERB_PRE_DELAY_MS = 18.0
DELAY_TIME_BEATS = 0.75
DELAY_FEEDBACK = 0.32
