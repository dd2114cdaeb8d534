"""Where the parts of a strip go that differ from strip to strip.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme

THUMB_HEIGHT = 42


class StripPlaces:
    """Empty layouts for a strip's own parts; they have the same heights in all strips, so that the faders are level.

    Attributes:
        thumb: The top, for a picture of the EQ or a note.
        upper: Rows of controls above the pan, such as sends.
        buttons: Mute, solo and their like, below the level.
        modes: Automation mode and listening.
        route: The output, above the name.
    """

    def __init__(self, rows: int, strip: QWidget) -> None:
        """`rows` is the number of controls above the pan."""
        self._above, self.upper = _place(max(0, rows) * theme.HIT, strip)
        self._thumb_box, self.thumb = _place(THUMB_HEIGHT, strip)
        self._mode_box = QWidget(strip)
        self._mode_box.setFixedHeight(theme.HIT)
        self.modes = QHBoxLayout(self._mode_box)
        self.modes.setContentsMargins(0, 0, 0, 0)
        self.modes.setSpacing(3)
        self._route_box, self.route = _place(theme.HIT, strip)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(3)

    def above_pan(self) -> list[QWidget]:
        """Boxes from the top of the strip to its pan."""
        return [self._thumb_box, self._above]

    def below_buttons(self) -> list[QWidget]:
        """Boxes between the buttons and the name."""
        return [self._mode_box, self._route_box]

    def button_widgets(self) -> list[QWidget]:
        """The buttons from left to right."""
        items = (self.buttons.itemAt(n) for n in range(self.buttons.count()))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def show_above_pan(self, shown: bool) -> None:
        """Show or hide picture and rows."""
        for box in self.above_pan():
            box.setVisible(shown)

    def show_below_buttons(self, shown: bool) -> None:
        """Show or hide automation mode and output."""
        for box in self.below_buttons():
            box.setVisible(shown)


def _place(height: int, parent: QWidget) -> tuple[QWidget, QVBoxLayout]:
    """A box of fixed height whose column begins at its top."""
    box = QWidget(parent)
    box.setFixedHeight(height)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.setAlignment(Qt.AlignmentFlag.AlignTop)
    return box, column
