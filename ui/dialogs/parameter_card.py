"""A small card that asks for the parameters of a command: Enter applies them, Escape closes it.

Lives: window, main thread.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.problems import PathProblem
from app.text.paths import Setting, format_value
from app.text.values import FORMS
from app.verbs.parameters import settings_of
from app.verbs.verb import VerbFacts
from ui.dialogs.dialog import Dialog
from ui.widgets.card import button, label
from ui.widgets.combo_box import ComboBox
from ui.widgets.controls import is_enter
from ui.widgets.field import Field
from ui.widgets.shortcut_override import ShortcutOverride
from ui.widgets.toggle_chip import ToggleChip


class ParameterCard(Dialog):
    """One row for each parameter: its name, a field or choice with its value, what it may be.

    Args:
        verb: Whose parameters.
        present: Values to begin with in place of the defaults, by name.
        apply: Called at Enter with their values, without those that stay as they are; the card closes if it returns True.
    """

    def __init__(
        self, verb: VerbFacts, present: Mapping[str, Any], apply: Callable[[Mapping[str, Any]], bool], window: QWidget
    ) -> None:
        super().__init__(verb.title, window, width=460)
        ShortcutOverride(self, is_enter)
        labels = {found.names[0]: found.spec.label for found in verb.parameters}
        self._settings = {name: replace(one, path=labels[name]) for name, one in settings_of(verb, present).items()}
        self._apply = apply
        if verb.description:
            self.body.addWidget(label(verb.description, "dim", wrap=True))
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(12)
        self.body.addLayout(grid)
        self.inputs: dict[str, Field | ComboBox | ToggleChip] = {}
        self._begun: dict[str, str] = {}
        for row, (name, setting) in enumerate(self._settings.items()):
            made = _input(setting, labels[name])
            self.inputs[name] = made
            self._begun[name] = _typed(made)
            grid.addWidget(label(labels[name]), row, 0)
            grid.addWidget(made, row, 1)
            grid.addWidget(label(_range(setting), "dim"), row, 2)
        self._usual = verb.usual
        for made in self.inputs.values():
            if isinstance(made, ComboBox):
                made.currentIndexChanged.connect(lambda _index: self._show_usual())
        self._show_usual()
        self.foot.addStretch(1)
        self.foot.addWidget(button("Cancel", self.close_dialog))
        self.apply_button = button("Apply", self.apply_values, "primary")
        self.foot.addWidget(self.apply_button)

    def _show_usual(self) -> None:
        """What untouched fields come to by the choices beside them."""
        choices = {name: made.currentData() for name, made in self.inputs.items() if isinstance(made, ComboBox)}
        for name, value in self._usual(choices).items():
            made = self.inputs[name]
            if isinstance(made, Field) and made.text() == self._begun[name]:
                made.setText(_shown(self._settings[name], value))
                self._begun[name] = made.text()

    def open_dialog(self) -> None:
        super().open_dialog()
        first = next(iter(self.inputs.values()), None)
        if first is not None:
            first.setFocus()
            if isinstance(first, Field):
                first.selectAll()

    def apply_values(self) -> None:
        """Apply what is typed, or say what is wrong with it and leave the card open."""
        arguments: dict[str, Any] = {}
        for name, made in self.inputs.items():
            typed = _typed(made)
            if typed == self._begun[name] and self._settings[name].default is None:
                continue
            if typed == self._begun[name]:
                arguments[name] = self._settings[name].value
                continue
            try:
                arguments[name] = self._settings[name].parse(typed, over=self._begun[name])
            except PathProblem as problem:
                self.tell(str(problem), "warn")
                made.setFocus()
                return
        if self._apply(arguments):
            self.close_dialog()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self.apply_values()
        else:
            super().keyPressEvent(event)


def _input(setting: Setting, name: str) -> Field | ComboBox | ToggleChip:
    if setting.kind == "choice":
        combo = ComboBox(name)
        for choice in setting.choices:
            combo.addItem(choice.replace("_", " ").replace("-", " "), choice)
        combo.setCurrentIndex(max(0, combo.findData(setting.value)))
        return combo
    if setting.kind == "switch":
        chip = ToggleChip(name, name)
        chip.setCheckable(True)
        chip.setChecked(bool(setting.value))
        return chip
    field = Field()
    if setting.kind == "text" and setting.high:
        field.setMaxLength(round(setting.high))
    field.setAccessibleName(name)
    field.setText(_shown(setting, setting.value))
    return field


def _shown(setting: Setting, value: Any) -> str:
    """A value as people write it, such as `80 %` or `12 ms`; empty for one that stays as it is."""
    if value is None:
        return ""
    return FORMS[setting.unit].format(value) if setting.kind == "number" and setting.unit else format_value(value)


def _typed(made: Field | ComboBox | ToggleChip) -> str:
    if isinstance(made, ComboBox):
        return str(made.currentData())
    return made.text() if isinstance(made, Field) else format_value(made.isChecked())


def _range(setting: Setting) -> str:
    if setting.kind not in ("number", "whole"):
        return ""
    return f"{_shown(setting, setting.low)} to {_shown(setting, setting.high)}"
