"""Audio devices, described.

Lives: any thread (pure).
"""

from app.messages.devices import VIRTUAL_DEVICE, open_device
from audio_engine.protocol import DeviceState

# on buttons
CHOOSE_DEVICE = "Choose the device"
OPEN_DEVICE_AGAIN = "Open the device again"


def describe_device(device: DeviceState) -> str:
    """An open device in one sentence: names, rate, block and channels."""
    if device.backend == "virtual":
        return VIRTUAL_DEVICE
    same = device.input_device == device.output_device
    names = device.output_device if same else f"{device.input_device} and {device.output_device}"
    return open_device(
        names or device.host_api,
        device.rate_hz,
        device.block_frames,
        inputs=device.input_channels,
        outputs=device.output_channels,
    )
