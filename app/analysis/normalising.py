"""The gain that brings a clip to a wanted level.

Lives: any thread (pure).
"""

import math
from typing import NamedTuple

from app.model.ranges import CLIP_GAIN_DB

PEAK_DBFS = -1.0  # usual targets
LOUDNESS_LUFS = -23.0


class NormalGain(NamedTuple):
    """A gain for a clip.

    Attributes:
        gain_db: What to set.
        short_by_db: By how much the clip stays off the target, because a clip's gain has limits; 0.0 if it does not.
    """

    gain_db: float
    short_by_db: float


def normal_gain(level_db: float, target_db: float) -> NormalGain | None:
    """The gain from one level to another.

    Args:
        level_db: Peak in dBFS or loudness in LUFS of the clip without its gain.
        target_db: Of the same kind.

    Returns:
        None for silence, which no gain makes louder.
    """
    if not math.isfinite(level_db):
        return None
    wanted = target_db - level_db
    gain = min(max(wanted, CLIP_GAIN_DB[0]), CLIP_GAIN_DB[1])
    return NormalGain(gain, wanted - gain)
