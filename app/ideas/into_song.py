"""An idea on its way into a song: as a track of its own, with its bars on those of the song where they are known.

Lives: made and ended on the main thread; `run` on a worker.
"""

from app.edits.edit import Edit
from app.edits.tracks import rename_track
from app.ideas.folder import IdeasFolder
from app.ideas.idea import Idea
from app.messages.steps import ADD_WORK_TAPE
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.song.hearing import Hearing, sureness
from app.song.importing import AudioImport, ImportChoices
from app.song.open_song import OpenSong
from app.units import seconds_to_frames


class IdeaIntoSong(AudioImport):
    """Copies the sound of an idea into the song; the idea stays."""

    def __init__(self, opened: OpenSong, folder: IdeasFolder, idea: Idea, at_frame: int) -> None:
        """Raises as AudioImport does."""
        super().__init__(opened, [folder.audio_path(idea.id)], at_frame, choices=ImportChoices())
        self._name = idea.name

    def edit(self, song: Song) -> Edit | None:
        """One step: a track with the idea, called by its name."""
        imported = super().edit(song)
        if imported is None:
            return None

        def apply(current: Song) -> Song:
            made = imported.apply(current)
            before = {track.id for track in current.tracks}
            for track in made.tracks:
                if track.id not in before:
                    made = rename_track(track.id, self._name).apply(made)
            return made

        return Edit(ADD_WORK_TAPE, apply)


def place_in_song(song: Song, playhead_frame: int, hearing: Hearing | None) -> int:
    """The frame at which an idea begins: at the playhead, or so that its first bar lies on the bar nearest to it."""
    if hearing is None or sureness(hearing.bars_sure) == "not sure":
        return playhead_frame
    tempo, first = tempo_map(song), seconds_to_frames(hearing.first_bar_s, song.rate_hz)
    bar = round(tempo.bars_at(playhead_frame)) + 1
    while tempo.bar_frame(bar) < first:
        bar += 1
    return tempo.bar_frame(bar) - first
