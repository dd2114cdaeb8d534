"""Hazards: a path that sets something else, a wrong value clamped in silence, a name with a slash or an equals."""

import pytest

from app import paths
from app.edits.songs import fresh_song
from app.edits.tracks import add_track
from app.model.song import Song
from tests.app.songs import song_with


def set_in(song: Song, assignment: str) -> Song:
    return paths.parse_assignment(song, assignment).apply(song)


def value(song: Song, path: str) -> paths.Value:
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
        ("master/outputs=1,1", "same output twice"),
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
