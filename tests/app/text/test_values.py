"""Hazards: the window and the command line read the same words differently; a shown value cannot be typed back in; a rounded
figure that changes when it is typed back."""

import math
import random

import pytest

from app.edits import buses
from app.model.parameters import CUE, MONITOR, SEND, VCA, Parameter, parameter, parameters
from app.text import paths, values
from app.text.parameters import format_parameter, parse_parameter
from app.text.tempo import format_meter, parse_meter
from tests.helpers.songs import song_with

KINDS = ("track", "group", "reverb", "delay", "chorus", "headphones", "master")
NUMBERS = sorted(
    {
        entry
        for table in (*map(parameters, KINDS), SEND, CUE, VCA, MONITOR)  # type: ignore[arg-type]
        for entry in table
        if entry.kind in ("number", "level")
    },
    key=lambda entry: (entry.owner, entry.path),
)

TYPED = [
    ("track/Vox/fader_db", "-6 dB", -6.0),
    ("track/Vox/fader_db", "\u22126,5db", -6.5),
    ("track/Vox/fader_db", "+3", 3.0),
    ("track/Vox/fader_db", "-inf", -math.inf),
    ("track/Vox/fader_db", "\u2212\u221e dB", -math.inf),
    ("track/Vox/fader_db", "off", -math.inf),
    ("track/Vox/eq/low_mid/frequency_hz", "2.5k", 2500.0),
    ("track/Vox/eq/low_mid/frequency_hz", "2,5 kHz", 2500.0),
    ("track/Vox/eq/low_mid/frequency_hz", "80 Hz", 80.0),
    ("track/Vox/pan", "L30", -0.3),
    ("track/Vox/pan", "30 % left", -0.3),
    ("track/Vox/pan", "30r", 0.3),
    ("track/Vox/pan", "centre", 0.0),
    ("track/Vox/width", "150 %", 1.5),
    ("track/Vox/compressor/mix", "50 %", 0.5),
    ("track/Vox/compressor/attack_ms", "3 ms", 3.0),
    ("track/Vox/compressor/release_ms", "0.5 s", 500.0),
    ("track/Vox/compressor/ratio", "4:1", 4.0),
    ("track/Vox/compressor/ratio", "4.0 : 1", 4.0),
    ("track/Vox/compressor/ratio", "limit", 100.0),
    ("track/Vox/eq/low/q", "0,71", 0.71),
    ("bus/Reverb/decay_s", "1.8 s", 1.8),
    ("bus/Reverb/decay_s", "900 ms", 0.9),
    ("bus/Delay/time_beats", "1/8", 0.5),
    ("bus/Delay/time_beats", "1/8D", 0.75),
    ("bus/Delay/time_beats", "1/8 dotted", 0.75),
    ("bus/Delay/time_beats", "1/4T", 2 / 3),
    ("bus/Delay/time_beats", "0.6 beats", 0.6),
    ("bus/Delay/feedback", "35 %", 0.35),
    ("bus/Wide/rate_hz", "0.6 Hz", 0.6),
    ("master/limiter/ceiling_db", "-1 dBTP", -1.0),
]

NONSENSE = [
    ("track/Vox/fader_db", "loud"),
    ("track/Vox/fader_db", "3 ms"),
    ("track/Vox/pan", "left"),
    ("track/Vox/pan", "L30R"),
    ("track/Vox/pan", "-"),
    ("track/Vox/compressor/mix", "%"),
    ("track/Vox/compressor/ratio", ": 1"),
    ("track/Vox/compressor/attack_ms", "inf"),
    ("track/Vox/compressor/attack_ms", "nan"),
    ("track/Vox/trim_db", "-inf"),
    ("bus/Delay/time_beats", "1/7"),
    ("bus/Delay/time_beats", ""),
]


def console() -> paths.Song:
    return buses.add_bus("chorus", "Wide").apply(song_with("Vox"))


def entry_at(path: str) -> Parameter:
    """The table's entry of a path of `console()`."""
    kind = {"Reverb": "reverb", "Delay": "delay", "Wide": "chorus"}.get(path.split("/")[1], path.split("/")[0])
    return parameter(kind, path.split("/", 1 if kind == "master" else 2)[-1])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""), (0.0, "disk full"), (0.5, "disk: under 1 min left"), (119.0, "disk: 1 min left"),
        (3599.0, "disk: 59 min left"), (3600.0, "disk: 1 h left"), (7199.0, "disk: 1 h left"),
        (360000.0, "disk: over 100 h left"),
    ],
)  # fmt: skip
def test_the_time_that_a_disk_lasts_is_never_rounded_up(seconds: float | None, text: str) -> None:
    assert values.describe_disk_left(seconds) == text


@pytest.mark.parametrize(("path", "typed", "value"), TYPED)
def test_the_window_and_the_command_line_read_the_same(path: str, typed: str, value: float) -> None:
    assert parse_parameter(entry_at(path), typed) == pytest.approx(value)
    song = console()
    changed = paths.parse_assignment(song, f"{path}={typed}").apply(song)
    assert paths.find_setting(changed, path).value == pytest.approx(value)


@pytest.mark.parametrize(("path", "typed"), NONSENSE)
def test_neither_takes_nonsense(path: str, typed: str) -> None:
    assert parse_parameter(entry_at(path), typed) is None
    with pytest.raises(paths.PathProblem):
        paths.parse_assignment(console(), f"{path}={typed}")


def test_a_bare_share_is_percent_in_the_window_and_as_stored_on_the_command_line() -> None:
    assert parse_parameter(entry_at("track/Vox/pan"), "-30") == pytest.approx(-0.3)
    assert paths.find_setting(console(), "track/Vox/pan").parse("-0.3") == -0.3
    with pytest.raises(paths.PathProblem, match=r"-1 to 1, or 100 % left to 100 % right"):
        paths.find_setting(console(), "track/Vox/pan").parse("-30")


@pytest.mark.parametrize("entry", NUMBERS, ids=lambda entry: f"{entry.owner}-{entry.path}")
def test_what_is_shown_can_be_typed_and_shows_the_same_again(entry: Parameter) -> None:
    some = random.Random(entry.path)
    low = max(entry.low, 1e-3)
    spread = [some.uniform(entry.low, entry.high) for _ in range(200)]
    spread += [math.exp(some.uniform(math.log(low), math.log(entry.high))) for _ in range(200) if entry.high > low]
    edges = [entry.low, entry.high, float(entry.default), 9.996, 99.96, 999.6, 9999.6]
    spread += [value for value in edges if entry.low <= value <= entry.high]
    for value in spread:
        shown = format_parameter(entry, value)
        read = parse_parameter(entry, shown)
        assert read is not None, shown
        assert format_parameter(entry, read) == shown, value
        assert math.isclose(read, value, rel_tol=0.006, abs_tol=0.051) or value < values.SILENT_DB, (value, read)


def test_silence_is_shown_and_read_as_silence() -> None:
    for entry in (entry for entry in NUMBERS if entry.kind == "level"):
        assert format_parameter(entry, -math.inf) == "\u2212\u221e dB"
        assert parse_parameter(entry, "\u2212\u221e dB") == -math.inf


def test_every_unit_of_the_table_has_a_form() -> None:
    assert {entry.unit for entry in NUMBERS} <= set(values.FORMS)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("1", (1,)), ("1,2", (1, 2)), ("3+4", (3, 4)), ("none", ()), ("", ()), ("1;2", None), ("-1", None), ("1,", None)],
)
def test_channel_numbers(typed: str, numbers: tuple[int, ...] | None) -> None:
    assert values.parse_channels(typed) == numbers
    assert not numbers or values.parse_channels(values.format_channels(numbers)) == numbers


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0, "00:00.000"),
        (-0.5, "\u221200:00.500"),
        (-0.0001, "00:00.000"),
        (61.0004, "01:01.000"),
        (3600.0, "60:00.000"),
    ],
)
def test_a_clock_carries_and_keeps_its_sign(seconds: float, shown: str) -> None:
    assert values.format_clock(seconds) == shown


@pytest.mark.parametrize(
    ("size_bytes", "shown"), [(0, "0 bytes"), (12_345, "12 kB"), (15_400_000, "15.4 MB"), (3.2e9, "3.2 GB")]
)
def test_sizes_take_the_unit_that_fits(size_bytes: float, shown: str) -> None:
    assert values.format_size(size_bytes) == shown


def test_tempo_and_meter_read_what_they_show() -> None:
    for bpm in (20.0, 92.0, 92.5, 399.9):
        assert values.parse_tempo(f"{values.format_tempo(bpm)} bpm") == bpm
    assert format_meter(parse_meter("6/8")) == "6/8" and format_meter(parse_meter("3")) == "3/4"


@pytest.mark.parametrize(
    ("unit", "over", "typed", "wanted"),
    [
        ("ms", "2.34 s", "30", 30_000.0),
        ("ms", "2.34 s", "30 ms", 30.0),
        ("ms", "2.34 s", "500", 500.0),  # as seconds beyond the range
        ("ms", "12.0 ms", "30", 30.0),
        ("Hz", "1.20 kHz", "3", 3000.0),
        ("Hz", "1.20 kHz", "80", 80.0),
        ("Hz", "80.0 Hz", "120", 120.0),
        ("s", "1.80 s", "2,5", 2.5),
        ("dB", "\u22123.0 dB", "-6", -6.0),
    ],
)
def test_a_bare_number_has_the_unit_that_it_is_typed_over(unit: str, over: str, typed: str, wanted: float) -> None:
    low, high = (20.0, 20_000.0) if unit == "Hz" else (-100.0, 60_000.0)
    assert values.FORMS[unit].read(typed, over, low, high) == pytest.approx(wanted)
