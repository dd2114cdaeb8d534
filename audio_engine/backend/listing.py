"""Which devices there are, for a process that lives for nothing else: it loads sounddevice and not a kernel.

Lives: probe process; `load` also in the engine, main thread.
"""

from typing import Any

from audio_engine.backend.base import DeviceProblem

NO_LIBRARY = "PortAudio is not installed; install it (Debian: apt install libportaudio2) and start again."


def load() -> Any:
    """sounddevice, or DeviceProblem where PortAudio is missing."""
    try:
        import sounddevice
    except OSError as error:
        raise DeviceProblem(NO_LIBRARY) from error
    return sounddevice


def list_devices() -> list[dict[str, Any]]:
    """Every device of every host API, with names, channels and default rate."""
    sd = load()
    apis = sd.query_hostapis()
    found = []
    for index, device in enumerate(sd.query_devices()):
        api = apis[device["hostapi"]]
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
