"""Other programs on the same session.

Each module has NAME, `problem()` (why it is skipped, or "") and `run(session, output)`.
"""

import math

from tests.benchmarks.session import Track


def levels(track: Track) -> tuple[float, float]:
    """Linear gains of left and right: the fader with constant-power panning."""
    angle = (track.pan + 1) * math.pi / 4
    return track.gain * math.cos(angle), track.gain * math.sin(angle)
