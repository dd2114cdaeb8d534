"""Tempo and meter as people write them: `96 bpm`, `3/4`.

Lives: any thread (pure).
"""

from app.model.tempo import Meter, TempoChange
from app.problems import EditRefused


def meter_words(meter: Meter) -> str:
    """`3/4`."""
    return f"{meter.beats_per_bar}/{meter.beat_unit}"


def parse_meter(words: str, accents: str = "") -> Meter:
    """The meter that `3/4` or `3` writes. EditRefused otherwise; the numbers themselves are checked by the edit."""
    beats, _, unit = words.strip().partition("/")
    try:
        return Meter(int(beats), int(unit or 4), accents.strip())
    except ValueError:
        raise EditRefused(f"{words!r} is not a meter: enter one such as 3/4.") from None


def change_words(change: TempoChange) -> str:
    """`from bar 17: 96 bpm, 3/4, click X..`."""
    words = f"from bar {change.bar}: {change.tempo_bpm:g} bpm, {meter_words(change.meter)}"
    words += f", click {change.meter.accents}" if change.meter.accents else ""
    return words + (", gradually from the change before" if change.gradual else "")
