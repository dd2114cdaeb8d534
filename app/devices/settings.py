"""What belongs to this machine and never to a song: devices, input names, measured latency.

One JSON file in the user's configuration folder, or in the folder named by WORKTAPE_CONFIG.

Lives: window, main thread.
"""

import os
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs

from app.devices.window_layout import WindowLayout
from app.edits.edit import name_from
from app.edits.grid import GridUnit
from app.edits.ripple import Ripple
from app.edits.snapping import SONG_KINDS, SnapKind
from app.messages.devices import settings_damaged, settings_unreadable
from app.model.ranges import LONGEST_NAME
from app.song.monitoring import MonitoringMode
from app.storage.whole_file import write_whole
from audio_engine.protocol_values import Count, DeviceRequest, DeviceState, Frame, Text

MOST_OFFSET_S = 0.5
MOST_RECENT = 10
MOST_BYTES = 4 << 20  # of the file; ten devices take a thousandth


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


class Preferences(msgspec.Struct, kw_only=True):
    """What the preferences dialog changes, but for the audio device and editing."""

    theme: Text = "dark"  # a file of resources/themes
    scale: Annotated[float, msgspec.Meta(ge=0.75, le=2.0)] = 1.0  # of the interface, on top of the screen's own
    songs_folder: Text = ""  # where new songs go; empty: see `app.devices.songs_folder`
    ideas_folder: Text = ""  # where ideas are recorded; empty: see `app.ideas.settings`
    idea_place: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] = ""  # where that is, such as "kitchen"
    idea_inputs: Annotated[
        tuple[Annotated[int, msgspec.Meta(ge=1, le=1024)], ...], msgspec.Meta(min_length=1, max_length=2)
    ] = (1,)  # of the device, from 1
    take_format: Literal["32f", "24"] = "32f"  # of new songs
    person: Text = ""  # who confirms steps at this machine
    autosave_after_s: Annotated[float, msgspec.Meta(ge=0.5, le=600.0)] = 1.0  # without another edit
    returns_at_stop: bool = False  # a stop by hand goes back to where playback began
    shows_emotion: bool = False  # the emotional timeline, over the tracks
    shows_chords: bool = True  # on the ruler, where there are any
    prompter_px: Annotated[int, msgspec.Meta(ge=12, le=120)] = 32  # size of the words on the teleprompter
    sections_take_music: bool = True  # when they are moved, copied or deleted


class Settings(msgspec.Struct, kw_only=True):
    """The settings of this machine; each field is a key of the file. Unknown keys are ignored and lost at the next write."""

    version: int = 1
    device: DeviceRequest = DeviceRequest()  # what to open next time
    input_names: dict[Text, dict[Text, Text]] = {}  # input device -> channel from 1 -> name
    latencies: list[MeasuredLatency] = []
    recording_offsets: list[RecordingOffset] = []
    monitoring: dict[Text, MonitoringMode] = {}  # input device -> how performers on it hear themselves, once chosen
    talkback_inputs: dict[Text, Count] = {}  # input device -> channel of the talkback microphone, from 1; 0: none
    talkback_db: Annotated[float, msgspec.Meta(ge=-120.0, le=24.0)] = 0.0  # in all headphones
    recent_songs: list[Text] = []  # folders, the newest first
    demo_made: bool = False
    tour_seen: bool = False  # the tour begins by itself only at the first start
    set_up_shown: bool = False  # the device dialog opens by itself only once, with the first sound card
    retrospective_on: bool = True  # the engine remembers the last minute of every input
    preferences: Preferences = msgspec.field(default_factory=Preferences)
    window: WindowLayout = WindowLayout()
    follow: Literal["page", "centre", "off"] = "page"  # how the timeline follows the playhead
    snap: bool = True  # drags on the timeline
    grid: GridUnit = "adaptive"
    snap_to: tuple[SnapKind, ...] = (*SONG_KINDS, "playhead")  # besides the grid
    ripple: Ripple = "off"

    @property
    def recent_folders(self) -> list[Path]:
        """The recent songs that still exist, the newest first."""
        return [Path(path) for path in self.recent_songs if os.path.isdir(path)]

    def add_recent_song(self, folder: Path) -> None:
        """Put a song's folder first and forget the oldest beyond MOST_RECENT."""
        others = [path for path in self.recent_songs if path != str(folder)]
        self.recent_songs = [str(folder), *others][:MOST_RECENT]

    def replace_recent_song(self, before: Path, folder: Path) -> None:
        """Note that a song's folder was renamed."""
        paths = [str(folder) if path == str(before) else path for path in self.recent_songs]
        self.recent_songs = list(dict.fromkeys(paths))

    def input_name(self, device: str, channel: int) -> str:
        """The name given to a device's input, or `Input 3`. Channels count from 1."""
        return self.input_names.get(device, {}).get(str(channel), f"Input {channel}")

    def set_input_name(self, device: str, channel: int, name: str) -> None:
        """Name a device's input. Channels count from 1."""
        self.input_names.setdefault(device, {})[str(channel)] = name_from(name, "")

    def measured_latency(self, device: DeviceState) -> MeasuredLatency | None:
        """The round trip measured on exactly this device, rate and block; None if nobody measured it."""
        return next((latency for latency in self.latencies if _same_path(latency, device)), None)

    def set_measured_latency(self, device: DeviceState, round_trip_frames: int, measured_at: str) -> None:
        """Remember a measured round trip in place of an earlier one. `measured_at` is ISO 8601."""
        others = [latency for latency in self.latencies if not _same_path(latency, device)]
        measured = MeasuredLatency(
            host_api=device.host_api,
            input_device=device.input_device,
            output_device=device.output_device,
            rate_hz=device.rate_hz,
            block_frames=device.block_frames,
            round_trip_frames=round_trip_frames,
            measured_at=measured_at,
        )
        self.latencies = [*others, measured]

    def recording_offset(self, device: DeviceState) -> int:
        """The offset of this pair of devices, in frames at the device's rate. It is a time: other rates and blocks share it."""
        for offset in self.recording_offsets:
            if _same_devices(offset, device):
                return round(offset.frames * device.rate_hz / offset.rate_hz)
        return 0

    def set_recording_offset(self, device: DeviceState, frames: int) -> None:
        """Remember an offset, limited to MOST_OFFSET_S in either direction; 0 forgets it."""
        most = round(MOST_OFFSET_S * device.rate_hz)
        offsets = [offset for offset in self.recording_offsets if not _same_devices(offset, device)]
        if frames:
            offsets.append(
                RecordingOffset(
                    host_api=device.host_api,
                    input_device=device.input_device,
                    output_device=device.output_device,
                    rate_hz=device.rate_hz,
                    frames=min(max(frames, -most), most),
                )
            )
        self.recording_offsets = offsets


class SettingsFile:
    """The settings as read from their file. A damaged file is put aside as `settings.damaged.json` and replaced by defaults.

    Attributes:
        path: `settings.json`.
        settings: What to read and change; `save` writes it.
        problem: A sentence about what was wrong with the file; empty if nothing was.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or settings_folder()) / "settings.json"
        self.problem = ""
        self.settings = self._read()

    def save(self) -> None:
        """Write the settings, without the input of a virtual device.

        Raises:
            OSError: The folder cannot be written.
        """
        device = msgspec.structs.replace(self.settings.device, virtual_input="silence", virtual_fast=False)
        contents = msgspec.json.encode(msgspec.structs.replace(self.settings, device=device))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, msgspec.json.format(contents, indent=1) + b"\n")

    def _read(self) -> Settings:
        try:
            with self.path.open("rb") as file:
                return msgspec.json.decode(file.read(MOST_BYTES), type=Settings)
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            self.problem = settings_unreadable(error)
        except (ValueError, RecursionError):  # msgspec's own are ValueErrors
            self.problem = settings_damaged(self._put_aside())
        return Settings()

    def _put_aside(self) -> Path | None:
        aside = self.path.with_name("settings.damaged.json")
        try:
            os.replace(self.path, aside)
        except OSError:
            return None
        return aside


def settings_folder() -> Path:
    """The user's configuration folder of Worktape, or the one named by WORKTAPE_CONFIG."""
    override = os.environ.get("WORKTAPE_CONFIG")
    return Path(override) if override else Path(platformdirs.user_config_dir("worktape", appauthor=False))


def _same_devices(stored: MeasuredLatency | RecordingOffset, device: DeviceState) -> bool:
    there = (device.host_api, device.input_device, device.output_device)
    return (stored.host_api, stored.input_device, stored.output_device) == there


def _same_path(latency: MeasuredLatency, device: DeviceState) -> bool:
    return (
        _same_devices(latency, device)
        and latency.rate_hz == device.rate_hz
        and latency.block_frames == device.block_frames
    )
