"""Commands of the selected channel in the mix, of solo, and of what can be added to the console.

Lives: window, main thread.
"""

from app.verbs.channels import kinds_to_add
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, verb_command

COMMANDS: tuple[Command[Context], ...] = (
    verb_command("strip.reset", menus=("strip",)),
    below_a_line(verb_command("solo.safe", menus=("solo",))),
    verb_command("solo.exclusive", menus=("solo",)),
    verb_command("solo.none", menus=("solo",)),
    below_a_line(verb_command("channel.new-group", menus=("groups",))),
    verb_command("channel.new-vca", menus=("VCAs",)),
    *(verb_command(f"bus.add-{made.kind}") for made in kinds_to_add()),
    verb_command("vca.add"),
    below_a_line(verb_command("bus.remove", menus=("bus, at the end",))),
)
