"""The strip of a track: what every channel has, sends, headphone levels, and arm.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.edits import tracks as track_edits
from app.model.bus import Bus
from app.model.ids import TrackId
from app.model.track import Track
from app.text.strips import FROZEN, FROZEN_HINT
from ui import theme
from ui.bridge import Bridge
from ui.mixer.channel_strip import ChannelStrip
from ui.mixer.strip_menu import StripMenu
from ui.state.selection import Selection
from ui.widgets.card import mark
from ui.widgets.toggle import LetterButton

FROZEN_PX, FROZEN_HEIGHT = 10, 13


class TrackStrip(ChannelStrip):
    """The strip of a track."""

    def __init__(
        self,
        bridge: Bridge,
        selection: Selection,
        track: Track,
        buses: tuple[Bus, ...],
        rows: int,
        menus: StripMenu,
        parent: QWidget,
    ) -> None:
        super().__init__(bridge, selection, track, theme.STRIP_WIDTH, rows, menus, parent)
        self.track_id: TrackId = track.id
        self.arm = LetterButton("arm", theme.REC, f"Arm {track.name}: record this track", self)
        self.places.buttons.addWidget(self.arm)
        self.arm.clicked.connect(lambda: self.do(track_edits.set_armed(self.track_id, not self._track.armed)))
        self.bind_name(lambda text: track_edits.rename_track(self.track_id, text))
        self.frozen = mark(FROZEN, "", FROZEN_PX, self)  # above everything that a narrow or low strip leaves out
        self.frozen.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.frozen.setAccessibleName(FROZEN_HINT)
        self.frozen.setStyleSheet(f"background: {theme.css(theme.BG)}; font-size: {FROZEN_PX}px;")
        self.add_sends(buses, rows)
        self.add_route()
        self.show_values()

    @property
    def _track(self) -> Track:
        assert isinstance(self.channel, Track)
        return self.channel

    def select(self) -> None:
        self._selection.set_track(self.track_id)

    def set_narrow(self, narrow: bool) -> None:
        self.arm.setVisible(not narrow)
        super().set_narrow(narrow)

    def usual_hint(self) -> str:
        return FROZEN_HINT if self._track.frozen is not None else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.frozen.sizeHint().width() + 6
        self.frozen.setGeometry((self.width() - width) // 2, 0, width, FROZEN_HEIGHT)

    def show_values(self) -> None:
        track = self.bridge.track(self.track_id)
        if track is None:
            return
        self.frozen.setVisible(track.frozen is not None)
        self.colour_token = theme.track_colour(track.colour)
        self.arm.setChecked(track.armed)
        self.show_recording()
        super().show_values()
        self.show_hint()

    def show_recording(self) -> None:
        """Red all over while it records, an outline while it is only armed."""
        self.arm.set_outlined(self.arm.isChecked() and not self.bridge.clock.recording)

    def lanes(self) -> tuple[int, ...]:
        lane = self.bridge.lane_of(self.track_id)
        return tuple(lane + n for n in range(self._track.channels))
