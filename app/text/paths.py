r"""Value paths: how `show` and `set` name everything that can be set in a song.

`track/Vox/eq/low/gain_db`, `track/Vox/send/Reverb/level_db`, `bus/Reverb/decay_s`, `bus/Drums/compressor/ratio`,
`master/limiter/ceiling_db`, `vca/Band/fader_db`, `monitor/dim`, `tempo_bpm`. Channels have what parameters.py lists.
A `/` inside a name is written `\/`, a `\` is written `\\`.

Lives: any thread (pure).
"""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, get_args

from app.edits import Edit, buses, channels, monitor, printing, routing, songs, tempo, tracks, transport, vcas
from app.messages.song import no_setting, not_a_value, not_assignment, value_refused
from app.model import ranges
from app.model.automation import AutomationMode
from app.model.bus import Bus
from app.model.channel import Channel, Value, kind_of, parameters_of, value_of
from app.model.ids import BusId
from app.model.mix import Vca
from app.model.parameters import MONITOR, VCA, Parameter, has_sends, has_strip
from app.model.song import PunchEdges, Song, TransportSettings
from app.model.track import Monitoring, Track
from app.problems import EditRefused, PathProblem
from app.text.values import FORMS, parse_channels, parse_number, parse_switch
from app.units import MINUS_INFINITY_DB

Written = Value | int | tuple[int, ...]
Kind = Literal["number", "whole", "level", "switch", "choice", "name", "channels", "text"]

_NAMED_HEADS = ("track", "bus", "vca")


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a song: where it is, what it is, what it may be, and the edit that sets it.

    `kind` "level" is a number in dB that may be -inf; "channels" are device channels counted from 1; "name" is the name
    of something else in the song, or the first of `choices` for nothing.
    """

    path: str
    value: Written
    default: Written
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
            case "choice" | "name":
                return " or ".join(self.choices)
            case "channels":
                return f"up to {self.high:g} channel numbers from 1 such as 1,2, or none"
            case "text":
                return "any text"
            case "level":
                return f"-inf or {self.low:g} to {self.high:g}{unit}"
            case "whole":
                return f"a whole number from {self.low:.0f} to {self.high:.0f}{unit}"
        form = FORMS[self.unit]
        if form.shown != 1.0:
            return f"{self.low:g} to {self.high:g}, or {form.format(self.low)} to {form.format(self.high)}"
        return f"{self.low:g} to {self.high:g}{unit}"

    def parse(self, typed: str) -> Written:
        """The value that `typed` stands for.

        Args:
            typed: What `format_value` writes, or what the window takes: `-6 dB`, `2.5k`, `L30`, `50 %`, `1/8`. A bare
                number has the unit in which the value is stored: `0.5` is 50 %.

        Raises:
            PathProblem: It is no valid value; the sentence lists the valid ones.
        """
        value = self._parsed(typed.strip())
        if value is None:
            raise PathProblem(not_a_value(self.path, typed.strip(), self.valid))
        return value

    def _parsed(self, typed: str) -> Written | None:
        match self.kind:
            case "text":
                return typed
            case "switch":
                return parse_switch(typed)
            case "choice" | "name":
                return next((choice for choice in self.choices if choice.casefold() == typed.casefold()), None)
            case "channels":
                return parse_channels(typed)
        number = parse_number(typed)
        if number is None:
            number = FORMS[self.unit].parse(typed)
        if number == MINUS_INFINITY_DB and self.kind == "level":
            return number
        if number is None or not self.low <= number <= self.high:
            return None
        if self.kind == "whole":
            return int(number) if number.is_integer() else None
        return number


def format_value(value: Written) -> str:
    """The value in full precision, as `set` takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(str(number) for number in value) or "none"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def escape(name: str) -> str:
    """A name as part of a path: slashes, backslashes and equals signs escaped."""
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
    plain, meter = Song(""), song.meter
    yield Setting("name", song.name, "", "text", songs.rename_song)
    yield Setting("artist", song.artist, plain.artist, "text", songs.set_artist)
    limits = ranges.TEMPO_BPM
    yield Setting("tempo_bpm", song.tempo_bpm, plain.tempo_bpm, "number", tempo.set_tempo, *limits, unit="bpm")
    beats, units = ranges.BEATS_PER_BAR, ranges.BEAT_UNITS
    yield Setting(
        "beats_per_bar", meter.beats_per_bar, plain.meter.beats_per_bar, "whole", tempo.set_beats_per_bar, *beats
    )
    yield Setting(
        "beat_unit", meter.beat_unit, plain.meter.beat_unit, "whole", tempo.set_beat_unit, units[0], units[-1]
    )
    yield Setting("click_pattern", meter.accents, plain.meter.accents, "text", tempo.set_accents)
    yield from _transport(song.transport, plain.transport)
    formats = ranges.TAKE_FORMATS
    yield Setting("take_format", song.take_format, plain.take_format, "choice", songs.set_take_format, choices=formats)
    for path, edit in (
        ("exclusive_solo", channels.set_exclusive_solo),
        ("curves_follow_clips", channels.set_curves_follow_clips),
    ):
        yield Setting(path, getattr(song, path), getattr(plain, path), "switch", edit)
    for track in song.tracks:
        yield from _track(song, track)
    for bus in song.buses:
        yield from _bus(song, bus)
    for vca in song.vcas:
        yield from _vca(vca)
    yield from _monitor(song)


def _transport(now: TransportSettings, plain: TransportSettings) -> Iterator[Setting]:
    def setting(path: str, kind: Kind, edit: Callable[..., Edit], low: int = 0, high: int = 0) -> Setting:
        choices = get_args(PunchEdges) if kind == "choice" else ()
        return Setting(path, getattr(now, path), getattr(plain, path), kind, edit, low, high, choices=choices)

    yield setting("count_in_bars", "whole", transport.set_count_in, *ranges.COUNT_IN_BARS)
    yield setting("click_on", "switch", transport.set_click)
    yield setting("click_subdivision", "whole", transport.set_click_subdivision, *ranges.CLICK_SUBDIVISION)
    yield setting("punch_in_frame", "whole", transport.set_punch_in, *ranges.FRAMES)
    yield setting("punch_out_frame", "whole", transport.set_punch_out, *ranges.FRAMES)
    yield setting("punch_on", "switch", transport.set_punch_on)
    yield setting("punch_edges", "choice", transport.set_punch_edges)
    yield setting("pre_roll_bars", "whole", transport.set_pre_roll, *ranges.ROLL_BARS)
    yield setting("post_roll_bars", "whole", transport.set_post_roll, *ranges.ROLL_BARS)


def find_setting(song: Song, path: str) -> Setting:
    """The setting at `path`; names differ in more than case, so case is forgiven. PathProblem lists near ones."""
    every = list(settings(song))
    plain = path.casefold()
    for setting in every:
        if setting.path.casefold() == plain:
            return setting
    requested = tuple(part.casefold() for part in split_path(path))
    for setting in every:
        if tuple(part.casefold() for part in split_path(setting.path)) == requested:
            return setting
    raise PathProblem(no_setting(path, _valid_paths(path, every)))


def parse_assignment(song: Song, assignment: str) -> Edit:
    """The edit that `PATH=VALUE` asks for."""
    path, equals, text = _split_assignment(assignment)
    if not equals:
        raise PathProblem(not_assignment(assignment))
    setting = find_setting(song, path)
    value = setting.parse(text)
    try:
        edit = setting.edit(value)
        edit.apply(song)
    except EditRefused as problem:
        raise PathProblem(value_refused(setting.path, text.strip(), str(problem))) from None
    return edit


def _split_assignment(assignment: str) -> tuple[str, str, str]:
    """A name may hold `=`: the path ends at the last one."""
    return assignment.rpartition("=") if "=" in assignment else (assignment, "", "")


def _valid_paths(path: str, every: list[Setting]) -> str:
    parts = split_path(path)
    shortest = 2 if parts[0] in _NAMED_HEADS else 1
    for length in range(len(parts) - 1, shortest - 1, -1):
        prefix = tuple(part.casefold() for part in parts[:length])
        below = [s.path for s in every if tuple(p.casefold() for p in split_path(s.path)[:length]) == prefix]
        if below:
            return f"Valid there: {', '.join(below)}."
    if len(parts) > 1 and parts[0] in _NAMED_HEADS:
        heads = sorted(
            {"/".join((parts[0], escape(split_path(s.path)[1]))) for s in every if s.path.startswith(parts[0] + "/")}
        )
        return f"There are {', '.join(heads)}." if heads else f"It has no {parts[0]} yet."
    near = difflib.get_close_matches(path, [setting.path for setting in every], n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    plain = [setting.path for setting in every if "/" not in setting.path]
    return f"{hint}Valid: {', '.join(plain)}, track/NAME/..., bus/NAME/..., vca/NAME/..., master/... and monitor/..."


def _track(song: Song, track: Track) -> Iterator[Setting]:
    head, key = f"track/{escape(track.name)}", track.id
    yield Setting(f"{head}/name", track.name, "", "text", lambda text: tracks.rename_track(key, text))
    yield Setting(f"{head}/armed", track.armed, False, "switch", lambda on: tracks.set_armed(key, on))
    yield Setting(
        f"{head}/printing",
        track.printed_strip is not None,
        False,
        "switch",
        lambda on: printing.set_printing(key, on),
    )
    yield Setting(
        f"{head}/monitoring",
        track.monitoring,
        "auto",
        "choice",
        lambda choice: tracks.set_monitoring(key, choice),
        choices=get_args(Monitoring),
    )
    yield Setting(
        f"{head}/inputs",
        track.inputs,
        (),
        "channels",
        lambda numbers: tracks.set_inputs(key, numbers),
        high=track.channels,
    )
    yield from _channel(song, head, track)


def _bus(song: Song, bus: Bus) -> Iterator[Setting]:
    head, key = f"bus/{escape(bus.name)}", bus.id
    if bus.kind == "master":
        head = "master"
    yield Setting(f"{head}/name", bus.name, "", "text", lambda text: buses.rename_bus(key, text))
    if bus.kind in ("master", "headphones"):
        yield Setting(
            f"{head}/outputs", bus.outputs, (), "channels", lambda numbers: buses.set_outputs(key, numbers), high=2
        )
    yield from _channel(song, head, bus)


def _channel(song: Song, head: str, channel: Channel) -> Iterator[Setting]:
    """What tracks and buses have in common: the parameter table, routing, automation."""
    key, kind = channel.id, kind_of(channel)
    names = {bus.id: escape(bus.name) for bus in song.buses}
    for path, entry in parameters_of(song, channel):
        shown = path
        if entry.owner in ("send", "cue"):
            way, bus_id, field_name = path.split("/")
            shown = f"{way}/{names[BusId(bus_id)]}/{field_name}"
        yield _from_table(f"{head}/{shown}", entry, value_of(channel, path), partial(channels.set_parameter, key, path))
    if has_strip(kind):
        others = {track.name: track.id for track in song.tracks if track.id != key}
        edit = partial(_by_name, partial(routing.set_key, key), others)
        yield _named(f"{head}/compressor/key", "none", others, channel.strip.compressor.key, edit)
        yield Setting(
            f"{head}/automation",
            channel.automation,
            "read",
            "choice",
            partial(channels.set_automation_mode, key),
            choices=get_args(AutomationMode),
        )
    if has_sends(kind):
        groups = {bus.name: bus.id for bus in song.buses if bus.kind == "group" and bus.id != key}
        edit = partial(_by_name, partial(routing.set_output, key), groups)
        yield _named(f"{head}/output", "master", groups, channel.output, edit)
    if song.vcas and kind not in ("master", "headphones"):
        known = {vca.name: vca.id for vca in song.vcas}
        edit = partial(_by_name, partial(vcas.assign_vca, key), known)
        yield _named(f"{head}/vca", "none", known, channel.vca, edit)


def _vca(vca: Vca) -> Iterator[Setting]:
    head, key = f"vca/{escape(vca.name)}", vca.id
    yield Setting(f"{head}/name", vca.name, "", "text", lambda text: vcas.rename_vca(key, text))
    for entry in VCA:
        edit = partial(vcas.set_vca_parameter, key, entry.path)
        yield _from_table(f"{head}/{entry.path}", entry, getattr(vca, entry.path), edit)


def _monitor(song: Song) -> Iterator[Setting]:
    for entry in MONITOR:
        value = getattr(song.monitor, entry.path)
        yield _from_table(f"monitor/{entry.path}", entry, value, partial(_set_monitor, entry.path))


def _from_table(path: str, entry: Parameter, value: Value, edit: Callable[..., Edit]) -> Setting:
    return Setting(path, value, entry.default, entry.kind, edit, entry.low, entry.high, entry.unit, entry.choices)


def _named(
    path: str, nothing: str, known: Mapping[str, str], settings: str | None, edit: Callable[..., Edit]
) -> Setting:
    """A setting that names something else in the song; `nothing` is the word for None."""
    value = next((name for name, known_id in known.items() if known_id == settings), nothing)
    return Setting(path, value, nothing, "name", edit, choices=(nothing, *known))


def _by_name(edit: Callable[..., Edit], known: Mapping[str, str], name: str) -> Edit:
    return edit(known.get(name))


def _set_monitor(path: str, value: Value) -> Edit:
    return monitor.set_monitor(**{path: value})
