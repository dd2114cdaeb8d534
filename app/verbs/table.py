"""Every verb that is one edit of the song, by its id.

Lives: any thread (pure).
"""

from app.verbs import (
    channels,
    clip_properties,
    clipboard,
    clips,
    comps,
    markers,
    moving,
    takes,
    tracks,
    transport,
)
from app.verbs.verb import Verb

_AREAS = (transport, markers, tracks, channels, comps, takes, clipboard, clips, moving, clip_properties)
VERBS: dict[str, Verb] = {verb.id: verb for area in _AREAS for verb in area.VERBS}
