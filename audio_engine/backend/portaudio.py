"""Real devices through PortAudio: with listing.py the sole user of sounddevice.

The compiled callback's address goes to PortAudio through sounddevice's documented `_StreamBase(wrap_callback=None)`, so
Python never runs on the audio thread.

Lives: engine, main thread; calibration process.
"""

import math
import os
import threading
import time
from typing import Any

from audio_engine.backend import jack
from audio_engine.backend.base import DeviceProblem
from audio_engine.backend.listing import is_own_client, load
from audio_engine.capacity import DEVICE_CHANNELS
from audio_engine.memory import EngineMemory
from audio_engine.protocol import DeviceRequest, DeviceState, is_jack

COMMON_RATES_HZ = (48000, 44100, 96000, 88200, 192000, 176400)
REAL_TIME_PRIORITY = 70


class PortAudioBackend:
    """A device of PortAudio; see base.Backend.

    Raises:
        DeviceProblem: PortAudio is missing.
    """

    def __init__(self) -> None:
        self._sd = load()
        self._stream: Any = None
        self._request = DeviceRequest()
        self._devices: tuple[int | None, int | None] = (None, None)
        self._state: DeviceState | None = None
        self._memory: EngineMemory | None = None  # must outlive the stream: PortAudio holds raw addresses

    def describe(self, request: DeviceRequest) -> DeviceState:
        """See base.Backend; PortAudio is initialised again, so that the list of devices is fresh."""
        sd = self._sd
        self._let_go()  # the list of devices is frozen at initialisation: look afresh
        sd._initialize()
        self._request = request
        input_index, output_index = self._find(request)
        self._devices = (input_index, output_index)
        source = sd.query_devices(input_index) if input_index is not None else None
        sink = sd.query_devices(output_index) if output_index is not None else None
        inputs = self._channels(source, "max_input_channels", request.input_channels, "inputs")
        outputs = self._channels(sink, "max_output_channels", request.output_channels, "outputs")
        self._check_rate(request, input_index, output_index, inputs, outputs)
        api = sd.query_hostapis((sink or source or {})["hostapi"])["name"]
        self._state = DeviceState(
            backend="portaudio",
            host_api=api,
            input_device=source["name"] if source else "",
            output_device=sink["name"] if sink else "",
            rate_hz=request.rate_hz,
            # JACK's server sets the block: PortAudio would repack another one, and even this one, a block later
            block_frames=0 if is_jack(api) else request.block_frames,
            input_channels=inputs,
            output_channels=outputs,
            round_trip_frames=0,
        )
        return self._state

    def _channels(self, device: Any, key: str, asked: int, word: str) -> int:
        if device is None:
            return 0
        most = min(int(device[key]), DEVICE_CHANNELS)
        if asked > most:
            nearest = {("input_channels" if word == "inputs" else "output_channels"): most}
            raise DeviceProblem(
                f"{device['name']} has {most} {word}, not {asked}; choose {most} or fewer.",
                DeviceRequest(**{**_as_dict(self._request), **nearest}),
            )
        return most if asked < 0 else asked

    def _find(self, request: DeviceRequest) -> tuple[int | None, int | None]:
        sd = self._sd
        apis, devices = sd.query_hostapis(), list(sd.query_devices())
        if not any(d["max_input_channels"] or d["max_output_channels"] for d in devices):
            raise DeviceProblem("No audio device was found; connect one, or go on with the virtual device.")
        api_index = self._find_api(apis, request.host_api)
        if api_index is None:
            api_index = self._best_api(apis, devices)
        result: list[int | None] = []
        for name, key, default in (
            (request.input_device, "max_input_channels", "default_input_device"),
            (request.output_device, "max_output_channels", "default_output_device"),
        ):
            system = apis[api_index]["name"]
            fit = [
                i
                for i, d in enumerate(devices)
                if d["hostapi"] == api_index and d[key] > 0 and not is_own_client(system, d["name"])
            ]
            if name:
                named = [i for i in fit if devices[i]["name"] == name] or [
                    i for i in fit if name.lower() in devices[i]["name"].lower()
                ]
                if not named:
                    there = ", ".join(dict.fromkeys(devices[i]["name"] for i in fit)) or "none"
                    raise DeviceProblem(f"The device {name!r} was not found; there is: {there}.")
                result.append(named[0])
            else:
                preferred = apis[api_index][default]
                result.append(preferred if preferred in fit else (fit[0] if fit else None))
        if result == [None, None]:
            raise DeviceProblem("No audio device was found; connect one, or go on with the virtual device.")
        return result[0], result[1]

    @staticmethod
    def _find_api(apis: Any, name: str) -> int | None:
        if not name:
            return None
        for index, api in enumerate(apis):
            if name.lower() in api["name"].lower():
                return index
        there = ", ".join(api["name"] for api in apis)
        raise DeviceProblem(f"The host API {name!r} is not there; there is: {there}.")

    @staticmethod
    def _best_api(apis: Any, devices: Any) -> int:
        """JACK when its server runs (it is there on purpose), else PortAudio's own default."""
        usable = {d["hostapi"] for d in devices if d["max_output_channels"] > 0 or d["max_input_channels"] > 0}
        for index, api in enumerate(apis):
            if is_jack(api["name"]) and index in usable:
                return index
        for index in sorted(usable):
            if apis[index]["default_output_device"] >= 0:
                return int(index)
        return int(min(usable))

    def _check_rate(
        self, request: DeviceRequest, source: int | None, sink: int | None, inputs: int, outputs: int
    ) -> None:
        error = self._rate_error(request.rate_hz, source, sink, inputs, outputs)
        if error is None:
            return
        works = [r for r in COMMON_RATES_HZ if self._rate_error(r, source, sink, inputs, outputs) is None]
        default = int(self._sd.query_devices(sink if sink is not None else source)["default_samplerate"])
        if default not in works and self._rate_error(default, source, sink, inputs, outputs) is None:
            works.append(default)
        if works:
            nearest = min(works, key=lambda r: abs(math.log(r / request.rate_hz)))
            raise DeviceProblem(
                f"The device does not run at {request.rate_hz} Hz; {nearest} Hz works. "
                "Set the device to the song's rate or make a song at the device's.",
                DeviceRequest(**{**_as_dict(request), "rate_hz": nearest}),
            )
        raise DeviceProblem(_explain(error))

    def _rate_error(self, rate: int, source: int | None, sink: int | None, inputs: int, outputs: int) -> str | None:
        try:
            if source is not None and inputs:
                self._sd.check_input_settings(source, inputs, "float32", samplerate=rate)
            if sink is not None and outputs:
                self._sd.check_output_settings(sink, outputs, "float32", samplerate=rate)
        except (self._sd.PortAudioError, ValueError) as error:
            return str(error)
        return None

    def start(self, memory: EngineMemory) -> DeviceState:
        """See base.Backend; blocks up to half a second for the device's first blocks."""
        from sounddevice import _ffi as ffi

        from audio_engine.rt.callback import callback

        state = self._state
        assert state is not None
        both = state.input_channels > 0 and state.output_channels > 0
        kind = "duplex" if both else ("output" if state.output_channels else "input")
        pair: Any = {
            "duplex": (self._devices, (state.input_channels, state.output_channels)),
            "output": (self._devices[1], state.output_channels),
            "input": (self._devices[0], state.input_channels),
        }[kind]
        before = set(_threads())
        self._memory = memory
        try:
            self._stream = self._sd._StreamBase(
                kind=kind,
                samplerate=state.rate_hz,
                blocksize=state.block_frames,
                device=pair[0],
                channels=pair[1],
                dtype="float32",
                latency="low",
                extra_settings=None,
                callback=ffi.cast("PaStreamCallback*", callback.address),
                finished_callback=None,
                clip_off=True,
                dither_off=True,
                never_drop_input=None,
                prime_output_buffers_using_stream_callback=None,
                userdata=ffi.cast("void*", memory.userdata),
                wrap_callback=None,
            )
            self._stream.start()
        except (self._sd.PortAudioError, ValueError) as error:
            raise DeviceProblem(_explain(str(error))) from error
        return DeviceState(**{
            **_as_dict(state),
            "block_frames": _actual_block(memory) or state.block_frames,
            "real_time_priority": _ask_for_priority(set(_threads()) - before),
            "round_trip_frames": self._round_trip_frames(state),
        })  # fmt: skip

    def _round_trip_frames(self, state: DeviceState) -> int:
        """What the driver reports for input plus output."""
        if is_jack(state.host_api):
            source = state.input_device if state.input_channels else ""
            sink = state.output_device if state.output_channels else ""
            frames = jack.round_trip_frames(source, sink)
            if frames is not None:
                return frames
        latency = self._stream.latency
        return round((sum(latency) if isinstance(latency, tuple) else latency) * state.rate_hz)

    def stop(self) -> None:
        """See base.Backend; never returns if the driver is dead."""
        if self._stream is not None:
            self._stream.abort(ignore_errors=True)
            self._stream.close(ignore_errors=True)
            self._stream = None
        self._let_go()

    def _let_go(self) -> None:
        """PortAudio as before it was initialised: on JACK the client goes too, so that another process can be it."""
        while self._sd._initialized > 0:
            self._sd._terminate()


def _as_dict(struct: Any) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _actual_block(memory: EngineMemory) -> int:
    """The block that the device really uses, from its first callbacks (0 if none came within half a second)."""
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        clock = memory.clock.copy()
        if clock["callbacks"] >= 4:
            return int(clock["frames"] // clock["callbacks"])
        time.sleep(0.005)
    return 0


def _explain(error: str) -> str:
    """PortAudio's error in one sentence with its remedy."""
    lowered = error.lower()
    if "-9985" in error or "unavailable" in lowered or "busy" in lowered:
        return "The device is in use by another program; close that one and try again."
    if "permission" in lowered or "not permitted" in lowered or "access denied" in lowered:
        return (
            "The system does not let Worktape use this device: allow the microphone in its privacy settings "
            "(on Linux, join the group audio), and try again."
        )
    if "-9996" in error:
        return "The device is no longer there; connect it and look again."
    if "-9997" in error:
        return "The device refuses this sample rate; set the device to the song's rate."
    if "-9998" in error:
        return "The device refuses this number of channels; choose fewer."
    return f"The device refuses to open: {error}. Try another block size or device."


def _threads() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc/self/task")]
    except OSError:
        return [t.native_id or 0 for t in threading.enumerate()]


def _ask_for_priority(threads: set[int]) -> bool:
    """SCHED_RR for the device's threads, where the system allows it."""
    if not hasattr(os, "sched_setscheduler"):
        return False
    got = False
    for thread in threads:
        try:
            if os.sched_getscheduler(thread) == os.SCHED_OTHER:
                os.sched_setscheduler(thread, os.SCHED_RR, os.sched_param(REAL_TIME_PRIORITY))
            got = True
        except OSError:
            continue
    return got
