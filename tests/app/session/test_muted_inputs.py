"""A song with an armed track is opened. Hazards: its microphone is in the loudspeakers at once; it stays silent when its
performer wants to be heard; a performer in the middle of a take is cut off by a window that opens."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.devices.settings import SettingsFile
from app.edits import tracks
from app.model.ids import TrackId
from app.session.session import Session
from audio_engine.protocol import DeviceRequest, PassRequest
from tests.helpers.fake_engine import FakeEngine

VOX = TrackId("V")
INTERFACE = DeviceRequest(input_device="Box", output_device="Box")


def make_song(folder: Path, *, armed: bool = True) -> Path:
    session = Session(FakeEngine, SettingsFile())
    session.new_song(folder / "Song", "Song")
    session.document.perform(tracks.add_track("Vox", inputs=(1,), track_id=VOX))
    session.document.perform(tracks.set_armed(VOX, armed))
    session.document.save()
    session.close()
    return folder / "Song"


class MonitoringRig:
    def __init__(self, song: Path, way: str = "tape", running: PassRequest | None = None) -> None:
        self.engine = FakeEngine()
        self.engine.running_pass = running
        settings = SettingsFile()
        settings.settings.device = INTERFACE
        settings.settings.monitoring["Box"] = way  # type: ignore[arg-type]
        self.session = Session(lambda: self.engine, settings)
        self.session.open_song(song)
        self.session.start_engine()
        self.session.poll()

    @property
    def monitoring(self) -> str:
        return self.engine.plans[-1].channels[0].monitoring

    @property
    def sentences(self) -> list[str]:
        return [notice.sentence for notice in self.session.board.notices]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[MonitoringRig]:
    made = MonitoringRig(make_song(tmp_path))
    yield made
    made.session.close()


ACTS: dict[str, Callable[[Session], object]] = {
    "records": lambda session: session.recorder.record(),
    "arms again": lambda session: (
        session.document.perform(tracks.set_armed(VOX, False)),
        session.document.perform(tracks.set_armed(VOX, True)),
    ),
    "chooses how one hears oneself": lambda session: session.devices.set_monitoring_mode("tape"),
    "asks for it": lambda session: session._muted_inputs.unmute(),
}


def test_its_input_waits_and_says_so_once(rig: MonitoringRig) -> None:
    assert rig.monitoring == "off"
    assert rig.sentences == ["Vox is armed, but its input is muted."]
    rig.session.transport.play()
    rig.session.document.perform(tracks.rename_track(VOX, "Voice"))
    assert rig.monitoring == "off", "neither says that somebody wants to be heard"
    rig.session.devices.open(INTERFACE)
    rig.session.poll()
    assert len(rig.sentences) == 1


@pytest.mark.parametrize("act", ACTS)
def test_it_is_heard_as_soon_as_somebody(rig: MonitoringRig, act: str) -> None:
    ACTS[act](rig.session)
    assert rig.monitoring == "auto"


def test_nothing_waits_where_nothing_would_be_heard(tmp_path: Path) -> None:
    for number, (armed, way) in enumerate(((False, "tape"), (True, "direct"))):
        rig = MonitoringRig(make_song(tmp_path / str(number), armed=armed), way)
        assert rig.sentences == []
        rig.session.close()


def test_a_take_that_is_running_goes_on_being_heard(tmp_path: Path) -> None:
    song = make_song(tmp_path)
    running = PassRequest(pass_id="p", song_folder=str(song), journal=str(song / "passes" / "p.jsonl"), start_frame=0)
    rig = MonitoringRig(song, running=running)
    assert rig.monitoring == "auto" and not any("not heard" in sentence for sentence in rig.sentences)
    rig.session.close()


def test_of_each_song_it_is_said_once_in_a_session(rig: MonitoringRig, tmp_path: Path) -> None:
    """It came again with every song that was opened, over its lanes."""
    assert any("muted" in sentence for sentence in rig.sentences)
    song = rig.session.document.opened.folder.path
    rig.session.open_song(make_song(tmp_path / "other", armed=False))
    rig.session.poll()
    rig.session.open_song(song)
    rig.session.poll()
    assert rig.monitoring == "off" and not any("muted" in sentence for sentence in rig.sentences)
