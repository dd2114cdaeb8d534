"""Hazards: a device opened over a measurement, one that is awaited for ever, a request that another window made."""

import pytest

from app.devices.device_choice import DeviceChoice
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


def ask(choice: DeviceChoice, request: DeviceRequest = CARD) -> DeviceRequest:
    return choice.open(request, 48000, 60.0)


def failed() -> DeviceChoice:
    """A sound card was asked for, and is in use."""
    choice = DeviceChoice()
    ask(choice)
    choice.failed("It is in use.", alternative=False)
    return choice


def test_no_device_is_asked_for_while_another_process_has_it() -> None:
    choice = DeviceChoice()
    assert ask(choice).rate_hz == 48000
    choice.lend("It is measured.")
    choice.lost("The engine ended.")
    assert choice.is_lent and choice.problem == "It is measured."
    with pytest.raises(Refused, match="It is measured. Wait until that is finished."):
        ask(choice)
    choice.take_back()
    assert ask(choice).output_device == "Scarlett 2i2" and choice.problem == ""


def test_what_another_window_had_opened_was_not_chosen_here() -> None:
    choice = DeviceChoice()
    choice.inherit(device())
    assert choice.requested == device().request() and choice.chosen is None
    assert choice.requested is not None
    ask(choice, choice.requested)
    assert choice.chosen is None, "the same again is no choice"
    ask(choice)
    assert choice.chosen is not None and choice.chosen.output_device == "Scarlett 2i2"


def test_a_sound_card_that_failed_is_awaited_until_one_opens_or_is_chosen() -> None:
    choice = failed()
    awaited = choice.awaited
    assert awaited is not None and awaited.output_device == "Scarlett 2i2" and choice.problem == "It is in use."
    ask(choice, CLOCK)
    choice.lost("It is in use.")
    choice.opened(device("virtual"))
    assert choice.awaited is awaited, "the clock stands in for it"
    choice.opened(device())
    assert choice.awaited is None


def test_nobody_waits_for_a_device_that_another_block_would_open() -> None:
    choice = DeviceChoice()
    ask(choice)
    choice.failed("It takes no blocks of 16 frames.", alternative=True)
    assert choice.awaited is None


def test_a_clock_that_fails_is_not_awaited() -> None:
    choice = DeviceChoice()
    ask(choice, CLOCK)
    choice.failed("The clock does not tick.", alternative=False)
    assert choice.awaited is None


def test_a_sound_card_that_cannot_have_a_song_s_rate_is_tried_anew_with_the_next_song() -> None:
    choice = DeviceChoice()
    ask(choice)
    choice.failed("It cannot run at 44.1 kHz.", alternative=True)
    ask(choice, CLOCK)
    choice.opened(device("virtual"))
    assert choice.refused is not None and choice.refused.output_device == "Scarlett 2i2" and choice.awaited is None
    ask(choice, choice.refused)
    choice.opened(device())
    assert choice.refused is None
