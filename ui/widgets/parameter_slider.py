"""A parameter as a short labelled line, for places too small for a knob.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QWidget

from app.model.parameters import Parameter
from app.text.parameters import format_parameter
from app.units import MINUS_INFINITY_DB
from ui.widgets import parameter_scale
from ui.widgets.slider import LevelSlider


class ParameterSlider(LevelSlider):
    """A level slider for any parameter."""

    def __init__(self, entry: Parameter, name: str, short: str, parent: QWidget | None = None) -> None:
        super().__init__(name, short, parent, label_width=max(36, len(short) * 7))  # of letters at this size
        self.entry = entry
        self.low = MINUS_INFINITY_DB if entry.kind == "level" else entry.low
        self.high, self.neutral = entry.high, float(entry.default)
        self.format_value = lambda value: format_parameter(entry, value)
        self._value = self.neutral

    def position_of(self, value: float) -> float:
        return parameter_scale.position_of(self.entry, value)

    def value_at(self, position: float) -> float:
        return parameter_scale.value_at(self.entry, position)

    def nudged(self, steps: float, fine: bool) -> float:
        return parameter_scale.stepped(self.entry, self.value, steps, fine)

    def is_on(self) -> bool:
        return True
