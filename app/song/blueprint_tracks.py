"""Tracks of the blueprint's parts, with the presets of their instruments.

Lives: any thread (pure).
"""

from app.edits import blueprint
from app.edits.edit import Edit
from app.messages import steps
from app.model.song import Song
from app.song.presets import apply_preset


def make_tracks(song: Song) -> Edit:
    """Make a track for each part that has none, as `app.edits.blueprint.make_tracks` does, with its preset.

    Args:
        song: The song as it is now: tracks that are there keep their strip.
    """
    there = {track.id for track in song.tracks}
    make = blueprint.make_tracks()

    def apply(now: Song) -> Song:
        made = make.apply(now)
        for part in made.blueprint.parts:
            if part.preset and part.track is not None and part.track not in there:
                made = apply_preset(part.track, part.preset).apply(made)
        return made

    return Edit(steps.MAKE_TRACKS, apply)
