"""Devices and passes, as messages and journals carry them: what is asked for, what there is, what came of it.

Lives: both processes. Frames are device frames since the stream began where a name says `engine_frame`, else timeline
frames at the plan's rate.
"""

from typing import Annotated, Literal

import msgspec

from audio_engine.capacity import DEVICE_CHANNELS, LAST_FRAME, RATES_HZ

BackendName = Literal["portaudio", "virtual"]
Frame = Annotated[int, msgspec.Meta(ge=-LAST_FRAME, le=LAST_FRAME)]  # of the timeline, or -1 where there is none
Length = Annotated[int, msgspec.Meta(ge=0, le=LAST_FRAME)]  # in frames, or a place in a file
Rate = Annotated[int, msgspec.Meta(ge=RATES_HZ[0], le=RATES_HZ[1])]
Text = Annotated[str, msgspec.Meta(max_length=4096, pattern=r"^[^\0]*$")]
Count = Annotated[int, msgspec.Meta(ge=0, le=1 << 31)]
ChannelCount = Annotated[int, msgspec.Meta(ge=-1, le=1024)]  # some systems pretend to have hundreds
Channels = Annotated[int, msgspec.Meta(ge=1, le=DEVICE_CHANNELS)]
Seconds = Annotated[float, msgspec.Meta(ge=0.0, le=3600.0)]
LARGEST_PEAK = 1e9  # a sample that is larger, or infinite, counts as this
Peak = Annotated[float, msgspec.Meta(ge=0.0, le=LARGEST_PEAK)]


def is_jack(host_api: str) -> bool:
    """Return whether it is JACK: every program is a device there, and the server sets rate and block."""
    return "JACK" in host_api


class DeviceRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What to open. Empty names mean the default device; block 0 lets the device choose, as JACK always does.

    The virtual device's inputs carry `virtual_input`: "silence", "tone" (440 Hz at -12 dBFS on every input) or the path
    of an audio file whose channels feed inputs 1, 2, ... from the first frame rolled; `virtual_fast` runs it as fast as
    disk threads keep up instead of in real time.
    """

    backend: BackendName = "portaudio"
    host_api: Text = ""
    input_device: Text = ""
    output_device: Text = ""
    rate_hz: Count = 48000
    block_frames: Count = 0
    input_channels: ChannelCount = -1  # how many to open; -1: all the device has
    output_channels: ChannelCount = -1
    virtual_input: Text = "silence"
    virtual_fast: bool = False
    keep_seconds: Seconds = 60.0  # of every input, kept for StartRetrospectivePass; 0: only what a running pass needs


class DeviceState(msgspec.Struct, frozen=True, kw_only=True):
    """An open device; `round_trip_frames` is what the driver reports for input plus output, not what was measured."""

    backend: BackendName
    host_api: str
    input_device: str
    output_device: str
    rate_hz: int
    block_frames: int
    input_channels: int
    output_channels: int
    round_trip_frames: int
    real_time_priority: bool = False
    keep_seconds: float = 0.0  # how much StartRetrospectivePass can reach back: many inputs shorten it

    def request(self) -> DeviceRequest:
        """Return what opens the same device again."""
        return DeviceRequest(
            backend=self.backend, host_api=self.host_api, input_device=self.input_device,
            output_device=self.output_device, rate_hz=self.rate_hz, block_frames=self.block_frames,
            input_channels=self.input_channels, output_channels=self.output_channels, keep_seconds=self.keep_seconds,
        )  # fmt: skip


class TakeFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a pass.

    `path` is absolute, `inputs` are device input channels counted from 0; `key` is the client's own.
    """

    key: Text
    name: Text
    path: Text
    inputs: Annotated[tuple[int, ...], msgspec.Meta(min_length=1, max_length=DEVICE_CHANNELS)]
    format: Literal["32f", "24"] = "32f"


PUNCH_PRE_CAPTURE_S = 2.0  # kept from before a punch by hand, for the note that came before the key


class PassRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Record: the engine opens and journals the files, counts in, rolls from `start_frame` and captures until Stop.

    `latency_frames` is the round trip to take off; capture goes on past Stop by as much. `end_frame` (exclusive, -1:
    none) stops by itself. With a punch (`punch_in_frame` to `punch_out_frame`, exclusive; both -1: none; only the first -1:
    from the roll on) armed tracks are heard as they were before it and after it, and takes lie within it; the files hold
    everything from the count-in on. `joins_roll`: the tape rolls already and goes on, so the files begin
    `PUNCH_PRE_CAPTURE_S` before. `rolls` False: the transport is left alone, whatever it does; the files begin at once and end
    with EndPass. `journal` is the absolute path of `passes/ID.jsonl`. `program` is who asked, as a sentence names it.
    `ends_with_client`: nobody could end it any more once the client is gone, so the engine ends it soon after and keeps it.
    """

    pass_id: Text
    song_folder: Text
    journal: Text
    start_frame: Frame
    end_frame: Frame = -1
    punch_in_frame: Frame = -1
    punch_out_frame: Frame = -1
    count_in_frames: Length = 0
    joins_roll: bool = False
    rolls: bool = True
    latency_frames: Frame = 0
    latency_measured: bool = False
    program: Text = ""
    ends_with_client: bool = False
    files: tuple[TakeFile, ...] = ()


class Gap(msgspec.Struct, frozen=True):
    """Audio that was lost in a pass: where on the timeline and in the files (-1: unknown, in journals before 0.3).

    `length_frames` 0: nobody can tell. `inserted`: the files hold silence for it.
    """

    timeline_frame: Frame
    length_frames: Length
    inserted: bool
    file_frame: Frame = -1


class Round(msgspec.Struct, frozen=True):
    """A part of a pass with an unbroken timeline: the whole of a straight pass, or one round of a loop."""

    timeline_start_frame: Frame
    file_start_frame: Length
    length_frames: Length


class FinishedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a finished pass; `peak` is its largest sample, linear."""

    key: Text
    name: Text
    path: Text
    channels: Channels
    length_frames: Length
    peak: Peak
    round_peaks: tuple[Peak, ...] = ()  # of each round, to 256 frames; empty where nobody could tell


class PassResult(msgspec.Struct, frozen=True, kw_only=True):
    """A pass on disk.

    Made by the writer at its end, or by reading journal and bytes back after a crash (`recovered`).
    """

    pass_id: Text
    journal: Text
    rate_hz: Rate
    started_at: Text
    latency_frames: Frame
    latency_measured: bool
    files: tuple[FinishedFile, ...]
    rounds: tuple[Round, ...]
    gaps: tuple[Gap, ...]
    reason: str = ""  # why it ended, where it was not the user's Stop: "The disk is nearly full."
    recovered: bool = False
    place_guessed: bool = False  # by what was asked for: the journal of a recovered pass does not say where it was
