"""A parameter as a short labelled line, for places too small for a knob.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QWidget

from app.model.parameters import Parameter
from ui.widgets.parameter_control import ParameterControl
from ui.widgets.slider import LevelSlider


class ParameterSlider(ParameterControl, LevelSlider):
    """A level slider for any parameter."""

    def __init__(self, entry: Parameter, name: str, short: str, parent: QWidget | None = None) -> None:
        LevelSlider.__init__(self, name, short, parent, label_width=max(36, len(short) * 7))  # of letters at this size
        self.take_entry(entry)

    def is_on(self) -> bool:
        return True
