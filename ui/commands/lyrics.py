"""Commands of words and chords.

Lives: window, main thread.
"""

from app.verbs.verb import LYRICS
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, verb_command
from ui.write.chart_saving import print_chart
from ui.write.teleprompter import show_teleprompter

COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "lyrics.teleprompter",
        "Teleprompter",
        LYRICS,
        ("F11",),
        lambda c: show_teleprompter(c.bridge),
        description="Words and chords that follow the song, in a window of their own",
    ),
    Command(
        "lyrics.chart",
        "Print the chart",
        LYRICS,
        ("Ctrl+P",),
        lambda c: print_chart(c.bridge),
        description="Words with chords over them, as PDF",
        asks=True,
    ),
    below_a_line(verb_command("lyrics.transpose", asks=True)),
    verb_command("lyrics.key", asks=True),
    verb_command("lyrics.capo", asks=True),
    below_a_line(verb_command("chords.bar", menus=("ruler",), asks=True)),
    verb_command("chords.words", menus=("section",)),
    Command(
        "chords.shown",
        "Chords on the ruler",
        LYRICS,
        (),
        lambda c: c.editing.set_shows_chords(not c.editing.shows_chords),
        description="A row of chords over the timeline, where there are any",
        is_on=lambda c: c.editing.shows_chords,
    ),
)
