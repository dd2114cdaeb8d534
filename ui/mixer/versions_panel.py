"""Mix versions: save, name, listen at one loudness, go back.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.edits.versions import remove_version, rename_version, save_version
from app.messages.window import ABOUT_VERSIONS, NO_VERSIONS, go_back_to_version
from app.model.ids import VersionId
from app.model.mix import MixVersion
from app.song.changes import Changes
from ui import theme
from ui.bridge import Bridge
from ui.master.loudness_card import format_loudness
from ui.mixer.comparison import Comparison
from ui.widgets.card import clear_layout, label
from ui.widgets.entry import EditableLabel
from ui.widgets.toggle_chip import ToggleChip

LEAST_HEIGHT = 200


class VersionRow(QFrame):
    """One mix version: listen, rename, recall, remove."""

    def __init__(self, bridge: Bridge, version: MixVersion, comparison: Comparison, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "row")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        self.name = EditableLabel(f"Name of {version.name}", on_click=False, parent=self)
        self.name.setText(version.name)
        self.name.setFont(theme.font(theme.BASE_PX, 600))
        self.name.setMinimumWidth(180)
        self.name.setToolTip("Double-click to rename")
        self.name.typed.connect(lambda text: text and bridge.perform(rename_version(version.id, text)))
        row.addWidget(self.name)
        loudness = version.loudness_lufs
        text = "not measured" if loudness is None else format_loudness(loudness, "LUFS")
        row.addWidget(label(text, "dim"), 1)
        level = "as loud as the present mix" if loudness is not None else "not measured, so at its own level"
        self.listen = ToggleChip("Listen", f"Listen to {version.name}, {level}", self)
        self.listen.clicked.connect(lambda: toggle_listening(comparison, version))
        self.back = ToggleChip("Go back to it", go_back_to_version(version.name), self)
        self.back.clicked.connect(lambda: comparison.keep(version))
        self.remove = ToggleChip("Remove", f"Remove {version.name} from the list", self)
        self.remove.clicked.connect(comparison.stop)
        self.remove.clicked.connect(lambda: bridge.perform(remove_version(version.id)))
        for chip in (self.listen, self.back, self.remove):
            row.addWidget(chip)


def toggle_listening(comparison: Comparison, version: MixVersion) -> None:
    """Version, present, version, present."""
    if comparison.version == version.id:
        comparison.hear_present(version)
    else:
        comparison.hear(version)


class VersionsPanel(QWidget):
    """All mix versions."""

    closed = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.comparison = Comparison(bridge, self)
        self.rows: dict[VersionId, VersionRow] = {}
        self._built: tuple[MixVersion, ...] | None = None
        self.setMinimumHeight(LEAST_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 8, 8)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.addWidget(label("Mix versions", "heading"))
        top.addWidget(label(ABOUT_VERSIONS, "dim"))
        top.addStretch(1)
        self.save = self._add(top, "Save this mix", "Save the mix as it is now as a version", self.save_version)
        self.done = self._add(top, "Stop comparing", "Back to the present mix", self.comparison.stop)
        self._add(top, "Close", "Close the versions (Esc)", self.closed.emit)
        column.addLayout(top)
        host = QWidget()
        self._list = QVBoxLayout(host)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(4)
        self._list.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea(self)
        area.setWidget(host)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(area, 1)
        bridge.changed.connect(self._on_change)
        self.comparison.changed.connect(self._show_listening)
        self._rebuild()

    def _add(self, row: QHBoxLayout, text: str, name: str, action: object) -> ToggleChip:
        chip = ToggleChip(text, name, self)
        chip.clicked.connect(lambda _checked=False: action())  # type: ignore[operator]
        row.addWidget(chip)
        return chip

    def save_version(self) -> None:
        """With the loudness that was measured so far."""
        self.comparison.stop()
        self._bridge.perform(save_version(loudness_lufs=self.comparison.present_lufs))

    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced:
            self.comparison.stop()
        if changes.versions or changes.song_replaced:
            self._rebuild()

    def _rebuild(self) -> None:
        versions = self._bridge.song.mix_versions
        if versions == self._built:
            return
        self._built = versions
        clear_layout(self._list)
        self.rows = {}
        for version in reversed(versions):
            row = VersionRow(self._bridge, version, self.comparison, self)
            self.rows[version.id] = row
            self._list.addWidget(row)
        if not versions:
            self._list.addWidget(label(NO_VERSIONS, "dim"))
        self._show_listening()

    def _show_listening(self) -> None:
        for version_id, row in self.rows.items():
            playing = self.comparison.version == version_id
            row.listen.setChecked(playing)
        self.done.setVisible(self.comparison.running)
