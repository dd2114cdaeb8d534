"""An idea on its way into a song: as a track of its own, with its bars on those of the song where they are known.

Lives: made and ended on the main thread; `run` on a worker.
"""

from app.edits.edit import Edit
from app.edits.lyrics import set_section_chords
from app.edits.tempo import set_beats_per_bar, set_tempo
from app.edits.tracks import rename_track
from app.ideas.folder import IdeasFolder
from app.ideas.idea import Idea
from app.messages.steps import ADD_WORK_TAPE
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.song.hearing import Hearing, sureness
from app.song.importing import AudioImport, ImportChoices
from app.song.open_song import OpenSong
from app.text.transposing import set_key
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


def beginning(song: Song, hearing: Hearing) -> tuple[list[Edit], int]:
    """What a new song that begins with an idea takes over of what was heard in it.

    Returns:
        Edits that set the tempo where it is likely at least, and meter, key and chords where they are sure; and the frame
        at which the idea begins.
    """
    edits, bars_sure = [], sureness(hearing.bars_sure) == "sure"
    if hearing.bpm is not None and sureness(hearing.tempo_sure) != "not sure":
        edits.append(set_tempo(round(hearing.bpm, 1)))
    if bars_sure:
        edits.append(set_beats_per_bar(hearing.beats_a_bar))
    if has_sure_key(hearing):
        edits.append(set_key(hearing.key))
    timed = Edit.combine(ADD_WORK_TAPE, edits).apply(song) if edits else song
    at_frame = place_in_song(timed, 0, hearing)
    if bars_sure and any(hearing.bars) and sureness(hearing.chords_sure) == "sure":
        first = at_frame + seconds_to_frames(hearing.first_bar_s, song.rate_hz)
        before = round(tempo_map(timed).bars_at(first))
        edits.append(set_section_chords(None, [""] * before + list(hearing.bars)))
    return edits, at_frame


def has_sure_key(hearing: Hearing) -> bool:
    """Whether a key was heard for sure."""
    return bool(hearing.key) and sureness(hearing.key_sure) == "sure"
