"""Hazards: a path that sets something else, a wrong value clamped in silence, a name with a slash or an equals."""

import time
from dataclasses import dataclass
from typing import Annotated

import pytest

from app.cli.descriptions import describe_setting
from app.edits import buses, vcas
from app.edits.edit import Edit
from app.edits.songs import fresh_song
from app.edits.tracks import add_track
from app.model.invariants import check
from app.model.song import Song
from app.model.value_spec import Longest, Range
from app.problems import PathProblem
from app.text import paths
from tests.helpers.songs import song_with


def set_in(song: Song, assignment: str) -> Song:
    return paths.parse_assignment(song, assignment).apply(song)


def value(song: Song, path: str) -> paths.Written:
    return paths.find_setting(song, path).value


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        ("track/Vox/fader_db=-3", -3.0),
        ("track/Vox/fader_db=-inf", float("-inf")),
        ("track/Vox/pan=-0.3", -0.3),
        ("track/Vox/trim_db=2.5", 2.5),
        ("track/Vox/mute=true", True),
        ("track/Vox/solo=on", True),
        ("track/Vox/armed=1", True),
        ("track/Vox/monitoring=off", "off"),
        ("track/Vox/inputs=3", (3,)),
        ("track/Vox/send/Reverb/level_db=-12", -12.0),
        ("track/Vox/cue/Phones 1/level_db=-6", -6.0),
        ("bus/Reverb/decay_s=2.5", 2.5),
        ("bus/Delay/time_beats=0.5", 0.5),
        ("bus/Phones 1/outputs=3,4", (3, 4)),
        ("master/fader_db=-1", -1.0),
        ("tempo_bpm=92", 92.0),
        ("beats_per_bar=3", 3),
        ("count_in_bars=1", 1),
        ("click_on=true", True),
        ("take_format=24", "24"),
    ],
)
def test_setting_a_path_sets_that_path_and_nothing_else(assignment: str, expected: object) -> None:
    song = song_with("Vox")
    before = {setting.path: setting.value for setting in paths.settings(song)}
    after = {setting.path: setting.value for setting in paths.settings(set_in(song, assignment))}
    path = assignment.rpartition("=")[0]
    assert after.pop(path) == expected
    before.pop(path)
    assert after == before


@pytest.mark.parametrize(
    ("assignment", "told"),
    [
        ("track/Vox/fader_db=7", "-inf or -120 to 6 dB"),
        ("track/Vox/fader_db=nan", "-inf or -120 to 6 dB"),
        ("track/Vox/pan=left", "-1 to 1"),
        ("track/Vox/mute=maybe", "true or false"),
        ("track/Vox/inputs=1,2", "takes 1 input"),
        ("track/Vox/inputs=0", "from 1 to 64"),
        ("track/Vox/fader=-3", "track/Vox/fader_db"),
        ("track/Voxx/fader_db=-3", "track/Vox"),
        ("tempo=92", "tempo_bpm"),
        ("tempo_bpm", "PATH=VALUE"),
        ("bus/Reverb/time_beats=1", "bus/Reverb/decay_s"),
        ("master/outputs=1,1", "two different outputs"),
    ],
)
def test_a_wrong_path_or_value_answers_with_the_valid_ones(assignment: str, told: str) -> None:
    with pytest.raises(paths.PathProblem) as caught:
        set_in(song_with("Vox"), assignment)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_with_slash_equals_and_backslash_can_be_set() -> None:
    song = add_track("A/B=C\\D").apply(fresh_song("X"))
    path = next(setting.path for setting in paths.settings(song) if setting.path.endswith("/pan"))
    assert path == "track/A\\/B=C\\\\D/pan"
    assert value(set_in(song, f"{path}=0.5"), path) == 0.5


def test_every_listed_value_can_be_written_back_as_it_is_shown() -> None:
    song = song_with("Vox", "Bass")
    for setting in paths.settings(song):
        assert setting.parse(paths.format_value(setting.value)) == setting.value


def console() -> Song:
    song = song_with("Vox", "Kick")
    for edit in (
        buses.add_bus("group", "Drums"),
        buses.add_bus("group", "All/of it"),
        buses.add_bus("chorus", "Wide"),
        vcas.add_vca("Band"),
    ):
        song = edit.apply(song)
    return song


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        ("track/Vox/eq/low/gain_db=3", 3.0),
        ("track/vox/EQ/Low/SHAPE=bell", "bell"),
        ("track/Vox/high_pass/slope=24", "24"),
        ("track/Vox/compressor/key=kick", "Kick"),
        ("track/Vox/output=Drums", "Drums"),
        ("track/Vox/output=All/of it", "All/of it"),
        ("track/Vox/vca=Band", "Band"),
        ("track/Vox/automation=touch", "touch"),
        ("track/Vox/listen=pfl", "pfl"),
        ("track/Vox/send/Wide/level_db=-9", -9.0),
        ("track/Vox/send/Reverb/pre=on", True),
        ("bus/Drums/compressor/threshold_db=-24", -24.0),
        ("bus/Drums/send/Reverb/own_pan=true", True),
        ("bus/Drums/output=All/of it", "All/of it"),
        ("bus/Reverb/kind=plate", "plate"),
        ("bus/Wide/rate_hz=1.5", 1.5),
        ("bus/Delay/ping_pong=on", True),
        ("bus/Phones 1/fader_db=-3", -3.0),
        ("master/limiter/ceiling_db=-2", -2.0),
        ("vca/Band/fader_db=-3", -3.0),
        ("monitor/dim=on", True),
        ("exclusive_solo=on", True),
        ("curves_follow_clips=off", False),
    ],
)
def test_everything_of_the_console_has_a_path_of_its_own(assignment: str, expected: object) -> None:
    song = console()
    path, _, _ = assignment.rpartition("=")
    before = {setting.path: setting.value for setting in paths.settings(song)}
    changed = set_in(song, assignment)
    after = {setting.path: setting.value for setting in paths.settings(changed)}
    spelled = paths.find_setting(song, path).path
    assert after.pop(spelled) == expected != before.pop(spelled)
    assert after == before and check(changed) == []


def test_a_path_that_routes_in_a_circle_or_names_nobody_says_so() -> None:
    song = set_in(console(), "bus/Drums/output=All/of it")
    for assignment, told in (
        ("bus/All\\/of it/output=Drums", "feed itself"),
        ("track/Vox/output=Reverb", "master or Drums or All/of it"),
        ("track/Vox/compressor/key=Vox", "none or Kick"),
        ("bus/Phones 1/eq/on=true", "bus/Phones 1/click_level_db"),
        ("vca/Bend/mute=on", "vca/Band"),
    ):
        with pytest.raises(paths.PathProblem) as caught:
            paths.parse_assignment(song, assignment)
        assert told in str(caught.value)


def test_every_setting_takes_its_own_value_back_and_says_what_it_began_as() -> None:
    song = console()
    for setting in paths.settings(song):
        assert setting.edit(setting.parse(paths.format_value(setting.value))).apply(song) == song, setting.path
        assert setting.kind == "text" or setting.parse(paths.format_value(setting.default)) == setting.default


@dataclass(frozen=True)
class Stated:
    """A class whose fields state what they may be."""

    producer: Annotated[str, Longest(20)] = "nobody"
    verses: Annotated[int, Range((1, 9))] = 3


def test_a_field_that_states_its_length_or_range_is_shown_with_it_and_refuses_more() -> None:
    text = paths.setting_of_field(
        Stated("Ana"), "producer", "text", lambda text: Edit("Producer", lambda song: song), "a/"
    )
    assert describe_setting(text) == "a/producer=Ana    (text of at most 20 letters, begins as nobody)"
    assert text.parse("x" * 20) == "x" * 20
    with pytest.raises(PathProblem, match="a/producer cannot be 'x+'. It takes text of at most 20 letters."):
        text.parse("x" * 21)
    whole = paths.setting_of_field(Stated(), "verses", "whole", lambda verses: Edit("Verses", lambda song: song))
    assert whole.valid == "a whole number from 1 to 9" and whole.default == 3


def test_paths_of_a_large_song_are_listed_quickly() -> None:
    song = console()
    for _ in range(62):
        song = add_track().apply(song)
    began = time.process_time()
    lines = [f"{setting.path}={paths.format_value(setting.value)} {setting.valid}" for setting in paths.settings(song)]
    assert len(lines) > 64 * 60 and time.process_time() - began < 0.4
