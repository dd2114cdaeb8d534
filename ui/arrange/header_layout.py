"""Where the parts of a track's header lie, by its height.

Lives: window, main thread.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRect

from ui import theme

SMALL_PX = 56  # under this height a header has one row
NOTES_PX = 84  # from this height on the notes are shown
LEFT_PX, INDENT_PX, RIGHT_PX = 12, 8, 6
PITCH_PX = theme.HIT + 2  # of arm, monitor, mute and solo
METER_PX = 78


@dataclass(frozen=True, slots=True)
class HeaderLayout:
    """Rectangles in the header; None for what has no room.

    Attributes:
        buttons: Arm, monitor, mute and solo.
        word: Says that the track is frozen, or printed.
        level: The highest level as a figure.
    """

    name: QRect
    buttons: tuple[QRect, QRect, QRect, QRect]
    input: QRect
    curves: QRect | None
    takes: QRect | None
    word: QRect
    meter: QRect
    level: QRect
    notes: QRect | None


def header_layout(height: int, inside_folder: bool, several_takes: bool) -> HeaderLayout:
    """Lay out a header.

    Args:
        height: Its height in px.
        inside_folder: The track lies in a folder, and its header is indented.
        several_takes: It needs a button for them.
    """
    left, right, hit = LEFT_PX + INDENT_PX * inside_folder, theme.HEADER_WIDTH - RIGHT_PX, theme.HIT
    level = QRect(206, 28, right - 206, 16 if height < SMALL_PX else min(28, height - 29))
    if height < SMALL_PX:
        first = right - 40 - 4 * PITCH_PX
        return HeaderLayout(
            QRect(left, 1, first - 4 - left, hit),
            _buttons(first, 1),
            QRect(right - 38, 1, 38, hit),
            None,
            None,
            QRect(left, 27, 60, 14),
            QRect(126, height - 14, METER_PX, 7),
            level,
            None,
        )
    chips = 126
    takes = QRect(chips + 32, 3, 36, hit) if several_takes else None
    curves = QRect(chips, 3, 32 if several_takes else 40, hit)
    input_left = (takes or curves).right() + 1
    notes = QRect(left, 58, right - left, height - 64) if height >= NOTES_PX else None
    return HeaderLayout(
        QRect(left, 3, chips - 2 - left, hit),
        _buttons(left, 29),
        QRect(input_left, 3, right - input_left, hit),
        curves,
        takes,
        QRect(126, 28, METER_PX, 12),
        QRect(126, 41, METER_PX, 7),
        level,
        notes,
    )


def _buttons(left: int, top: int) -> tuple[QRect, QRect, QRect, QRect]:
    first, second, third, fourth = (QRect(left + n * PITCH_PX, top, theme.HIT, theme.HIT) for n in range(4))
    return first, second, third, fourth
