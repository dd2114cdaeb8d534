r"""Value paths: how `show` and `set` name everything that can be set in a song.

`track/Vox/eq/low/gain_db`, `track/Vox/send/Reverb/level_db`, `bus/Reverb/decay_s`, `bus/Drums/compressor/ratio`,
`master/limiter/ceiling_db`, `vca/Band/fader_db`, `monitor/dim`, `tempo_bpm`. Channels have what parameters.py lists.
A `/` inside a name is written `\/`, a `\` is written `\\`.

Lives: any thread (pure).
"""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import partial
from typing import Any, Literal, get_args

from app.edits import Edit, brief, buses, channels, monitor, printing, routing, songs, tempo, tracks, transport, vcas
from app.messages.song import (
    names_there,
    no_setting,
    not_a_value,
    not_assignment,
    valid_paths,
    valid_there,
    value_refused,
)
from app.model import ranges
from app.model.bus import Bus
from app.model.channel import Channel, Value, kind_of, parameters_of, value_of
from app.model.ids import BusId
from app.model.mix import Vca
from app.model.parameters import MONITOR, VCA, Parameter, has_sends, has_strip
from app.model.song import Song
from app.model.track import Track
from app.model.transport import TransportSettings
from app.model.value_spec import Longest, Range, hints_of, mark_of
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
    of something else in the song, or the first of `choices` for nothing. `high` of a text is the number of its letters; 0:
    any number.
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
                return f"text of at most {self.high:g} letters" if self.high else "any text"
            case "level":
                return f"-inf or {self.low:g} to {self.high:g}{unit}"
            case "whole":
                return f"a whole number from {self.low:.0f} to {self.high:.0f}{unit}"
        form = FORMS[self.unit]
        if form.shown != 1.0:
            return f"{self.low:g} to {self.high:g}, or {form.format(self.low)} to {form.format(self.high)}"
        return f"{self.low:g} to {self.high:g}{unit}"

    def parse(self, typed: str, *, over: str | None = None) -> Written:
        """The value that `typed` stands for.

        Args:
            typed: What `format_value` writes, or what the window takes: `-6 dB`, `2.5k`, `L30`, `50 %`, `1/8`. A bare
                number has the unit in which the value is stored: `0.5` is 50 %.
            over: What stood in the field of the window, whose unit a bare number then has: `50` is 50 %.

        Raises:
            PathProblem: It is no valid value; the sentence lists the valid ones.
        """
        value = self._parsed(typed.strip(), over)
        if value is None:
            raise PathProblem(not_a_value(self.path, typed.strip(), self.valid))
        return value

    def _parsed(self, typed: str, over: str | None) -> Written | None:
        match self.kind:
            case "text":
                return typed if len(typed) <= (self.high or len(typed)) else None
            case "switch":
                return parse_switch(typed)
            case "choice" | "name":
                return next((choice for choice in self.choices if choice.casefold() == typed.casefold()), None)
            case "channels":
                return parse_channels(typed)
        number = parse_number(typed) if over is None else FORMS[self.unit].read(typed, over, self.low, self.high)
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
    yield setting_of_field(song, "name", "text", songs.rename_song)
    yield setting_of_field(song, "artist", "text", songs.set_artist)
    yield setting_of_field(song.brief, "vision", "text", brief.write_vision)
    yield setting_of_field(song.brief, "notes", "text", brief.write_notes)
    yield setting_of_field(song, "tempo_bpm", "number", tempo.set_tempo, unit="bpm")
    yield setting_of_field(meter, "beats_per_bar", "whole", tempo.set_beats_per_bar)
    units = ranges.BEAT_UNITS
    yield Setting(
        "beat_unit", meter.beat_unit, plain.meter.beat_unit, "whole", tempo.set_beat_unit, units[0], units[-1]
    )
    yield Setting("click_pattern", meter.accents, plain.meter.accents, "text", tempo.set_accents)
    yield from _transport(song.transport)
    formats = ranges.TAKE_FORMATS
    yield Setting("take_format", song.take_format, plain.take_format, "choice", songs.set_take_format, choices=formats)
    yield setting_of_field(song, "exclusive_solo", "switch", channels.set_exclusive_solo)
    yield setting_of_field(song, "curves_follow_clips", "switch", channels.set_curves_follow_clips)
    for track in song.tracks:
        yield from _track(song, track)
    for bus in song.buses:
        yield from _bus(song, bus)
    for vca in song.vcas:
        yield from _vca(vca)
    yield from _monitor(song)


def setting_of_field(
    holder: Any, name: str, kind: Kind, edit: Callable[..., Edit], head: str = "", unit: str = ""
) -> Setting:
    """The setting of a field that states in its class what it may be: `Range` of a number, `Longest` of a text.

    Args:
        holder: The dataclass instance that has the field.
        name: The field's name, which is the last part of the path.
        kind: Of the setting.
        edit: Makes the edit that sets it.
        head: What the path begins with, such as `track/Vox/`.
        unit: Of a number.
    """
    hint = hints_of(type(holder))[name]
    limits, longest = mark_of(hint, Range), mark_of(hint, Longest)
    low, high = limits.limits if limits else (0.0, longest.characters if longest else 0.0)
    default = next(found.default for found in fields(holder) if found.name == name)
    return Setting(
        head + name, getattr(holder, name), "" if default is MISSING else default, kind, edit, low, high, unit,
        choices=get_args(hint) if kind == "choice" else (),
    )  # fmt: skip


def _transport(now: TransportSettings) -> Iterator[Setting]:
    yield setting_of_field(now, "count_in_bars", "whole", transport.set_count_in)
    yield setting_of_field(now, "click_on", "switch", transport.set_click)
    yield setting_of_field(now, "click_subdivision", "whole", transport.set_click_subdivision)
    yield setting_of_field(now, "punch_in_frame", "whole", transport.set_punch_in)
    yield setting_of_field(now, "punch_out_frame", "whole", transport.set_punch_out)
    yield setting_of_field(now, "punch_on", "switch", transport.set_punch_on)
    yield setting_of_field(now, "punch_edges", "choice", transport.set_punch_edges)
    yield setting_of_field(now, "pre_roll_bars", "whole", transport.set_pre_roll)
    yield setting_of_field(now, "post_roll_bars", "whole", transport.set_post_roll)


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
            return valid_there(below)
    if len(parts) > 1 and parts[0] in _NAMED_HEADS:
        heads = sorted(
            {"/".join((parts[0], escape(split_path(s.path)[1]))) for s in every if s.path.startswith(parts[0] + "/")}
        )
        return names_there(parts[0], heads)
    near = difflib.get_close_matches(path, [setting.path for setting in every], n=3, cutoff=0.5)
    return valid_paths(near, [setting.path for setting in every if "/" not in setting.path])


def _track(song: Song, track: Track) -> Iterator[Setting]:
    head, key = f"track/{escape(track.name)}", track.id
    yield setting_of_field(track, "name", "text", partial(tracks.rename_track, key), f"{head}/")
    yield setting_of_field(track, "armed", "switch", partial(tracks.set_armed, key), f"{head}/")
    yield Setting(
        f"{head}/printing",
        track.printed_strip is not None,
        False,
        "switch",
        lambda on: printing.set_printing(key, on),
    )
    yield setting_of_field(track, "monitoring", "choice", partial(tracks.set_monitoring, key), f"{head}/")
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
    yield setting_of_field(bus, "name", "text", partial(buses.rename_bus, key), f"{head}/")
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
        yield setting_of_field(channel, "automation", "choice", partial(channels.set_automation_mode, key), f"{head}/")
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
    yield setting_of_field(vca, "name", "text", partial(vcas.rename_vca, key), f"{head}/")
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
