"""Buses: groups, effect returns, headphone mixes and the master.

Lives: any thread (frozen).
"""

from dataclasses import dataclass, field
from typing import Annotated

from app.model import ranges
from app.model.automation import AutomationMode, Curve
from app.model.bus_types import (
    BUS_TYPES,
    BusKind,
    BusType,
    ChorusSettings,
    ClickSound,
    DelaySettings,
    LimiterSettings,
    ReverbSettings,
)
from app.model.ids import BusId, VcaId
from app.model.strip import StripSettings
from app.model.value_spec import Range, choice, level
from app.units import MINUS_INFINITY_DB

DEFAULT_OUTPUTS = (1, 2)  # of the master


@dataclass(frozen=True, slots=True)
class Bus:
    """A group, effect return, headphone mix or the master.

    Attributes:
        outputs: Device outputs from 1; empty means the master's default pair, or none for headphones.
        output: Where a group goes: another group, or None for the master. Effect returns go to the master.
    """

    id: BusId
    name: str
    kind: BusKind
    strip: StripSettings = StripSettings()
    output: BusId | None = None
    outputs: tuple[int, ...] = ()
    reverb: ReverbSettings = field(default_factory=ReverbSettings)  # used when kind is reverb
    delay: DelaySettings = field(default_factory=DelaySettings)  # used when kind is delay
    chorus: ChorusSettings = field(default_factory=ChorusSettings)  # used when kind is chorus
    limiter: LimiterSettings = field(default_factory=LimiterSettings)  # used by the master
    # headphones: the click in this mix; master: in the room, while no headphones have it
    click_level_db: Annotated[float, level("Click", "click_gain", automatable=False)] = -6.0
    click_sound: Annotated[ClickSound, choice("Click sound", row="")] = "tone"  # headphones, master
    # headphones: reverb on armed tracks, heard here and recorded nowhere
    comfort_reverb_db: Annotated[float, level("Comfort reverb", automatable=False)] = MINUS_INFINITY_DB

    @property
    def type(self) -> BusType:
        """The record of its kind."""
        return BUS_TYPES[self.kind]

    @property
    def resolved_outputs(self) -> tuple[int, ...]:
        """Device outputs from 1 in use, including the default pair."""
        return DEFAULT_OUTPUTS if self.kind == "master" and not self.outputs else self.outputs

    vca: VcaId | None = None
    automation: AutomationMode = "read"
    curves: tuple[Curve, ...] = ()
    strip_b: StripSettings | None = None  # the other one of an A/B comparison
    colour: Annotated[int, Range(ranges.COLOUR)] = 0
