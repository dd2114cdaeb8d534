"""Hazards: a verb that only the window can reach; one that acts on something else than what was typed; an unnamed step."""

import re
import shlex
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
from app.verbs.table import EVERY_VERB
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
    assert [line.split()[0] for line in lines] == list(EVERY_VERB)
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
    monkeypatch.setitem(EVERY_VERB, verb.id, verb)
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


# --- the editor
def test_ranges_ripple_markers_and_time(shell: Shell) -> None:
    shell.edit("markers.add", "name=Chorus", "--at", "1")
    shell.edit("markers.add-range", "name=Solo", "--from", "2", "--to", "3")
    assert [(one.name, one.start_frame, one.length_frames) for one in shell.song.markers] == [
        ("Chorus", RATE, 0),
        ("Solo", 2 * RATE, RATE),
    ]
    shell.edit("markers.rename", "name=Bridge", "--marker", "chorus")
    shell.edit("markers.loop", "--marker", "2")
    assert shell.song.transport.loop_on and shell.song.transport.loop_end_frame == 3 * RATE
    assert "There are Bridge, Solo." in shell.edit("markers.remove", "--marker", "Coda", code=1)
    assert shell.edit("clips.delete", "--from", "1", "--to", "2", "--track", "Riff", "--ripple", "track") == (
        "Delete range in Song."
    )
    assert shell.spans_s() == [(0.0, 1.0), (1.0, 3.0)] and shell.spans_s(1) == [(0.0, 4.0)]
    assert "off, track or all" in shell.edit("clips.delete", "--all", "--ripple", "some", code=1)
    shell.edit("time.insert", "bars=1", "--at", "0")
    assert shell.spans_s(1) == [(2.0, 6.0)]
    shell.edit("time.delete", "--from", "0", "--to", "2")
    assert shell.spans_s(1) == [(0.0, 4.0)]


def test_clips_are_copied_trimmed_slipped_and_named(shell: Shell) -> None:
    shell.edit("clips.copy-to", "tracks_down=1", "--track", "Riff", "--at", "5")
    assert shell.spans_s(1) == [(0.0, 4.0), (5.0, 9.0)]
    shell.edit("clips.trim-start", "--track", "Riff", "--at", "1")
    shell.edit("clips.trim-end", "--track", "Riff", "--at", "3")
    assert shell.spans_s() == [(1.0, 3.0)]
    shell.edit("clips.slip", "by_ms=-500", "--track", "Riff")
    assert shell.song.tracks[0].clips[0].file_start_frame == round(1.5 * RATE)
    shell.edit("clips.slip", "by_ms=-5000", "--track", "Riff")
    assert shell.song.tracks[0].clips[0].file_start_frame == 2 * RATE, "to the end of the file that was imported"
    shell.edit("clips.repeat", "times=3", "--track", "Riff")
    assert shell.spans_s() == [(1.0, 3.0), (3.0, 5.0), (5.0, 7.0), (7.0, 9.0)]
    shell.edit("clips.rename", "name=Verse riff", "--track", "Riff", "--clip", "1")
    shell.edit("clips.fades", "in_ms=100", "in_shape=s_curve", "--track", "Riff", "--clip", "1")
    clip = next(clip for clip in shell.song.tracks[0].clips if clip.name == "Verse riff")
    assert (clip.fade_in_frames, clip.fade_in_shape, clip.fade_out_shape) == (4800, "s_curve", "linear")
    shell.edit("clips.nudge", "by=10", "unit=ms", "--track", "Riff", "--clip", "Verse riff")
    assert shell.spans_s()[0] == (1.01, 3.01)


def test_several_tracks_get_a_folder_and_a_copy(shell: Shell) -> None:
    shell.edit("folders.make", "name=Band", "--track", "Riff", "--track", "Hook")
    assert [folder.name for folder in shell.song.folders] == ["Band"]
    assert shell.edit("track.duplicate", "--track", "1", "--track", "2") == "Duplicate 2 tracks in Song."
    assert [track.name for track in shell.song.tracks] == ["Riff", "Riff 2", "Hook", "Hook 2"]
    shell.edit("folders.dissolve", "--track", "Riff")
    assert not shell.song.folders


def test_slow_verbs_make_files_and_say_what_they_found(shell: Shell) -> None:
    assert shell.edit("clips.normalise", "target_db=-6", "--track", "Riff") == "Normalise in Song."
    assert shell.song.tracks[0].clips[0].gain_db == pytest.approx(14.0, abs=0.05)
    shell.edit("clips.reverse", "--track", "Hook")
    clip = shell.song.tracks[1].clips[0]
    assert clip.processing is not None and clip.processing.reversed and (shell.path / clip.file).exists()
    shell.edit("clips.original", "--track", "Hook")
    assert shell.song.tracks[1].clips[0].processing is None
    shell.edit("clips.split", "--track", "Hook", "--at", "1")
    shell.edit("clips.bar-later", "--track", "Hook", "--clip", "2")
    assert shell.edit("clips.join", "--track", "Hook") == "Join 2 clips in Song."
    assert shell.spans_s(1) == [(0.0, 6.0)]
    samples, _ = soundfile.read(shell.path / shell.song.tracks[1].clips[0].file)
    assert len(samples) == 6 * RATE and not samples[RATE + 1000 : 3 * RATE - 1000].any()
    assert "s of silence go." in shell.edit("clips.strip-silence", "--track", "Hook")
    assert len(shell.song.tracks[1].clips) == 2


def test_microphones_are_aligned_by_what_they_recorded(shell: Shell, tmp_path: Path) -> None:
    sound = np.random.default_rng(7).normal(0.0, 0.1, 4 * RATE)
    soundfile.write(tmp_path / "Near.wav", sound, RATE)
    soundfile.write(tmp_path / "Far.wav", -0.5 * np.concatenate([np.zeros(240), sound[:-240]]), RATE)
    imported = ["import", str(shell.path), str(tmp_path / "Near.wav"), str(tmp_path / "Far.wav")]
    assert CliRunner().invoke(app, imported).exit_code == 0
    shell.edit("clips.bar-later", "--track", "Near", "--track", "Far")
    said = shell.edit("clips.align", "--track", "Near", "--track", "Far")
    assert "Far is 5.00 ms late, with inverted polarity (confidence" in said
    assert shell.spans_s(3)[0][0] == pytest.approx(2.0 - 0.005) and shell.song.tracks[3].strip.polarity


GUIDE = Path(__file__).parents[3] / "docs" / "command-line.md"
EXAMPLES = re.findall(r"^    worktape (edit \"My Song.*?)(?:\s+#.*)?$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_example_of_the_guide_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order in which they are written, on one song."""
    monkeypatch.chdir(tmp_path)
    noise = np.random.default_rng(3).normal(0.0, 0.05, 70 * RATE)
    noise[10 * RATE : 20 * RATE] = 0.0
    for name in ("Vox", "Guitar", "Drums"):
        soundfile.write(f"{name}.wav", noise, RATE, "PCM_16")
    assert CliRunner().invoke(app, ["new", "My Song"]).exit_code == 0
    assert CliRunner().invoke(app, ["import", "My Song.worktape", "Vox.wav", "Guitar.wav", "Drums.wav"]).exit_code == 0
    assert CliRunner().invoke(app, ["edit", "My Song.worktape", "clips.split-markers", "--all"]).exit_code == 1
    assert len(EXAMPLES) > 15
    for cut in ("20", "40"):
        split = ["edit", "My Song.worktape", "clips.split", "--track", "Vox", "--at", cut]
        assert CliRunner().invoke(app, split).exit_code == 0
    for example in EXAMPLES:
        result = CliRunner().invoke(app, shlex.split(example))
        assert result.exit_code == 0 and "Nothing to change" not in result.stdout, (example, result.output)
        assert result.stdout.strip().endswith(" in My Song."), example


@pytest.mark.parametrize("command", [("tempo", "--bar", "1", "--bpm", "96"), ("set", "tempo_bpm=96", "artist=A")])
def test_clips_that_follow_the_tempo_are_stretched_when_it_changes(shell: Shell, command: tuple[str, ...]) -> None:
    shell.edit("clips.follow-tempo", "--track", "Riff")
    result = CliRunner().invoke(app, [command[0], str(shell.path), *command[1:]])
    assert result.exit_code == 0, result.output
    riff, hook = shell.song.tracks[0].clips[0], shell.song.tracks[1].clips[0]
    assert (riff.length_frames, hook.length_frames) == (5 * RATE, 4 * RATE)
    assert riff.processing is not None and riff.processing.stretch == pytest.approx(1.25)
    assert soundfile.info(shell.path / riff.file).frames == 5 * RATE
