"""What a new song begins with: tracks by template, read from the resources.

Lives: any thread.
"""

from functools import cache
from importlib import resources

import msgspec

from app.edits.edit import Edit
from app.edits.tracks import add_track, set_armed
from app.messages import steps
from app.messages.files import no_template
from app.model.song import Song
from app.problems import EditRefused
from app.song.presets import apply_preset


class TemplateTrack(msgspec.Struct, frozen=True):
    """A track of a template; `inputs` count from 1, one for each channel."""

    name: str
    inputs: tuple[int, ...] = ()
    armed: bool = False
    preset: str = ""


class Template(msgspec.Struct, frozen=True):
    """A template; `place` orders the list, whose first is the default."""

    name: str
    place: int
    tracks: tuple[TemplateTrack, ...]


@cache
def templates() -> tuple[Template, ...]:
    """All templates in order."""
    files = [file for file in resources.files("resources.templates").iterdir() if file.name.endswith(".json")]
    read = (msgspec.json.decode(file.read_bytes(), type=Template) for file in files)
    return tuple(sorted(read, key=lambda template: template.place))


def find_template(name: str) -> Template:
    """The template with this name, in any case. Raises EditRefused with the names that exist."""
    for template in templates():
        if template.name.casefold() == name.strip().casefold():
            return template
    raise EditRefused(no_template(name, [existing.name for existing in templates()]))


def lay_out(template: Template) -> Edit:
    """Add the tracks of a template after those of the song."""

    def apply(song: Song) -> Song:
        for requested in template.tracks:
            song = add_track(requested.name, channels=max(1, len(requested.inputs)), inputs=requested.inputs).apply(
                song
            )
            made = song.tracks[-1].id
            if requested.armed:
                song = set_armed(made, True).apply(song)
            if requested.preset:
                song = apply_preset(made, requested.preset).apply(song)
        return song

    return Edit(steps.template(template.name), apply)
