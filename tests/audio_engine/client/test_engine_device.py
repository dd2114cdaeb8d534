"""Hazards: a lost device that is given up; one that nobody wants, opened; a failed try told to nobody, or told each time."""

from collections.abc import Callable

import msgspec
import pytest

from audio_engine.client.engine_device import ANSWER_S, QUIET_ANSWER_S, RETRY_S, DevicePhase, EngineDevice
from audio_engine.protocol import DeviceRequest, DeviceState

REQUEST = DeviceRequest(rate_hz=48000)
DEVICE = DeviceState(
    backend="portaudio", host_api="JACK", input_device="in", output_device="out", rate_hz=48000, block_frames=64,
    input_channels=2, output_channels=2, round_trip_frames=0,
)  # fmt: skip


def opened() -> EngineDevice:
    wanted = EngineDevice()
    wanted.want(REQUEST)
    wanted.asked(0.0)
    wanted.opened(DEVICE)
    return wanted


ROUTES: dict[DevicePhase, list[Callable[[EngineDevice], object]]] = {  # how each state is reached from the first one
    "closed": [],
    "opening": [lambda wanted: wanted.want(REQUEST), lambda wanted: wanted.asked(0.0)],
    "open": [lambda wanted: wanted.want(REQUEST), lambda wanted: wanted.opened(DEVICE)],
    "reopening": [lambda wanted: wanted.want(REQUEST), lambda wanted: wanted.opened(DEVICE), lambda wanted: wanted.lost()],
}  # fmt: skip
EVENTS: dict[str, Callable[[EngineDevice], object]] = {
    "want": lambda wanted: wanted.want(REQUEST),
    "forget": lambda wanted: wanted.forget(),
    "inherit": lambda wanted: wanted.inherit(DEVICE),
    "opened": lambda wanted: wanted.opened(DEVICE),
    "lost": lambda wanted: wanted.lost(),
    "failed": lambda wanted: wanted.failed(0.0),
}
LEADS_TO: dict[str, tuple[DevicePhase, DevicePhase, DevicePhase, DevicePhase]] = {  # in the order of ROUTES
    "want": ("opening", "opening", "opening", "opening"),
    "forget": ("closed", "closed", "closed", "closed"),
    "inherit": ("open", "opening", "open", "reopening"),
    "opened": ("closed", "open", "open", "open"),
    "lost": ("closed", "reopening", "reopening", "reopening"),
    "failed": ("closed", "closed", "closed", "reopening"),
}


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("phase", ROUTES)
def test_every_event_in_every_state(phase: DevicePhase, event: str) -> None:
    wanted = EngineDevice()
    for step in ROUTES[phase]:
        step(wanted)
    assert wanted.phase == phase
    EVENTS[event](wanted)
    assert wanted.phase == LEADS_TO[event][list(ROUTES).index(phase)]
    assert (wanted.device is not None) == (wanted.phase == "open")
    assert (wanted.request is None) == (wanted.phase == "closed")


def test_a_device_that_cannot_be_opened_is_told_and_not_tried_again() -> None:
    wanted = EngineDevice()
    wanted.want(REQUEST)
    assert wanted.should_ask(0.0)
    wanted.asked(0.0)
    assert not wanted.should_ask(1000.0), "it was asked for"
    assert wanted.failed(1.0)
    assert not wanted.should_ask(1000.0)


def test_a_lost_device_is_tried_quietly_until_it_is_there() -> None:
    wanted = opened()
    wanted.lost()
    assert wanted.should_ask(0.0)
    wanted.asked(0.0)
    assert not wanted.failed(1.0), "nobody wants to hear of each try"
    assert not wanted.should_ask(1.0 + RETRY_S - 0.1)
    assert wanted.should_ask(1.0 + RETRY_S)
    wanted.asked(2.0)
    wanted.opened(DEVICE)
    assert wanted.phase == "open"


def test_the_very_device_that_was_lost_is_brought_back() -> None:
    wanted = opened()
    assert wanted.request == msgspec.structs.replace(
        REQUEST, host_api="JACK", input_device="in", output_device="out"
    ), "not whatever is the default by then"


def test_an_engine_has_a_limit_for_its_answer_and_a_person_a_longer_one() -> None:
    wanted = opened()
    wanted.lost()
    wanted.asked(0.0)
    assert [wanted.is_overdue(at_s) for at_s in (QUIET_ANSWER_S - 0.1, QUIET_ANSWER_S)] == [False, True]
    wanted.want(REQUEST)
    wanted.asked(0.0)
    assert [wanted.is_overdue(at_s) for at_s in (ANSWER_S - 0.1, ANSWER_S)] == [False, True]


def test_what_nobody_wants_is_not_brought_back() -> None:
    wanted = opened()
    wanted.forget()
    wanted.lost()
    assert not wanted.should_ask(1000.0)


def test_whoever_asks_after_a_loss_hears_how_it_goes() -> None:
    wanted = opened()
    wanted.lost()
    wanted.want(REQUEST)
    wanted.asked(0.0)
    assert wanted.failed(1.0)
