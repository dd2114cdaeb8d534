"""Hazards: a verb that only the window can reach; one that acts on something else than what was typed; an unnamed step."""

from pathlib import Path
from typing import Annotated

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from app.cli.main import app
from app.edits.edit import Edit
from app.edits.transport import set_loop
from app.model.song import Song
from app.model.value_spec import number
from app.song.open_song import OpenSong
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from app.text.positions import parse_position
from app.verbs.table import VERBS
from app.verbs.target import Target
from app.verbs.verb import Verb
from tests.helpers.songs import song_with

RATE = 48000


class Shell:
    """Edits one song of two tracks, Riff and Hook, a clip of four seconds on each."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "Song.worktape"

    def edit(self, *arguments: str, code: int = 0) -> str:
        """What `worktape edit SONG ...` says: its line of result, or its sentence of refusal."""
        result = CliRunner().invoke(app, ["edit", str(self.path), *arguments])
        assert result.exit_code == code, result.output + repr(result.exception)
        return (result.stdout if code == 0 else result.stderr).strip()

    @property
    def song(self) -> Song:
        return read_song(SongFolder(self.path))

    def spans_s(self, track: int = 0) -> list[tuple[float, float]]:
        found = [(clip.timeline_start_frame, clip.timeline_end_frame) for clip in self.song.tracks[track].clips]
        return sorted((start / RATE, end / RATE) for start, end in found)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    for name in ("Riff", "Hook"):
        soundfile.write(tmp_path / f"{name}.wav", np.full(4 * RATE, 0.1), RATE)
    for arguments in (["new", tmp_path / "Song"], ["import", made.path, tmp_path / "Riff.wav", tmp_path / "Hook.wav"]):
        assert CliRunner().invoke(app, [str(argument) for argument in arguments]).exit_code == 0
    return made


def test_a_clip_is_split_moved_and_made_louder_each_as_a_named_step(shell: Shell) -> None:
    assert shell.edit("clips.split", "--track", "riff", "--at", "0:01.5") == "Split clip in Song."
    assert shell.spans_s() == [(0.0, 1.5), (1.5, 4.0)] and shell.spans_s(1) == [(0.0, 4.0)]
    shell.edit("clips.bar-later", "--track", "1", "--clip", "2")
    assert shell.spans_s() == [(0.0, 1.5), (3.5, 6.0)]
    shell.edit("clips.louder", "by_db=2.5 dB", "--track", "Hook", "--clip", "hook")
    assert [clip.gain_db for track in shell.song.tracks for clip in track.clips] == [0.0, 0.0, 2.5]
    opened = OpenSong.existing(shell.path, "test")
    try:
        labels = [opened.history.undo_label]
        while opened.history.undo():
            labels.append(opened.history.undo_label)
        assert labels[:3] == ["Set clip gain", "Move clip", "Split clip"]
        assert len(opened.song.tracks) == 0, "undo reaches through every sitting"
    finally:
        opened.close()


def test_a_verb_of_a_channel_takes_tracks_and_buses(shell: Shell) -> None:
    shell.edit("track.mute", "--track", "2")
    shell.edit("track.mute", "--track", "reverb")
    song = shell.song
    assert [track.strip.mute for track in song.tracks] == [False, True]
    assert [bus.name for bus in song.buses if bus.strip.mute] == ["Reverb"]
    assert shell.edit("track.arm", "--track", "Reverb", code=1) == "There is no track Reverb. The tracks: Riff, Hook."
    assert shell.edit("track.arm", "--track", "Hook") == "Arm track in Song."
    assert shell.edit("track.arm", "--track", "Hook") == "Disarm track in Song."


def test_every_clip_of_the_song_is_one_choice(shell: Shell) -> None:
    assert "Split 2 clips" in shell.edit("clips.split", "--all", "--at", "bar 2")
    assert shell.spans_s() == shell.spans_s(1) == [(0.0, 2.0), (2.0, 4.0)]
    shell.edit("clips.delete", "--all")
    assert shell.spans_s() == shell.spans_s(1) == []


def test_a_range_of_time_is_deleted_on_one_track_or_on_all(shell: Shell) -> None:
    assert shell.edit("clips.delete", "--from", "1", "--to", "bar 2", "--track", "Hook") == "Delete range in Song."
    assert shell.spans_s(0) == [(0.0, 4.0)] and shell.spans_s(1) == [(0.0, 1.0), (2.0, 4.0)]
    shell.edit("clips.delete", "--from", "3", "--to", "9")
    assert shell.spans_s(0) == [(0.0, 3.0)] and shell.spans_s(1) == [(0.0, 1.0), (2.0, 3.0)]
    shell.edit("clips.delete", "--track", "Riff", "--track", "Hook")
    assert shell.spans_s(0) == shell.spans_s(1) == []


WRONG = [
    ([], "Say what to do"),
    (["clips.spilt", "--all"], "Did you mean clips.split"),
    (["waltz"], "worktape edit --list"),
    (["clips.split", "--at", "1"], "clips.split needs --clip or --track or --all."),
    (["clips.split", "--all"], "clips.split needs --at."),
    (["clips.split", "--all", "--at", "soon"], "--at is a place in the song"),
    (["clips.split", "--all", "--at", "100"], "no clip under the playhead"),
    (["clips.delete", "--clip", "1"], "Clip 1 of which track?"),
    (["clips.delete", "--track", "Riff", "--clip", "9"], "The clips: 1: Riff at 00:00.000."),
    (["clips.delete", "--track", "Nobody"], "The tracks: Riff, Hook."),
    (["clips.louder", "--all", "by_db=100"], "by_db cannot be '100'. It takes 0.1 to 24 dB."),
    (["clips.louder", "--all", "loud"], "It takes by_db=VALUE."),
    (["clips.delete", "--all", "by_db=1"], "It takes no values."),
    (["transport.loop", "--track", "Riff"], "transport.loop takes no --track."),
    (["track.mute"], "track.mute needs --track."),
    (["track.mute", "--track", "1", "--track", "2"], "takes one --track."),
    (["clips.delete"], "needs --clip or --track or --all or --from and --to."),
    (["clips.delete", "--from", "1"], "or --from and --to."),
    (["clips.louder", "--from", "1", "--to", "2", "--all"], "clips.louder takes no --from."),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=[" ".join(arguments) for arguments, _ in WRONG])
def test_a_wrong_edit_is_refused_in_a_sentence_and_changes_nothing(
    shell: Shell, arguments: list[str], said: str
) -> None:
    before = (shell.path / "song.json").read_bytes()
    sentence = shell.edit(*arguments, code=1)
    assert said in sentence and "\n" not in sentence and sentence.endswith((".", "?"))
    assert (shell.path / "song.json").read_bytes() == before


def test_beside_an_open_window_it_is_refused(shell: Shell) -> None:
    window = OpenSong.existing(shell.path, "Worktape's window")
    assert "is open in Worktape's window" in shell.edit("transport.loop", code=1)
    window.close()


def test_every_verb_is_listed_with_what_it_takes() -> None:
    lines = CliRunner().invoke(app, ["edit", "--list"]).stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(VERBS)
    listed = dict(line.split(maxsplit=1) for line in lines)
    assert listed["clips.split"] == "Split at the playhead; --clip or --track or --all; --at"
    assert listed["clips.louder"].endswith("by_db=1 (0.1 to 24 dB)")
    assert "--list" in CliRunner().invoke(app, ["edit"]).stderr


def _repeat(target: Target, gap_s: Annotated[float, number("Gap", 0.0, 9.0, "s")] = 0.0) -> Edit:
    chosen = target.selected_range()
    return set_loop(True, chosen.start_frame, chosen.end_frame + round(gap_s * RATE))


@pytest.fixture
def repeat(monkeypatch: pytest.MonkeyPatch) -> Verb:
    verb = Verb("range.repeat", "Repeat", "Range", _repeat, ("range",))
    monkeypatch.setitem(VERBS, verb.id, verb)
    return verb


def test_a_verb_that_is_added_to_the_table_is_there_with_range_and_parameters(shell: Shell, repeat: Verb) -> None:
    assert [(found.names, found.default) for found in repeat.parameters] == [(("gap_s",), 0.0)]
    listed = CliRunner().invoke(app, ["edit", "--list"]).stdout.splitlines()[-1]
    assert listed.split(maxsplit=1)[1] == "Repeat; --from and --to; gap_s=0 (0 to 9 s)"
    shell.edit("range.repeat", "gap_s=500 ms", "--from", "bar 1.3", "--to", "2.5")
    loop = shell.song.transport
    assert (loop.loop_start_frame, loop.loop_end_frame) == (RATE, 3 * RATE)
    assert "needs --from and --to." in shell.edit("range.repeat", "--from", "1", code=1)
    assert "before --to" in shell.edit("range.repeat", "--from", "2", "--to", "1", code=1)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("33.8", 33.8), ("33,8 s", 33.8), ("250 ms", 0.25), ("1:02.5", 62.5), ("1:00:02", 3602.0), ("bar 1", 0.0),
        ("Bar 17", 32.0), ("bar 2.4", 3.5), ("-1", None), ("bar 0", None), ("bar 2.5", None), ("1:x", None),
        ("x:1", None), ("1:2:3:4", None), ("bar 999999", None), ("nan", None), ("", None), ("99999", None),
    ],
)  # fmt: skip
def test_a_place_is_read_as_seconds_clock_or_bar(typed: str, seconds: float | None) -> None:
    frame = parse_position(song_with(), typed)
    assert frame == (None if seconds is None else round(seconds * RATE))
