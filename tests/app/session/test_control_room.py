"""Hazards: talkback that goes on over a take, a refusal without its remedy, a room that stays with a mix that is gone, a
saved song that holds any of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.devices.settings import SettingsFile
from app.edits import buses, tracks
from app.model.bus import Bus
from app.model.channel import headphone_buses
from app.model.ids import BusId
from app.problems import Refused
from app.session.session import Session
from audio_engine.protocol import DeviceOpened, DeviceRequest
from tests.helpers.fake_engine import FakeEngine, device_for


class ControlRoomRig:
    def __init__(self, folder: Path) -> None:
        self.engine = FakeEngine()
        self.session = Session(lambda: self.engine, SettingsFile())
        self.session.new_song(folder / "Song", "Song")
        self.session.document.perform(tracks.add_track("Vox", inputs=(1,)))
        self.session.start_engine()
        self.session.devices.open(DeviceRequest(input_device="ControlRoomRig", output_device="ControlRoomRig"))
        self.session.poll()

    @property
    def phones(self) -> Bus:
        return headphone_buses(self.session.document.song)[0]

    def ready(self) -> None:
        self.session.document.perform(buses.set_outputs(self.phones.id, (3, 4)))
        self.session.control_room.set_talkback_input(2)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[ControlRoomRig]:
    made = ControlRoomRig(tmp_path)
    yield made
    made.session.close()


def test_talkback_needs_a_microphone_and_someone_who_hears_it(rig: ControlRoomRig) -> None:
    room = rig.session.control_room
    with pytest.raises(Refused, match="Choose an input for the talkback"):
        room.talk(True)
    room.set_talkback_input(2)
    with pytest.raises(Refused, match="Choose outputs for a headphone mix"):
        room.talk(True)
    rig.ready()
    room.talk(True)
    told = rig.engine.monitors[-1]
    assert (told.talkback_input, told.gain) == (1, pytest.approx(0.1)), "the room is dim"
    room.talk(False)
    assert rig.engine.monitors[-1].talkback_input == -1 and rig.engine.monitors[-1].gain == 1.0


def test_it_ends_with_the_start_of_the_tape_and_stays_off(rig: ControlRoomRig) -> None:
    rig.ready()
    rig.session.control_room.talk(True)
    rig.session.transport.play()
    rig.session.poll()
    assert not rig.session.control_room.state.talking and rig.engine.monitors[-1].talkback_input == -1
    with pytest.raises(Refused, match="Stop first"):
        rig.session.control_room.talk(True)
    rig.session.transport.stop()
    rig.session.poll()
    assert not rig.session.control_room.state.talking


@pytest.mark.parametrize("inputs", [0, 1])
def test_it_ends_with_its_microphone_and_the_room_is_no_longer_dim(rig: ControlRoomRig, inputs: int) -> None:
    rig.ready()
    rig.session.control_room.talk(True)
    name = "ControlRoomRig" if inputs else "Another"
    request = DeviceRequest(input_device=name, output_device="Another", block_frames=32)
    rig.engine.answers = False
    rig.session.devices.open(request)
    rig.engine.events.append(DeviceOpened(device_for(request, inputs)))
    rig.session.poll()
    assert not rig.session.control_room.state.talking
    assert rig.engine.monitors[-1].gain == 1.0 and rig.engine.monitors[-1].talkback_input == -1


def test_the_microphone_and_its_level_are_kept_for_the_device(rig: ControlRoomRig) -> None:
    rig.ready()
    rig.session.control_room.set_talkback_db(-100.0)
    rig.session.save_settings()
    kept = SettingsFile().settings
    assert kept.talkback_inputs == {"ControlRoomRig": 2} and kept.talkback_db == -40.0


def test_the_room_listens_in_until_told_otherwise(rig: ControlRoomRig) -> None:
    room, phones = rig.session.control_room, rig.phones.id
    room.listen_in(phones)
    assert rig.engine.monitors[-1].control_room_source == 0
    rig.session.document.perform(tracks.add_track("Bass"))
    assert rig.engine.plans[-1].monitor.control_room_source == 0, "a new plan keeps it"
    rig.session.document.perform(buses.remove_bus(phones))
    assert rig.engine.plans[-1].monitor.control_room_source == -1, "its mix is gone"
    with pytest.raises(Refused, match="no longer"):
        room.listen_in(BusId("gone"))
    room.listen_in(None)
    assert rig.engine.monitors[-1].control_room_source == -1


def test_none_of_it_is_in_the_song(rig: ControlRoomRig) -> None:
    rig.ready()
    before = rig.session.document.song
    rig.session.control_room.listen_in(rig.phones.id)
    rig.session.control_room.talk(True)
    assert rig.session.document.song is before and not rig.session.document.undo_label.startswith("Talk")


def test_another_song_begins_in_a_quiet_room(rig: ControlRoomRig, tmp_path: Path) -> None:
    rig.ready()
    rig.session.control_room.listen_in(rig.phones.id)
    rig.session.new_song(tmp_path / "Other", "Other")
    assert rig.session.control_room.state.listen_in is None
