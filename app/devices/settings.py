"""What belongs to this machine and never to a song: devices, input names, measured latency.

One JSON file in the user's configuration folder, or in the folder named by WORKTAPE_CONFIG.

Lives: window, main thread.
"""

import os
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs

from app.edits.edit import name_from
from app.song.monitoring import MonitoringMode
from app.storage.whole_file import write_whole
from audio_engine.protocol import Count, DeviceRequest, DeviceState, Frame, Text

MOST_OFFSET_S = 0.5


class MeasuredLatency(msgspec.Struct, frozen=True, kw_only=True):
    """A round trip heard through a loopback, for one host API, pair of devices, rate and block."""

    host_api: Text
    input_device: Text
    output_device: Text
    rate_hz: Count
    block_frames: Count
    round_trip_frames: Count
    measured_at: Text = ""


class RecordingOffset(msgspec.Struct, frozen=True, kw_only=True):
    """How much later than measured takes of one pair of devices are placed, set by hand; negative: earlier."""

    host_api: Text
    input_device: Text
    output_device: Text
    rate_hz: Count
    frames: Frame


class _Contents(msgspec.Struct, kw_only=True):
    version: int = 1
    device: DeviceRequest = DeviceRequest()
    input_names: dict[Text, dict[Text, Text]] = {}  # input device -> channel from 1 -> name
    latencies: list[MeasuredLatency] = []
    recording_offsets: list[RecordingOffset] = []
    monitoring: dict[Text, MonitoringMode] = {}  # input device -> how its performers hear themselves
    talkback_inputs: dict[Text, Count] = {}  # input device -> channel of the talkback microphone, from 1
    talkback_db: Annotated[float, msgspec.Meta(ge=-120.0, le=24.0)] = 0.0
    recent_songs: list[Text] = []
    demo_made: bool = False
    set_up_shown: bool = False
    retrospective_on: bool = True


MOST_BYTES = 4 << 20  # of the file; ten devices take a thousandth


def settings_folder() -> Path:
    override = os.environ.get("WORKTAPE_CONFIG")
    return Path(override) if override else Path(platformdirs.user_config_dir("worktape", appauthor=False))


class Settings:
    """Loaded when made, written by `save`. A damaged file is put aside as `settings.damaged.json` and started anew."""

    MAX_RECENT = 10

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or settings_folder()) / "settings.json"
        self.sentence = ""  # what was wrong with the file, if anything
        self._contents = self._load()

    @property
    def file(self) -> Path:
        return self._file

    @property
    def device(self) -> DeviceRequest:
        """What to open next time. A virtual input is never kept."""
        return self._contents.device

    @device.setter
    def device(self, request: DeviceRequest) -> None:
        self._contents.device = msgspec.structs.replace(request, virtual_input="silence", virtual_fast=False)

    @property
    def recent_songs(self) -> list[Path]:
        """Those that are there, the newest first."""
        return [Path(path) for path in self._contents.recent_songs if os.path.isdir(path)]

    def add_recent_song(self, folder: Path) -> None:
        paths = [str(folder), *(path for path in self._contents.recent_songs if path != str(folder))]
        self._contents.recent_songs = paths[: self.MAX_RECENT]

    def replace_recent_song(self, before: Path, folder: Path) -> None:
        """The same song in its renamed folder."""
        paths = [str(folder) if path == str(before) else path for path in self._contents.recent_songs]
        self._contents.recent_songs = list(dict.fromkeys(paths))

    @property
    def demo_made(self) -> bool:
        return self._contents.demo_made

    @demo_made.setter
    def demo_made(self, made: bool) -> None:
        self._contents.demo_made = made

    @property
    def set_up_shown(self) -> bool:
        """Whether the device dialog has opened by itself: with the first sound card ever, and never again."""
        return self._contents.set_up_shown

    @set_up_shown.setter
    def set_up_shown(self, shown: bool) -> None:
        self._contents.set_up_shown = shown

    @property
    def retrospective_on(self) -> bool:
        """Whether the engine keeps what every input heard in the last minute, so that it can become a take."""
        return self._contents.retrospective_on

    @retrospective_on.setter
    def retrospective_on(self, on: bool) -> None:
        self._contents.retrospective_on = on

    def input_name(self, device: str, channel: int) -> str:
        """The name given to a device's input, or `Input 3`; channels count from 1."""
        return self._contents.input_names.get(device, {}).get(str(channel), f"Input {channel}")

    def set_input_name(self, device: str, channel: int, name: str) -> None:
        self._contents.input_names.setdefault(device, {})[str(channel)] = name_from(name, "")

    def talkback_input(self, device: str) -> int:
        """The channel of this device's talkback microphone, from 1; 0: none."""
        return self._contents.talkback_inputs.get(device, 0)

    def set_talkback_input(self, device: str, channel: int) -> None:
        self._contents.talkback_inputs[device] = channel

    @property
    def talkback_db(self) -> float:
        """How loud talkback is in all headphones."""
        return self._contents.talkback_db

    @talkback_db.setter
    def talkback_db(self, level_db: float) -> None:
        self._contents.talkback_db = level_db

    def monitoring_way(self, device: str) -> MonitoringMode:
        """How performers on this input device hear themselves."""
        return self._contents.monitoring.get(device, "tape")

    def knows_monitoring(self, device: str) -> bool:
        """Whether the question was answered for this device."""
        return device in self._contents.monitoring

    def set_monitoring_way(self, device: str, way: MonitoringMode) -> None:
        self._contents.monitoring[device] = way

    def measured_latency(self, device: DeviceState) -> MeasuredLatency | None:
        """The round trip measured on exactly this device, rate and block."""
        for latency in self._contents.latencies:
            if _same_path(latency, device):
                return latency
        return None

    def set_measured_latency(self, device: DeviceState, round_trip_frames: int, measured_at: str) -> None:
        kept = [latency for latency in self._contents.latencies if not _same_path(latency, device)]
        measured = MeasuredLatency(
            host_api=device.host_api,
            input_device=device.input_device,
            output_device=device.output_device,
            rate_hz=device.rate_hz,
            block_frames=device.block_frames,
            round_trip_frames=round_trip_frames,
            measured_at=measured_at,
        )
        self._contents.latencies = [*kept, measured]

    def recording_offset(self, device: DeviceState) -> int:
        """In frames at the device's rate: it is a time, and holds at other rates and blocks too."""
        for offset in self._contents.recording_offsets:
            if _same_devices(offset, device):
                return round(offset.frames * device.rate_hz / offset.rate_hz)
        return 0

    def set_recording_offset(self, device: DeviceState, frames: int) -> None:
        """At most half a second in either direction; 0 forgets it."""
        most = round(MOST_OFFSET_S * device.rate_hz)
        kept = [offset for offset in self._contents.recording_offsets if not _same_devices(offset, device)]
        if frames:
            kept.append(
                RecordingOffset(
                    host_api=device.host_api,
                    input_device=device.input_device,
                    output_device=device.output_device,
                    rate_hz=device.rate_hz,
                    frames=min(max(frames, -most), most),
                )
            )
        self._contents.recording_offsets = kept

    def save(self) -> None:
        """Raises OSError where the folder cannot be written."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._file, msgspec.json.format(msgspec.json.encode(self._contents), indent=1) + b"\n")

    def _load(self) -> _Contents:
        try:
            with self._file.open("rb") as file:
                return msgspec.json.decode(file.read(MOST_BYTES), type=_Contents)
        except FileNotFoundError:
            return _Contents()
        except OSError as error:
            self.sentence = f"The settings cannot be read and were reset: {error.strerror or error}."
        except (ValueError, RecursionError):  # msgspec's own are ValueErrors
            self.sentence = f"The settings were damaged and were reset.{self._put_aside()}"
        return _Contents()

    def _put_aside(self) -> str:
        aside = self._file.with_name("settings.damaged.json")
        try:
            os.replace(self._file, aside)
        except OSError:
            return " The damaged file could not be put aside."
        return f" The damaged file is {aside} now."


def _same_devices(held: MeasuredLatency | RecordingOffset, device: DeviceState) -> bool:
    there = (device.host_api, device.input_device, device.output_device)
    return (held.host_api, held.input_device, held.output_device) == there


def _same_path(latency: MeasuredLatency, device: DeviceState) -> bool:
    return (
        _same_devices(latency, device)
        and latency.rate_hz == device.rate_hz
        and latency.block_frames == device.block_frames
    )
