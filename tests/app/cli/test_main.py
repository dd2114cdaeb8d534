"""Hazards: a traceback, a wrong input that writes something, an exit code that lies, a `set` beside an open window."""

import errno
import json
import os
import re
import shlex
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest
import soundfile
import typer
from typer.testing import CliRunner

from app import main as window_main
from app.cli.main import app
from app.song.open_song import OpenSong
from app.storage.folder import SongFolder
from app.storage.song_store import read_song


class Terminal:
    """Runs commands in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.song = folder / "Song.worktape"

    def run(self, *arguments: object, code: int = 0) -> str:
        """stdout of a command that must exit with `code`; for others its one sentence on stderr."""
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exit_code == code, result.output + repr(result.exception)
        assert "Traceback" not in result.output
        return result.stdout if code == 0 else result.stderr.strip()

    def files(self) -> dict[Path, bytes]:
        """Everything below the folder but the lock's text and what a test keeps for itself."""
        return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file() and path.name != "lock"}


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    folder = tmp_path / "songs"
    folder.mkdir()
    made = Terminal(folder)
    made.run("new", folder / "Song")
    soundfile.write(folder / "Riff.wav", np.zeros((4410, 2)), 44100)
    return made


def test_a_song_is_made_filled_changed_shown_and_found_sound(terminal: Terminal) -> None:
    assert "Riff" in terminal.run("import", terminal.song, terminal.folder / "Riff.wav", "--at", "1.5")
    song = read_song(SongFolder(terminal.song))
    clip = song.tracks[0].clips[0]
    assert (song.tracks[0].name, song.tracks[0].channels) == ("Riff", 2)
    assert (clip.timeline_start_frame, clip.length_frames) == (72000, 4800), "resampled to the song's rate"
    terminal.run("set", terminal.song, "track/Riff/fader_db=-3", "track/Riff/send/Reverb/level_db=-12", "tempo_bpm=92")
    paths = json.loads(terminal.run("show", terminal.song, "--json", "--paths"))
    assert paths["track/Riff/fader_db"] == -3 and paths["tempo_bpm"] == 92
    assert paths["track/Riff/send/Delay/level_db"] == "-inf"
    assert json.loads(terminal.run("show", terminal.song, "--json"))["song"]["tempo_bpm"] == 92
    assert "track/Riff/pan=0" in terminal.run("show", terminal.song, "--paths")
    assert "Riff: stereo, \u22123.0 dB, pan centre" in terminal.run("show", terminal.song)
    assert "is in order" in terminal.run("check", terminal.song)
    assert "nothing to recover" in terminal.run("recover", terminal.song)


def test_a_song_alone_is_opened_and_a_wrong_word_is_no_song(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path | None] = []
    monkeypatch.setattr(window_main, "main", lambda song: opened.append(song) or 0)
    terminal.run(terminal.song)
    terminal.run("open", terminal.song)
    monkeypatch.chdir(terminal.folder)
    terminal.run("Song.worktape")
    assert opened == [terminal.song, terminal.song, Path("Song.worktape")]
    assert "No such command 'opne'" in terminal.run("opne", code=2)


def test_two_files_of_one_name_become_two_tracks_and_two_files(terminal: Terminal) -> None:
    riff = terminal.folder / "Riff.wav"
    terminal.run("import", terminal.song, riff, riff)
    song = read_song(SongFolder(terminal.song))
    assert [track.name for track in song.tracks] == ["Riff", "Riff 2"]
    assert len({track.clips[0].file for track in song.tracks}) == 2


def test_what_is_not_used_is_listed_then_moved_and_the_rest_archived(terminal: Terminal) -> None:
    terminal.run("import", terminal.song, terminal.folder / "Riff.wav")
    assert "uses every file" in terminal.run("clean", terminal.song)
    (terminal.song / "audio" / "old.wav").write_bytes(bytes(1000))
    assert "audio/old.wav" in terminal.run("clean", terminal.song)
    assert (terminal.song / "audio" / "old.wav").exists()
    terminal.run("clean", terminal.song, "--move")
    assert (terminal.song / "trash" / "audio" / "old.wav").exists()
    assert "is in order" in terminal.run("check", terminal.song)
    assert "read back and compared" in terminal.run("collect", terminal.song, terminal.folder / "a.zip")
    terminal.run("collect", terminal.song, terminal.folder / "Copy")
    assert "is in order" in terminal.run("check", terminal.folder / "Copy.worktape")
    (terminal.song / "audio" / "Riff.wav").unlink()
    assert "audio/Riff.wav of Riff" in terminal.run("collect", terminal.song, terminal.folder / "b.zip", code=1)


WRONG: list[tuple[int, list[str], str]] = [
    (1, ["show", "nowhere"], "There is no song at"),
    (1, ["show", "Riff.wav"], "is a file"),
    (1, ["show", "."], "it has no song.json"),
    (1, ["new", "Song"], "already exists"),
    (1, ["new", "Other", "--rate", "8000"], "44100"),
    (2, ["new", "Other", "--rate", "fast"], "--rate"),
    (1, ["set", "Song", "track/Vox/fader_db=-3"], "no track yet"),
    (1, ["set", "Song", "tempo_bpm=9999"], "20 to 400"),
    (1, ["set", "Song", "tempo_bpm=92", "master/pan=7"], "-1 to 1"),
    (1, ["set", "Song", "tempo=92"], "tempo_bpm"),
    (1, ["set", "Song", "tempo_bpm"], "PATH=VALUE"),
    (2, ["set", "Song"], "PATH=VALUE"),
    (1, ["set", "Song", "click_pattern=Xx"], "each of the 4 beats"),
    (1, ["tempo", "Song", "--bar", "3"], "Say what changes"),
    (1, ["tempo", "Song", "--bar", "0", "--bpm", "90"], "from 1 to 9999"),
    (1, ["tempo", "Song", "--bar", "3", "--remove"], "do not change at bar 3"),
    (1, ["tempo", "Song", "--bar", "3", "--meter", "waltz"], "is not a meter"),
    (1, ["tempo", "Song", "--bar", "3", "--remove", "--bpm", "90"], "takes no tempo"),
    (2, ["tempo", "Song", "--bpm", "90"], "--bar 1"),
    (1, ["import", "Song", "missing.wav"], "was not found"),
    (1, ["import", "Song", "Riff.wav", "Song.worktape/song.json"], "is not audio"),
    (1, ["import", "Song", "Riff.wav", "--at", "-1"], "from 0 to 86400"),
    (1, ["record", "Song", "--input", "x:Vox", "--seconds", "1"], "CHANNEL:TRACK"),
    (1, ["record", "Song", "--input", "1:Vox", "--seconds", "0"], "more than 0"),
    (1, ["record", "Song", "--input", "0:Vox", "--seconds", "1"], "from 1 to 64"),
    (2, ["record", "Song", "--seconds", "1"], "--input"),
    (1, ["bounce", "Song", "-o", "out.wav"], "nothing to bounce"),
    (1, ["bounce", "Song", "-o", "out.wav", "--depth", "20"], "16, 24 or 32f"),
    (1, ["bounce", "Song", "-o", "out.mp3", "--depth", "16"], "MP3 has no depth. Leave out --depth"),
    (1, ["bounce", "Song", "-o", "out.wav", "--from", "-1"], "--from is a time in the song, from 0 to 86400 seconds"),
    (1, ["bounce", "Song", "-o", "out.wav", "--to", "nan"], "--to is a time in the song"),
    (1, ["stems", "Song", "-o", "out"], "nothing to bounce"),
    (1, ["stems", "Song", "-o", "out", "--each", "bus"], "--each is track or group or both, not bus"),
    (1, ["stems", "Song", "-o", "out", "--format", "mp3"], "they are mixed again, so they lose nothing"),
    (1, ["play", "Song"], "nothing to play"),
    (2, ["frobnicate"], "frobnicate"),
    (2, ["show", "Song", "--loud"], "--loud"),
]


@pytest.mark.parametrize(("code", "arguments", "named"), WRONG, ids=[" ".join(entry[1]) for entry in WRONG])
def test_a_wrong_input_is_told_in_a_sentence_and_changes_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, code: int, arguments: list[str], named: str
) -> None:
    monkeypatch.chdir(terminal.folder)
    before = terminal.files()
    told = terminal.run(*arguments, code=code)
    assert named in told
    assert code == 2 or ("\n" not in told and told.endswith("."))
    assert terminal.files() == before


def test_the_tempo_map_is_shown_and_changed(terminal: Terminal) -> None:
    terminal.run("tempo", terminal.song, "--bar", "1", "--bpm", "96", "--accents", "Xx.x")
    terminal.run("tempo", terminal.song, "--bar", "9", "--meter", "6/8", "--gradual")
    terminal.run("tempo", terminal.song, "--bar", "17", "--bpm", "80")
    assert terminal.run("tempo", terminal.song, "--bar", "9", "--at-once").splitlines() == [
        "from bar 1: 96 bpm, 4/4, click Xx.x",
        "from bar 9: 96 bpm, 6/8",
        "from bar 17: 80 bpm, 6/8",
    ]
    assert "from bar 17: 80 bpm, 6/8" in terminal.run("show", terminal.song)
    assert len(terminal.run("tempo", terminal.song, "--bar", "9", "--remove").splitlines()) == 2


@pytest.mark.parametrize("bpm", ["9999", "0", "1e99"])
def test_a_tempo_out_of_range_is_refused(terminal: Terminal, bpm: str) -> None:
    before = terminal.files()
    assert "20 to 400 BPM" in terminal.run("tempo", terminal.song, "--bar", "1", "--bpm", bpm, code=1)
    assert terminal.files() == before


def test_set_beside_an_open_window_is_refused_with_its_name(terminal: Terminal) -> None:
    window = OpenSong.existing(terminal.song, "Worktape's window")
    before = terminal.files()
    assert "is open in Worktape's window (process" in terminal.run("set", terminal.song, "tempo_bpm=92", code=1)
    assert terminal.files() == before
    assert "Song" in terminal.run("show", terminal.song), "reading is always possible"
    window.close()
    terminal.run("set", terminal.song, "tempo_bpm=92")


def test_check_names_what_is_missing(terminal: Terminal) -> None:
    terminal.run("import", terminal.song, terminal.folder / "Riff.wav")
    (terminal.song / "audio" / "Riff.wav").unlink()
    assert "audio/Riff.wav of Riff is missing" in terminal.run("check", terminal.song, code=1)
    assert "is missing" in terminal.run("bounce", terminal.song, "-o", terminal.folder / "x.wav", code=1)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_song_on_a_drive_that_takes_no_writes_is_bounced(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    terminal.run("import", terminal.song, terminal.folder / "Riff.wav")
    (terminal.song / "lock").unlink()
    before = terminal.files()
    unpatched = Path.open

    def refuse(path: Path, mode: str = "r", *rest: Any, **named: Any) -> IO[Any]:
        if terminal.song in path.parents and mode != "rb" and mode != "r":
            raise OSError(number, os.strerror(number), str(path))
        return unpatched(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", refuse)
    assert "24 bit WAV" in terminal.run("bounce", terminal.song, "-o", terminal.folder / "x.wav")
    assert "1 stem" in terminal.run("stems", terminal.song, "-o", terminal.folder / "stems")
    assert "Worktape cannot lock" in terminal.run("set", terminal.song, "tempo_bpm=92", code=1)
    assert before.items() <= terminal.files().items()


def test_a_bounce_never_goes_into_the_songs_own_recordings(terminal: Terminal) -> None:
    terminal.run("import", terminal.song, terminal.folder / "Riff.wav")
    target = terminal.song / "audio" / "Riff.wav"
    before = target.read_bytes()
    told = terminal.run("bounce", terminal.song, "-o", target, "--overwrite", code=1)
    assert "Choose another folder" in told and target.read_bytes() == before


@pytest.mark.parametrize("inside", ["audio", "audio/more", "peaks", "passes"])
def test_nothing_is_written_among_the_recordings_of_another_song(terminal: Terminal, inside: str) -> None:
    """A bounce replaced a file that the other song plays."""
    terminal.run("new", terminal.folder / "Other")
    other = terminal.folder / "Other.worktape"
    place = other / inside
    place.mkdir(exist_ok=True)
    target = place / "Take 1.wav"
    target.write_bytes(b"a take")
    terminal.run("import", terminal.song, terminal.folder / "Riff.wav")
    for command in (
        ("bounce", terminal.song, "-o", target, "--overwrite"),
        ("stems", terminal.song, "-o", place),
        ("write", terminal.song, "blueprint", "--csv", place / "Plan.csv"),
        ("collect", terminal.song, place),
        ("new", place / "Third"),
    ):
        assert "holds recordings of a song. Choose another folder." in terminal.run(*command, code=1), command
    assert [path.name for path in place.iterdir() if path.is_file()] == ["Take 1.wav"]
    assert target.read_bytes() == b"a take"


def test_a_damaged_song_stays_as_it_is(terminal: Terminal) -> None:
    file = terminal.song / "song.json"
    file.write_bytes(file.read_bytes().replace(b'"tempo_bpm": 120.0', b'"tempo_bpm": "x"'))
    before = terminal.files()
    for command in (["show"], ["check"], ["recover"], ["set", "tempo_bpm=92"]):
        told = terminal.run(command[0], terminal.song, *command[1:], code=1)
        assert "tempo_bpm" in told
    assert terminal.files() == before


def test_a_damaged_song_names_its_earlier_version_and_recover_brings_it_back(terminal: Terminal) -> None:
    terminal.run("set", terminal.song, "tempo_bpm=92")
    terminal.run("set", terminal.song, "tempo_bpm=93")
    file = terminal.song / "song.json"
    damaged = file.read_bytes()[:500]
    file.write_bytes(damaged)
    assert "worktape recover" in terminal.run("show", terminal.song, code=1)
    assert file.read_bytes() == damaged, "only recover changes anything"
    told = terminal.run("recover", terminal.song)
    assert (
        "version before the last save" in told and "cut off before its end" in told and "nothing to recover" not in told
    )
    assert read_song(SongFolder(terminal.song)).tempo_bpm == 92.0
    assert (terminal.song / "trash" / "song.json").read_bytes() == damaged


def test_changes_left_by_a_crash_are_not_overwritten_but_recovered(terminal: Terminal) -> None:
    crashed = terminal.song / "autosave.json"
    crashed.write_bytes((terminal.song / "song.json").read_bytes().replace(b"120.0", b"77.0"))
    for command in (
        ("set", terminal.song, "beats_per_bar=3"),
        ("freeze", terminal.song, "Vox"),
        ("print", terminal.song, "Vox"),
    ):
        assert "unsaved changes" in terminal.run(*command, code=1)
    assert crashed.exists()
    assert "are back" in terminal.run("recover", terminal.song)
    song = read_song(SongFolder(terminal.song))
    assert song.tempo_bpm == 77.0 and not crashed.exists()


def test_a_preset_lands_on_its_channel_and_tells_its_reasons(terminal: Terminal) -> None:
    terminal.run("import", terminal.song, terminal.folder / "Riff.wav")
    told = terminal.run("preset", terminal.song, "riff", "acoustic guitar")
    assert "Riff starts from Acoustic guitar" in told and "high_pass/frequency_hz=75" in told
    assert read_song(SongFolder(terminal.song)).tracks[0].strip.high_pass.on
    assert "limiter/on=true" in terminal.run("preset", terminal.song, "Master", "master")
    before = terminal.files()
    for wrong, word in ((("Nobody", "bass"), ": Riff"), (("Riff", "spoons"), "Choose one of Acoustic guitar")):
        assert word in terminal.run("preset", terminal.song, *wrong, code=1)
    assert "for the master" in terminal.run("preset", terminal.song, "Riff", "master", code=1)
    assert terminal.files() == before


def test_a_track_is_frozen_thawed_and_bounced_in_place(terminal: Terminal) -> None:
    terminal.run("import", terminal.song, terminal.folder / "Riff.wav")
    assert terminal.run("freeze", terminal.song, "riff").strip() == "Riff is frozen."
    frozen = read_song(SongFolder(terminal.song)).tracks[0].frozen
    assert frozen is not None and (terminal.song / frozen.file).is_file()
    assert "already frozen" in terminal.run("freeze", terminal.song, "Riff", code=1)
    assert "frozen" in terminal.run("show", terminal.song)
    terminal.run("thaw", terminal.song, "Riff")
    terminal.run("freeze", terminal.song, "Riff", "--in-place")
    track = read_song(SongFolder(terminal.song)).tracks[0]
    assert track.frozen is None and track.clips[0].name == "Riff bounced" and track.strip_b is not None
    assert ": Riff" in terminal.run("freeze", terminal.song, "Nobody", code=1)
    terminal.run("check", terminal.song)


def test_paths_are_listed_with_value_range_unit_and_default(terminal: Terminal) -> None:
    lines = terminal.run("show", terminal.song, "--paths").splitlines()
    assert "bus/Reverb/decay_s=1.8    (0.1 to 20 s, begins as 1.8)" in lines
    assert "master/limiter/ceiling_db=-1    (-20 to 0 dBTP, begins as -1)" in lines
    assert "master/high_pass/slope=12    (12 or 24, begins as 12)" in lines


def test_every_documented_command_is_there_with_its_options() -> None:
    lines = re.findall(
        r"^    worktape (.+)$", (Path(__file__).parents[3] / "docs/command-line.md").read_text(), re.MULTILINE
    )
    assert len(lines) > 15
    commands = typer.main.get_command(app)
    with commands.make_context("worktape", [], resilient_parsing=True) as context:
        for line in lines:
            name, *arguments = shlex.split(line, comments=True)
            command = commands.get_command(context, name)  # type: ignore[attr-defined]
            assert command is not None, line
            made = command.make_context(name, arguments, parent=context)  # refuses what it does not know
            if name == "write":
                word, *arguments = arguments[1:]
                command = command.get_command(made, word)  # type: ignore[attr-defined]
                assert command is not None, line
                command.make_context(word, arguments, parent=made)
            for option in re.findall(r"# .*?(--[a-z-]+)", line):
                assert any(option in parameter.opts for parameter in command.params), line


@pytest.mark.parametrize("name", ["", ".", " ", ".worktape"])
def test_a_song_without_a_name_is_refused(terminal: Terminal, name: str) -> None:
    before = terminal.files()
    assert "needs a name" in terminal.run("new", name, code=1)
    assert terminal.files() == before
