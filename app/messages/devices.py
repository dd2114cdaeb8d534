"""Audio devices, the engine, talkback and the settings of this machine.

Lives: any thread (pure).
"""

from collections.abc import Sequence
from pathlib import Path

from app.text.values import count

CABLE_OR_AIR = "A cable is exact. Through the air each metre adds 2.9 ms, so hold the microphone close to the speaker."

MONITORING_NEEDS_DEVICE = "Open a device first: each device has its own monitoring choice."
OFFSET_NEEDS_DEVICE = "Open a device first: each device has its own recording offset."
MEASURE_NEEDS_CARD = "Open a sound card first. Without one there is no round trip to measure."
MEASURE_NEEDS_BOTH = "Choose a device with inputs and outputs to measure its round trip."
ENGINE_NOT_RUNNING = "The audio engine is not running. Start it first."
LISTENING_NEEDS_DEVICE = "Open an audio device first, to listen."
TALKBACK_NEEDS_CARD = "Open a sound card first. The talkback microphone is one of its inputs."
TALKBACK_STOPPED_ONLY = "Talkback works only while stopped. Stop first."
NO_TALKBACK_INPUT = "Choose an input for the talkback microphone first."
NO_HEADPHONE_OUTPUTS = "Choose outputs for a headphone mix first."
TAKEN_OVER = "This song is now open in another Worktape window. This window no longer controls the sound."
NO_DEVICE_FOUND = "No audio device was found. Connect one, then choose Rescan."
BUFFER_SIZE = "A smaller buffer means less delay, but more work for the computer."
JACK_SETS_BUFFER_SIZE = "JACK sets the buffer size. Change it in JACK's own settings."
NO_INPUTS = "This device has no inputs. Choose another one to record."
TRY_INPUTS = "Speak or play. Inputs with a signal appear here."
JACK_RUNNING = "JACK is running."
OPENING_DEVICE = "Worktape is opening the audio device."
NO_DEVICE_OPEN = "No audio device is open."
MEASURING = "Worktape is measuring the round trip."
ENGINE_TAKEN_OVER = "Another window controls this song's audio engine now."
VIRTUAL_DEVICE = "No sound card is open. The virtual device keeps time and makes no sound."


def open_device(name: str, rate_hz: int, block_frames: int, *, inputs: int, outputs: int) -> str:
    return f"{name} at {rate_hz / 1000:g} kHz in blocks of {block_frames} frames: {inputs} in, {outputs} out."


def wait_for_device(problem: str) -> str:
    return f"{problem} Wait until that is finished."


def device_back(name: str) -> str:
    return f"{name} is back and is being opened."


def devices_connected(names: Sequence[str]) -> str:
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} connected."


def cannot_list_devices(reason: str) -> str:
    """`reason`: a sentence."""
    return f"Worktape cannot list the devices. {reason}"


def signal_on(inputs: Sequence[str]) -> str:
    *most, last = inputs
    return f"Signal on {', '.join(most)} and {last}." if most else f"Signal on {last}."


def settings_not_saved(error: OSError) -> str:
    return f"Worktape cannot save the settings: {error.strerror or error}."


def settings_unreadable(error: OSError) -> str:
    return f"Worktape cannot read its settings and starts with new ones: {error.strerror or error}."


def settings_damaged(aside: Path | None) -> str:
    """`aside`: where the damaged file is now; None where it could not be moved."""
    left = f"The damaged file is {aside} now." if aside else "The damaged file could not be put aside."
    return f"The settings were damaged, so Worktape starts with new ones. {left}"


def inputs_muted(tracks: Sequence[str]) -> str:
    armed = "are armed, but their inputs are" if len(tracks) > 1 else "is armed, but its input is"
    return f"{', '.join(tracks)} {armed} muted."


def latency_measured(
    *,
    milliseconds: float,
    frames: int,
    repetitions: int,
    input_number: int,
    spread_frames: float,
    confidence: float,
    driver_frames: int,
) -> str:
    off = driver_frames - frames
    driver = f"{count(abs(off), 'frame')} {'more' if off > 0 else 'less'}" if off else "the same"
    return (
        f"Round trip: {milliseconds:.1f} ms ({frames} frames), measured {count(repetitions, 'time')} through input "
        f"{input_number}. The results lie within {spread_frames:.1f} frames ({confidence * 100:.0f} % sure). "
        f"The driver reports {driver}."
    )


def latency_in_use(measured: str, host_api: str, rate_hz: int, block_frames: int) -> str:
    return f"{measured} Takes on {host_api} at {rate_hz} Hz and {block_frames} frames are aligned by it from now on."


def new_here(name: str) -> str:
    return f"{name} is new here. Choose how you monitor, and test its inputs."
