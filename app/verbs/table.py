"""Every verb that is one edit of the song, by its id.

Lives: any thread (pure).
"""

from app.verbs import channels, clips, comps, takes, tracks, transport
from app.verbs.verb import Verb

VERBS: dict[str, Verb] = {
    verb.id: verb for verb in (*transport.VERBS, *tracks.VERBS, *channels.VERBS, *comps.VERBS, *takes.VERBS, *clips.VERBS)
}  # fmt: skip
