"""What the parts of the session ask of the engine: one narrow port each. EngineClient has them all.

Lives: window, main thread.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from audio_engine.client.engine_device import DevicePhase
from audio_engine.client.readings import AuditionReading as AuditionReading
from audio_engine.client.readings import ClockReading as ClockReading
from audio_engine.client.readings import MeterReading as MeterReading
from audio_engine.client.readings import Scope as Scope
from audio_engine.plan import BusPlan, ChannelValues, MixPlan, MonitorPlan, TrackTimeline
from audio_engine.protocol import Audition, DeviceRequest, DeviceState, EngineEvent, PassRequest


class MixPort(Protocol):
    """The mix: structure, clips and values."""

    @property
    def mix_delay_frames(self) -> int:
        """How much later than its timeline a performer hears the mix inside the engine, in frames."""

    def set_plan(self, plan: MixPlan) -> None:
        """Replace the mix; it cross-fades."""

    def set_timelines(self, timelines: list[TrackTimeline], loop: tuple[bool, int, int] | None = None) -> None:
        """Replace the clips of these tracks; with `loop` together with the loop."""

    def set_channel_values(self, slot: int, channels: int, values: ChannelValues) -> None:
        """Change the values of a track or its input; smoothed, from the next slice on."""

    def set_bus_values(self, number: int, plan: BusPlan) -> None:
        """Change the values of a bus and its effect; smoothed, from the next slice on."""

    def set_monitor(self, plan: MonitorPlan) -> None:
        """Change the control room."""

    def set_override(self, slot: int, channels: int, parameter: str, index: int, on: bool) -> None:
        """While on, the value that is set wins over the curve of this row."""

    def set_loop(self, on: bool, start: int, end: int) -> None:
        """Loop between two timeline frames, the end exclusive."""


class ClockReader(Protocol):
    """Where the transport is, and how busy the engine is."""

    def clock(self) -> ClockReading:
        """State and position, read at one moment."""

    def clear_load_peak(self) -> None:
        """Restart the measurement of the highest load."""


class LevelReader(Protocol):
    """Levels and spectra."""

    def meters(self) -> MeterReading:
        """All levels; reading clears the peaks."""

    def scope(self, frames: int) -> Scope:
        """The newest frames of the master and of what is watched."""


class AuditionReader(Protocol):
    """What plays to the control room alone."""

    def audition(self) -> AuditionReading:
        """The last file that began, and how far it is."""


class Readers(ClockReader, LevelReader, AuditionReader, Protocol):
    """All that can be read of an engine at any time."""


class TransportPort(Protocol):
    """The transport and its clock."""

    @property
    def readers(self) -> ClockReader:
        """What can be read at any time."""

    @property
    def device(self) -> DeviceState | None:
        """The open device; None for none."""

    def play(self, count_in_frames: int = 0, stop_frame: int = -1) -> None:
        """Roll from where it stands, after a count-in, up to a timeline frame; -1: until Stop."""

    def stop(self) -> None:
        """Stop, and with it a running pass."""

    def locate(self, frame: int) -> None:
        """Go to a timeline frame."""


class PassPort(Protocol):
    """Recording."""

    @property
    def running_pass(self) -> PassRequest | None:
        """The pass that the engine records; None for none."""

    def start_pass(self, request: PassRequest) -> None:
        """Record; answered by PassStarted or Problem, and ends with PassFinished."""

    def end_pass(self) -> None:
        """End a running pass that does not roll."""

    def start_retrospective_pass(self, request: PassRequest, seconds: float) -> None:
        """Make a pass of what was captured in the last `seconds`; answered by PassFinished or Problem."""

    def answer_retrospective(self, done: bool, sentence: str) -> None:
        """Answer the program that asked for one."""

    def take_passes(self, ids: list[str]) -> None:
        """Say that these passes are in the song: the engine may forget them."""


class AuditionPort(Protocol):
    """A file that only the control room hears."""

    @property
    def readers(self) -> AuditionReader:
        """What can be read at any time."""

    @property
    def device(self) -> DeviceState | None:
        """The open device; None for none."""

    def audition(self, request: Audition) -> None:
        """Play a file in place of the one before."""

    def end_audition(self) -> None:
        """Fade it out."""


class MeterPort(Protocol):
    """Levels, spectra and loudness."""

    @property
    def readers(self) -> LevelReader:
        """What can be read at any time."""

    def watch(self, lane: int = -1, input_channel: int | None = None) -> None:
        """Choose the lane, or the device input (from 0) in its place, whose samples `scope` brings; -1 for none."""

    def reset_loudness(self) -> None:
        """Restart integrated loudness, range and maxima."""


class DevicePort(Protocol):
    """The audio device."""

    @property
    def device(self) -> DeviceState | None:
        """The open device; None for none."""

    @property
    def device_phase(self) -> DevicePhase:
        """Whether a device is open, is being opened, or was lost and is being opened again."""

    @property
    def mix_delay_frames(self) -> int:
        """How much later than its timeline a performer hears the mix inside the engine, in frames."""

    def open_device(self, request: DeviceRequest) -> None:
        """Open a device; answered by DeviceOpened or DeviceFailed."""

    def close_device(self) -> None:
        """Close the device, for another process."""


class EngineProcessPort(Protocol):
    """The engine's process, and what it reports."""

    @property
    def lost_engine_is_dead(self) -> bool:
        """True if an engine that was lost has certainly ended: only then may others read what it was writing."""

    @property
    def is_starting(self) -> bool:
        """Whether an engine was asked for and has not answered yet."""

    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
        """Join the engine of this song, or start one; without `wait` it returns at once."""

    def poll(self) -> list[EngineEvent]:
        """Every event since the last call."""

    def close(self, *, wait: bool = True) -> Callable[[], bool]:
        """End the engine; a running pass is closed and kept. Returns whether it has ended by now; with `wait` it has."""

    def detach(self) -> None:
        """Leave the engine running."""


class Controller(MixPort, TransportPort, PassPort, AuditionPort, MeterPort, DevicePort, EngineProcessPort, Protocol):
    """All of it, as `EngineHandle` owns it and hands it on in parts; tests bring their own."""

    @property
    def readers(self) -> Readers:
        """What can be read at any time."""
