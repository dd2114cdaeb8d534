"""A session over a fake engine, with the clock in the test's hand."""

from pathlib import Path

from app.devices.settings import SettingsFile
from app.edits import tracks
from app.model.ids import TrackId
from app.session.session import Session
from tests.helpers.fake_engine import FakeEngine

VOX, BASS = TrackId("Vox"), TrackId("Bass")


class SessionRig:
    """A session with a song of two tracks, its fake engine, and a clock that the test moves."""

    def __init__(self, folder: Path) -> None:
        self.now = 0.0
        self.engine = FakeEngine()
        self.session = Session(lambda: self.engine, SettingsFile(), now=lambda: self.now)
        self.session.new_song(folder / "Song", "Song")
        for key in (VOX, BASS):
            self.session.document.perform(tracks.add_track(key, inputs=(1,), track_id=key))
        self.folder = folder / "Song.worktape"

    def start(self) -> None:
        self.session.start_engine()
        self.session.poll()
        self.engine.calls.clear()

    def arm(self, *keys: TrackId) -> None:
        for key in keys:
            self.session.document.perform(tracks.set_armed(key, True))
