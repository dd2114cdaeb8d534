"""What JACK knows and PortAudio does not say: how late a card's inputs and outputs are.

PortAudio up to 19.7 leaves one block out of each direction (its commit 3ee53a7 mended that), so the server is asked itself,
by a client that lives for this one question and has no ports.

Lives: engine, main thread; calibration process.
"""

import ctypes
import logging
import re

_LIBRARY = "libjack.so.0"
_CLIENT = b"Worktape latency"
_NO_START_SERVER = 0x01
_AUDIO = b"32 bit float mono audio"
_IS_INPUT, _IS_OUTPUT = 0x1, 0x2  # of a port: seen from the server, a card's inputs are outputs
_CAPTURE, _PLAYBACK = 0, 1  # jack_latency_callback_mode_t
_log = logging.getLogger(__name__)


class _Range(ctypes.Structure):
    _fields_ = [("least", ctypes.c_uint32), ("most", ctypes.c_uint32)]


def round_trip_frames(input_device: str, output_device: str) -> int | None:
    """Ask the JACK server for the round trip of a device.

    Args:
        input_device: The JACK client whose ports are recorded; "" for none.
        output_device: The JACK client whose ports are played to; "" for none.

    Returns:
        The capture latency of the first port of the one, and the playback latency of the first port of the other, in
        frames; None if no server answers.
    """
    try:
        jack = _load()
    except OSError:
        return None
    client = jack.jack_client_open(_CLIENT, _NO_START_SERVER, None)
    if not client:
        _log.warning("JACK does not say how late its ports are.")
        return None
    try:
        return _latency(jack, client, input_device, _IS_OUTPUT, _CAPTURE) + _latency(
            jack, client, output_device, _IS_INPUT, _PLAYBACK
        )
    finally:
        jack.jack_client_close(client)


def _load() -> ctypes.CDLL:
    """The library that PortAudio has loaded already."""
    jack = ctypes.CDLL(_LIBRARY)
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    jack.jack_client_open.argtypes, jack.jack_client_open.restype = [text, ctypes.c_int, pointer], pointer
    jack.jack_client_close.argtypes = [pointer]
    jack.jack_get_ports.argtypes = [pointer, text, text, ctypes.c_ulong]
    jack.jack_get_ports.restype = ctypes.POINTER(ctypes.c_char_p)
    jack.jack_port_by_name.argtypes, jack.jack_port_by_name.restype = [pointer, text], pointer
    jack.jack_port_get_latency_range.argtypes = [pointer, ctypes.c_int, ctypes.POINTER(_Range)]
    jack.jack_port_get_latency_range.restype = None
    jack.jack_free.argtypes, jack.jack_free.restype = [pointer], None
    return jack


def _latency(jack: ctypes.CDLL, client: int, device: str, direction: int, mode: int) -> int:
    """The latency in frames of a device's first port; 0 for no device."""
    if not device:
        return 0
    ports = jack.jack_get_ports(client, f"^{re.escape(device)}:".encode(), _AUDIO, direction)
    if not ports:
        return 0
    try:
        found = _Range()
        jack.jack_port_get_latency_range(jack.jack_port_by_name(client, ports[0]), mode, ctypes.byref(found))
        return int(found.most)
    finally:
        jack.jack_free(ports)
