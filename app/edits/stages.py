"""Steps of the seven stages that the user marks as done.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.edit import Edit
from app.messages import steps
from app.model.song import Song


def confirm_step(step_id: str, confirmed: bool) -> Edit:
    """Mark a step as done, or remove the mark."""

    def apply(song: Song) -> Song:
        remaining = tuple(step for step in song.confirmed_steps if step != step_id)
        new = (*remaining, step_id) if confirmed else remaining
        return song if set(new) == set(song.confirmed_steps) else replace(song, confirmed_steps=new)

    return Edit(steps.CONFIRM_STEP if confirmed else steps.REOPEN_STEP, apply)
