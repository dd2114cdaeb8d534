"""An independent JACK client: plays a count of the frames that the device asked for into every input of Worktape's engine.

Sample value of input c = ((count + c * STEP) % 2^24) / 2^24, exact in 32-bit float, so a gap in what the engine recorded
reads as a number of frames, and two inputs that were mixed up as well. It counts what the device delivered, not the
device's clock: where an overloaded machine makes that jump, no client had anything to record. It is a process of its own
(`python -m tests.helpers.jack_ramp`), with a compiled callback, so that it shares nothing with the engine. It connects
itself again to whatever engine comes.
"""

import ctypes
import sys
import threading

import numpy as np
from numba import carray, cfunc, types

from audio_engine.backend.listing import JACK_CLIENT
from audio_engine.rt.atomics import as_pointer

MODULUS = 1 << 24
STEP = 1_234_567  # frames by which each input is ahead of the one before
CHANNELS = 8
LOOK_S = 0.02
_IS_INPUT = 1

get_buffer = types.ExternalFunction("jack_port_get_buffer", types.voidptr(types.voidptr, types.uint32))


def process(frames, argument):  # type: ignore[no-untyped-def]
    """JACK's callback. `argument`: the count, and the addresses of the ports."""
    place = carray(argument, (1 + CHANNELS,), types.uint64)
    first = types.int64(place[0])
    place[0] += types.uint64(frames)
    for c in range(CHANNELS):
        buffer = get_buffer(as_pointer(types.int64(place[1 + c])), frames)
        samples = carray(buffer, (frames,), types.float32)
        for f in range(frames):
            samples[f] = types.float32(((first + f + c * STEP) % MODULUS) / MODULUS)
    return types.int32(0)


def load_jack() -> ctypes.CDLL:
    jack = ctypes.CDLL("libjack.so.0", ctypes.RTLD_GLOBAL)  # where compiled code looks for its symbols
    jack.jack_client_open.restype = ctypes.c_void_p
    jack.jack_client_open.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    jack.jack_port_register.restype = ctypes.c_void_p
    jack.jack_port_register.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_ulong,
    ]  # fmt: skip
    jack.jack_set_process_callback.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    jack.jack_activate.argtypes = [ctypes.c_void_p]
    jack.jack_connect.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    jack.jack_get_ports.restype = ctypes.POINTER(ctypes.c_char_p)
    jack.jack_get_ports.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong]
    jack.jack_port_connected_to.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    jack.jack_free.argtypes = [ctypes.c_void_p]
    return jack


def connect(jack: ctypes.CDLL, client: int, outputs: list[int]) -> None:
    """Every input of every engine that is there; the server is asked only for those that are not connected yet."""
    ports = jack.jack_get_ports(client, f"^{JACK_CLIENT}.*:in_[0-9]+$".encode(), None, _IS_INPUT)
    if not ports:
        return
    index = 0
    while ports[index]:
        number = int(ports[index].rsplit(b"_", 1)[1])
        if number < CHANNELS and not jack.jack_port_connected_to(outputs[number], ports[index]):
            jack.jack_connect(client, f"ramp:out_{number}".encode(), ports[index])
        index += 1
    jack.jack_free(ports)


def main() -> None:
    """Run until stdin closes; prints `ready` once it plays."""
    jack = load_jack()
    client = jack.jack_client_open(b"ramp", 1, None)  # 1: do not start a server
    kind = b"32 bit float mono audio"
    ports = [jack.jack_port_register(client, f"out_{c}".encode(), kind, 2, 0) for c in range(CHANNELS)]  # 2: output
    text = np.array([0, *ports], np.uint64)  # the count, the ports

    callback = cfunc(types.int32(types.uint32, types.voidptr), cache=True)(process)
    jack.jack_set_process_callback(client, callback.address, text.ctypes.data)
    jack.jack_activate(client)
    print("ready", flush=True)
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    while not ended.wait(LOOK_S):
        connect(jack, client, ports)


if __name__ == "__main__":
    main()
