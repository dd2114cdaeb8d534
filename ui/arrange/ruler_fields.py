"""Fields that open over the ruler: names of markers and sections, and the tempo and meter of a bar.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from app.edits import markers, sections
from app.edits.edit import Edit
from app.edits.tempo import remove_tempo_change, set_tempo_change
from app.model.ids import MarkerId, SectionId
from app.model.ranges import LONGEST_CHORDS, LONGEST_NAME
from app.model.section_frames import section_frames
from app.model.tempo import TempoChange
from app.model.tempo_map import tempo_map
from app.text.chord_lane import chords_of_bar, enter_bar_chords
from app.text.tempo import format_meter, parse_tempo_change
from app.text.values import format_tempo
from ui.arrange.ruler_rows import BARS, CHORDS, MARKERS, SECTIONS, RulerLayout, RulerRow
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.widgets.field import TypedField

NAME_PX, TEMPO_PX, HEIGHT_PX = 150, 90, 22


class RulerFields:
    """One field at a time.

    Attributes:
        then: Gets the keyboard focus when a field closes; the ruler at first.
        field: The open field.
    """

    def __init__(self, ruler: QWidget, bridge: Bridge, viewport: Viewport, rows: Callable[[], RulerLayout]) -> None:
        """Take the ruler, and what says which rows it shows now."""
        self._ruler, self._bridge, self._viewport, self._rows = ruler, bridge, viewport, rows
        self.then: QWidget = ruler
        self.field: TypedField | None = None

    def rename_marker(self, marker_id: MarkerId) -> None:
        """Open the name of a marker."""
        marker = next((one for one in self._bridge.song.markers if one.id == marker_id), None)
        if marker is not None:
            name = marker.name
            self._name(MARKERS, marker.start_frame, name, lambda typed: markers.rename_marker(marker_id, typed))

    def rename_section(self, section_id: SectionId) -> None:
        """Open the name of a section."""
        section = next((one for one in self._bridge.song.sections if one.id == section_id), None)
        if section is not None:
            name = section.name
            start, _ = section_frames(self._bridge.song, section)
            self._name(SECTIONS, start, name, lambda typed: sections.rename_section(section_id, typed))

    def _name(self, row: RulerRow, frame: int, name: str, edit: Callable[[str], Edit]) -> None:
        def take(typed: str) -> None:
            if typed and typed != name:
                self._bridge.perform(edit(typed))

        self._open(row, frame, NAME_PX, f"Name of {name}", name, take, LONGEST_NAME)

    def edit_chords(self, frame: int) -> None:
        """Open the chords of the bar at a frame."""
        tempo = tempo_map(self._bridge.song)
        bar = max(1, tempo.position(max(0, frame))[0])
        shown = chords_of_bar(self._bridge.song, bar)

        def take(typed: str) -> None:
            if typed != shown:
                self._bridge.perform(enter_bar_chords(self._bridge.song, bar, typed))

        self._open(CHORDS, tempo.bar_frame(bar), TEMPO_PX, f"Chords of bar {bar}", shown, take, LONGEST_CHORDS)

    def edit_tempo(self, frame: int) -> None:
        """Open tempo and meter of the bar at a frame; typing nothing removes a change there."""
        tempo = tempo_map(self._bridge.song)
        bar = max(1, tempo.position(max(0, frame))[0])
        held = TempoChange(bar, tempo.tempo_of(bar), tempo.meter_of(bar))
        there = next((change for change in self._bridge.song.tempo_changes if change.bar == bar), None)
        change = there or held
        shown = f"{format_tempo(change.tempo_bpm)} {format_meter(change.meter)}"

        def take(typed: str) -> None:
            if typed == shown:
                return
            if not typed:
                if there is not None:
                    self._bridge.change_tempo(remove_tempo_change(bar))
                return
            self._bridge.attempt(
                lambda: self._bridge.session.document.change_tempo(set_tempo_change(parse_tempo_change(typed, change)))
            )

        self._open(BARS, tempo.bar_frame(bar), TEMPO_PX, f"Tempo and meter of bar {bar}", shown, take)

    def _open(
        self,
        row: RulerRow,
        frame: float,
        width: int,
        name: str,
        text: str,
        take: Callable[[str], None],
        longest: int = 0,
    ) -> None:
        """Open a field where `frame` is, after scrolling there."""
        if self.field is not None:
            self.field.reject()
        view, ruler = self._viewport, self._ruler
        if not 0 <= view.x_of(frame) <= view.width_px:
            view.centre_on(round(frame))
        left = min(max(0, view.pixel_of(frame)), max(0, view.width_px - width))
        middle = self._rows().top_of(row) + row.height_px // 2
        top = min(max(0, middle - HEIGHT_PX // 2), ruler.height() - HEIGHT_PX)
        self.field = TypedField(ruler, QRect(left, top, width, HEIGHT_PX), text, self.then, longest)
        self.field.setAccessibleName(name)
        self.field.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.field.typed.connect(take)
        self.field.left.connect(self._forget)

    def _forget(self) -> None:
        self.field = None
