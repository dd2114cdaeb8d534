"""Tempo and meter as people write them: `96 bpm`, `3/4`.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.messages.song import not_a_meter, not_a_tempo
from app.model.tempo import Meter, TempoChange
from app.problems import EditRefused
from app.text.values import format_tempo, parse_tempo

_QUARTER_NOTE, _ARROW = "\u2669", "\u2192"


def format_meter(meter: Meter) -> str:
    """`3/4`."""
    return f"{meter.beats_per_bar}/{meter.beat_unit}"


def parse_meter(typed: str, accents: str = "") -> Meter:
    """The meter that `3/4` or `3` stands for; the edit checks its numbers.

    Raises:
        EditRefused: `typed` is no meter.
    """
    beats, _, unit = typed.strip().partition("/")
    try:
        return Meter(int(beats), int(unit or 4), accents.strip())
    except ValueError:
        raise EditRefused(not_a_meter(typed)) from None


def format_tempo_change(change: TempoChange) -> str:
    """`♩ 96 3/4`, or `→ 96 3/4` for a gradual one."""
    sign = _ARROW if change.gradual else _QUARTER_NOTE
    return f"{sign} {format_tempo(change.tempo_bpm)} {format_meter(change.meter)}"


def parse_tempo_change(typed: str, present: TempoChange) -> TempoChange:
    """What `96`, `3/4` or `96 bpm 3/4` makes of a change: what is not named stays.

    Raises:
        EditRefused: `typed` is neither tempo nor meter.
    """
    change = present
    for part in typed.casefold().replace("bpm", " ").split():
        if "/" in part:
            meter = parse_meter(part)
            same = (meter.beats_per_bar, meter.beat_unit) == (change.meter.beats_per_bar, change.meter.beat_unit)
            change = change if same else replace(change, meter=meter)
            continue
        tempo_bpm = parse_tempo(part)
        if tempo_bpm is None:
            raise EditRefused(not_a_tempo(typed))
        change = replace(change, tempo_bpm=tempo_bpm)
    return change


def describe_tempo_change(change: TempoChange) -> str:
    """`from bar 17: 96 bpm, 3/4, click X..`."""
    text = f"from bar {change.bar}: {format_tempo(change.tempo_bpm)} bpm, {format_meter(change.meter)}"
    text += f", click {change.meter.accents}" if change.meter.accents else ""
    return text + (", gradually from the change before" if change.gradual else "")
