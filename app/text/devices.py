"""Audio devices, described.

Lives: any thread (pure).
"""

from audio_engine.protocol import DeviceState

CHOOSE_DEVICE = "Choose the device"  # on buttons


def describe_device(device: DeviceState) -> str:
    """An open device in one sentence: names, rate, block and channels."""
    if device.backend == "virtual":
        return "No sound card: the virtual device keeps time and makes no sound."
    same = device.input_device == device.output_device
    names = device.output_device if same else f"{device.input_device} and {device.output_device}"
    return (
        f"{names or device.host_api} at {device.rate_hz / 1000:g} kHz in blocks of {device.block_frames} frames: "
        f"{device.input_channels} in, {device.output_channels} out."
    )
