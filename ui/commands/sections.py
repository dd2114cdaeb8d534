"""Commands of sections.

Lives: window, main thread.
"""

from app.messages.window import SECTIONS_TAKE_MUSIC
from app.verbs.verb import SECTIONS
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, hint, target_of, verb_command

_MENU, _FORMS = ("section",), ("forms",)


def _rename(context: Context) -> None:
    """Type the name in the ruler."""
    context.bridge.attempt(lambda: context.arrange.ruler.rename_section(target_of(context).selected_section().id))


def _switch_music(context: Context) -> None:
    context.editing.set_sections_take_music(not context.editing.sections_take_music)
    hint(context, SECTIONS_TAKE_MUSIC[context.editing.sections_take_music])


COMMANDS: tuple[Command[Context], ...] = (
    verb_command("sections.add", "Ctrl+Alt+M", menus=("ruler",)),
    verb_command("sections.rename", run=_rename, menus=_MENU),
    verb_command("sections.loop", menus=_MENU),
    below_a_line(verb_command("sections.earlier", menus=_MENU)),
    verb_command("sections.later", menus=_MENU),
    verb_command("sections.move", asks=True),
    verb_command("sections.duplicate", menus=_MENU),
    verb_command("sections.split", menus=_MENU),
    verb_command("sections.join", menus=_MENU),
    below_a_line(verb_command("sections.length", menus=_MENU, asks=True)),
    verb_command("sections.edges", asks=True),
    verb_command("sections.intensity", asks=True),
    verb_command("sections.note", menus=_MENU, asks=True),
    below_a_line(verb_command("sections.delete", menus=_MENU)),
    verb_command("sections.unname", menus=_MENU),
    verb_command("forms.try", menus=_FORMS),
    verb_command("forms.switch", menus=_FORMS),
    verb_command("forms.rename", menus=_FORMS, asks=True),
    verb_command("forms.main", menus=_FORMS),
    verb_command("forms.drop", menus=_FORMS),
    Command(
        "sections.music",
        "The music goes along",
        SECTIONS,
        (),
        _switch_music,
        menus=_MENU,
        description="Moving, copying or deleting a section takes along all that lies under it",
        is_on=lambda c: c.editing.sections_take_music,
    ),
)
