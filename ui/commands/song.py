"""Commands of the song as a whole, and of the program.

Lives: window, main thread.
"""

from typing import Annotated

from app.devices.songs_folder import templates_folder
from app.messages.files import TEMPLATE_HELP, template_saved
from app.model.ranges import LONGEST_NAME
from app.model.value_spec import text
from app.song.user_templates import save_template
from app.storage.folder import name_from_folder
from app.verbs.target import Target
from app.verbs.verb import HELP, SONG, VerbFacts
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context


def _named(_target: Target, name: Annotated[str, text("Name", LONGEST_NAME)] = "") -> None:
    """What the card asks for."""


_TEMPLATE = VerbFacts("song.save-template", "Save as template", SONG, _named, description=TEMPLATE_HELP)


def _save_template(context: Context, name: str = "") -> bool:
    bridge = context.bridge

    def save() -> None:
        made = save_template(bridge.song, name or bridge.song.name, templates_folder(bridge.session.settings))
        bridge.notify("info", template_saved(name_from_folder(made), made))

    return bridge.attempt(save)


COMMANDS: tuple[Command[Context], ...] = (
    Command("song.new", "New song", SONG, ("Ctrl+N",), lambda c: c.dialogs.new_song(), asks=True),
    Command("song.open", "Open a song", SONG, ("Ctrl+O",), lambda c: c.dialogs.show_songs(), asks=True),
    below_a_line(Command("song.save", "Save", SONG, ("Ctrl+S",), lambda c: c.save())),
    Command("song.save-as", "Save as", SONG, ("Ctrl+Shift+S",), lambda c: c.dialogs.save_as(), asks=True),
    Command(
        "song.save-copy",
        "Save a copy or an archive elsewhere",
        SONG,
        ("Ctrl+Alt+S",),
        lambda c: c.dialogs.save_copy(),
        asks=True,
    ),
    Command(
        _TEMPLATE.id,
        _TEMPLATE.title,
        SONG,
        (),
        lambda c: c.dialogs.ask(_TEMPLATE, {"name": c.bridge.song.name}, lambda given: _save_template(c, **given)),
        description=TEMPLATE_HELP,
        asks=True,
    ),
    Command(
        "song.revert",
        "Revert to the saved song",
        SONG,
        (),
        lambda c: c.dialogs.revert_song(),
        asks=True,
    ),
    below_a_line(
        Command(
            "song.files",
            "Files of the song: check, find, clean up",
            SONG,
            ("Ctrl+Shift+F",),
            lambda c: c.dialogs.show_files(),
            asks=True,
        )
    ),
    Command("song.rename", "Rename the song", SONG, ("Shift+F2",), lambda c: c.dialogs.rename_song(), asks=True),
    below_a_line(
        Command("song.import", "Import audio", SONG, ("Ctrl+I",), lambda c: c.dialogs.choose_audio(), asks=True)
    ),
    Command(
        "song.bounce",
        "Bounce and stems",
        SONG,
        ("Ctrl+Shift+E",),
        lambda c: c.dialogs.show_bounce(c.selection.time_range),
        description="Write the mix or its stems to files",
        asks=True,
    ),
    below_a_line(
        Command(
            "program.preferences", "Preferences", SONG, ("Ctrl+,",), lambda c: c.dialogs.show_preferences(), asks=True
        )
    ),
    Command("program.device", "Audio device", SONG, ("Alt+A",), lambda c: c.dialogs.show_devices(), asks=True),
    below_a_line(Command("program.quit", "Quit", SONG, ("Ctrl+Q",), lambda c: c.close())),
    Command("program.tour", "Take the tour", HELP, (), lambda c: c.tour.begin()),
    Command("program.keys", "List of all keys", HELP, ("?", "F1"), lambda c: c.dialogs.show_shortcuts(), asks=True),
)
