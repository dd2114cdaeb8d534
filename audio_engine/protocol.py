"""The messages between a client (window, command line) and the engine process: msgspec structs as bytes, never pickle.

Lives: both processes.
"""

from typing import Annotated

import msgspec

from audio_engine.plan import MixPlan, TrackTimeline
from audio_engine.protocol_values import LARGEST_PEAK as LARGEST_PEAK
from audio_engine.protocol_values import PUNCH_PRE_CAPTURE_S as PUNCH_PRE_CAPTURE_S
from audio_engine.protocol_values import BackendName as BackendName
from audio_engine.protocol_values import Count, Frame, Length, Text
from audio_engine.protocol_values import DeviceRequest as DeviceRequest
from audio_engine.protocol_values import DeviceState as DeviceState
from audio_engine.protocol_values import FinishedFile as FinishedFile
from audio_engine.protocol_values import Gap as Gap
from audio_engine.protocol_values import PassRequest as PassRequest
from audio_engine.protocol_values import PassResult as PassResult
from audio_engine.protocol_values import Round as Round
from audio_engine.protocol_values import TakeFile as TakeFile
from audio_engine.protocol_values import is_jack as is_jack

# client -> engine


class Hello(msgspec.Struct, frozen=True, tag=True):
    """A client's first message: it wants the engine. Answered by Welcome, or by Problem if `layout` is another one.

    `layout` is memory.layout_hash of the client's own program; `program` and `client_name` are for the log.
    """

    program: str
    layout: str
    client_name: str


class OpenDevice(msgspec.Struct, frozen=True, tag=True):
    """Open a device in place of the one that is open. Answered by DeviceOpened or DeviceFailed."""

    request: DeviceRequest


class CloseDevice(msgspec.Struct, frozen=True, tag=True):
    """Close the device; a running pass ends and is kept."""


class SetPlan(msgspec.Struct, frozen=True, tag=True):
    """Play another structure of the mix."""

    plan: MixPlan


class SetTimelines(msgspec.Struct, frozen=True, tag=True):
    """Play other clips on the slots of these timelines, for this `loop` (on, start, end) if any; all other slots go on."""

    timelines: tuple[TrackTimeline, ...]
    loop: tuple[bool, int, int] | None = None


class StartPass(msgspec.Struct, frozen=True, tag=True):
    """Record. Answered by PassStarted or Problem; at its end comes PassFinished."""

    request: PassRequest


class EndPass(msgspec.Struct, frozen=True, tag=True):
    """End the running pass, if it is one that does not roll; PassFinished follows."""


class Audition(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Play a media file in the monitor path alone, from `start_frame` of it, in place of the file before.

    Between `loop_start_frame` and `loop_end_frame` (exclusive) it goes round; -1: once, to its end. `gain` is linear.
    `replaces_mix`: the mix is not heard meanwhile, else both are. `serial` comes back in the client's readings.
    Answered only if it cannot be played, by Unreadable.
    """

    path: Text
    serial: Count
    start_frame: Length = 0
    loop_start_frame: Frame = -1
    loop_end_frame: Frame = -1
    gain: Annotated[float, msgspec.Meta(ge=0.0, le=16.0)] = 1.0
    replaces_mix: bool = True


class EndAudition(msgspec.Struct, frozen=True, tag=True):
    """Fade out the file that Audition plays."""


class StartRetrospectivePass(msgspec.Struct, frozen=True, tag=True):
    """Write what was captured in the last `seconds` into the files of `request`, as a pass of its own.

    Answered by PassFinished or Problem. The takes lie where the song rolled meanwhile, else at the request's `start_frame`.
    """

    request: PassRequest
    seconds: float


class RequestRetrospective(msgspec.Struct, frozen=True, tag=True):
    """In place of Hello, from a program that does not want the engine: its client shall keep what was just played.

    `tracks` are names of tracks; none: as the client would choose itself. Answered by RetrospectiveAnswered.
    """

    tracks: tuple[str, ...] = ()


class AnswerRetrospective(msgspec.Struct, frozen=True, tag=True):
    """The client's answer to RetrospectiveRequested, for whoever asked."""

    done: bool
    sentence: str


class TakePasses(msgspec.Struct, frozen=True, tag=True):
    """The client has added these passes to the song: the engine may forget them."""

    pass_ids: tuple[str, ...]


class ResetLoudness(msgspec.Struct, frozen=True, tag=True):
    """Begin integrated loudness, range and maxima of the master again."""


class Shutdown(msgspec.Struct, frozen=True, tag=True):
    """Finish the pass, close the device and end."""


class HoldGil(msgspec.Struct, frozen=True, tag=True):
    """Tests only: hold the engine's GIL this long, the given number of times with as long a rest between."""

    seconds: float
    times: int = 1


ClientMessage = (
    Hello
    | OpenDevice
    | CloseDevice
    | SetPlan
    | SetTimelines
    | StartPass
    | EndPass
    | Audition
    | EndAudition
    | StartRetrospectivePass
    | RequestRetrospective
    | AnswerRetrospective
    | TakePasses
    | ResetLoudness
    | Shutdown
    | HoldGil
)


# engine -> client


class Welcome(msgspec.Struct, frozen=True, tag=True):
    """The client has the engine: names of the memory it shares, and what goes on there.

    `finished` are passes that no client has taken into its song yet.
    """

    engine_block: str
    control_block: str
    device: DeviceState | None
    running_pass: PassRequest | None
    finished: tuple[PassResult, ...] = ()


class DeviceOpened(msgspec.Struct, frozen=True, tag=True):
    """A device is open."""

    device: DeviceState


class DeviceFailed(msgspec.Struct, frozen=True, tag=True):
    """A device could not be opened, and none is open.

    `sentence` names device, reason and remedy; `nearest` is a request that works, if one was found.
    """

    sentence: str
    nearest: DeviceRequest | None = None


class DeviceLost(msgspec.Struct, frozen=True, tag=True):
    """The device's driver is dead; a running pass has been closed, and the engine should be replaced."""

    sentence: str


class PassStarted(msgspec.Struct, frozen=True, tag=True):
    """A pass has its files and begins to roll."""

    request: PassRequest


class PassFinished(msgspec.Struct, frozen=True, tag=True):
    """A pass is on disk; to be answered by TakePasses once it is in the song."""

    result: PassResult


class RetrospectiveRequested(msgspec.Struct, frozen=True, tag=True):
    """Another program asks the client to keep what was just played; to be answered by AnswerRetrospective."""

    tracks: tuple[str, ...]


class RetrospectiveAnswered(msgspec.Struct, frozen=True, tag=True):
    """What became of RequestRetrospective."""

    done: bool
    sentence: str


class AudioLost(msgspec.Struct, frozen=True, tag=True):
    """Audio was lost in the running pass; sent as soon as it is certain, 0.2 to 5 s after it happened."""

    gap: Gap


class Problem(msgspec.Struct, frozen=True, tag=True):
    """A message was refused: one sentence why."""

    sentence: str


class Unreadable(msgspec.Struct, frozen=True, tag=True):
    """The drive of a file that played is gone."""

    sentence: str


class Revoked(msgspec.Struct, frozen=True, tag=True):
    """Another client has the engine now: what this one writes has no effect."""


class EngineLost(msgspec.Struct, frozen=True, tag=True):
    """Made by the client itself: the engine's process ended, or its clock stood still and it was killed."""

    sentence: str


EngineEvent = (
    Welcome
    | DeviceOpened
    | DeviceFailed
    | DeviceLost
    | PassStarted
    | PassFinished
    | RetrospectiveRequested
    | RetrospectiveAnswered
    | AudioLost
    | Problem
    | Unreadable
    | Revoked
    | EngineLost
)

_client_decoder: msgspec.msgpack.Decoder[ClientMessage] = msgspec.msgpack.Decoder(ClientMessage)
_event_decoder: msgspec.msgpack.Decoder[EngineEvent] = msgspec.msgpack.Decoder(EngineEvent)
_encoder = msgspec.msgpack.Encoder()


def encode(message: ClientMessage | EngineEvent) -> bytes:
    """Encode a message or event for the other process."""
    return _encoder.encode(message)


def decode_client(data: bytes) -> ClientMessage:
    """Decode a client's message. Raises msgspec.ValidationError or msgspec.DecodeError on anything else."""
    return _client_decoder.decode(data)


def decode_event(data: bytes) -> EngineEvent:
    """Decode an engine's event. Raises msgspec.ValidationError or msgspec.DecodeError on anything else."""
    return _event_decoder.decode(data)
