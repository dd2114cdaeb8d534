"""Arrangements: other forms of the song, each with its own order of sections and what lies on the timeline in it.

The song itself holds the one that is worked on; `Arrangements` keeps the others.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.automation import Curve
from app.model.clip import Clip
from app.model.ids import ArrangementId, TrackId, VersionId
from app.model.marker import Marker
from app.model.section import Section
from app.model.take import Take
from app.model.tempo import Meter, TempoChange
from app.model.track import Comp, Keeper
from app.model.transport import TransportSettings
from app.model.value_spec import Longest, Range

FIRST = ArrangementId("first")
FIRST_NAME = "First form"


@dataclass(frozen=True, slots=True)
class ArrangedTrack:
    """What lies on the timeline of a track. Takes are there for their places; their audio is shared."""

    track: TrackId
    clips: tuple[Clip, ...] = ()
    takes: tuple[Take, ...] = ()
    discarded: tuple[Take, ...] = ()
    comp_name: str = ""
    comps: tuple[Comp, ...] = ()
    keepers: tuple[Keeper, ...] = ()
    curves: tuple[Curve, ...] = ()


@dataclass(frozen=True, slots=True)
class ArrangedCurves:
    """The curves of a channel that has some."""

    channel: Annotated[str, Longest(ranges.LONGEST_ID)]
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class ArrangedVersion:
    """The curves of a mix version."""

    version: VersionId
    tracks: tuple[ArrangedCurves, ...]
    buses: tuple[ArrangedCurves, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A form of the song that is kept while another one is worked on."""

    id: ArrangementId
    name: str
    tempo_bpm: Annotated[float, Range(ranges.TEMPO_BPM)] = 120.0
    meter: Meter = Meter()
    tempo_changes: tuple[TempoChange, ...] = ()
    sections: tuple[Section, ...] = ()
    markers: tuple[Marker, ...] = ()
    transport: TransportSettings = TransportSettings()  # loop and punch of it
    chords: tuple[Annotated[str, Longest(ranges.LONGEST_CHORDS)], ...] = ()  # of the whole song, bar by bar
    tracks: tuple[ArrangedTrack, ...] = ()
    buses: tuple[ArrangedCurves, ...] = ()
    versions: tuple[ArrangedVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrangements:
    """Which form the song has now, and the others."""

    current: ArrangementId = FIRST
    name: str = FIRST_NAME  # of the current one
    main: ArrangementId = FIRST  # the one to go back to when another one is dropped
    others: tuple[Arrangement, ...] = ()
