"""Discarding takes: they go at once, and one edit restores them.

Lives: any thread (pure).
"""

from app.edits import discarding
from app.edits.edit import Edit
from app.messages import steps
from app.messages.song import NOTHING_TO_DISCARD
from app.model.song import Song
from app.problems import NothingToDo
from app.verbs.target import Target
from app.verbs.verb import TRANSPORT, Verb


def discard_last(target: Target) -> Edit:
    """Discard everything that the last recording put on the tracks.

    Raises:
        NothingToDo: There is no recording.
    """
    latest = discarding.latest_pass(target.song)
    if latest is None:
        raise NothingToDo(NOTHING_TO_DISCARD)
    return discarding.discard_pass(latest)


def restore_discarded(before: Song, after: Song) -> Edit:
    """Restore what was discarded between two states of a song."""
    known = {(track.id, take.id) for track in before.tracks for take in track.discarded}
    gone = [(track.id, take.id) for track in after.tracks for take in track.discarded]
    return Edit.combine(steps.RESTORE_TAKES, [discarding.restore_take(*key) for key in gone if key not in known])


VERBS = (Verb("takes.discard-last", "Discard the last recording", TRANSPORT, discard_last),)
