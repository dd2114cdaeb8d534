"""An edit that was prepared in the background, with what there is to say about it.

Lives: made on a worker, performed on the main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.edits.edit import Edit


@dataclass(frozen=True, slots=True)
class PreparedEdit:
    """What slow work ends in.

    Attributes:
        edit: What to perform.
        notes: What it will do, or does not do as asked: a sentence each.
        discard: Removes files that were made for it, if it is not performed.
    """

    edit: Edit
    notes: tuple[str, ...] = ()
    discard: Callable[[], object] = lambda: None
