"""Changes of tempo and meter in the course of the song.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.value_spec import Range

STRONG, WEAK, SILENT = "X", "x", "."


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter with the accents of its click: `X` strong, `x` weak, `.` silent for each beat; empty means `Xxx...`."""

    beats_per_bar: Annotated[int, Range(ranges.BEATS_PER_BAR)] = 4
    beat_unit: int = 4  # 2, 4, 8 or 16: which note a beat is
    accents: str = ""

    @property
    def click(self) -> str:
        """One accent character for each beat."""
        return self.accents or STRONG + WEAK * (self.beats_per_bar - 1)


@dataclass(frozen=True, slots=True)
class TempoChange:
    """Tempo and meter from a bar on, until the next change. Bar 1 is the song's own."""

    bar: Annotated[int, Range(ranges.CHANGE_BAR)]
    tempo_bpm: Annotated[float, Range(ranges.TEMPO_BPM)]  # quarter notes a minute
    meter: Meter = Meter()
    gradual: bool = False  # the tempo moves there, beat by beat, from the change before
