"""Commands of rehearsing: the practice speed, and A/B with a reference.

Lives: window, main thread.
"""

from app.session.rehearsal import STEP_PERCENT
from app.verbs.verb import MIX, TRANSPORT
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context


def _change_speed(context: Context, by_percent: int) -> None:
    rehearsal = context.bridge.session.rehearsal
    context.bridge.attempt(lambda: rehearsal.set_percent(rehearsal.percent + by_percent))


COMMANDS: tuple[Command[Context], ...] = (
    below_a_line(
        Command(
            "rehearse.slower",
            "Practise slower",
            TRANSPORT,
            ("Alt+,",),
            lambda c: _change_speed(c, -STEP_PERCENT),
            description="Play 5 % slower, at the same pitch",
        )
    ),
    Command(
        "rehearse.faster",
        "Practise faster",
        TRANSPORT,
        ("Alt+.",),
        lambda c: _change_speed(c, STEP_PERCENT),
        description="Play 5 % faster, at the same pitch",
    ),
    Command(
        "rehearse.own-speed",
        "Play at 100 %",
        TRANSPORT,
        ("Alt+0",),
        lambda c: _change_speed(c, 100 - c.bridge.session.rehearsal.percent),
        description="The song's own speed",
    ),
    Command(
        "monitor.reference",
        "Hear the reference, or the song",
        MIX,
        ("/",),
        lambda c: c.bridge.attempt(c.bridge.session.control_room.references.toggle),
        description="A/B: the reference at the song's loudness, in place of the song",
        is_on=lambda c: c.bridge.session.control_room.references.heard is not None,
    ),
)
