"""The inputs of a song that was just opened: muted until the user asks.

A microphone may stand before the loudspeakers.

Lives: window, main thread.
"""

from pathlib import Path

from app.devices.devices import Devices
from app.documents.notices import NoticeBoard
from app.engine.link import EngineLink
from app.messages.devices import inputs_muted
from app.model.song import Song
from app.song.changes import Changes
from app.song.document import Document
from app.song.monitoring import is_live


class MutedInputs:
    """Recording, arming and choosing how one hears oneself unmute them too."""

    def __init__(self, document: Document, devices: Devices, link: EngineLink, board: NoticeBoard) -> None:
        self._document, self._devices, self._link, self._board = document, devices, link, board
        self._offered = ""  # the notice's sentence
        self._told: set[Path] = set()  # folders of songs of which it was said in this session

    def begin_song(self, song: Song) -> None:
        """Mute them if any track of the song has a live input."""
        self._link.inputs_muted = any(track.armed or track.monitoring == "in" for track in song.tracks)
        self._offered = ""

    def unmute(self) -> None:
        """Make the inputs audible."""
        if self._link.inputs_muted:
            self._link.inputs_muted = False
            self._link.push_plan(self._document.song)
            self._board.settle(self._offered)

    def offer(self) -> None:
        """Once a sound card is open: say which inputs wait, and offer to hear them; of each song once in a session."""
        mode = self._devices.monitoring_mode
        names = [track.name for track in self._document.song.tracks if is_live(track, mode)]
        folder = self._document.opened.folder.path
        if self._link.inputs_muted and names and folder not in self._told:
            self._told.add(folder)
            self._offered = inputs_muted(names)
            self._board.post(
                "info",
                self._offered,
                "Hear it now" if len(names) == 1 else "Hear them now",
                self.unmute,
                of_song=True,
            )

    def on_song_changed(self, old: Song, new: Song, _changes: Changes) -> None:
        """Unmute them once somebody chooses an input, arms a track or sets its monitoring."""
        if _input_choices(old) != _input_choices(new):
            self.unmute()


def _input_choices(song: Song) -> list[tuple[object, ...]]:
    return [(track.id, track.armed, track.monitoring, track.inputs) for track in song.tracks if track.inputs]
