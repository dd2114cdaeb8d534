"""Tab goes as the eye does: along the layout, not in the order in which things were made.

Lives: window, main thread.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def stops(layout: QLayout | None) -> Iterator[QWidget]:
    """Everything in a layout that takes Tab, hidden or not."""
    for number in range(0 if layout is None else layout.count()):
        item = layout.itemAt(number)  # type: ignore[union-attr]
        widget = item.widget()
        if widget is None:
            yield from stops(item.layout())
            continue
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        yield from stops(widget.layout())


def follow_layout(widget: QWidget) -> None:
    chain = list(stops(widget.layout()))
    for before, after in zip(chain, chain[1:], strict=False):
        QWidget.setTabOrder(before, after)
