"""What a new song begins with: the templates of the program, read from the resources, and the user's own, song folders.

Lives: any thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from pathlib import Path

import msgspec

from app.edits.blueprint import change_part, parts_from_tracks
from app.edits.buses import add_bus
from app.edits.edit import Edit
from app.edits.sections import add_section
from app.edits.stages import choose_process
from app.edits.tracks import add_track, set_armed, set_colour
from app.messages import steps
from app.messages.files import no_template, own_template
from app.model.bus_types import BusKind
from app.model.song import Song
from app.model.stage_record import StageLog
from app.problems import EditRefused
from app.song.presets import apply_preset
from app.song.user_templates import process_of_template, song_from_template, user_templates
from app.text.paths import parse_assignment

USUAL_PROCESS = StageLog().process


@dataclass(frozen=True, slots=True)
class Template:
    """A template that can be chosen.

    Attributes:
        name: In the list.
        help: What it is for.
        find_process: Finds the id of the process that its songs follow; empty if it cannot be read.
        lay_out: Makes the edit that puts it into a new song. Raises SongProblem if it cannot be read.
        own: It is the user's.
    """

    name: str
    help: str
    find_process: Callable[[], str]
    lay_out: Callable[[], Edit]
    own: bool = False


class _Track(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A track; `inputs` count from 1, one for each channel."""

    name: str
    inputs: tuple[int, ...] = ()
    channels: int = 0
    colour: int | None = None
    armed: bool = False
    preset: str = ""
    lead: bool = False


class _Bus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bus besides those of every new song."""

    kind: BusKind
    name: str
    preset: str = ""


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section after the one before it."""

    name: str
    bars: int
    intensity: int


class _Resource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A template of the program. `place` orders the list; `values` are written as `worktape set` takes them."""

    name: str
    place: int
    help: str
    process: str = USUAL_PROCESS
    tracks: tuple[_Track, ...] = ()
    buses: tuple[_Bus, ...] = ()
    form: tuple[_Section, ...] = ()
    values: tuple[str, ...] = ()


@cache
def templates() -> tuple[Template, ...]:
    """The templates of the program in order; the first is the default."""
    files = [file for file in resources.files("resources.templates").iterdir() if file.name.endswith(".json")]
    read = sorted((msgspec.json.decode(file.read_bytes(), type=_Resource) for file in files), key=lambda one: one.place)
    return tuple(Template(one.name, one.help, partial(str, one.process), partial(_lay_out, one)) for one in read)


def every_template(own_folder: Path) -> tuple[Template, ...]:
    """The templates of the program and then the user's own, which lie in `own_folder`."""
    own = [
        Template(
            name,
            own_template(folder),
            partial(process_of_template, folder),
            partial(song_from_template, folder),
            own=True,
        )
        for name, folder in user_templates(own_folder)
    ]
    return (*templates(), *own)


def find_template(name: str, own_folder: Path) -> Template:
    """The template with this name, in any case, the user's own first. Raises EditRefused with the names that exist."""
    known = every_template(own_folder)
    for template in sorted(known, key=lambda one: not one.own):
        if template.name.casefold() == name.strip().casefold():
            return template
    raise EditRefused(no_template(name, [template.name for template in known]))


def _lay_out(template: _Resource) -> Edit:
    def apply(song: Song) -> Song:
        for bus in template.buses:
            song = add_bus(bus.kind, bus.name).apply(song)
            if bus.preset:
                song = apply_preset(song.buses[-1].id, bus.preset).apply(song)
        for track in template.tracks:
            song = _with_track(song, track)
        for assignment in template.values:
            song = parse_assignment(song, assignment).apply(song)
        bar = 1
        for section in template.form:
            song = add_section(section.name, bar, section.bars, section.intensity).apply(song)
            bar += section.bars
        return choose_process(template.process).apply(_with_parts(song, template) if template.form else song)

    return Edit(steps.template(template.name), apply)


def _with_track(song: Song, requested: _Track) -> Song:
    channels = requested.channels or max(1, len(requested.inputs))
    song = add_track(requested.name, channels=channels, inputs=requested.inputs).apply(song)
    made = song.tracks[-1].id
    if requested.colour is not None:
        song = set_colour(made, requested.colour).apply(song)
    if requested.armed:
        song = set_armed(made, True).apply(song)
    return apply_preset(made, requested.preset).apply(song) if requested.preset else song


def _with_parts(song: Song, template: _Resource) -> Song:
    """With a part of the blueprint for each track."""
    song = parts_from_tracks().apply(song)
    leads = {track.name for track in template.tracks if track.lead}
    for part in song.blueprint.parts:
        if part.name in leads:
            song = change_part(part.id, lead=True).apply(song)
    return song
