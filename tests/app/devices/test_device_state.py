"""Hazards: a device opened over a measurement, one that is awaited for ever, a request that another window made."""

from collections.abc import Callable

import pytest

from app.devices.device_state import Phase, WantedDevice
from app.problems import Refused
from audio_engine.protocol import DeviceRequest, DeviceState

CARD = DeviceRequest(output_device="Scarlett 2i2")
CLOCK = DeviceRequest(backend="virtual")


def device(backend: str = "portaudio") -> DeviceState:
    return DeviceState(
        backend=backend,  # type: ignore[arg-type]
        host_api="ALSA",
        input_device="Scarlett 2i2",
        output_device="Scarlett 2i2",
        rate_hz=44100,
        block_frames=64,
        input_channels=2,
        output_channels=2,
        round_trip_frames=128,
    )


def ask(state: WantedDevice, request: DeviceRequest = CARD, *, engine_runs: bool = True) -> DeviceRequest:
    return state.open(request, 48000, 60.0, engine_runs=engine_runs)


ROUTES: dict[Phase, list[Callable[[WantedDevice], object]]] = {  # how each state is reached from the first one
    "closed": [],
    "opening": [ask],
    "open": [ask, lambda state: state.opened(device())],
    "lent": [ask, lambda state: state.opened(device()), lambda state: state.lend("It is measured.")],
}

EVENTS: dict[str, Callable[[WantedDevice], object]] = {
    "opened": lambda state: state.opened(device()),
    "failed": lambda state: state.failed("It is in use.", alternative=False),
    "closed": lambda state: state.closed("It was unplugged."),
    "engine ended": lambda state: state.closed(),
    "lent": lambda state: state.lend("It is measured."),
    "taken back": lambda state: state.take_back(),
    "inherited": lambda state: state.inherit(device()),
    "inherited nothing": lambda state: state.inherit(None),
}

LEADS_TO: dict[str, tuple[Phase, Phase, Phase, Phase]] = {  # from closed, opening, open, lent
    "opened": ("open", "open", "open", "lent"),
    "failed": ("closed", "closed", "closed", "lent"),
    "closed": ("closed", "closed", "closed", "lent"),
    "engine ended": ("closed", "closed", "closed", "lent"),
    "lent": ("lent", "lent", "lent", "lent"),
    "taken back": ("closed", "opening", "open", "closed"),
    "inherited": ("open", "open", "open", "lent"),
    "inherited nothing": ("closed", "opening", "open", "lent"),
}


def reached(phase: Phase) -> WantedDevice:
    state = WantedDevice()
    for step in ROUTES[phase]:
        step(state)
    assert state.phase == phase
    return state


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("phase", ROUTES)
def test_every_event_in_every_state(phase: Phase, event: str) -> None:
    state = reached(phase)
    EVENTS[event](state)
    assert state.phase == LEADS_TO[event][list(ROUTES).index(phase)]
    assert (state.device is not None) == (state.phase == "open")


@pytest.mark.parametrize("phase", ["closed", "opening", "open"])
def test_a_device_can_be_asked_for_until_another_process_has_it(phase: Phase) -> None:
    state = reached(phase)
    assert ask(state).rate_hz == 48000 and state.phase == "opening" and state.device is None
    with pytest.raises(Refused, match="It is measured. Wait until that is finished."):
        ask(reached("lent"))


def test_without_an_engine_the_request_waits() -> None:
    state = reached("closed")
    ask(state, engine_runs=False)
    assert state.phase == "closed" and state.requested is not None and state.requested.output_device == "Scarlett 2i2"


def test_what_another_window_had_opened_was_not_chosen_here() -> None:
    state = reached("closed")
    state.inherit(device())
    assert state.requested == device().request() and state.chosen is None
    assert state.requested is not None
    ask(state, state.requested)
    assert state.chosen is None, "the same again is no choice"
    ask(state)
    assert state.chosen is not None and state.chosen.output_device == "Scarlett 2i2"


def test_a_sound_card_that_failed_is_awaited_until_one_opens_or_is_chosen() -> None:
    state = reached("opening")
    state.failed("It is in use.", alternative=False)
    awaited = state.awaited
    assert awaited is not None and awaited.output_device == "Scarlett 2i2" and state.problem == "It is in use."
    ask(state, CLOCK)
    state.substituted("It is in use.")
    state.opened(device("virtual"))
    assert state.awaited is awaited, "the clock stands in for it"
    state.opened(device())
    assert state.awaited is None


def test_nobody_waits_for_a_device_that_another_block_would_open() -> None:
    state = reached("opening")
    state.failed("It takes no blocks of 16 frames.", alternative=True)
    assert state.awaited is None


def test_a_clock_that_fails_is_not_awaited() -> None:
    state = WantedDevice()
    ask(state, CLOCK)
    state.failed("The clock does not tick.", alternative=False)
    assert state.awaited is None


def test_an_engine_that_ends_leaves_the_reason_as_it_was() -> None:
    state = reached("open")
    state.closed("It was unplugged.")
    state.closed()
    assert state.problem == "It was unplugged."
