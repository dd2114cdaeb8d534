"""Where the editor is narrower than its panels: the sections that are off, as one card of switches.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QWidget

from app.model.strip import SECTIONS, StripSettings
from ui.editor.channel_controls import ChannelControls
from ui.editor.panel import Panel


class FoldedCard(Panel):
    """A section that was once on stays unfolded for as long as the channel is shown."""

    def __init__(self, controls: ChannelControls, panels: dict[str, Panel], parent: QWidget | None = None) -> None:
        super().__init__("Off", controls, parent)
        folding = {name: section.label for name, section in SECTIONS.items() if section.folds and name in panels}
        self._panels = {name: panels[name] for name in folding}
        self._kept: set[str] = set()
        self.chips = {name: controls.switch(f"{name}/on", folding[name], self) for name in self._panels}
        for chip in self.chips.values():
            self.body.addWidget(chip)
        self.body.addStretch(1)

    def fold(self, strip: StripSettings, *, narrow: bool) -> None:
        """Each section once: as its panel or as a switch here."""
        self._kept |= {name for name in self._panels if getattr(strip, name).on}
        folded = {name for name in self._panels if narrow and name not in self._kept}
        for name, panel in self._panels.items():
            had_keyboard = self.chips[name].hasFocus()
            panel.setVisible(name not in folded)
            self.chips[name].setVisible(name in folded)
            if had_keyboard and name not in folded and panel.switch is not None:
                panel.switch.setFocus()
        self.setVisible(bool(folded))
