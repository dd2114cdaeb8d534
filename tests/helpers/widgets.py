"""What tests ask of widgets beyond their own interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a journey imports the program only once its screen is there
    from ui.widgets.segments import Segments
    from ui.widgets.toggle_chip import ToggleChip


def chip_of(segments: Segments, text: str) -> ToggleChip:
    """The button of a choice."""
    return segments._items[segments.findText(text)][0]
