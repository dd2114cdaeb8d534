"""What is planned of a section: who plays in it, and the chords that were entered for it.

Lives: any thread (pure).
"""

from collections.abc import Iterable
from dataclasses import replace

from app.model.blueprint import PlannedCell
from app.model.ids import SectionId
from app.model.song import Song


def with_copied_plans(song: Song, copies: Iterable[tuple[SectionId, SectionId]]) -> Song:
    """The song with what is planned of sections planned of others too.

    Args:
        song: As it was.
        copies: Ids of a section and of one that gets its plans.
    """
    for source, copy in copies:
        parts = tuple(
            replace(part, cells=(*part.cells, *(PlannedCell(copy, c.note) for c in part.cells if c.section == source)))
            for part in song.blueprint.parts
        )
        chords = (replace(one, section=copy) for one in song.lyrics.chords if one.section == source)
        song = replace(
            song,
            blueprint=replace(song.blueprint, parts=parts),
            lyrics=replace(song.lyrics, chords=(*song.lyrics.chords, *chords)),
        )
    return song
