"""Preferences: how the program looks, where songs go, how takes are written, how editing begins.

Lives: window, main thread.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.devices.songs_folder import songs_folder
from app.ideas.settings import ideas_folder
from app.messages.ideas import ideas_input_unclear
from app.messages.window import AUTOSAVE_HELP, FOLLOW_HELP, SCALE_AT_NEXT_START, SCALE_HELP, SNAP_HELP, TAKE_FORMAT_HELP
from app.model.ranges import LONGEST_NAME
from app.text.values import parse_channels
from ui import interface_scale, theme
from ui.bridge import Bridge
from ui.dialogs.choosing import choose_songs_folder, existing_folder
from ui.dialogs.dialog import Dialog
from ui.dialogs.theme_card import ThemeCard
from ui.state.editing import Editing
from ui.state.look import choose_scale, choose_theme
from ui.widgets.card import button, label
from ui.widgets.segments import Segments
from ui.widgets.text_entry import LineEntry

FORMATS = (("32-bit float", "32f"), ("24-bit", "24"))
AUTOSAVES = (("1 second", 1.0), ("10 seconds", 10.0), ("1 minute", 60.0))
Choices = tuple[tuple[str, object], ...]
SNAPS = (("On", True), ("Off", False))
RIPPLES = (("Off", "off"), ("Tracks", "track"), ("All tracks", "all"))
STOPS = (("Stays there", False), ("Returns to where it started", True))
FOLLOWS = (("By pages", "page"), ("Centred", "centre"), ("Not at all", "off"))


class PreferencesDialog(Dialog):
    """`section` is the heading that is open."""

    SECTIONS = ("Appearance", "Audio", "Files", "Recording", "Editing")

    def __init__(self, bridge: Bridge, editing: Editing, window: QWidget, section: str = "") -> None:
        super().__init__("Preferences", window, width=660)
        self._bridge, self._editing = bridge, editing
        self.choice = Segments("Section of the preferences")
        self._pages = QStackedWidget()
        fills = (self._add_appearance, self._add_audio, self._add_files, self._add_recording, self._add_editing)
        for name, fill in zip(self.SECTIONS, fills, strict=True):
            self.choice.addItem(name, name)
            self._pages.addWidget(_page(fill))
        self.choice.currentIndexChanged.connect(self._pages.setCurrentIndex)
        self.choice.setCurrentIndex(max(0, self.choice.findData(section)))
        self.body.addWidget(self.choice)
        self.body.addWidget(self._pages, 1)
        self.setFocusProxy(self.choice)

    @property
    def section(self) -> str:
        """The heading that is open."""
        return self.choice.currentText()

    # --- sections
    def _add_appearance(self, column: QVBoxLayout) -> None:
        bridge, settings = self._bridge, self._bridge.session.settings.preferences
        column.addWidget(label("Theme", "heading"))
        row = QHBoxLayout()
        row.setSpacing(12)
        for each in theme.themes().values():
            card = ThemeCard(each)
            card.setChecked(each.id == settings.theme)
            card.clicked.connect(lambda _checked=False, theme_id=each.id: choose_theme(bridge, theme_id))
            row.addWidget(card)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(label("Size of the interface", "heading"))
        scales = Segments("Size of the interface")
        free = self.screen().availableSize()
        for scale in interface_scale.SCALES:
            fits = scale <= settings.scale or interface_scale.fits(scale, settings.scale, free)
            scales.addItem(f"{scale:.0%}", scale, help="" if fits else SCALE_HELP, enabled=fits)
        scales.setCurrentIndex(scales.findData(settings.scale))
        scales.currentIndexChanged.connect(lambda _n: choose_scale(bridge, scales.currentData()))
        column.addWidget(scales)
        can_change = interface_scale.can_change()
        column.addWidget(label(SCALE_HELP if can_change else SCALE_AT_NEXT_START, "dim", wrap=True))

    def _add_audio(self, column: QVBoxLayout) -> None:
        devices = self._bridge.session.devices
        device = devices.device
        column.addWidget(label("Audio device", "heading"))
        now = devices.sentence if device is None else f"{device.input_device} in, {device.output_device} out"
        column.addWidget(label(now, wrap=True))
        open_device = button("Choose the audio device", lambda: self._bridge.actions.run("program.device"), "primary")
        column.addWidget(open_device, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_files(self, column: QVBoxLayout) -> None:
        column.addWidget(label("New songs", "heading"))
        self.folder = label(str(songs_folder(self._bridge.session.settings)), wrap=True)
        column.addWidget(self.folder)
        column.addWidget(button("Choose another folder", self._choose_folder), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(label("Ideas", "heading"))
        self.ideas = label(str(ideas_folder(self._bridge.session.settings)), wrap=True)
        column.addWidget(self.ideas)
        choose = button("Choose a folder for ideas", self._choose_ideas_folder)
        column.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        self._add_preference(column, "Autosave after an edit", AUTOSAVES, "autosave_after_s")
        column.addWidget(label(AUTOSAVE_HELP, "dim", wrap=True))

    def _choose_folder(self) -> None:
        session = self._bridge.session
        chosen = choose_songs_folder(self, session, songs_folder(session.settings))
        if chosen is not None:
            self.folder.setText(str(chosen))

    def _choose_ideas_folder(self) -> None:
        chosen = existing_folder(self, "Where ideas go", ideas_folder(self._bridge.session.settings))
        if chosen is not None:
            self._save("ideas_folder", str(chosen))
            self._bridge.session.ideas.revision += 1
            self.ideas.setText(str(chosen))

    def _add_recording(self, column: QVBoxLayout) -> None:
        self._add_preference(column, "Takes of new songs", FORMATS, "take_format")
        column.addWidget(label(TAKE_FORMAT_HELP, "dim", wrap=True))
        preferences = self._bridge.session.settings.preferences
        column.addWidget(label("Ideas are recorded from input", "heading"))
        self.idea_inputs = LineEntry("Input of ideas", "1, or 1+2 for stereo")
        self.idea_inputs.show_text("+".join(str(number) for number in preferences.idea_inputs))
        self.idea_inputs.typed.connect(self._take_inputs)
        column.addWidget(self.idea_inputs)
        column.addWidget(label("Where you record ideas", "heading"))
        place = LineEntry("Where you record ideas", "such as kitchen: part of their name")
        place.show_text(preferences.idea_place)
        place.typed.connect(lambda text: self._save("idea_place", text.strip()[:LONGEST_NAME]))
        column.addWidget(place)

    def _take_inputs(self, text: str) -> None:
        channels = parse_channels(text) or ()
        if 1 <= len(channels) <= 2 and min(channels) >= 1:
            self._save("idea_inputs", tuple(channels))
        else:
            self.tell(ideas_input_unclear(text))
        self.idea_inputs.show_text(
            "+".join(str(number) for number in self._bridge.session.settings.preferences.idea_inputs)
        )

    def _add_editing(self, column: QVBoxLayout) -> None:
        editing = self._editing
        self._add_heading(column, "The timeline follows the playhead", FOLLOWS, editing.follow, editing.set_follow)
        column.addWidget(label(FOLLOW_HELP, "dim", wrap=True))
        self._add_preference(column, "When playback stops, the playhead", STOPS, "returns_at_stop")
        self._add_heading(column, "Drags snap", SNAPS, editing.snap, editing.set_snap)
        self._add_heading(column, "Ripple", RIPPLES, editing.ripple, editing.set_ripple)
        column.addWidget(label(SNAP_HELP, "dim", wrap=True))

    # --- settings
    def _add_heading(
        self, column: QVBoxLayout, name: str, choices: Choices, value: object, take: Callable[[Any], object]
    ) -> None:
        """A heading and below it a row of values."""
        column.addWidget(label(name, "heading"))
        row = Segments(name)
        for text, data in choices:
            row.addItem(text, data)
        row.setCurrentIndex(row.findData(value))
        row.currentIndexChanged.connect(lambda _n: take(row.currentData()))
        column.addWidget(row)

    def _add_preference(self, column: QVBoxLayout, name: str, choices: Choices, field: str) -> None:
        value = getattr(self._bridge.session.settings.preferences, field)
        self._add_heading(column, name, choices, value, lambda data: self._save(field, data))

    def _save(self, field: str, value: object) -> None:
        setattr(self._bridge.session.settings.preferences, field, value)
        self._bridge.session.save_settings()


def _page(fill: Callable[[QVBoxLayout], None]) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 8, 0, 0)
    column.setSpacing(10)
    fill(column)
    column.addStretch(1)
    return page
