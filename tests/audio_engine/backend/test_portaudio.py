"""Every sentence about a device that does not open, provoked at PortAudio's border. Hazard: a driver's number instead of a
reason and a remedy."""

from typing import Any

import pytest

from audio_engine.backend import listing, portaudio
from audio_engine.backend.base import DeviceProblem
from audio_engine.backend.portaudio import PortAudioBackend
from audio_engine.memory import EngineMemory
from audio_engine.protocol import DeviceRequest


class PortAudioError(Exception):
    pass


def device(name: str, inputs: int = 2, outputs: int = 2, api: int = 0, rate: float = 44100.0) -> dict[str, Any]:
    return {
        "name": name, "hostapi": api, "max_input_channels": inputs, "max_output_channels": outputs,
        "default_samplerate": rate,
    }  # fmt: skip


class FakeSoundDevice:
    """As much of the library as the backend asks; `rates` are what the device runs at, `error` what opening says."""

    PortAudioError = PortAudioError
    _initialized = 1

    def __init__(self, devices: list[dict[str, Any]], rates: tuple[int, ...] = (44100, 48000), error: str = "") -> None:
        self.devices, self.rates, self.error = devices, rates, error
        first = 0 if devices else -1
        self.apis = [
            {"name": "ALSA", "default_input_device": first, "default_output_device": first},
            {"name": "JACK Audio Connection Kit", "default_input_device": -1, "default_output_device": -1},
        ]

    def _terminate(self) -> None:
        self._initialized -= 1

    def _initialize(self) -> None:
        self._initialized += 1

    def query_devices(self, index: int | None = None) -> Any:
        return self.devices if index is None else self.devices[index]

    def query_hostapis(self, index: int | None = None) -> Any:
        return self.apis if index is None else self.apis[index]

    def check_input_settings(self, _device: int, _channels: int, _kind: str, samplerate: int) -> None:
        if samplerate not in self.rates:
            raise PortAudioError(self.error or "Invalid sample rate [PaErrorCode -9997]")

    check_output_settings = check_input_settings

    def _StreamBase(self, **_words: Any) -> Any:
        raise PortAudioError(self.error)


def backend(monkeypatch: pytest.MonkeyPatch, *devices: dict[str, Any], **text: Any) -> PortAudioBackend:
    fake = FakeSoundDevice(list(devices), **text)
    monkeypatch.setattr(portaudio, "load", lambda: fake)
    return PortAudioBackend()


def refused(made: PortAudioBackend, **request: Any) -> DeviceProblem:
    with pytest.raises(DeviceProblem) as problem:
        made.describe(DeviceRequest(**request))
    return problem.value


def test_nothing_is_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(backend(monkeypatch)).sentence == (
        "No audio device was found; connect one, or go on with the virtual device."
    )
    assert "No audio device" in refused(backend(monkeypatch, device("HDMI", 0, 0))).sentence


def test_a_name_that_is_not_there_says_what_is(monkeypatch: pytest.MonkeyPatch) -> None:
    made = backend(monkeypatch, device("Scarlett"), device("Built-in"))
    assert refused(made, input_device="Apollo").sentence == (
        "The device 'Apollo' was not found; there is: Scarlett, Built-in."
    )
    assert refused(made, host_api="ASIO").sentence == (
        "The host API 'ASIO' is not there; there is: ALSA, JACK Audio Connection Kit."
    )


def test_a_rate_that_the_device_refuses_names_one_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = refused(backend(monkeypatch, device("Scarlett"), rates=(44100,)), rate_hz=48000)
    assert problem.sentence.startswith("The device does not run at 48000 Hz; 44100 Hz works.")
    assert problem.nearest is not None and problem.nearest.rate_hz == 44100


def test_more_channels_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = refused(backend(monkeypatch, device("Scarlett")), input_channels=8)
    assert problem.sentence == "Scarlett has 2 inputs, not 8; choose 2 or fewer."
    assert problem.nearest is not None and problem.nearest.input_channels == 2


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("Device unavailable [PaErrorCode -9985]", "in use by another program; close that one"),
        ("Error opening: Device or resource busy", "in use by another program; close that one"),
        ("Unanticipated host error [PaErrorCode -9999]: Permission denied", "allow the microphone in its privacy settings"),
        ("Invalid device [PaErrorCode -9996]", "no longer there; connect it and look again"),
        ("Invalid number of channels [PaErrorCode -9998]", "choose fewer"),
        ("Something new [PaErrorCode -9000]", "refuses to open: Something new [PaErrorCode -9000]. Try another block"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_own_sentence_before_and_at_opening(
    monkeypatch: pytest.MonkeyPatch, error: str, sentence: str
) -> None:
    assert sentence in refused(backend(monkeypatch, device("Scarlett"), rates=(), error=error)).sentence
    made = backend(monkeypatch, device("Scarlett"), error=error)
    made.describe(DeviceRequest())
    with pytest.raises(DeviceProblem) as problem:
        made.start(EngineMemory(48000, 2, 2))
    assert sentence in problem.value.sentence


def test_a_rate_refused_only_at_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    made = backend(monkeypatch, device("Scarlett"), error="Invalid sample rate [PaErrorCode -9997]")
    made.describe(DeviceRequest())
    with pytest.raises(DeviceProblem, match="set the device to the song's rate"):
        made.start(EngineMemory(48000, 2, 2))


def test_portaudio_itself_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def no_library(name: str, *rest: Any, **text: Any) -> Any:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real(name, *rest, **text)

    monkeypatch.setattr(builtins, "__import__", no_library)
    with pytest.raises(DeviceProblem, match="apt install libportaudio2"):
        listing.load()


@pytest.mark.parametrize(
    ("api", "name", "own"),
    [
        ("JACK Audio Connection Kit", "Worktape", True),
        ("JACK Audio Connection Kit", "Worktape-01", True),
        ("JACK Audio Connection Kit", "Worktape Synth", False),
        ("JACK Audio Connection Kit", "system", False),
        ("ALSA", "Worktape", False),
    ],
)
def test_worktapes_own_client_is_no_device(api: str, name: str, own: bool) -> None:
    assert listing.is_own_client(api, name) is own
