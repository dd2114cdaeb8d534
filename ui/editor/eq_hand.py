"""The hand on the picture of the EQ: which handle moves, and what values that means.

Lives: window, main thread.
"""

from dataclasses import dataclass

from app.model.channel import Value
from app.model.parameters import BANDS, parameter
from app.model.strip import BandSettings, FilterSettings, StripSettings
from app.text.parameters import format_parameter
from ui.widgets.parameter_scale import stepped

HANDLES = ("high_pass", *BANDS, "low_pass")
LABELS = {
    "high_pass": "HP", "low": "1", "low_mid": "2", "high_mid": "3", "high": "4", "low_pass": "LP",
}  # fmt: skip
NAMES = {
    "high_pass": "High-pass", "low": "Low", "low_mid": "Low-mid", "high_mid": "High-mid", "high": "High",
    "low_pass": "Low-pass",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handle:
    """One handle of the strip as it is; filters have no gain."""

    name: str
    settings: BandSettings | FilterSettings
    on: bool

    @property
    def is_band(self) -> bool:
        return isinstance(self.settings, BandSettings)

    @property
    def head(self) -> str:
        return f"eq/{self.name}" if self.is_band else self.name

    @property
    def switch(self) -> str:
        return "eq/on" if self.is_band else f"{self.name}/on"

    @property
    def gain_db(self) -> float:
        return self.settings.gain_db if isinstance(self.settings, BandSettings) else 0.0

    @property
    def paths(self) -> tuple[str, ...]:
        fields = ("frequency_hz", "gain_db") if self.is_band else ("frequency_hz",)
        return tuple(f"{self.head}/{field}" for field in fields)

    def description(self) -> str:
        """What a screen reader says: `Low-mid: 400 Hz, +2.0 dB, Q 1.0`."""
        hertz = format_parameter(parameter("track", f"{self.head}/frequency_hz"), self.settings.frequency_hz)
        if isinstance(self.settings, BandSettings):
            gain = format_parameter(parameter("track", f"{self.head}/gain_db"), self.gain_db)
            text = f"{NAMES[self.name]}: {hertz}, {gain}, Q {self.settings.q:.2f}"
        else:
            text = f"{NAMES[self.name]}: {hertz}, {self.settings.slope} dB an octave"
        return text if self.on else f"{text}, off"


def handle_of(strip: StripSettings, name: str) -> Handle:
    """The handle of a band or filter with its present settings."""
    if name in BANDS:
        return Handle(name, getattr(strip.eq, name), strip.eq.on)
    settings: FilterSettings = getattr(strip, name)
    return Handle(name, settings, settings.on)


def dragged(handle: Handle, hz: float, gain_db: float) -> dict[str, Value]:
    """Under the mouse 0 dB has a detent."""
    return placed(handle, hz, 0.0 if abs(gain_db) < 0.25 else gain_db)


def placed(handle: Handle, hz: float, gain_db: float) -> dict[str, Value]:
    """The handle at a place; a section that was off goes on, or the hand would move something unheard."""
    entry = parameter("track", f"{handle.head}/frequency_hz")
    values: dict[str, Value] = {f"{handle.head}/frequency_hz": min(entry.high, max(entry.low, hz))}
    if handle.is_band:
        values[f"{handle.head}/gain_db"] = max(-18.0, min(18.0, gain_db))
    if not handle.on:
        values[handle.switch] = True
    return values


def turned(handle: Handle, steps: float, fine: bool) -> dict[str, Value]:
    """The wheel: Q of a band; a filter's slope has two places."""
    if isinstance(handle.settings, BandSettings):
        path = f"{handle.head}/q"
        return {path: stepped(parameter("track", path), handle.settings.q, steps, fine)}
    return {f"{handle.head}/slope": "24" if steps > 0 else "12"}


def walked(handle: Handle, octave_steps: float, gain_steps: float, fine: bool) -> dict[str, Value]:
    """The arrows: a 24th of an octave and half a dB; fine a tenth of that."""
    share = 0.1 if fine else 1.0
    hz = handle.settings.frequency_hz * 2.0 ** (octave_steps * share / 24)
    return placed(handle, hz, handle.gain_db + gain_steps * (0.1 if fine else 0.5))


def at_rest(handle: Handle) -> dict[str, Value]:
    """Frequency, gain and Q as a new strip has them."""
    fields = ("frequency_hz", "gain_db", "q") if handle.is_band else ("frequency_hz",)
    paths = [f"{handle.head}/{field}" for field in fields]
    return {path: parameter("track", path).default for path in paths}
