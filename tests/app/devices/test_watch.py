"""Hazards: a probe in the middle of a take, a notice for a device that was there all along, a wanted device forgotten."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.devices.watch import CLOSE_LOOK_S, GLANCE_S, LOOK_S, SETTLE_S, DeviceWatch, sign_of_change
from app.problems import Refused
from audio_engine.probe import DeviceInfo
from audio_engine.protocol import DeviceFailed, DeviceLost, DeviceRequest
from tests.helpers.session_rig import VOX, SessionRig


def device(name: str, inputs: int = 2, outputs: int = 2, system: str = "ALSA") -> DeviceInfo:
    return DeviceInfo(system, name, inputs, outputs, 48000, False, False)


BUILT_IN, SCARLETT = device("Built-in"), device("Scarlett 2i2")


class Room:
    """A session, the devices that are there, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.rig = SessionRig(folder)
        self.there = [BUILT_IN]
        self.looks = 0
        self.sign: object = 0
        self.broken = False
        session = self.rig.session
        self.watch = session.device_watch = DeviceWatch(
            session.devices, session.board, session._is_idle, self._list, lambda: self.sign, lambda: self.rig.now
        )
        self.watch.active = True

    def _list(self) -> list[DeviceInfo]:
        self.looks += 1
        if self.broken:
            raise Refused("The audio drivers crashed while they were being listed.")
        return list(self.there)

    def wait(self, seconds: float) -> None:
        """Time passes, in steps of a glance; a look is waited for."""
        until = self.rig.now + seconds
        while self.rig.now < until:
            self.rig.now += GLANCE_S
            self.rig.session.poll()
            while self.watch._looking:
                self.rig.session.poll()

    def plug_in(self, new: DeviceInfo) -> None:
        self.there.append(new)
        self.sign = len(self.there)

    @property
    def offers(self) -> list[str]:
        return [notice.sentence for notice in self.rig.session.board.notices if notice.action_label == "Use it"]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    made.rig.start()
    made.rig.session.devices.open(DeviceRequest(host_api="ALSA"))
    made.wait(1)
    yield made
    made.rig.session.close()


def test_a_new_device_is_offered_and_one_button_uses_it(room: Room) -> None:
    assert room.looks == 1 and room.offers == [], "what was there at the start is nothing new"
    room.plug_in(SCARLETT)
    room.wait(GLANCE_S + SETTLE_S + 1)
    assert room.offers == ["Scarlett 2i2 is connected."]
    action = room.rig.session.board.notices[-1].action
    assert action is not None
    action()
    asked = room.rig.engine.opened[-1]
    assert (asked.host_api, asked.input_device, asked.output_device) == ("ALSA", "Scarlett 2i2", "Scarlett 2i2")


def test_a_microphone_is_used_beside_the_outputs_that_are_open(room: Room) -> None:
    room.plug_in(device("USB microphone", outputs=0))
    room.wait(GLANCE_S + SETTLE_S + 1)
    action = room.rig.session.board.notices[-1].action
    assert action is not None
    action()
    asked = room.rig.engine.opened[-1]
    assert (asked.input_device, asked.output_device) == ("USB microphone", "out")


def test_another_program_on_jack_is_no_sound_card_and_a_server_is_one(room: Room) -> None:
    room.plug_in(device("Firefox", system="JACK Audio Connection Kit"))
    room.wait(GLANCE_S + SETTLE_S + 1)
    assert room.offers == []
    room.plug_in(device("system", system="JACK Audio Connection Kit")._replace(default_output=True))
    room.wait(GLANCE_S + SETTLE_S + 1)
    assert room.offers == ["JACK is running."]


def test_without_a_sign_it_looks_seldom(room: Room) -> None:
    room.wait(3 * LOOK_S)
    assert room.looks <= 4
    room.there.append(SCARLETT)  # no sign: Bluetooth
    room.wait(LOOK_S + 1)
    assert room.offers == ["Scarlett 2i2 is connected."]


def test_a_list_that_somebody_reads_is_kept_up_to_date(room: Room) -> None:
    room.watch.active = False
    shown: list[list[DeviceInfo]] = []
    room.watch.on_found.append(shown.append)
    room.there.append(SCARLETT)  # no sign: Bluetooth
    room.wait(CLOSE_LOOK_S + 1)
    assert shown == [[BUILT_IN, SCARLETT]]
    room.watch.on_found.clear()
    room.wait(3 * LOOK_S)
    assert len(shown) == 1 and room.looks == 2


def test_a_device_that_comes_a_second_time_is_offered_again(room: Room) -> None:
    for _ in range(2):
        room.plug_in(SCARLETT)
        room.wait(GLANCE_S + SETTLE_S + 1)
        room.there.remove(SCARLETT)
        room.sign = object()
        room.wait(GLANCE_S + SETTLE_S + 1)
    assert room.offers == ["Scarlett 2i2 is connected."] * 2


def test_a_device_that_came_back_and_was_opened_meanwhile_is_not_offered(room: Room) -> None:
    room.rig.engine.events.append(DeviceLost("The audio device out stopped answering."))
    room.sign = "gone"
    room.wait(GLANCE_S + SETTLE_S + 1)
    room.rig.session.devices.open(DeviceRequest(host_api="ALSA"))
    room.plug_in(device("out"))
    room.wait(GLANCE_S + SETTLE_S + 1)
    assert room.rig.session.devices.has_sound_card and room.offers == []


def test_it_never_looks_while_something_rolls_or_the_window_sleeps(room: Room) -> None:
    rig = room.rig
    room.plug_in(SCARLETT)
    rig.engine.state = "rolling"
    room.wait(2 * LOOK_S)
    rig.engine.state = "stopped"
    rig.arm(VOX)
    rig.session.recorder.record()
    room.wait(2 * LOOK_S)
    rig.engine.finish_pass()
    room.watch.active = False
    room.wait(2 * LOOK_S)
    assert room.looks == 1
    room.watch.active = True
    room.wait(2)
    assert room.looks == 2 and room.offers


def test_a_driver_that_crashes_at_a_look_costs_nothing(room: Room) -> None:
    room.broken = True
    room.wait(LOOK_S + 1)
    room.broken = False
    room.plug_in(SCARLETT)
    room.wait(LOOK_S + 1)
    assert room.offers == ["Scarlett 2i2 is connected."]


def test_a_device_that_could_not_be_opened_is_opened_when_it_is_there(room: Room) -> None:
    session, engine = room.rig.session, room.rig.engine
    wanted = DeviceRequest(host_api="ALSA", input_device="Scarlett 2i2", output_device="Scarlett 2i2")
    engine.answers = False
    session.devices.open(wanted)
    engine.events.append(DeviceFailed("The device 'Scarlett 2i2' was not found; there is: Built-in."))
    engine.answers = True
    session.poll()
    told = session.board.notices[-1]
    assert told.action_label == "Try again" and told.action is not None
    session.poll()
    assert engine.opened[-1].backend == "virtual", "meanwhile a clock keeps time"
    room.wait(LOOK_S + 1)
    assert engine.opened[-1].backend == "virtual", "it is not there yet"
    room.plug_in(SCARLETT)
    room.wait(GLANCE_S + SETTLE_S + 2)
    assert engine.opened[-1].output_device == "Scarlett 2i2" and room.offers == []
    assert session.devices.choice.awaited is None and session.devices.has_sound_card
    assert any("is back" in notice.sentence for notice in session.board.notices)


def test_a_device_that_failed_while_it_was_there_is_not_said_to_be_back(room: Room) -> None:
    session, engine = room.rig.session, room.rig.engine
    room.plug_in(SCARLETT)
    room.wait(GLANCE_S + SETTLE_S + 1)
    engine.answers = False
    session.devices.open(DeviceRequest(host_api="ALSA", input_device="Scarlett 2i2", output_device="Scarlett 2i2"))
    engine.events.append(DeviceFailed("The device is in use by another program; close that one and try again."))
    engine.answers = True
    session.poll()
    room.wait(LOOK_S * 2 + 1)
    assert engine.opened[-1].backend == "virtual"
    assert not any("is back" in notice.sentence for notice in session.board.notices)
    room.there.remove(SCARLETT)
    room.sign = "gone"
    room.wait(GLANCE_S + SETTLE_S + 2)
    room.plug_in(SCARLETT)
    room.wait(GLANCE_S + SETTLE_S + 2)
    assert engine.opened[-1].output_device == "Scarlett 2i2"


def test_try_again_asks_for_the_device_that_failed(room: Room) -> None:
    session, engine = room.rig.session, room.rig.engine
    engine.answers = False
    session.devices.open(DeviceRequest(output_device="Scarlett 2i2"))
    engine.events.append(DeviceFailed("The device is in use by another program; close that one and try again."))
    session.poll()
    again = session.board.notices[-1]
    engine.answers = True
    assert again.action is not None
    again.action()
    assert engine.opened[-1].output_device == "Scarlett 2i2"


def test_a_device_chosen_by_hand_ends_the_waiting_for_another(room: Room) -> None:
    session, engine = room.rig.session, room.rig.engine
    engine.answers = False
    session.devices.open(DeviceRequest(output_device="Scarlett 2i2"))
    engine.events.append(DeviceFailed("The device is in use by another program; close that one and try again."))
    session.poll()
    assert session.devices.choice.awaited is not None
    session.devices.open(DeviceRequest(output_device="Built-in"))
    assert session.devices.choice.awaited is None


def test_a_glance_is_the_same_while_nothing_changes() -> None:
    assert sign_of_change() == sign_of_change()
