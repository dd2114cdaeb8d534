"""Value paths: how `show` and `set` name everything that can be set in a song.

`track/Vox/fader_db`, `track/Vox/send/Reverb/level_db`, `bus/Reverb/decay_s`, `master/fader_db`, `tempo_bpm`.
A `/` inside a name is written `\\/`, a `\\` is written `\\\\`.

Lives: any thread (pure).
"""

import difflib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from app.edits import Edit, buses, ranges, songs, strips, tracks, transport
from app.edits.edit import EditRefused
from app.model.bus import Bus, DelaySettings, ReverbSettings
from app.model.song import Song
from app.model.strip import MINUS_INFINITY_DB
from app.model.track import Track

Value = float | int | bool | str | tuple[int, ...]
Kind = Literal["number", "whole", "level", "switch", "choice", "channels", "text"]


class PathProblem(Exception):
    """A wrong path or value; the text is one sentence that lists the valid ones."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a song: where it is, what it is, what it may be, and the edit that sets it.

    `kind` "level" is a number in dB that may be -inf; "channels" are device channels counted from 1.
    """

    path: str
    value: Value
    default: Value
    kind: Kind
    edit: Callable[..., Edit]
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    choices: tuple[str, ...] = field(default=())

    @property
    def valid(self) -> str:
        """What may be written: `-inf or -120 to 6 dB`."""
        unit = f" {self.unit}" if self.unit else ""
        match self.kind:
            case "switch":
                return "true or false"
            case "choice":
                return " or ".join(self.choices)
            case "channels":
                return f"up to {self.high:g} channel numbers from 1 such as 1,2, or none"
            case "text":
                return "any text"
            case "level":
                return f"-inf or {self.low:g} to {self.high:g}{unit}"
            case "whole":
                return f"a whole number from {self.low:g} to {self.high:g}{unit}"
            case _:
                return f"{self.low:g} to {self.high:g}{unit}"

    def parse(self, text: str) -> Value:
        """The value that `text` writes; PathProblem with the valid ones otherwise."""
        written = text.strip()
        try:
            value = self._parsed(written)
        except ValueError:
            raise PathProblem(f"{self.path} cannot be {written!r}: it takes {self.valid}.") from None
        return value

    def _parsed(self, written: str) -> Value:
        lowered = written.casefold()
        if self.kind == "text":
            return written
        if self.kind == "switch":
            if lowered in ("true", "on", "yes", "1"):
                return True
            if lowered in ("false", "off", "no", "0"):
                return False
            raise ValueError
        if self.kind == "choice":
            if lowered not in self.choices:
                raise ValueError
            return lowered
        if self.kind == "channels":
            if lowered in ("", "none"):
                return ()
            return tuple(int(part) for part in written.split(","))
        if self.kind == "level" and lowered in ("-inf", "-∞", "off"):
            return MINUS_INFINITY_DB
        number = int(written) if self.kind == "whole" else float(written)
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise ValueError
        return number


def format_value(value: Value) -> str:
    """The value as `set` would take it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(str(number) for number in value) or "none"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def escape(name: str) -> str:
    return name.replace("\\", "\\\\").replace("/", "\\/")


def split_path(path: str) -> tuple[str, ...]:
    """The parts of a path, unescaped."""
    parts, part, escaped = [], "", False
    for character in path:
        if escaped:
            part, escaped = part + character, False
        elif character == "\\":
            escaped = True
        elif character == "/":
            parts.append(part)
            part = ""
        else:
            part += character
    return (*parts, part)


def settings(song: Song) -> Iterator[Setting]:
    """Every value of the song, in the order in which `show --paths` lists them."""
    yield Setting("name", song.name, "", "text", songs.rename_song)
    yield Setting("tempo_bpm", song.tempo_bpm, 120.0, "number", transport.set_tempo, *ranges.TEMPO_BPM, unit="bpm")
    yield Setting("beats_per_bar", song.beats_per_bar, 4, "whole", transport.set_beats_per_bar, *ranges.BEATS_PER_BAR)
    yield Setting(
        "count_in_bars", song.transport.count_in_bars, 0, "whole", transport.set_count_in, *ranges.COUNT_IN_BARS
    )
    yield Setting("click_on", song.transport.click_on, False, "switch", transport.set_click)
    yield Setting("take_format", song.take_format, "32f", "choice", songs.set_take_format, choices=("32f", "24"))
    for track in song.tracks:
        yield from _track(song, track)
    for bus in song.buses:
        yield from _bus(bus)


def find_setting(song: Song, path: str) -> Setting:
    """The setting at `path`; names differ in more than case, so case is forgiven. PathProblem lists near ones."""
    wanted = tuple(part.casefold() for part in split_path(path))
    every = list(settings(song))
    for setting in every:
        if tuple(part.casefold() for part in split_path(setting.path)) == wanted:
            return setting
    raise PathProblem(f"There is no {path} in this song; {_valid_paths(path, every)}.")


def parse_assignment(song: Song, assignment: str) -> Edit:
    """The edit that `PATH=VALUE` asks for."""
    path, equals, text = _split_assignment(assignment)
    if not equals:
        raise PathProblem(f"{assignment!r} is not PATH=VALUE, such as track/Vox/fader_db=-3.")
    setting = find_setting(song, path)
    value = setting.parse(text)
    try:
        edit = setting.edit(value)
        edit.apply(song)
    except EditRefused as problem:
        raise PathProblem(f"{setting.path} cannot be {text.strip()!r}: {problem}") from None
    return edit


def _split_assignment(assignment: str) -> tuple[str, str, str]:
    """A name may hold `=`: the path ends at the last one."""
    return assignment.rpartition("=") if "=" in assignment else (assignment, "", "")


def _valid_paths(path: str, every: list[Setting]) -> str:
    parts = split_path(path)
    shortest = 2 if parts[0] in ("track", "bus") else 1
    for length in range(len(parts) - 1, shortest - 1, -1):
        prefix = tuple(part.casefold() for part in parts[:length])
        below = [s.path for s in every if tuple(p.casefold() for p in split_path(s.path)[:length]) == prefix]
        if below:
            return f"valid there are {', '.join(below)}"
    if len(parts) > 1 and parts[0] in ("track", "bus"):
        heads = sorted(
            {"/".join((parts[0], escape(split_path(s.path)[1]))) for s in every if s.path.startswith(parts[0] + "/")}
        )
        return f"there are {', '.join(heads)}" if heads else f"it has no {parts[0]} yet"
    near = difflib.get_close_matches(path, [setting.path for setting in every], n=3, cutoff=0.5)
    hint = f"near are {', '.join(near)}; " if near else ""
    plain = [setting.path for setting in every if "/" not in setting.path]
    return f"{hint}valid are {', '.join(plain)}, track/NAME/..., bus/NAME/... and master/..."


def _track(song: Song, track: Track) -> Iterator[Setting]:
    head, strip, key = f"track/{escape(track.name)}", track.strip, track.id
    yield Setting(f"{head}/name", track.name, "", "text", lambda text: tracks.rename_track(key, text))
    yield Setting(
        f"{head}/trim_db",
        strip.trim_db,
        0.0,
        "number",
        lambda db: strips.set_trim_db(key, db),
        *ranges.TRIM_DB,
        unit="dB",
    )
    yield _level(f"{head}/fader_db", strip.fader_db, 0.0, lambda db: strips.set_fader_db(key, db))
    yield Setting(f"{head}/pan", strip.pan, 0.0, "number", lambda pan: strips.set_pan(key, pan), *ranges.PAN)
    yield Setting(f"{head}/mute", strip.mute, False, "switch", lambda on: strips.set_mute(key, on))
    yield Setting(f"{head}/solo", strip.solo, False, "switch", lambda on: strips.set_solo(key, on))
    yield Setting(f"{head}/armed", track.armed, False, "switch", lambda on: tracks.set_armed(key, on))
    yield Setting(
        f"{head}/monitoring",
        track.monitoring,
        "auto",
        "choice",
        lambda choice: tracks.set_monitoring(key, choice),
        choices=("off", "in", "auto"),
    )
    yield Setting(
        f"{head}/inputs",
        track.inputs,
        (),
        "channels",
        lambda numbers: tracks.set_inputs(key, numbers),
        high=track.channels,
    )
    sends = {send.bus: send.level_db for send in strip.sends}
    cues = {cue.bus: cue.level_db for cue in strip.cues}
    for bus in song.buses:
        if bus.kind in ("reverb", "delay"):
            yield _level(
                f"{head}/send/{escape(bus.name)}/level_db",
                sends.get(bus.id, MINUS_INFINITY_DB),
                MINUS_INFINITY_DB,
                lambda db, bus_id=bus.id: strips.set_send_db(key, bus_id, db),
            )
        elif bus.kind == "headphones":
            yield _level(
                f"{head}/cue/{escape(bus.name)}/level_db",
                cues.get(bus.id, MINUS_INFINITY_DB),
                0.0,
                lambda db, bus_id=bus.id: strips.set_cue_db(key, bus_id, db),
            )


def _bus(bus: Bus) -> Iterator[Setting]:
    head, key = f"bus/{escape(bus.name)}", bus.id
    if bus.kind == "master":
        head = "master"
    yield Setting(f"{head}/name", bus.name, "", "text", lambda text: buses.rename_bus(key, text))
    yield _level(f"{head}/fader_db", bus.fader_db, 0.0, lambda db: buses.set_bus_fader_db(key, db))
    yield Setting(f"{head}/pan", bus.pan, 0.0, "number", lambda pan: buses.set_bus_pan(key, pan), *ranges.PAN)
    yield Setting(f"{head}/mute", bus.mute, False, "switch", lambda on: buses.set_bus_mute(key, on))
    if bus.kind in ("reverb", "delay"):
        yield Setting(f"{head}/solo", bus.solo, False, "switch", lambda on: buses.set_bus_solo(key, on))
    else:
        yield Setting(
            f"{head}/outputs", bus.outputs, (), "channels", lambda numbers: buses.set_outputs(key, numbers), high=2
        )
    if bus.kind == "headphones":
        yield _level(f"{head}/click_level_db", bus.click_level_db, -6.0, lambda db: buses.set_click_level_db(key, db))
    if bus.kind == "reverb":
        yield from _effect(head, bus.reverb, ReverbSettings(), _REVERB_FIELDS, buses.set_reverb, bus)
    if bus.kind == "delay":
        yield from _effect(head, bus.delay, DelaySettings(), _DELAY_FIELDS, buses.set_delay, bus)


_REVERB_FIELDS = {
    "decay_s": (ranges.DECAY_S, "s"),
    "pre_delay_ms": (ranges.PRE_DELAY_MS, "ms"),
    "damping_hz": (ranges.DAMPING_HZ, "Hz"),
}
_DELAY_FIELDS = {
    "time_beats": (ranges.TIME_BEATS, "beats"),
    "feedback": (ranges.FEEDBACK, ""),
    "damping_hz": (ranges.DAMPING_HZ, "Hz"),
}


def _effect(
    head: str,
    now: ReverbSettings | DelaySettings,
    default: ReverbSettings | DelaySettings,
    fields: dict[str, tuple[tuple[float, float], str]],
    setter: Callable[..., Edit],
    bus: Bus,
) -> Iterator[Setting]:
    for name, (bounds, unit) in fields.items():
        yield Setting(
            f"{head}/{name}",
            getattr(now, name),
            getattr(default, name),
            "number",
            lambda value, name=name: setter(bus.id, **{name: value}),
            *bounds,
            unit=unit,
        )


def _level(path: str, value: float, default: float, edit: Callable[..., Edit]) -> Setting:
    return Setting(path, value, default, "level", edit, *ranges.FADER_DB, unit="dB")
