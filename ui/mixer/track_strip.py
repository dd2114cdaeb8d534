"""The strip of a track: sends, headphone levels, pan, fader, meter, mute, solo, arm.

Lives: window, main thread.
"""

import math

from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from app.edits import strips as strip_edits
from app.edits import tracks as track_edits
from app.model.bus import Bus
from app.model.ids import BusId, TrackId
from app.model.track import Track
from ui import theme
from ui.bridge import Bridge
from ui.mixer.strip_base import StripBase
from ui.selection import Selection
from ui.widgets.levels import LevelBank
from ui.widgets.slider import LevelSlider
from ui.widgets.toggle import LetterButton


class TrackStrip(StripBase):
    def __init__(
        self, bridge: Bridge, selection: Selection, track_id: TrackId, buses: tuple[Bus, ...], parent: QWidget
    ) -> None:
        track = bridge.track(track_id)
        assert track is not None
        super().__init__(bridge, track.name, theme.STRIP_WIDTH, parent, rows=len(buses))
        self.track_id = track_id
        self._selection = selection
        self._track: Track = track
        self.levels: dict[BusId, LevelSlider] = {}
        for bus in buses:
            self._add_level(bus)
        self.mute = LetterButton("M", theme.MUTE, f"Mute {track.name}", self)
        self.solo = LetterButton("S", theme.SOLO, f"Solo {track.name}", self)
        self.arm = LetterButton("\u25cf", theme.REC, f"Arm {track.name}: record this track", self)
        for button in (self.mute, self.solo, self.arm):
            self.buttons.addWidget(button)
        self.mute.clicked.connect(lambda: self._do(strip_edits.set_mute(track_id, not self._track.strip.mute)))
        self.solo.clicked.connect(lambda: self._do(strip_edits.set_solo(track_id, not self._track.strip.solo)))
        self.arm.clicked.connect(lambda: self._do(track_edits.set_armed(track_id, not self._track.armed)))
        self.bind(self.fader, f"Fader of {track.name}", lambda db: strip_edits.set_fader_db(track_id, db))
        self.bind(self.pan, f"Pan of {track.name}", lambda pan: strip_edits.set_pan(track_id, pan))
        self.connect_value()
        self.name.typed.connect(self._rename)
        self.name.clicked.connect(lambda _modifiers: selection.set_track(track_id))
        self.show_values()

    def _add_level(self, bus: Bus) -> None:
        """A send after the fader, or a level of its own in a headphone mix."""
        phones = bus.kind == "headphones"
        what = "in" if phones else "to"
        slider = LevelSlider(f"{self.title} {what} {bus.name}", short_name(bus), self)
        self.levels[bus.id] = slider
        self.upper.addWidget(slider)
        make = strip_edits.set_cue_db if phones else strip_edits.set_send_db
        if phones:
            slider.neutral = 0.0
        self.bind(slider, f"{self.title} {what} {bus.name}", lambda db: make(self.track_id, bus.id, db))

    def _do(self, edit: object) -> None:
        self._selection.set_track(self.track_id)
        self.bridge.perform(edit)  # type: ignore[arg-type]

    def _rename(self, words: str) -> None:
        if words and words != self._track.name:
            self.bridge.perform(track_edits.rename_track(self.track_id, words))
        self.show_values()

    def show_values(self) -> None:
        track = self.bridge.track(self.track_id)
        if track is None:
            return
        self._track = track
        strip = track.strip
        self.colour_token = theme.track_colour(track.colour)
        sends = {send.bus: send.level_db for send in strip.sends}
        cues = {cue.bus: cue.level_db for cue in strip.cues}
        for bus_id, slider in self.levels.items():
            slider.set_value(sends.get(bus_id, cues.get(bus_id, slider.neutral if slider.neutral == 0 else -math.inf)))
        self.mute.setChecked(strip.mute)
        self.solo.setChecked(strip.solo)
        self.arm.setChecked(track.armed)
        self.arm.set_outlined(track.armed and not self.bridge.clock.recording)
        self.is_selected = self._selection.track == self.track_id
        self.show_fader(strip.fader_db, strip.pan, track.name)

    def meter_bank(self) -> LevelBank:
        return self.bridge.levels.lanes

    def meter_indices(self) -> tuple[int, ...]:
        lane = self.bridge.lane_of(self.track_id)
        return tuple(lane + n for n in range(self._track.channels))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._selection.set_track(self.track_id)
        super().mousePressEvent(event)


def short_name(bus: Bus) -> str:
    """At most a few letters: there is little room in a strip."""
    if bus.kind == "headphones":
        digits = "".join(c for c in bus.name if c.isdigit())
        return f"Ph {digits}".strip() if digits else "Ph"
    usual = {"reverb": "Rev", "delay": "Dly"}[bus.kind]
    return usual if bus.name.casefold().startswith(bus.kind) else bus.name[:4].rstrip()
