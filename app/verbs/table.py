"""Every verb by its id.

Lives: any thread (pure).
"""

from app.verbs import (
    channels,
    clip_properties,
    clipboard,
    clips,
    comps,
    forms,
    lyrics,
    markers,
    moving,
    sections,
    takes,
    tracks,
    transport,
)
from app.verbs.processing import SLOW_VERBS as _PROCESSING
from app.verbs.verb import SlowVerb, Verb, VerbFacts

_AREAS = (
    transport,
    markers,
    sections,
    forms,
    lyrics,
    tracks,
    channels,
    comps,
    takes,
    clipboard,
    clips,
    moving,
    clip_properties,
)
VERBS: dict[str, Verb] = {verb.id: verb for area in _AREAS for verb in area.VERBS}
SLOW_VERBS: dict[str, SlowVerb] = {verb.id: verb for verb in _PROCESSING}
EVERY_VERB: dict[str, VerbFacts] = {**VERBS, **SLOW_VERBS}
