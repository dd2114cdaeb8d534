"""Shows and changes where in the song tempo and meter change.

Lives: command line, main thread.
"""

from dataclasses import replace
from pathlib import Path

from app.cli import interrupt
from app.cli.opening import save, song_for_editing
from app.cli.reporting import Reporter
from app.edits.edit import Edit
from app.edits.follow_tempo import following, wanted_stretches
from app.edits.tempo import remove_tempo_change, set_tempo_change
from app.messages.command_line import NOTHING_TO_CHANGE, REMOVE_ALONE
from app.messages.steps import FOLLOW_TEMPO
from app.model.song import Song
from app.model.tempo import TempoChange
from app.model.tempo_map import tempo_map
from app.problems import Refused
from app.renders.clip_processing import ClipProcessing, wanted_after
from app.song.open_song import OpenSong
from app.storage.folder import song_folder
from app.storage.song_store import read_song
from app.text.tempo import describe_tempo_change, parse_meter


def show_tempo(path: Path, report: Reporter) -> None:
    """Report the tempo and meter changes of a song."""
    song = read_song(song_folder(path))
    for change in (TempoChange(1, song.tempo_bpm, song.meter), *song.tempo_changes):
        report(describe_tempo_change(change))


def change_tempo(
    path: Path,
    bar: int,
    bpm: float | None,
    meter: str | None,
    accents: str | None,
    gradual: bool | None,
    remove: bool,
    report: Reporter,
) -> None:
    """What is not given stays as it was before the bar."""
    given = bpm is not None or meter is not None or accents is not None or gradual is not None
    if remove and given:
        raise Refused(REMOVE_ALONE)
    if not remove and not given:
        raise Refused(NOTHING_TO_CHANGE)
    with song_for_editing(path, "worktape tempo") as opened:
        edit = remove_tempo_change(bar) if remove else _change(opened.song, bar, bpm, meter, accents, gradual)
        before = opened.song
        opened.history.perform(following(edit))
        stretch_followers(opened, before)
        save(opened, report)
    show_tempo(path, report)


def stretch_followers(opened: OpenSong, before: Song) -> None:
    """Stretch the clips that follow the tempo, after edits that may have changed it, as a step of its own."""
    stretches = wanted_stretches(before, opened.song)
    if stretches:
        made = interrupt.run(ClipProcessing(opened, wanted_after(before, stretches), FOLLOW_TEMPO))
        if made is not None:
            opened.history.perform(made)


def _change(
    song: Song, bar: int, bpm: float | None, meter: str | None, accents: str | None, gradual: bool | None
) -> Edit:
    tempo = tempo_map(song)
    existing = next((change for change in song.tempo_changes if change.bar == bar), None)
    before = existing or TempoChange(bar, tempo.tempo_of(bar), tempo.meter_of(bar))
    requested = before.meter if meter is None else parse_meter(meter)
    if accents is not None:
        requested = replace(requested, accents=accents.strip())
    tempo_bpm = before.tempo_bpm if bpm is None else bpm
    return set_tempo_change(TempoChange(bar, tempo_bpm, requested, before.gradual if gradual is None else gradual))
