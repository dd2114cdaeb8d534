"""The round trip that a JACK device reports, at every opening of it. Hazard: takes of one session that lie blocks apart,
because one opening buffered a block more than another, or because PortAudio counts a block less than there is."""

import re
import subprocess

import pytest

from audio_engine import calibrate, protocol
from audio_engine.client.client import EngineClient
from audio_engine.protocol import DeviceRequest, DeviceState
from tests.helpers.engine import wait_for
from tests.helpers.jack import Jack, repeated_where_the_device_loses_audio
from tests.jack.test_recording import PATIENCE_S, started, until

RATE_HZ, BLOCK = 48000, 64


def true_round_trip() -> int:
    """What the server itself says of its card: from an output to the air and from the air to an input."""
    text = subprocess.run(["jack_lsp", "-l"], capture_output=True, text=True, check=True).stdout
    frames = 0
    for port, kind in (("system:capture_1", "capture"), ("system:playback_1", "playback")):
        found = re.search(rf"^{port}\n(?:\t.*\n)*?\tport {kind} latency = \[ (\d+) (\d+) \] frames", text, re.MULTILINE)
        assert found is not None and found[1] == found[2], text
        frames += int(found[1])
    return frames


def opened(engine: EngineClient, request: DeviceRequest) -> DeviceState:
    engine.open_device(request)
    answer = wait_for(engine, (protocol.DeviceOpened, protocol.DeviceFailed), PATIENCE_S)
    assert isinstance(answer, protocol.DeviceOpened), answer
    return answer.device


@pytest.mark.parametrize("patient", [True, False], ids=["synchronous", "a period more"])
@repeated_where_the_device_loses_audio
def test_every_opening_reports_what_the_server_says(patient: bool) -> None:
    any_device = DeviceRequest(rate_hz=RATE_HZ, host_api="JACK")
    with Jack(RATE_HZ, BLOCK, patient=patient) as jack, started() as engine:
        devices = [opened(engine, any_device)]
        expected = true_round_trip()
        assert expected == (2 if patient else 3) * BLOCK
        for request in (
            any_device,
            devices[0].request(),
            DeviceRequest(rate_hz=RATE_HZ, host_api="JACK", block_frames=BLOCK),
            DeviceRequest(rate_hz=RATE_HZ, host_api="JACK", block_frames=4 * BLOCK),
            DeviceRequest(rate_hz=RATE_HZ, host_api="JACK", input_channels=1, output_channels=2),
        ):
            engine.close_device()
            until(lambda: not jack.has_client(), "the device is closed")
            devices += [opened(engine, request), opened(engine, request)]
        jack.kill()
        wait_for(engine, protocol.DeviceLost, PATIENCE_S)
        jack.start()
        regained = wait_for(engine, protocol.DeviceOpened, PATIENCE_S)
        assert isinstance(regained, protocol.DeviceOpened)
        devices.append(regained.device)
    assert [(device.block_frames, device.round_trip_frames) for device in devices] == [(BLOCK, expected)] * len(devices)


@repeated_where_the_device_loses_audio
def test_a_buffer_size_that_is_asked_for_delays_nothing() -> None:
    """A loop inside the server is one block long, whatever block was asked for."""
    with Jack(RATE_HZ, BLOCK, patient=True) as jack:
        jack.loop()
        measured = calibrate.measure(DeviceRequest(rate_hz=RATE_HZ, host_api="JACK", block_frames=4 * BLOCK))
    assert (measured.round_trip_frames, measured.device.block_frames) == (BLOCK, BLOCK)
