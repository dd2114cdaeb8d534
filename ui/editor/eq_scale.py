"""Where frequencies and gains lie in the picture of the EQ.

Lives: window, main thread.
"""

import math

from PySide6.QtCore import QRectF

LOW_HZ, HIGH_HZ = 20.0, 20000.0
GAIN_DB = 18.0
ROOM_DB = 20.0  # the picture reaches a little further than the handles
SPECTRUM_TOP_DB, SPECTRUM_FLOOR_DB = 0.0, -96.0
LABELLED_HZ = (50, 100, 200, 500, 1000, 2000, 5000, 10000)
_OCTAVES = math.log2(HIGH_HZ / LOW_HZ)


class EqScale:
    """Of a picture in `area`."""

    def __init__(self, area: QRectF) -> None:
        self.area = area

    def x_of(self, hz: float) -> float:
        return self.area.x() + self.area.width() * math.log2(max(hz, 1.0) / LOW_HZ) / _OCTAVES

    def hz_at(self, x: float) -> float:
        position = (x - self.area.x()) / max(1.0, self.area.width())
        return float(min(HIGH_HZ, max(LOW_HZ, LOW_HZ * 2.0 ** (position * _OCTAVES))))

    def y_of(self, gain_db: float) -> float:
        return self.area.center().y() - self.area.height() / 2 * max(-1.0, min(1.0, gain_db / ROOM_DB))

    def gain_at(self, y: float) -> float:
        gain = (self.area.center().y() - y) / max(1.0, self.area.height() / 2) * ROOM_DB
        return max(-GAIN_DB, min(GAIN_DB, gain))


def hz_label(hz: int) -> str:
    """`100`, `2k`."""
    return f"{hz // 1000}k" if hz >= 1000 else str(hz)
