"""The user's own templates: song folders without media, in a folder of their own, to rename or delete like any other.

Lives: any thread.
"""

from dataclasses import replace
from pathlib import Path

from app.edits.edit import Edit, clean_name
from app.edits.songs import fresh_song
from app.messages import steps
from app.messages.files import cannot_write
from app.model.credits import Credits
from app.model.song import Song
from app.model.stage_record import StageLog
from app.model.track import Track
from app.problems import SongProblem
from app.storage.folder import SUFFIX, create_song_folder, folder_name, name_from_folder, song_folder
from app.storage.song_store import read_song, write_song


def user_templates(folder: Path) -> list[tuple[str, Path]]:
    """Name and song folder of each template there, by name; none if there is no such folder."""
    try:
        found = [path for path in folder.iterdir() if path.suffix == SUFFIX and (path / "song.json").is_file()]
    except OSError:
        return []
    return sorted(((name_from_folder(path), path) for path in found), key=lambda one: one[0].casefold())


def save_template(song: Song, name: str, folder: Path) -> Path:
    """Make a template of a song: everything but what was recorded, written and done in it.

    Args:
        song: The song.
        name: Of the template.
        folder: Where the user's templates lie; it is made if need be.

    Returns:
        The new song folder.

    Raises:
        EditRefused: It is no name.
        SongProblem: There is one of this name, or it cannot be written.
    """
    named = replace(as_template(song), name=clean_name(name, "template"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SongProblem(cannot_write(folder, error)) from None
    made = create_song_folder(folder / folder_name(named.name))
    write_song(made, named)
    return made.path


def song_from_template(folder: Path) -> Edit:
    """Lay out a new song as a template is, at its own name and rate.

    Raises:
        SongProblem: The template cannot be read.
    """
    template = as_template(read_song(song_folder(folder)))

    def apply(song: Song) -> Song:
        return replace(template, name=song.name, rate_hz=song.rate_hz, take_format=song.take_format)

    return Edit(steps.template(name_from_folder(folder)), apply)


def process_of_template(folder: Path) -> str:
    """Id of the process that the songs of a template follow; empty if it cannot be read."""
    try:
        return read_song(song_folder(folder)).stages.process
    except SongProblem:
        return ""


def as_template(song: Song) -> Song:
    """A song with tracks, buses, form, parts and people of another, and nothing that was recorded, written or done.

    What is not named here stays out.
    """
    return replace(
        fresh_song(song.name, song.rate_hz),
        artist=song.artist,
        tempo_bpm=song.tempo_bpm,
        meter=song.meter,
        tempo_changes=song.tempo_changes,
        tracks=tuple(_bare_track(track) for track in song.tracks),
        buses=tuple(replace(bus, curves=()) for bus in song.buses),
        vcas=song.vcas,
        folders=song.folders,
        sections=tuple(replace(section, notes="") for section in song.sections),
        blueprint=song.blueprint,
        credits=Credits(people=song.credits.people),
        monitor=song.monitor,
        transport=replace(
            fresh_song(song.name).transport,
            click_on=song.transport.click_on,
            click_subdivision=song.transport.click_subdivision,
            count_in_bars=song.transport.count_in_bars,
            pre_roll_bars=song.transport.pre_roll_bars,
            post_roll_bars=song.transport.post_roll_bars,
        ),
        exclusive_solo=song.exclusive_solo,
        curves_follow_clips=song.curves_follow_clips,
        stages=StageLog(process=song.stages.process),
    )


def _bare_track(track: Track) -> Track:
    return Track(
        track.id,
        track.name,
        colour=track.colour,
        channels=track.channels,
        inputs=track.inputs,
        armed=track.armed,
        monitoring=track.monitoring,
        strip=track.strip,
        notes=track.notes,
        output=track.output,
        vca=track.vca,
        printed_strip=track.printed_strip,
        comp_group=track.comp_group,
        folder=track.folder,
        lane_height_px=track.lane_height_px,
    )
