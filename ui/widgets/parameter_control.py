"""What every control of a parameter shares: its range, its scale under the hand and how values are written.

Lives: window, main thread.
"""

from functools import partial

from app.model.parameters import Parameter
from app.text.parameters import format_parameter, parse_parameter
from app.text.values import Form
from app.units import MINUS_INFINITY_DB
from ui.widgets import parameter_scale
from ui.widgets.controls import ValueControl


def parameter_form(entry: Parameter) -> Form:
    """How values of a parameter are written and read."""
    return Form(partial(format_parameter, entry), partial(parse_parameter, entry))


class ParameterControl(ValueControl):
    """Placed before the class that draws it: `class Box(ParameterControl, Drawn)`. Call `take_entry` once."""

    entry: Parameter

    def take_entry(self, entry: Parameter) -> None:
        """Take range, default and text from the parameter table."""
        self.entry = entry
        self.low = MINUS_INFINITY_DB if entry.kind == "level" else entry.low
        self.high, self.neutral = entry.high, float(entry.default)
        self.take_form(parameter_form(entry))
        self._value = self.neutral

    def position_of(self, value: float) -> float:
        return parameter_scale.position_of(self.entry, value)

    def value_at(self, position: float) -> float:
        return parameter_scale.value_at(self.entry, position)

    def nudged(self, steps: float, fine: bool) -> float:
        return parameter_scale.stepped(self.entry, self.value, steps, fine)
