"""An independent JACK client: plays the device's own frame counter as a ramp into `PortAudio:in_0`.

Sample value = (JACK frame % 2^24) / 2^24, so a gap in what the engine recorded reads as a number of frames. It is a process
of its own (`python -m tests.helpers.jack_ramp`), with a compiled callback, so that it shares nothing with the engine.
"""

import ctypes
import sys
import time

import numpy as np
from numba import carray, cfunc, types

from audio_engine.rt.atomics import as_pointer

MODULUS = 1 << 24


def main(target: str) -> None:
    """Run until stdin closes; prints `ready` once connected."""
    jack = ctypes.CDLL("libjack.so.0")
    jack.jack_client_open.restype = ctypes.c_void_p
    jack.jack_client_open.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    jack.jack_port_register.restype = ctypes.c_void_p
    jack.jack_port_register.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_ulong,
    ]  # fmt: skip
    jack.jack_set_process_callback.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    jack.jack_activate.argtypes = [ctypes.c_void_p]
    jack.jack_connect.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    get_buffer, frame_time = jack.jack_port_get_buffer, jack.jack_last_frame_time
    get_buffer.restype, get_buffer.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_uint32]
    frame_time.restype, frame_time.argtypes = ctypes.c_uint32, [ctypes.c_void_p]
    client = jack.jack_client_open(b"ramp", 1, None)  # 1: do not start a server
    port = jack.jack_port_register(client, b"out", b"32 bit float mono audio", 2, 0)  # 2: output
    words = np.array([client, port], np.uint64)

    @cfunc(types.int32(types.uint32, types.voidptr))
    def process(frames, argument):  # type: ignore[no-untyped-def]
        place = carray(argument, (2,), types.uint64)
        samples = carray(as_pointer(types.int64(get_buffer(place[1], frames))), (frames,), types.float32)
        first = types.int64(frame_time(place[0]))
        for f in range(frames):
            samples[f] = types.float32(((first + f) % MODULUS) / MODULUS)
        return types.int32(0)

    jack.jack_set_process_callback(client, process.address, words.ctypes.data)
    jack.jack_activate(client)
    while jack.jack_connect(client, b"ramp:out", target.encode()) not in (0, 17):  # 17: connected already
        time.sleep(0.05)
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "PortAudio:in_0")
