"""Which devices there are, for a process that lives for nothing else: it loads sounddevice and not a kernel.

Lives: probe process; `load` also in the engine, main thread.
"""

import ctypes
import re
from typing import Any

from audio_engine.backend.base import DeviceProblem
from audio_engine.protocol import is_jack

JACK_CLIENT = "Worktape"  # how other programs see ours; JACK numbers a second one: Worktape-01
_OWN_CLIENT = re.compile(rf"{JACK_CLIENT}(-\d+)?")
_name_for_jack = ctypes.create_string_buffer(JACK_CLIENT.encode())  # PortAudio keeps the address
NO_LIBRARY = "PortAudio is not installed; install it (Debian: apt install libportaudio2) and start again."


def load() -> Any:
    """Return the module sounddevice. Raises DeviceProblem if PortAudio is missing."""
    try:
        import sounddevice
    except OSError as error:
        raise DeviceProblem(NO_LIBRARY) from error
    _name_client(sounddevice)
    return sounddevice


def _name_client(sd: Any) -> None:
    """From PortAudio's next initialisation on; a PortAudio without JACK has no such function."""
    try:
        name = ctypes.CDLL(sd._libname).PaJack_SetClientName
    except (OSError, AttributeError):
        return
    name(_name_for_jack)


def is_own_client(host_api: str, name: str) -> bool:
    """Return whether a device is Worktape's own engine: under JACK every program is one, and nobody wants to record that."""
    return is_jack(host_api) and _OWN_CLIENT.fullmatch(name) is not None


def list_devices() -> list[dict[str, Any]]:
    """Return every device of every host API as the fields of probe.DeviceInfo."""
    sd = load()
    apis = sd.query_hostapis()
    found = []
    for index, device in enumerate(sd.query_devices()):
        api = apis[device["hostapi"]]
        if is_own_client(api["name"], device["name"]):
            continue
        found.append({
            "host_api": api["name"],
            "name": device["name"],
            "inputs": device["max_input_channels"],
            "outputs": device["max_output_channels"],
            "rate_hz": int(device["default_samplerate"]),
            "default_input": api["default_input_device"] == index,
            "default_output": api["default_output_device"] == index,
        })  # fmt: skip
    return found
