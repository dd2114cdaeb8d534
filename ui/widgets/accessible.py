"""Describes painted controls to screen readers: role, name and value.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from ui.widgets.controls import ValueControl

_kept: dict[int, QAccessibleInterface] = {}  # Qt holds plain pointers to them
_installed = False


class _ValueInterface(QAccessibleWidget):
    def __init__(self, control: ValueControl) -> None:
        super().__init__(control, QAccessible.Role.Slider, control.accessibleName())
        self._control = control

    def text(self, kind: QAccessible.Text) -> str:
        if kind in (QAccessible.Text.Value, QAccessible.Text.Description):  # the bus of Linux carries only the second
            return self._control.format_value(self._control.value)
        return self._control.accessibleName() if kind == QAccessible.Text.Name else ""


def _make(class_name: str, watched: QObject) -> QAccessibleInterface | None:
    if not isinstance(watched, ValueControl):
        return None
    key = id(watched)
    if key not in _kept:
        _kept[key] = _ValueInterface(watched)
        watched.destroyed.connect(lambda _gone=None: _kept.pop(key, None))
    return _kept[key]


def install() -> None:
    """Install the factory of accessible interfaces, once for the program."""
    global _installed
    if not _installed:
        QAccessible.installFactory(_make)
        _installed = True
