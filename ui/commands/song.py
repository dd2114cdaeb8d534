"""Commands of the song as a whole, and of the program.

Lives: window, main thread.
"""

from app.verbs.verb import HELP, SONG
from ui.commands.command import Command
from ui.commands.context import Context

COMMANDS: tuple[Command[Context], ...] = (
    Command("song.save", "Save", SONG, ("Ctrl+S",), lambda c: c.save()),
    Command(
        "song.save-copy",
        "Save a copy or an archive elsewhere",
        SONG,
        ("Ctrl+Shift+S",),
        lambda c: c.dialogs.save_copy(),
    ),
    Command(
        "song.files",
        "Files of the song: check, find, clean up",
        SONG,
        ("Ctrl+Shift+F",),
        lambda c: c.dialogs.show_files(),
    ),
    Command("song.open", "New or open a song", SONG, ("Ctrl+O", "Ctrl+N"), lambda c: c.dialogs.show_songs()),
    Command("song.rename", "Rename the song", SONG, ("Shift+F2",), lambda c: c.dialogs.rename_song()),
    Command("song.import", "Import audio", SONG, ("Ctrl+I",), lambda c: c.dialogs.choose_audio()),
    Command(
        "song.bounce",
        "Bounce and stems",
        SONG,
        ("Ctrl+Shift+E",),
        lambda c: c.dialogs.show_bounce(),
        description="Write the mix or its stems to files",
    ),
    Command("program.preferences", "Preferences", SONG, ("Ctrl+,",), lambda c: c.dialogs.show_preferences()),
    Command("program.device", "Audio device", SONG, ("Alt+A",), lambda c: c.dialogs.show_devices()),
    Command("program.quit", "Quit", SONG, ("Ctrl+Q",), lambda c: c.close()),
    Command("program.keys", "List of all keys", HELP, ("?", "F1"), lambda c: c.dialogs.show_shortcuts(), asks=True),
)
